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
