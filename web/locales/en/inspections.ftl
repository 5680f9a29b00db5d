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

# Public pages
nav-inspections = Inspections
inspections-lead = Where inspectors were sent, what they found, and whether it was put right. Who is visited and by whom is drawn so that anybody can recompute it. Unannounced visits appear here once they are made.
inspections-none = No inspection is public yet.
inspections-made = Inspections
inspections-draws = Draws
inspections-draws-note = Each draw with all that is needed to recompute it.
inspections-coverage = Coverage
inspections-registered = On the register
inspections-visited = Visited at least once
inspections-never = Never visited: { $n }
inspections-no-findings = nothing found
inspections-result = { $n } found, { $fixed } put right
inspection-state = State
inspection-state-opened = to be visited
inspection-state-visited = visited
inspection-state-served = conclusion served
inspection-state-replied = unit replied
inspection-state-closed = closed
inspection-mode = Visit
inspection-mode-open = announced
inspection-mode-unannounced = unannounced
inspection-visited-on = Visited on
inspection-inspectors = Inspectors, by number
inspection-result = Result
inspection-commitment = The commitment it belongs to
inspection-draw = The draw that chose it
inspection-findings = Findings
inspection-severity-minor = minor
inspection-severity-serious = serious
inspection-severity-grave = grave
inspection-finding-found = noted, not ordered yet
inspection-finding-ordered = to be put right by { $day }
inspection-finding-fixed = looked at again on { $day }: put right
inspection-finding-unfixed = looked at again on { $day }: not put right
inspection-conclusion = Conclusion
inspection-reply = The unit’s reply
inspection-reply-none = No reply so far. The unit may reply until { $day }.
inspection-not-served = Findings are published with the conclusion, when it has been served on the unit.
draw-title = Recomputation of a draw
draw-ok = The draw agrees with its proof
draw-bad = The draw does not agree with its proof
draw-step-wrong = does not agree
draw-step-schema = Form
draw-step-schema-note = The proof is of a form that this page can recompute.
draw-step-list = Frozen list
draw-step-list-note = The list has the digest that was entered in the journal before anybody brought a secret.
draw-step-commitments = Secrets
draw-step-commitments-note = Each opened secret is what its body had committed to.
draw-step-values = Named events
draw-step-values-note = There is a value for each named event; the substitute counts only when a body stayed silent.
draw-step-seed = Seed
draw-step-seed-note = SHA-256 of “draw/v1”, the journal’s root, the secrets in their order, and the values of the events.
draw-step-picks = Result
draw-step-picks-note = Object and inspectors by number, as they follow from the seed.
draw-silent = Did not open their secret:
draw-drawn = What was drawn
draw-self = Check it yourself
draw-self-note = Take the proof with you and recompute it offline, with this program or with the short Python script of the project.
draw-proof = Download the proof
draw-root = Root of the journal at { $n } entries:

