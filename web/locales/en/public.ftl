# Public pages.
number = { $n }
list-separator = ,{" "}
in-document = See the document
crumbs = You are here
date-range = { $from } to { $to }
date-unknown = Date unknown
none-found = Nothing matches
none-found-advice = Try another word or fewer filters, or clear them and start again.

# States of measures.
state-silent = Not reported
state-reported = Self-reported
state-verified = Verified
state-untestable = Not testable
bar-words = { $total } { $total ->
    [one] measure
   *[other] measures
}: { $parts }

# Roles.
role-lead = Lead
role-co-unit = Co-unit
role-executor = Executor
role-funder = Funder
role-supervisor = Supervisor
role-other = Other duty

# Overview.
overview-title = Public commitments for { $year }
overview-lead = Everything the government has promised in public to do for residents this year: who does it, how much of it, and how far it has come, each traceable to the published words.
overview-all = See all { $n }
overview-document = The published document
overview-categories = categories
overview-commitments = commitments
overview-measures = measures
overview-units = units responsible
overview-known = What is known so far
overview-known-note = Measures are counted one by one and never averaged into a percentage. “Not reported” means that no unit has given a figure; it is not zero.
overview-attention = Worth attention
overview-plans-missing = { $n ->
    [one] commitment has no implementation plan
   *[other] commitments have no implementation plan
}
overview-silent = { $n ->
    [one] commitment was never reported on
   *[other] commitments were never reported on
}
overview-findings = { $n ->
    [one] commitment cannot be fully checked as written
   *[other] commitments cannot be fully checked as written
}
overview-conflicts = { $n ->
    [one] supervising unit has duties of its own
   *[other] supervising units have duties of their own
}
overview-board = All categories
overview-uncategorised = Without a category
overview-category-more = See all { $n } of this category
overview-empty-title = No commitments published yet
overview-empty = When the supervision office has uploaded the published document, checked every item and issued it, each commitment appears here.
overview-others = Other years
overview-other = Public commitments for { $year }
requirements-title = What the document requires of the units
journal-title = Transparency log
journal-short = Every registration, report and change made here is entered in a log that can only grow. Anyone can check that it was not altered.
journal-size = Entries published
journal-pending = On their way
journal-root = Tree root
journal-check = How to verify
conflicts-title = Conflicts of interest
conflicts-note = Some of the units that the document makes supervisors also lead or help on commitments. None may verify, score or close what it has a duty in.
conflict-count = { $n } { $n ->
    [one] commitment
   *[other] commitments
}

# Lists of commitments.
commitments-title = All commitments
commitments-list = List
commitments-total = { $n } { $n ->
    [one] commitment
   *[other] commitments
}
filter-words = Words
filter-category = Category
filter-unit = Unit
filter-state = State
filter-month = Month
filter-kind = Kind of event
filter-title = Person’s title
filter-organisation = Organisation
filter-any = Any
filter-go = Filter
filter-clear = Clear
filter-state-silent = Never reported on
filter-state-reported = Self-reported
filter-state-findings = Not fully checkable
filter-state-plan-missing = No plan
row-number = Commitment { $number }:
row-co-units = with { $n } { $n ->
    [one] co-unit
   *[other] co-units
}
row-findings = { $n } { $n ->
    [one] point not checkable
   *[other] points not checkable
}
row-plan-missing = No plan
row-never-reported = Never reported on
row-reported = Self-reported to { $date }
row-through = as one of { $group }

