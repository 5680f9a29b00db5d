# Appraisal and accountability: why a rule said no

error-scheme-text-long = The scheme is too long: at most { $max } characters.
error-scheme-line-unreadable = Line { $line } cannot be read. Write each line as “name: value”; a remark begins with #.
error-scheme-twice = Line { $line } says “{ $key }” a second time.
error-scheme-input-excluded = Line { $line } can never count: { $input ->
    [logins] signing in shows that the system was used, not that anything was delivered
    [uploads] uploads show how much was handed in, not that anything was delivered
    [photos] counting pictures makes people take pictures for their own sake
    [words] the length of a text says nothing of results
    [likes] likes and votes can be drummed up
    [forwards] forwards can be drummed up
    [reports] more reports are more burden, not more results
    [clicks] clicks and views say nothing of results
    [online_time] time online shows that somebody was there, not that anything was delivered
    [check_ins] check-ins measure where people were, not what came of it
   *[installs] installations and followers can be imposed on people
}. Use an input that shows results, such as targets verified or milestones on time.
error-scheme-input-unknown = Line { $line }: “{ $key }” is not one of the inputs.
error-scheme-weight-unfit = Line { $line }: a weight is a whole number from 1 to { $max }.
error-scheme-bounds-unfit = Line { $line }: write the bounds as “60-95”, the first below the second, the second at most 100.
error-scheme-value-unfit = Line { $line }: “{ $key }” has an unfit value.
error-scheme-part-missing = Missing: { $key ->
    [title] the title
    [from] the first day
    [to] the last day
    [lead] the share of whoever leads
   *[help] the share of whoever helps
}.
error-scheme-period-unfit = The period { $from } to { $to } does not hold: it must not end before it begins, and stays within one year.
error-scheme-weights-sum = The weights add up to { $sum }; they should to 100.
error-scheme-approved-already = The scheme is approved and cannot be changed.
error-scheme-own-scheme = The author cannot approve the scheme; somebody else has to.
error-scheme-too-late = The period begins on { $from }; a scheme is approved before that.
error-scheme-decision-missing = Name the meeting or document that approves the scheme.
error-scheme-decision-long = The name of the meeting or document is too long: at most { $max } characters.
error-scheme-year-taken = A scheme is in force for { $year }.
error-appraisal-not-approved = The scheme is not approved.
error-appraisal-period-open = The period lasts until { $to }; results are computed after that.
error-appraisal-run-already = It is computed already. Only an accepted reply makes a second computation necessary.
error-appraisal-not-run = Nothing is computed yet.
error-appraisal-published-already = The result is published.
error-appraisal-not-published = The result is not published yet.
error-appraisal-days-unfit = The hearing lasts { $min } to { $max } days.
error-appraisal-not-appraised = Your unit has no result.
error-appraisal-reply-late = Replies were taken until { $until }.
error-appraisal-replied-already = Your unit has replied.
error-appraisal-words-missing = Say something.
error-appraisal-words-long = Too long: at most { $max } characters.
error-appraisal-own-interest = Your unit has an interest in this; somebody else has to do it.
error-appraisal-judged-already = This reply is judged.
error-appraisal-correction-missing = Accepting a reply corrects at least one input.
error-appraisal-correction-unknown = The unit has no such input.
error-appraisal-correction-unfit = The correction does not hold: no more done than due, 1 to { $max } due, and not what stands already.
error-appraisal-reply-open = Units may reply until { $until }.
error-appraisal-replies-waiting = { $count } replies are not judged.
error-appraisal-rerun-first = A reply was accepted; it has to be computed again first.
error-appraisal-final-already = The result is final.
error-case-words-missing = Say something.
error-case-words-long = Too long: at most { $max } characters.
error-case-no-duty = The unit has no duty in this commitment.
error-case-open-already = A case on the same ground against this unit is open here.
error-case-own-interest = Your unit has an interest in this; somebody else has to do it.
error-case-own-case = Whoever opened a case does not decide it; somebody else has to.
error-case-fact-misplaced = “{ $fact ->
    [plan_missing] Plan missing
    [report_missing] Report missing
    [slip_raised] Slip raised
    [fell_behind] Behind its plan
    [answer_insufficient] Answer insufficient
    [not_mended] Finding not put right
    [request_escalated] Request escalated
    [request_overruled] Refusal overruled
    [request_disputed] Delivery disputed
    [contradicted] Contradicted in the field
    [inspection_fault] Fault found by inspection
   *[figure_referred] Question referred
}” says nothing of this ground.
error-case-fact-twice = This entry is in evidence already.
error-case-facts-many = At most { $max } entries can be in evidence.
error-case-leaf-unknown = The journal has no such entry.
error-case-leaf-unfit = This entry ({ $kind }) does not show what it is said to.
error-case-leaf-foreign = This entry is about another unit or another commitment.
error-case-evidence-short = Too little evidence: this ground needs { $need } facts, there are { $have }.
error-case-field-missing = Fabrication needs a contradiction that was found in the field.
error-case-wrong-step = { $state ->
    [open] Evidence is being gathered
    [hearing] The unit is being heard
    [decided] The case is decided
   *[closed] The case is closed
}; this is not a step that follows now.
error-case-days-unfit = The unit has { $min } to { $max } days to reply.
error-case-not-yours = The case is not about your unit.
error-case-reply-late = A reply was taken until { $until }.
error-case-reply-open = The unit may reply until { $until }.
error-case-tolerance-first = Whether tolerance applies has to be considered first.
error-case-tolerated = Tolerance applies: nothing but dropping the case is possible.

