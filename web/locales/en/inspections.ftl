# Inspections.

# Refusals: the draw
error-draw-bodies-few = A draw takes at least { $min } bodies that each bring a secret.
error-draw-body-twice = “{ $body }” is named twice.
error-draw-too-many = Too many { $what ->
    [bodies] bodies
    [objects] objects on the list
    [drawn] objects to be drawn
    [inspectors] inspectors
    [exclusions] withdrawals
   *[externals] named events
}; at most { $max } fit.
error-draw-per-object-unfit = Between { $min } and { $max } inspectors go to each object.
error-draw-objects-few = { $objects } objects are on the list, and { $wanted } are to be drawn. Objects of the plan’s units that were visited a short while ago are left out.
error-draw-name-unfit = The { $what ->
    [object] name of an object
    [body] name of a body
    [fallback] event that stands in for a missing secret
   *[event] name of an event
} is empty or over { $max } characters.
error-draw-number-twice = Number { $number } stands twice on the list.
error-draw-weight-unfit = The weight of “{ $object }” has to be between 1 and { $max }.
error-draw-exclusion-unknown = A withdrawal names inspector { $inspector } and object { $object }, and one of them is not on the list.
error-draw-inspectors-short = For “{ $object }”, { $eligible } inspectors have no interest, and { $needed } are needed. Put more on the register.
error-draw-days-unfit = The last day for committing has to be today ({ $today }) or later, and the last day for opening not before it.
error-draw-list-changed = The list is not the one that was frozen. This draw cannot go on; freeze a new one.
error-draw-body-unknown = There is no such body in this draw.
error-draw-commit-late = The last day for committing was { $until }.
error-draw-committed-already = “{ $body }” has committed already.
error-draw-commitment-copied = Another body has made the same commitment. It must not be copied.
error-draw-commitments-missing = Commitments are missing: { $bodies }.
error-draw-sealed-already = The commitments are sealed.
error-draw-not-sealed = The commitments have to be sealed first.
error-draw-revealed-already = “{ $body }” has opened its secret already.
error-draw-reveal-late = The last day for opening was { $until }.
error-draw-reveal-mismatch = This is not what “{ $body }” committed to.
error-draw-reveals-open = Until { $until } these may still open their secrets: { $bodies }.
error-draw-nobody-revealed = No body opened its secret, so nothing can be drawn. Freeze a new draw.
error-draw-value-missing = The value of “{ $event }” is missing.
error-draw-finished = This draw is finished.

# Refusals: inspections
error-inspection-name-unfit = A name, place or title is empty or over { $max } characters.
error-inspection-too-many = At most { $max } fit.
error-inspection-accepted-missing = A finished site needs the day of its acceptance.
error-inspection-window-unfit = The last day { $to } is before the first day { $from }.
error-inspection-units-missing = Please choose the unit whose work is inspected.
error-inspection-words-missing = Please write what it is about.
error-inspection-words-long = The text has { $length } characters; at most { $max } fit.
error-inspection-approved-already = This plan is approved already.
error-inspection-not-approved = It takes an approved plan for this kind of object.
error-inspection-quota-spent = In { $year }, unit { $unit } has been named in { $quota } approved plans, which is the quota.
error-inspection-quota-unfit = Both figures have to be at most { $max }, and at least one plan a year has to be possible.
error-inspection-too-soon = The last visit was on { $last }; { $days } days have to lie between two visits.
error-inspection-own-interest = Your own unit is inspected here, so somebody else has to do this.
error-inspection-day-unfit = The day { $on } is not within { $from } to { $to }.
error-inspection-answer-missing = Please answer every question.
error-inspection-fault-unexplained = A fault needs a note on what was seen.
error-inspection-wrong-step = { $state ->
    [not_due] No look at this site is due.
    [opened] The visit comes first.
    [closed] This inspection is closed.
   *[other] This step does not follow now.
}
error-inspection-finding-unknown = There is no such finding.
error-inspection-days-unfit = The number of days has to be between 1 and { $max }.
error-inspection-findings-open = Findings that were not looked at again: { $count }.
error-inspection-faults-without-finding = Faults noted at the visit: { $count }. Write down at least one finding first.
error-inspection-reply-late = The last day for a reply was { $until }.
error-inspection-reply-open = The unit may still reply until { $until }.
error-inspection-not-yours = Only an inspected unit replies to a conclusion.

# Journal
history-inspection-registered = Objects put on the register of inspections
history-inspection-inspector-registered = An inspector put on the register
history-inspection-quota-set = Quota of inspections set
history-inspection-planned = Inspection planned
history-inspection-approved = Plan of inspections approved
history-draw-frozen = List for a draw frozen
history-draw-committed = A body committed to a secret
history-draw-sealed = Commitments of a draw sealed
history-draw-revealed = A body opened its secret
history-draw-finished = Draw finished
history-inspection-opened = Inspection opened
history-inspection-visited = Visit made
history-inspection-found = Finding noted
history-inspection-mended = Rectification ordered or looked at again
history-inspection-served = Conclusion served
history-inspection-replied = Unit replied to the conclusion
history-inspection-closed = Inspection closed
