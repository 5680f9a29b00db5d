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

# Plans: pages
plan-title = Implementation plan
plans-title = Implementation plans
plans-note = Written by the lead unit, approved or returned by the supervision office. What was approved is frozen; a change is a new version that says on whose decision it rests.
plans-in-submitted = To be approved
plans-in-returned = Returned, to be mended
plans-in-draft = Being written
plans-missing = Without an approved plan
plans-none = None.
plans-own = your unit has a duty here; another has to approve
plan-none = No plan has been written yet.
plan-none-since = No plan has been approved since the publication on { $since }.
plan-public-note = Written by the lead unit and approved by the supervision office. What was approved stays; when there is a new version, the old one stands beside it.
plan-begin = Write the plan
plan-begin-later = Begin a new version
plan-go-on = Go on writing
plan-versions = Versions side by side
plan-version = Version { $n }
plan-state-draft = being written
plan-state-submitted = to be approved
plan-state-returned = returned
plan-state-approved = in force
plan-state-superseded = superseded
plan-older = { $n } older ones are not shown.
plan-cause = Version { $n } because: { $reason }; decided by: { $decision }
plan-changed = (changed)
plan-milestones = Milestones
plan-milestones-note = One milestone a row: what will have been done by that day. Empty a row to remove it.
plan-milestone = Milestone
plan-planned = Planned day
plan-reached = reached on { $day }
plan-trajectory = Trajectory: { $what }
plan-promised = Promised: { $target } by { $day }. Give totals since the start of the year; the last row has to reach the promise.
plan-year-end = the end of the year
plan-day = Day
plan-value = Total to be reached
plan-money = Money
plan-money-note = Amounts in yuan.
plan-source = Source
plan-amount = Amount (yuan)
plan-yuan = { $amount } yuan
plan-persons = Responsible persons
plan-persons-note = Names are shown in the office only, never to the public.
plan-part = Post and part
plan-name = Name
plan-person-named = named
plan-foreseen = To be asked of other units
plan-foreseen-note = Only what is meant to be asked. To get an answer, send a request.
plan-asked-what = What is asked
plan-asked-unit = Unit
plan-edit = Write the plan (version { $n })
plan-edit-note = You can save a draft and go on later. Once submitted, the supervision office decides; until it is approved it is not public.
plan-cause-legend = Why there is a new version
plan-reason = Reason
plan-decision = Decision it rests on
plan-decision-hint = Which body and which document, such as “管委会会议纪要〔2020〕3号”.
plan-more-rows = More rows
plan-save = Save as a draft
plan-submit = Save and submit
plan-meanwhile = What is saved now
plan-meanwhile-note = Somebody else was a step ahead. What you typed is still below, nothing is lost; save again to have it your way.
plan-returned-because = Returned because
plan-judge = Decide
plan-judge-note = Once approved it is public and frozen; a promised date does not move by itself any more.
plan-return-reasons = Reasons, when it is returned
plan-approve = Approve
plan-return = Return
plan-reach = Note a milestone as reached
plan-reach-note = It is public at once and cannot be changed.
plan-reached-on = Day on which it was reached
fault-yuan = Give an amount in yuan with at most two decimals.
said-plan-saved = The draft is saved.
said-plan-submitted = Submitted to the supervision office.
said-plan-approved = Approved, and public from now on.
said-plan-returned = Returned to the lead unit.
said-plan-reached = The milestone is noted as reached.

# Requests: pages
requests-title = Requests between units
requests-own = Requests of the own unit
requests-note = Everything asked of your unit, overdue first. Whose turn it is and how many days it lay where follow from the day of each step.
requests-note-office = First what the supervision office has to decide. How many days it lay where follows from the day of each step.
requests-asked = Asked of your unit
requests-asking = Asked by your unit
requests-to-decide = To be decided
requests-open = Open between units
requests-none = None.
requests-none-here = There are no requests about this commitment yet.
requests-overdue = overdue
requests-ours = your unit's turn
requests-theirs = the other unit's turn
requests-units = with the units
requests-office = with the supervision office
requests-ended = { $n } ended
requests-by-unit = By unit
requests-by-unit-note = Days are all days that requests lay with the unit, whether it asks or is asked.
tally-asked = Asked of it
tally-declined = Declined once
tally-waits = Its turn
tally-overdue = Overdue
tally-days = Days with it
request-title = Request
request-asker = Asking unit
request-asked = Unit asked
request-office = the supervision office
request-court = turn of { $who } since { $since }
request-days = { $who } { $n ->
    [one] { $n } day
   *[other] { $n } days
}
request-days-title = Days in each court
request-next = Whose turn
request-overdue = overdue
request-ours = your turn
request-due-on = due { $day }
request-steps = Steps
request-next-step = Next step
request-ask = Ask another unit
request-ask-note = Say what is to be done, what for, and by which day. A group is asked member by member.
request-foreseen = The plan means to ask these; choose one to fill in the form:
request-choose = Choose a unit
request-group = { $group } (one each to { $n } members)
request-unit = Unit
request-what = What is asked
request-what-hint = The result in one sentence, at most 300 characters.
request-reason = What for
request-due = Due
request-send = Send
request-ground = Ground for declining
request-ground-none = Not declined
request-words = What there is to say
request-words-hint = Accepting and confirming need no words, every other step does.
request-ground-not-our-power = Not within the unit's powers
request-ground-no-money = No money
request-ground-forbidden = Law or a rule in force forbids it
request-ground-not-ready = Something that has to come first has not
request-ground-done-elsewhere = Done already, or done by somebody else
request-ground-too-soon = Cannot be done by that day
request-state-asked = waiting for an answer
request-state-accepted = accepted
request-state-declined = declined
request-state-delivered = delivered
request-state-confirmed = confirmed
request-state-disputed = disputed
request-state-escalated = with the supervision office
request-state-directed = directed to be done
request-state-released = released
request-state-withdrawn = withdrawn
request-done-asked = Sent
request-done-accepted = Accepted
request-done-declined = Declined
request-done-delivered = Delivered
request-done-confirmed = Confirmed as done
request-done-disputed = Disputed
request-done-escalated = Taken to the supervision office
request-done-directed = Directed to be done
request-done-released = Released
request-done-withdrawn = Withdrawn
request-go-accepted = Accept
request-go-declined = Decline
request-go-delivered = Done, hand it over
request-go-confirmed = Confirm as done
request-go-disputed = Not done: dispute
request-go-escalated = Take it to the supervision office
request-go-directed = It has to be done
request-go-released = It need not be done
request-go-withdrawn = Withdraw
said-request-sent = Sent, and written to the transparency log.
said-request-step = Done, and written to the transparency log.
requests-public = Requests between units
requests-public-note = Who asked whom, by when, and whose turn it is. The words are not public; every step is in the transparency log.
requests-between = Who asks whom
requests-state = Now