# What the journal tells
history-scheme-written = Scheme written
history-scheme-approved = Scheme approved
history-appraisal-computed = Appraisal computed
history-appraisal-published = Appraisal published
history-appraisal-replied = Unit replied
history-appraisal-judged = Reply judged
history-appraisal-finished = Appraisal final
history-case-opened = Case opened
history-case-evidenced = Evidence added
history-case-heard = Hearing opened
history-case-replied = Unit replied
history-case-considered = Tolerance considered
history-case-decided = Decided
history-case-closed = Case closed

# Pages of appraisal
nav-appraisal = Appraisal
appraisal-lead = A scheme is approved and published before its period. Everything that counts is public, and anybody can recompute every score.
appraisal-office-lead = Write the scheme and have somebody else approve it before its period; compute from the ledger afterwards, publish, hear replies, make it final.
appraisal-none = There is no scheme yet.
appraisal-of-year = Appraisal of { $year }
appraisal-schemes = Schemes
appraisal-terms = The scheme
appraisal-period = Period
appraisal-shares = Shares
appraisal-shares-words = { $lead } for leading, { $help } for helping
appraisal-ranks = Ranks
appraisal-ranks-yes = Units with at least 5 commitments are ranked
appraisal-ranks-no = Nobody is ranked
appraisal-decision = Approved by
appraisal-bounds = counts from { $floor }%, full from { $full }%
appraisal-input-target-verified = Targets met as verified
appraisal-input-milestones-on-time = Milestones on time
appraisal-input-reports-confirmed = Reports borne out
appraisal-input-requests-answered = Requests answered in time
appraisal-input-requests-delivered = Requests delivered in time
appraisal-input-rectified = Findings put right
appraisal-input-slips-answered = Slips answered in time
appraisal-input-experienced = Residents content
appraisal-excluded = Signing in, uploads, word counts, likes, numbers of reports and time online cannot count: a scheme that asks for them is not taken.
appraisal-formula = How a score comes about
appraisal-formula-1 = For each input of each commitment: done divided by due gives 0 to 100 points, evenly between the bounds.
appraisal-formula-2 = For each input: the mean over the commitments, weighted by share.
appraisal-formula-3 = The score: the mean over the inputs, weighted by weight. An input without data is left out, the other weights are rescaled, and the result says so.
appraisal-formula-4 = Each step is rounded to two decimals, halves to the even digit.
appraisal-formula-5 = The interval: the lowest and the highest score when any one commitment is left out.
appraisal-results = Results
appraisal-results-note = The upright line is the score, the band how it moves when any one commitment is left out. A wide band hangs on single commitments.
appraisal-no-data = no data
appraisal-interval = between { $low } and { $high }, { $n } commitments
appraisal-few = { $n ->
    [one] { $n } commitment
   *[other] { $n } commitments
}, so no interval
appraisal-rank = place { $rank }
appraisal-rank-none = fewer than { $n }, not ranked
appraisal-before = { $score } before the reply
appraisal-left-out = Left out for want of data: { $names }
appraisal-trace = Line by line
appraisal-weight = weight { $weight }
appraisal-item = { $slug }: { $done } / { $of }, { $mark } points, share { $share }
appraisal-replies = Replies
appraisal-accepted = accepted, an input was corrected
appraisal-rejected = not accepted
appraisal-waiting = waits to be judged
appraisal-again = Recompute it
appraisal-again-note = The JSON file holds every input and result, and its digest stands in the journal. Run appraise.py with the name of the file to check every score; the CSV opens in a spreadsheet.
appraisal-file = Result { $run }, { $kind }
appraisal-state-draft = The scheme is being written.
appraisal-state-approved = The scheme is approved; results are computed after its period.
appraisal-state-computed = Computed, not published.
appraisal-state-hearing = The first result is published; units may reply until { $until }. It is not final.
appraisal-state-final = The result is final since { $on }.
appraisal-short-draft = being written
appraisal-short-approved = approved
appraisal-short-hearing = in hearing
appraisal-short-final = final
appraisal-text = The scheme's text
appraisal-text-hint = One thing a line. Behind an input stands its weight, and its bounds where there are any: “milestones_on_time: 30, 60-100”. Weights add up to 100.
appraisal-text-sample = title: Appraisal of the year's commitments
    from: 2021-01-01
    to: 2021-12-31
    lead: 100
    help: 30
    ranks: no
    target_verified: 40
    milestones_on_time: 20
    reports_confirmed: 15
    requests_answered: 10
    rectified: 15
