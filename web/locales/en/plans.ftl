# Plans, and requests between units.

# Refusals: plans
error-plan-not-lead = Your unit does not lead this commitment, so it cannot file its plan.
error-plan-own-duty = Your unit leads this commitment or helps with it. A supervising unit without an interest has to decide on its plan.
error-plan-open-already = A version is being written or reviewed. Finish that one first.
error-plan-not-open = This version was submitted or approved and cannot be changed. After approval, a change is a new version.
error-plan-not-submitted = This version is not waiting for approval.
error-plan-not-approved = This version is not in force, so its milestones cannot be marked as reached.
error-plan-reasons-missing = Say why it is returned.
error-plan-text-long = A text has { $length } characters; at most { $max } fit.
error-plan-text-missing = A row is not complete: each row needs its words.
error-plan-too-many = At most { $max } rows of a kind fit.
error-plan-milestone-outside = “{ $title }” is planned for { $planned }, outside { $first } to { $last }.
error-plan-milestone-twice = Two milestones are called “{ $title }”. Give them different names.
error-plan-milestones-missing = Add at least one milestone.
error-plan-milestone-unknown = There is no such milestone. Load the page again.
error-plan-reached-already = This milestone was marked as reached on { $done } and stays so.
error-plan-reached-in-future = { $on } is after today, { $today }.
error-plan-reached-before-year = { $on } is before { $year }.
error-plan-reached-kept = “{ $title }” was reached. A new version keeps it with the day for which it was planned.
error-plan-measure-unknown = A measure is not one of this commitment's that can be planned for, or stands twice.
error-plan-trajectory-outside = “{ $what }”: { $on } is outside { $first } to { $last }.
error-plan-trajectory-value = “{ $what }” cannot be { $value }.
error-plan-trajectory-twice = “{ $what }”: a day stands twice.
error-plan-trajectory-falls = “{ $what }” adds up over the year, but falls from { $before } to { $value } on { $on }.
error-plan-trajectory-missing = “{ $what }” has no planned values. Say what is to be reached by when.
error-plan-trajectory-short = “{ $what }” ends with { $value } and does not reach the promised { $target }.
error-plan-amount = { $amount } yuan from “{ $from }” is not an amount over zero.
error-plan-person-missing = Name at least one responsible person.
error-plan-unit-not-party = A unit that is to be asked has no duty in this commitment.
error-plan-cause-missing = Say why there is a new version.
error-plan-decision-missing = Say on whose decision, and which document, the new version rests.
error-plan-nothing-changed = It does not differ from the version in force.

# Refusals: requests
error-request-no-duty = Your unit has no duty in this commitment, so it cannot send requests about it.
error-request-own-unit = A unit cannot send a request to itself.
error-request-nobody-asked = There is nobody to ask: choose a unit. A group needs its members recorded first.
error-request-unit-not-party = The chosen unit has no duty in this commitment.
error-request-what-missing = Say what is asked.
error-request-words-missing = Say what there is to say.
error-request-text-long = A text has { $length } characters; at most { $max } fit.
error-request-due-outside = { $due } is outside { $first } to { $last }.
error-request-not-asker = Only the unit that asks can do this.
error-request-not-asked = Only the unit that is asked can do this.
error-request-not-party = Only the unit that asks or the one that is asked can do this.
error-request-not-office = Only the supervision office can do this.
error-request-own-duty = Your unit leads this commitment or helps with it. A supervising unit without an interest has to decide.
error-request-out-of-turn = This request is { $stands ->
    [asked] waiting for an answer
    [accepted] accepted
    [declined] declined
    [delivered] delivered
    [confirmed] confirmed
    [disputed] disputed
    [escalated] with the supervision office
    [directed] directed to be done
    [released] released
   *[withdrawn] withdrawn
}, so this step cannot follow. Load the page again.
error-request-too-many-steps = This request has { $max } steps and can only be ended.
error-request-ground-missing = Choose the ground for declining.
error-request-ground-stray = Only declining has a ground.

# History
history-plan-begun = Plan begun
history-plan-saved = Plan draft saved
history-plan-submitted = Plan submitted
history-plan-returned = Plan returned
history-plan-approved = Plan approved
history-plan-milestone-reached = Milestone reached
history-request-asked = Request sent to a unit
history-request-accepted = Request accepted
history-request-declined = Request declined
history-request-delivered = Request delivered
history-request-confirmed = Request confirmed as done
history-request-disputed = Delivery disputed
history-request-escalated = Request taken to the supervision office
history-request-directed = Request directed to be done
history-request-released = Request released
history-request-withdrawn = Request withdrawn
