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
error-issue-number-known = The document number “{ $number }” was issued before; a document is issued once.

# The frame of office pages
office-menu = Office
office-menu-desk = Desk
office-menu-upload = Upload
office-menu-groups = Groups of units
office-menu-accounts = Accounts
office-menu-account = My account
office-sign-out = Sign out
trouble-title = Not saved, for this reason
trouble-conflict = Someone else was faster; what you entered is not saved yet
trouble-typed = What you entered:
form-optional = (optional)
form-save = Save
form-cancel = Cancel
fault-decimal = Enter a number, such as 120 or 98.5.
fault-whole = Enter a whole number.
fault-date = Enter a date, such as 2020-12-31.
fault-choose = Choose one.
fault-cut = Choose where to cut.
fault-sure = Tick the box first.
fault-old-password = The current password is wrong.

said-read = The document was read. Compare each item with its words, then issue.
said-nothing-read = The document is kept, but neither a list nor a chronicle was found in it.
said-setup = The administrator’s account was made. Next: make an account for a supervisor.
said-accept-done = Accepted.
said-accept-certain-done = Everything without doubts is accepted. Look at the rest one by one.
said-remove-done = Removed. It can be restored from “Removed”.
said-restore-done = Restored as read, and pending.
said-merge-done = Merged. Please look at it again.
said-split-done = Split in two. Please look at both again.
said-discard-done = This review was given up.
said-saved = Saved.
said-issued = Issued. The public sees it now, and it can no longer be changed.
said-recorded = Recorded, and entered in the journal.
said-changed = The change is recorded and entered in the journal. The original target stays beside it.
said-member-set = The membership is recorded.
said-account-made = The account was made. Give the person the name and first password face to face.
said-account-ended = The account is disabled, and all its sessions are ended.
said-sessions-ended = All other sessions are ended.
said-token-ended = The token is revoked.

role-name-administrator = Administrator
role-name-supervisor = Supervisor
role-name-appraiser = Appraiser
role-name-head = Head of unit
role-name-clerk = Clerk
role-name-auditor = Auditor
role-choice-administrator = Administrator: keeps accounts, does not touch the work
role-choice-supervisor = Supervisor: uploads, reviews, issues, records changes
role-choice-clerk = Clerk: reports on what the own unit leads
role-choice-head = Head of a unit: sees what the unit owes, decides on what it hands in and answers
role-choice-appraiser = Appraiser: writes schemes, computes and publishes results
role-choice-auditor = Auditor: reads, changes nothing
role-note-administrator = You keep the accounts. Of the work you see what the public sees.
role-note-supervisor = You can upload documents, review what was read, issue lists and record changes of targets.
role-note-appraiser = You keep the appraisal scheme, score, and hear replies.
role-note-head = You see what your unit owes, and sign its plans and reports.
role-note-clerk = You can report on the commitments that your unit leads.
role-note-auditor = You can read every review and change nothing.
decision-pending = Pending
decision-accepted = Accepted
decision-corrected = Corrected
decision-added = Added by hand
decision-removed = Removed
draft-state-reviewing = Under review
draft-state-issued = Issued
draft-state-discarded = Given up
figure-role-commitment = a promised figure
figure-role-scale = size of a project
figure-role-rate = per head, household or village
figure-role-part = part of another figure
figure-role-implicit = without a printed numeral
comparator-eq = equal to
comparator-ge = at least (≥)
comparator-le = at most (≤)
comparator-approx = about (≈)
comparator-range = range

# Setting up and signing in
setup-title = Make the first account
setup-lead = There is no account yet. This makes the administrator, who then makes accounts for others.
setup-go = Make the account and sign in
setup-note = This link works once. There is no default account and no default password.
setup-gone = This link no longer works
setup-gone-note = It was used, or is not the newest. If there is no account yet, restart the server: it prints a new link.
sign-in-title = Sign in to the office
sign-in-lead = For supervisors, clerks and auditors. The public reads everything without signing in.
sign-in-password = Password
sign-in-note = If you forgot your password, ask the administrator. After 5 failures the account waits for 15 minutes.
person-login = Sign-in name
person-login-hint = 2 to 64 characters, upper and lower case alike, no spaces.
person-name = Name
person-name-hint = For colleagues only; it is not in the journal.
person-password = Password
person-password-hint = At least 10 characters, the longer the better: a few unrelated words will do. Pasting is fine.