# A commitment.
commitment-plan-missing = The lead unit has not filed an implementation plan
commitment-silent = The lead unit has never reported progress
commitment-words = The words as published
commitment-words-note = Not a word is changed. Solid underlines are figures and lead to their measures; dashed ones are conditions.
commitment-measures = Measures and targets
commitment-neighbours = Commitments before and after
commitment-previous = Previous
commitment-next = Next
commitment-list = All
measure-target = Target
measure-cut-off = by { $date }
measure-changed = The target was changed
measure-count = Count
measure-rate = Rate
measure-flow = Running total
measure-coverage = Full coverage
measure-parameter = Rule in force
measure-document = Document issued
measure-works = Building works
measure-quality = Quality standard
measure-activity = Activity
target-ge = at least
target-le = at most
target-approx = about
target-per = per { $per }
target-from = from { $value }
target-each = { $value } at each of { $places }
target-tolerance = tolerance ±{ $value }
target-tolerance-missing = no tolerance is stated
target-role-scale = Size of the project
target-role-part = Part of another figure
target-role-implicit = No numeral is printed; counted from the sense
target-yes-no = done or not done; there is no figure
target-none = no figure in the document
value-yes = done
value-no = not done
truth-reported = Self-reported
truth-reported-blank = Not reported
truth-blank-note = this is not zero
truth-untestable = as written, no figure can be given
truth-verified = Verified
truth-verified-blank = Not verified
truth-experienced = Residents’ view
truth-experienced-blank = Not asked yet
truth-as-of = to { $date }
findings-title = Not checkable as written
findings-note = These say what the words leave open. They do not say that nothing was done; the implementation plan can fill the gap.
finding-quoted = “{ $words }”: { $sentence }
finding-no-figure = no figure and nothing else that could be tested, so that any result would fit the words.
finding-part-untestable = this part has no test; the words do not say when it is done.
finding-denominator-unstated = all are promised, and how many that is, is not said.
finding-tolerance-undeclared = an approximate figure, with no word on how far off still counts.
finding-no-cut-off = no date by which it is to be done.
finding-distributive-no-list = one at each place, and the places are not listed, so that a wrong place could not be seen.
finding-rate-without-denominator = a rate whose numerator and denominator are not defined; one year can give two honest values.
finding-standard-unnamed = a standard must be met, and is not named by title or number.
finding-multi-year = reaches over several years or batches; this year’s part has to be told from the rest.
finding-carried-over = new and carried-over works are one figure; what last year promised could count twice.
finding-finish-unstated = the size of the works is given, and no date of completion.
finding-parts-do-not-add-up = the parts printed do not add up to the total printed.
finding-no-lead = no lead unit is named; nobody answers for the result.
finding-other = something here cannot well be checked.
duties-title = Units responsible
duties-members = { $n } { $n ->
    [one] unit
   *[other] units
}
duties-group-note = The document uses a collective name. It is expanded to its members on the document’s date.
duties-place = See { $unit } in the document
duties-empty = The document names no unit.
conditions-title = Conditions and standards
conditions-note = These words and numbers qualify the promise; they are not targets.
condition-condition = Condition
condition-standard = Standard
condition-name = Name
condition-progress = Progress
condition-scope = Scope
condition-damaged = Damaged in print
changes-title = Changes
changes-note = A change needs a decision and a reason. It stands beside the original and does not replace it.
changes-before = As promised
changes-after = As changed
changes-decision = Decision
changes-reason = Reason
changes-at = Recorded
history-title = Records and receipts
history-note = Each record is in the transparency log. A receipt is a small file that can be verified offline.
history-index = Log { $year }, index { $index }
history-pending = On its way into the log; the receipt follows
history-more = { $n } earlier ones
history-receipt = Receipt
history-body = The record itself
history-account-created = Account created
history-account-disabled = Account disabled
history-document-received = Document received
history-draft-opened = Review opened
history-draft-changed = Changed in review
history-draft-discarded = Review discarded
history-instrument-published = Document published
history-programme-issued = Programme issued
history-commitment-issued = Commitment registered
history-chronicle-published = Chronicle published
history-group-member-set = Member of a unit group set
history-value-reported = Value reported
history-target-changed = Target changed

# Units.
units-title = Units responsible
units-lead = What each unit leads and helps on, commitment by commitment, from the published document. There is no ranking.
units-leading = Lead units ({ $n })
units-helping = Units that help only ({ $n })
units-groups = Collective names in the document ({ $n })
unit-leads = led
unit-helps = helped on
unit-none = no duty in a commitment
unit-supervises = Supervisor
unit-lead = All that this unit owes under the published document.
unit-group-lead = A collective name in the document; it stands for the units below.
unit-plans-missing = without a plan
unit-silent = never reported on
unit-members = Stands for { $n } units
unit-groups = Belongs to
unit-leads-title = Leads ({ $n })
unit-helps-title = Helps on ({ $n })
unit-nothing = No duty in a commitment
unit-nothing-note = The document names this unit but gives it nothing to lead or help on.
unit-conflict-title = Supervising and being supervised
unit-supervises-clear = The document makes this unit a supervisor. It has no duty of its own, so there is no conflict of interest.
unit-supervises-conflict = The document makes this unit a supervisor, and it has duties of its own in the commitments below. Someone else must verify and appraise those.

