# Office pages.

# Refusals: drafts
error-draft-closed = { $status ->
    [issued] This review is issued and can no longer be changed. After issuing, only a recorded change alters a target.
   *[other] This review was given up and can no longer be changed.
}
error-draft-item-unknown = There is no such item; someone may have split or merged it. Reload the page.
error-draft-item-removed = Item { $number } was removed. Restore it first.
error-draft-already-decided = Item { $number } was decided already. Restore it to decide again.
error-draft-nothing-pending = Nothing is left to decide.
error-draft-nothing-changed = Nothing would change.
error-draft-no-original = Item { $number } was not read from the document, so there is nothing to go back to.
error-draft-reason-missing = Please give a reason.
error-draft-reason-long = The reason has { $length } characters; at most { $max } fit.
error-draft-number-missing = Please give a number, from 1.
error-draft-title-missing = Item { $number } has no title.
error-draft-title-long = The title of item { $number } has { $length } characters; at most { $max } fit.
error-draft-text-missing = Item { $number } has no text.
error-draft-text-long = The text of item { $number } has { $length } characters; at most { $max } fit.
error-draft-category-unknown = Item { $number } stands under category { $category }, which does not exist.
error-draft-span-invalid = A place in item { $number } ends before it starts.
error-draft-too-many = Item { $number } has { $count } { $part ->
    [units] units
    [targets] targets
    [passages] passages
    [deadlines] deadlines
    [conditions] conditions
    [doubts] doubts
   *[places] places
}; at most { $max } fit.
error-draft-quote-long = A quotation or name in item { $number } has { $length } characters; at most { $max } fit.
error-draft-unit-empty = A unit in item { $number } has no name.
error-draft-unit-long = A unit’s name in item { $number } has { $length } characters; at most { $max } fit.
error-draft-unit-twice = Item { $number } names “{ $unit }” twice.
error-draft-lead-and-co = Item { $number } names “{ $unit }” both as lead and as co-unit. Keep one.
error-draft-range-upside-down = In item { $number }, the range of “{ $what }” ends below its start.
error-draft-range-end-missing = In item { $number }, “{ $what }” is a range and needs an upper end.
error-draft-range-end-stray = In item { $number }, “{ $what }” is not a range and cannot have an upper end.
error-draft-value-negative = In item { $number }, the figure of “{ $what }” is negative.
error-draft-value-large = In item { $number }, the figure of “{ $what }” is too large.
error-draft-over-hundred = In item { $number }, the share of “{ $what }” is over 100 %.
error-draft-split-border = The cut has to lie inside the text, with words on both sides.
error-draft-split-place = The place of the cut in item { $number } cannot be found in the document. Choose it in the words as read.
error-draft-merge-too-few = It takes at least two items to merge.
error-draft-key-repeated = Item { $number } is named twice.
error-draft-not-neighbours = Only neighbouring items can be merged.
error-draft-heading-title-missing = Please give the document’s title.
error-draft-heading-long = In the heading, the { $field ->
    [title] title
    [number] document number
    [issuer] issuing body
    [kind] kind of document
   *[addressees] list of addressees
} is too long; at most { $max }.
error-draft-year-missing = Please give the year that the list is for.
error-draft-year-out-of-range = The year { $year } is not within { $first } to { $last }.
error-draft-supervisor-empty = A supervising unit has no name.
error-draft-supervisor-long = A supervising unit’s name has { $length } characters; at most { $max } fit.
error-draft-supervisor-twice = “{ $unit }” is named twice as a supervising unit.
error-draft-supervisors-too-many = There are { $count } supervising units; at most { $max } fit.
error-draft-no-items = There is no item to issue.
error-draft-items-too-many = There are { $count } items; at most { $max } fit.
error-draft-pending-left = Some items are not decided: { $numbers }.
error-draft-number-duplicate = Numbers occur twice: { $numbers }.
error-draft-lead-missing = Items { $numbers } have no lead unit, while others have one.
error-draft-category-invalid = Category { $category } occurs twice, has no number or has an unfit title.
error-draft-requirement-invalid = Requirement { $number } is too long or out of place.

# Refusals: groups
error-group-own-member = A group cannot be its own member.
error-group-end-before-start = The last day { $to } is before the first day { $from }.
error-group-overlap = This unit is a member already from { $from }; the times overlap.
error-group-too-many = The group has { $max } memberships already, which is the most there can be.

# Refusals: reporting
error-record-not-clerk = Only a clerk of a lead unit reports values. Supervisors do not report for a unit.
error-record-no-unit = Your account is bound to no unit. Ask the administrator.
error-record-not-lead = Your unit does not lead this commitment, so it cannot report on it.
error-record-untestable = “{ $what }” cannot be counted as written, so there is no figure to report. A recorded change has to define it first.
error-record-value-negative = “{ $what }” cannot be negative: { $value }.
error-record-value-fraction = “{ $what }” is counted in { $unit } and takes a whole number: { $value }.
error-record-over-hundred = “{ $what }” is a share and cannot be over 100: { $value }.
error-record-not-yes-no = “{ $what }” is done or not: report 1 or 0, not { $value }.
error-record-value-large = The figure is too large: { $value }.
error-record-in-future = The date { $as_of } is after today ({ $today }).
error-record-before-year = The date { $as_of } is before the year { $year }.
error-record-note-long = The note has { $length } characters; at most { $max } fit.

# Refusals: changes
error-change-not-supervisor = Only a supervisor records a change.
error-change-own-duty = Your unit has a duty of its own here, so it cannot record this change. A supervisor of another unit has to.
error-change-decision-missing = Please say who decided, and in which document.
error-change-decision-long = The decision has { $length } characters; at most { $max } fit.
error-change-reason-missing = Please say why.
error-change-reason-long = The reason has { $length } characters; at most { $max } fit.
error-change-range-upside-down = The range ends below its start.
error-change-range-end-missing = A range needs an upper end.
error-change-range-end-stray = Only a range has an upper end.
error-change-value-negative = A target cannot be negative: { $value }.
error-change-over-hundred = The target is a share and cannot be over 100: { $value }.
error-change-value-large = The figure is too large: { $value }.
error-change-tolerance-negative = A tolerance cannot be negative: { $tolerance }.
error-change-tolerance-stray = Only “about” has a tolerance.
error-change-cut-off-before-year = The last day { $cut_off } is before the year { $year }.
error-change-nothing-changed = This is the target in force already; there is no change to record.

# Refusals: forms
error-form-login-length = A sign-in name has 2 to 64 characters.
error-form-login-taken = This sign-in name is taken. Choose another.
error-form-login-characters = A sign-in name has no spaces.
error-form-name-length = A name has 1 to 64 characters.
error-form-password-short = A password has at least 10 characters. A few unrelated words are stronger and easier to keep than odd signs.
error-form-password-long = A password has at most 128 characters.
error-form-password-common = This password is among the first that are tried. Choose another.
error-form-password-is-login = The password cannot be the sign-in name.
error-form-label-length = A name has 1 to 64 characters.
error-form-setup-token = The set-up link is not valid or was used. Look for the newest one in what the server printed at its start.
error-form-file-empty = The file is empty.
error-form-file-large = The file is over 20 MB.
error-form-file-known = This very file was uploaded before.
error-form-note-long = A note has at most 2,000 characters.
error-form-unit-unknown = Choose a unit. A clerk has to have one.