# Office pages
said-inspect-kept = Recorded, and entered in the journal.
said-inspect-frozen = The list is frozen. Now each body commits to its secret.
inspect-choose = choose
inspect-do = To do
inspect-register = Registers
inspect-new-plan = New plan
inspect-approved = approved
inspect-unapproved = not approved yet
inspect-drawn = drawn
inspect-drawing = under way
inspect-none = Nothing yet.
inspect-plans = Plans
inspect-kind = What is inspected
inspect-kind-kitchen = school kitchen
inspect-kind-site = finished site
inspect-risk = Risk
inspect-risk-low = low
inspect-risk-middle = middle
inspect-risk-high = high
inspect-unit = Unit
inspect-commitment = Commitment
inspect-commitment-hint = Its address, such as 2020-2. All its units then have an interest in the objects.
inspect-accepted = Accepted on
inspect-accepted-hint = For finished sites. Looks follow after 30, 180 and 365 days.
inspect-entries = Objects
inspect-entries-hint = One a line: name, comma, place. What is on the register already is left as it is.
inspect-name = Name
inspect-objects = Objects
inspect-inspectors = Inspectors
inspect-add-objects = Add objects
inspect-add-inspector = Add an inspector
inspect-keep = Record
inspect-title = Title
inspect-from = First day
inspect-to = Last day
inspect-per-unit = Approved plans a year for the same unit
inspect-days-between = Days between two visits of the same object
inspect-quota = Quota
inspect-decision = Decision
inspect-decision-hint = Which body approved the plan, when, and the number of its minutes.
inspect-approve = Approve the plan
inspect-exclusions-unread = Each line takes two numbers: inspector, object.
inspect-draw-count = Objects to be drawn
inspect-per-object = Inspectors for each
inspect-bodies = Bodies that bring a secret
inspect-bodies-hint = At least three, one a line, in the order in which their secrets count.
inspect-externals = Later events whose results count
inspect-externals-hint = Such as a lottery draw after the last day for opening. With one, nobody can gain by staying silent.
inspect-fallback = Event that stands in for a missing secret
inspect-fallback-hint = A later event whose result anybody can look up.
inspect-exclusions = Withdrawals
inspect-exclusions-hint = One a line: number of the inspector, number of the object. Inspectors of a unit with an interest are left out anyway.
inspect-commit-until = Last day for committing
inspect-reveal-until = Last day for opening
inspect-freeze = Freeze the list for a draw
inspect-freeze-go = Freeze
inspect-freeze-note = From now on no row of the list can change. Its digest is entered in the journal.
inspect-due = { $days } days after the acceptance
inspect-site = Site
inspect-look-inspectors = Inspectors
inspect-look-hint = Their numbers, with spaces between.
inspect-look = Look at a finished site
inspect-hex-unread = This has to be 64 hexadecimal digits.
inspect-body = Body
inspect-seal = Seal the commitments
inspect-seal-go = Seal
inspect-seal-note = The root of the journal that holds every commitment becomes part of the seed.
inspect-commitment-digest = Commitment
inspect-commit = Take a commitment
inspect-commit-note = Each body chooses 32 random bytes as salt and 32 as secret, keeps both, and hands in the SHA-256 of salt and secret together.
inspect-salt = Salt
inspect-secret = Secret
inspect-reveal = Open a secret
inspect-value = Result
inspect-fallback-value-hint = Only when a body did not open its secret by the last day.
inspect-finish = Draw
inspect-finish-go = Draw
inspect-digest = SHA-256 of the list
inspect-body-waits = has not committed
inspect-body-committed = has committed
inspect-body-opened = has opened its secret
inspect-place = Place
inspect-visit = The visit
inspect-visit-go = Hand in the visit
inspect-find = Note a finding
inspect-what = What was found
inspect-severity = How bad it is
inspect-order = Order rectification
inspect-days = Days
inspect-fixed = Result
inspect-fixed-yes = put right
inspect-fixed-no = not put right
inspect-recheck = Look again
inspect-serve = Serve the conclusion
inspect-serve-go = Serve
inspect-reply-days = Days for a reply
inspect-close = Close
inspect-note = What was seen
inspect-mark-ok = fine
inspect-mark-fault = fault
inspect-mark-not-applicable = not applicable
inspect-question-licence = A licence in force hangs in view
inspect-question-health-cards = Staff have health certificates
inspect-question-purchase-records = Purchases are recorded
inspect-question-raw-and-cooked = Raw and cooked food are kept apart
inspect-question-disinfection = Dishes are disinfected
inspect-question-samples-kept = Samples of meals are kept
inspect-question-storage = Food is stored well and in date
inspect-question-waste = Waste is covered and taken away
inspect-question-picture-shown = The picture of the kitchen is shown
inspect-question-in-use = It is in use
inspect-question-water = There is water
inspect-question-open-hours = It is open at the hours that it names
inspect-question-clean = It is clean
inspect-question-access = It can be reached without steps
inspect-question-upkeep = Somebody keeps it