# Documents.
gazettes-title = Gazette and documents
gazettes-lead = Where the promises come from. Each document is kept whole, as published, with what was read from it marked in place.
gazettes-empty = No document published yet
document-published = Published
document-uploaded = Received
document-file = Original file
legend-title = What was read
legend-note = Choose what to mark
legend-lines = Show the printed lines
legend-jump = Jump to commitment
field-title = Title
field-number = Number
field-category = Category
field-item = Commitment
field-lead = Lead unit
field-co-unit = Co-unit
field-figure = Figure
field-deadline = Date
field-condition = Condition
field-requirement = Requirement
field-entry = Chronicle
field-person = Person
field-organisation = Organisation
doubts-title = Not quite certain ({ $n })
doubts-note = What the program was not sure of when reading. Staff check each point before issue; the commitment’s page shows what they decided.
doubts-doubtful = Doubtful
doubts-likely = Likely

# Chronicle.
chronicle-title = Chronicle
chronicle-lead = The gazette’s record of events, day by day.
chronicle-total = { $n } { $n ->
    [one] entry
   *[other] entries
}
chronicle-empty-title = No chronicle yet
chronicle-empty = The documents published so far contain no chronicle.
chronicle-people = Persons
chronicle-organisations = Organisations
event-meeting = Meeting
event-research-visit = Field study
event-inspection = Inspection
event-onsite-office = On-site office
event-groundbreaking = Groundbreaking
event-signing = Signing
event-launch = Launch
event-donation = Donation
event-study = Study session
event-congress = Congress
event-visit = Visit
event-event = Event
event-speech = Speech
event-other = Other

# Search.
search-title = Search the site
search-hint = Searches the words of commitments, units, the chronicle and the requirements. Separate words by spaces; all must occur.
search-total = { $n } { $n ->
    [one] result
   *[other] results
}
search-none-advice = Try a shorter word, or look from the overview. The documents are in Chinese.
hit-commitment = Commitment
hit-unit = Unit
hit-chronicle = Chronicle
hit-requirement = Requirement
hit-document = Document

# Checking.
verify-title = Verify it yourself
verify-lead = You need not trust this site. Here is what the log is, how to check it with other people’s tools, and what it cannot prove.
verify-check = Check a receipt
verify-check-note = Choose the file or paste its text. Nothing you send is kept. It is safer still to check offline with one of the tools below.
verify-file = Receipt file (.tlog-proof)
verify-paste = Or paste the receipt
verify-go = Verify
verify-head = Current checkpoint
verify-origin = Name of the log
verify-key = Public key
verify-checkpoint = Signed checkpoint
verify-plain = What the log is
verify-plain-1 = Each time a commitment is issued, a figure reported or a target changed, an entry is added at the end of the log. The entries form a hash tree. Its root is a fingerprint of them all: change one character anywhere and the root changes.
verify-plain-2 = A checkpoint says how many entries there are and what the root is, signed by the log’s key. A receipt ties one entry to a checkpoint: a few kilobytes prove that it is in there.
verify-plain-3 = Whoever keeps an old checkpoint can prove whether the later log only added to it. Please keep one too.
verify-limits = What it cannot prove
verify-limits-1 = The log shows that a record was not altered. It does not show that a report is true; that takes verification, inspection and residents’ own view.
verify-limits-2 = The log does not know what was never entered. That is why “not reported” is as visible here as a delay.
verify-limits-3 = If its operator showed different checkpoints to different people, it would take people comparing them to find out.
verify-limits-4 = There is no personal data in the log; where persons are concerned it holds salted fingerprints only.
verify-tools = Verify with other people’s tools
verify-tools-note = The formats are the public C2SP tlog-tiles and signed-note and RFC 6962. None of the tools below is ours, but for the first.
verify-tool-ours = With this project’s command
verify-tool-go = With Go’s own libraries
verify-tool-go-note = In golang.org/x/mod, sumdb/note checks the signature and sumdb/tlog the receipt.
verify-tool-python = With Python’s standard library
verify-tool-python-note = From the entry, its index, the size and the hashes in the receipt, work out the root and compare it with the checkpoint’s third line.
verify-tool-openssl = The signature with OpenSSL
verify-tool-openssl-note = Fetch the checkpoint, split it into text, signature and key, and check the Ed25519 signature.
verify-file-name = receipt
verify-site = THIS-SITE
verify-recent = Latest entries
verify-recent-empty = The log has no entries yet.
verdict-ok = The receipt holds
verdict-bad = The receipt does not hold
verdict-line = The line that the receipt proves
verdict-entry = The entry in the receipt
receipt-ok = The signature is valid, the entry is in the log, and the ledger has the same entry.
receipt-ok-line = The signature is good, the line is in its batch, the batch’s root is in the log, and this site’s ledger has the same entry.
receipt-place = Entry { $index }; the checkpoint has { $size } entries.
receipt-problem = Something is wrong with the receipt ({ $code }).
receipt-problem-malformed = This is not a whole receipt. Upload the .tlog-proof file, or paste it from the first line to the last.
receipt-problem-other-log = This receipt belongs to another log; it was not issued here.
receipt-problem-no-entry = The receipt does not carry the entry, so that its content cannot be compared.
receipt-problem-proof = Signature or hashes do not fit: the receipt was altered, or not signed with this site’s key. Keep the file and tell the audit office.
receipt-problem-line = The line does not lead to the batch’s root: the line or its path was changed. Please keep this file and tell the auditor.
receipt-problem-unknown-entry = The receipt itself is valid, but the ledger has no such entry. This is serious. Keep the file and tell the audit office.