# The desk
desk-hello = Welcome, { $name }
desk-upload = Upload a document
desk-accounts = Manage accounts
desk-waiting = Waiting for review
desk-waiting-none = Nothing waits for review. Upload a published document: its list is read, and you check it.
desk-progress = { $decided } of { $all } decided
desk-changed = last changed { $when }
desk-tasks = What your unit leads
desk-tasks-none = Your unit leads nothing.
desk-task-silent = { $n } not reported
desk-task-reported = { $n } reported
desk-task-total = { $n } measures in all
desk-issued = Issued
desk-issued-none = No list was issued yet.
desk-issued-at = issued { $when }
desk-closed = Closed reviews ({ $n })
desk-you = Signed in
desk-until = Session ends at the latest

# Upload
upload-title = Upload a published document
upload-lead = A gazette, a notice or a part of one. The list, units, targets and chronicle are read from it, each with its place in the text, and a person checks them before anything is issued.
upload-file = File
upload-hint = Plain text (.txt), Word (.docx) or a PDF with a text layer, 20 MB at most. Scans need text recognition first.
upload-go = Upload and read
upload-none = Choose a file first.
upload-sent = The file just sent: { $name }
upload-sending = Uploading …
upload-working = Reading, one moment …
upload-failed = It did not get through. Check the network and try again; the chosen file is still here.
upload-then = What comes next
upload-then-1 = The words stand on the left, what was read on the right. Accept, correct, split or remove each item.
upload-then-2 = When all are decided, look once more at what will be frozen, and issue.
upload-then-3 = After that, words and targets no longer change. A real change is recorded beside the original target.

# The review
review-title = Review of what was read
review-progress = Progress of the review
review-pending = { $n } to go
review-accept-certain = Accept { $n } without doubts
review-heading = Heading
review-add = Add an item
review-issue = Issue
review-filter = Filter
review-show-all = All { $n }
review-show-pending = Pending { $n }
review-show-removed = Removed { $n }
review-items = Items
review-doubtful = doubts
review-rail-none = There is nothing here.
review-side = Which side
review-side-fields = As read
review-side-source = Words
review-source = Words of the document
review-no-place = This item was not read from the document and has no place there.
review-from = from
review-removed-because = Removed because:
review-doubts = To be looked at
review-none-read = none found
review-none = none
review-no-figure = no figure
review-as-written = printed “{ $words }”
review-added-by-person = added by hand
review-changed = What was corrected
review-as-read = as read
review-now = now
review-accept = Accept
review-correct = Correct
review-split = Split in two
review-merge = Merge with { $number }
review-restore = Back to as read
review-restore-removed = Restore this item
review-remove = Remove this item
review-remove-reason = Why it is removed
review-remove-go = Remove
review-nothing = There is no item to look at.
review-discard = Give this review up
review-discard-note = This cannot be undone; the document would have to be uploaded again.
review-discard-go = Give up
review-mismatch = The document says it has { $declared } items; there are { $found } now.
review-read-only = You can read this and change nothing.
review-closed-issued = This is issued and can no longer be changed.
review-closed-discarded = This was given up.
field-item-number = Number
field-item-category = Category
field-item-title = Title
field-item-text = Text
field-item-leads = Lead units
field-item-co-units = Co-units
field-item-figures = Figures promised
field-item-deadlines = Deadlines

# Correcting and adding
edit-title = Correct
edit-new = Add an item
edit-note = What was read stays beside it; a correction does not overwrite it.
edit-no-category = (no category)
edit-one-a-line = One unit a line.
edit-figure = Figure { $n }
edit-value = Value
edit-value-max = Upper end (range)
edit-unit = Unit
edit-what = What is counted
edit-per = Per (人, 户, 村)
edit-from = Old value (from … to)
edit-role = This figure is
edit-remove-row = Remove this row
edit-add-figure = Add a figure
edit-deadlines-note = The latest date becomes the last day that counts for the targets; without any, the end of the year.
edit-deadline = Deadline { $n }
edit-date = Date
edit-date-name = Name where there is no date (Q3)
edit-milestone = Which step (ground-breaking)
edit-quote = Words
edit-add-deadline = Add a deadline
edit-drop-note = Tick to remove.
edit-doubts-note = Tick what was checked; it is not shown again.
edit-save = Save the correction
edit-save-new = Add
split-title = Split in two
split-note = Choose where the second item begins. No word is added or lost; figures and deadlines go to the side where they stand, units to both.
split-where = Where to cut
split-here = The second item begins here
split-none = There is only one clause; it cannot be split.
split-first = Title of the first
split-second = Title of the second
split-number = Number of the second
split-go = Split
heading-title-page = Heading and supervising units
heading-note = This is frozen together with the list.
heading-title = Title of the document
heading-number = Document number
heading-issuer = Issuing body
heading-date = Date of the document
heading-year = Year
heading-kind = Kind of document
heading-addressees = Addressees
heading-supervisors = Supervising units
heading-lines-hint = One a line.
heading-blank = none