appraisal-write = Check and keep the scheme
appraisal-approve = Approve the scheme
appraisal-approve-note = Once approved it is public and cannot be changed.
appraisal-run = Compute the result
appraisal-run-note = This freezes the inputs. Only an accepted reply leads to a second computation, and both results stay.
appraisal-publish = Publish and hear the units
appraisal-days = Days for replies
appraisal-words = Your reply
appraisal-reply = Send the reply
appraisal-judge = Judge the reply
appraisal-judge-of = Reply of { $unit }
appraisal-reason = Reason
appraisal-correct = Which input to correct
appraisal-no-correction = none
appraisal-done = Done, corrected
appraisal-due = Due, corrected
appraisal-accept = Accept
appraisal-reject = Do not accept
appraisal-finish = Make it final
said-appraisal-kept = Kept.

# Pages of accountability
cases-title = Accountability
cases-lead = Against units, never against persons. Each ground needs facts from the journal; the unit is heard and tolerance considered first, and somebody without an interest decides.
cases-all = Cases
cases-none = There are no cases.
case-open = Open a case
case-open-note = Nothing is public before it is closed, and nothing of a case that is dropped.
case-slug = Commitment
case-slug-hint = For example 2020-15
case-unit = Unit
case-ground = Ground
case-ground-needs = { $ground } (at least { $n } facts)
case-ground-neglect = Neglect
case-ground-weak-measures = Weak measures
case-ground-shirking = Shirking
case-ground-fabrication = Fabrication
case-fact-plan-missing = Plan missing, by a slip
case-fact-report-missing = Report missing, by a slip
case-fact-slip-raised = Slip unresolved and raised
case-fact-fell-behind = Behind its plan, by a slip
case-fact-answer-insufficient = Answer to a slip insufficient
case-fact-not-mended = Finding not put right in time
case-fact-request-escalated = Request had to be escalated
case-fact-request-overruled = Refusal overruled
case-fact-request-disputed = Delivery disputed
case-fact-contradicted = Contradicted in the field
case-fact-inspection-fault = Fault found by inspection
case-fact-figure-referred = Question about a figure referred
case-state-open = Evidence is gathered
case-state-hearing = The unit is heard
case-state-decided = Decided, to be closed
case-state-closed = Closed
case-outcome = Decision
case-outcome-dropped = Dropped
case-outcome-reminded = Reminded
case-outcome-summoned = Called to a talk
case-outcome-named = Named in a bulletin
case-outcome-referred = Referred to the competent body
case-words = What it is about
case-commitment = Commitment
case-opened = Opened
case-test = Evidence test
case-needs = at least { $n } facts
case-evidence = Evidence
case-evidence-none = Nothing is in evidence yet.
case-entry = Journal entry
case-add = Put in evidence
case-hear = Put it to the unit
case-days = Days for a reply
case-reply = The unit's reply
case-reply-go = Send the reply
case-reply-until = Reply until
case-tolerance = Tolerance
case-tolerance-note = Honest trying within the rules and without own advantage is tolerated even when it fails.
case-tolerance-reason = Reason
case-tolerance-yes = Tolerance applies
case-tolerance-no = Tolerance does not apply
case-decide = Decide
case-decide-note = Whoever opened the case does not decide it. What may follow for a person is for the competent body to say.
case-reason = Reason for the decision
case-public-words = What the public is told
case-close = Close and publish
case-close-note = Ground, unit, evidence and decision become public; of a dropped case nothing does.
said-case-kept = Kept.