# Open data.
data-lead = All that is public here can be downloaded whole. No account, no request.
data-commitments = Commitments
data-commitments-what = Number, words, category, units and state of each commitment.
data-measures = Measures
data-measures-what = Target, cut-off date, reported value and source of each measure.
data-units = Units
data-units-what = Units and collective names, with how many commitments they lead and help on.
data-duties = Duties
data-duties-what = Which unit has which role in which commitment.
data-chronicle = Chronicle
data-chronicle-what = Events day by day, with dates, kinds, titles and organisations.
data-terms = Terms of use
data-terms-1 = Facts and figures are free to use. Please name this site and the date of download.
data-terms-2 = A blank means that nothing was reported; it is not zero. Units are the document’s; 万 and 亿 are multiplied out.
data-terms-3 = CSV is UTF-8. Identifiers in XLSX are text.
data-machines = For programs
data-machines-note = To fetch data regularly, please use the API or the log rather than the pages.
data-api = The JSON API
data-journal = Transparency log
data-documents = Original gazettes

# About.
about-title = What this site is
about-lead = Each year the government publishes what it will do for its residents. This site turns the published document into a ledger that can be read at any time: what was promised, by whom, what was reported, what was changed.
about-how = How the ledger is kept
about-how-1 = The words come first. A commitment is a passage of a published document and is never changed; every figure leads back to it.
about-how-2 = No average percentage. Each measure has its own unit, target and date, and a rule decides whether it was met.
about-how-3 = Self-reported, verified, and residents’ view stand side by side and are never merged.
about-how-4 = Silence is a state. No plan and no report are shown as loudly as a delay.
about-how-5 = No rankings, no check-ins, no scores for activity.
about-states = Four states
about-state-verified = Checked by someone without an interest in it.
about-state-reported = Reported by the unit itself, not yet verified.
about-state-silent = No unit has given a figure. A blank is not zero.
about-state-untestable = As written it cannot be tested; this does not say that nothing was done.
about-limits = What it cannot prove
about-limits-2 = What was read from documents is checked by people and can still be wrong; the published document prevails.
about-limits-3 = This site recognises no faces, holds no images and follows nobody.
about-privacy = Personal data
about-privacy-1 = Reading needs no account. There is no third-party code and no tracking; the only cookie that may be set remembers large type.
about-privacy-2 = Names and titles in the chronicle come from the published gazette, so that official acts can be looked up. There are no names in the log.
about-privacy-3 = Staff accounts hold a name, a login and times of signing in, so that it is clear who did what; sessions are erased when they end.
about-privacy-4 = To have personal data corrected or erased, write to the general office of this government. Erasure does not break the log.
about-access = Accessibility
about-access-1 = Everything works without script, by keyboard, with a screen reader, at twice the size and in large type. If something gets in your way, please tell us.
about-who = Who runs it
about-who-1 = This site is run by { $name } on Shishi 实事, open-source software (Apache-2.0) that any government may use and anyone may inspect.