# Issuing
issue-title = A last look before issuing
issue-lead = Once you confirm, this is frozen and public.
issue-obstacles = It cannot be issued yet
issue-pending-too = Besides, these items are not decided:
issue-item = Go to item { $number }
issue-back = Back to the review
issue-untestable = cannot be counted
issue-kinds = Kinds of measure
issue-groups = Groups of units
issue-groups-none = No collective units such as 各街道.
issue-groups-note = Derived from the units that the document names; after issuing they can be changed by date under “Groups of units”.
issue-group-empty = No members were derived; record them after issuing.
issue-findings-note = These are open points of the document’s words. They do not stand in the way and are published with the items.
issue-findings-none = None found.
issue-numbers = Items { $numbers }
issue-conflicts-note = These supervising units have tasks of their own there; others have to verify and appraise them.
issue-conflicts-none = No supervising unit has a task of its own.
issue-warning = After issuing, words and targets cannot be changed, and every commitment is entered in the journal. A real change is recorded beside the original target, in public.
issue-sure = I have compared this with the document, and issue it
issue-go = Issue
issue-cancel = Look again

# The ledger: reporting and changing
ledger-public = Public page
ledger-kind = Kind
ledger-as-written = As printed
ledger-record = Report a value
ledger-change = Record a change
ledger-reported = { $value } (as of { $date })
ledger-not-lead = Your unit does not lead this commitment, so it cannot report on it.
ledger-read-only = You can read this; you cannot report or change.
record-value = Value
record-value-hint = In { $unit }. Enter the sum since the start of the year, not what was added this month.
record-choose = Choose
record-as-of = As of
record-as-of-hint = The day that this value speaks to.
record-note = Note
record-note-hint = How it was counted and what supports it. It is public; no personal data, please.
record-note-public = A report is public at once, marked as reported, and entered in the journal. It cannot be withdrawn; if it was wrong, report the right value, and both stay.
record-go = Report
change-lead = Only for a change that was approved. The original target is not overwritten; both are public, side by side.
change-figure = The changed target
change-comparator = Comparator
change-value = Target
change-value-max = Upper end (range)
change-tolerance = Tolerance (about)
change-cut-off = Last day that counts
change-decision = Decision
change-decision-hint = Which body, which meeting, which document.
change-reason = Reason
change-reason-hint = It is public.
change-go = Record the change

# Groups of units
groups-lead = Which units a document means by 各街道, and from when to when.
groups-none = No issued list names a group of units.
groups-empty = No members are recorded yet.
group-members = Members on the document’s date
group-add = Record a member
group-member = Unit
group-choose = Choose a unit
group-from = From
group-from-hint = This day included.
group-to = To
group-to-hint = This day included; leave it empty while it lasts.
group-go = Record

# Accounts
accounts-lead = One account a person. Whoever leaves is disabled, not deleted; what they did stays.
accounts-all = All accounts ({ $n })
account-new = New account
account-new-go = Make the account
account-role = Role
account-unit = Unit
account-unit-hint = A clerk needs one; others may go without.
account-no-unit = (no unit)
account-made = made { $when }
account-used = last signed in { $when }
account-disabled = disabled
account-disable = Disable
account-disable-note = All sessions end at once, and the person can no longer sign in. What was done stays.
account-disable-go = Disable { $name }
account-password = Change the password
account-old-password = Current password
account-new-password = New password
account-password-note = This ends all sessions; sign in again with the new one.
account-password-go = Change the password
account-sessions = My sessions
account-since = since { $when }
account-seen = last used { $when }
account-sessions-end = End all other sessions
account-tokens = Tokens for programs
account-tokens-note = A token can do what your account can.
account-token-label = Name of a new token
account-token-label-hint = Say which program it is for, so that you know what to revoke.
account-token-new = Make a token
account-token-made = The token was made
account-token-once = Copy it now. It is never shown again.
account-token-end = Revoke
account-token-end-label = Revoke the token { $name }
