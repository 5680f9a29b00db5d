# A commitment's course: paused, resumed, ended, carried over.

error-course-not-supervisor = Decisions on a commitment’s course are recorded by the supervision office.
error-course-own-duty = Your unit leads this commitment or helps with it; a supervisor of another unit has to record this.
error-course-impossible = { $course ->
    [going] This commitment is being worked on, so there is nothing to resume.
    [paused] This commitment is paused already.
    [ended] This commitment was ended; it can only be carried over to a later year.
   *[carried_over] This commitment was carried over to a later year and cannot be changed here.
}
error-course-decision-missing = Please name the body that decided, and its document or meeting.
error-course-decision-long = The decision has { $length } characters; at most { $max } fit.
error-course-notice-missing = Please give the title or number of the public notice. A change has to be announced.
error-course-notice-long = The notice has { $length } characters; at most { $max } fit.
error-course-reason-missing = Please give a reason.
error-course-reason-long = The reason has { $length } characters; at most { $max } fit.
error-course-decided-in-future = The decision of { $on } is after today, { $today }.
error-course-notice-before-decision = The notice of { $on } is before the decision of { $decided }.
error-course-notice-in-future = The notice of { $on } is after today, { $today }. Announce first, then record.
error-course-pause-in-past = A pause has to end after today, { $today }; { $until } does not.
error-course-pause-long = A pause until { $until } is longer than { $max } days. That needs another decision.
error-course-not-later = Only a later year can take this up: it is of { $own }, the other of { $year }.
error-course-nothing-taken-up = Please choose at least one measure to carry over.
error-course-measure-unknown = A chosen measure belongs to neither commitment.
error-course-measure-twice = A measure is carried over once only.
error-course-units-differ = Measures in different units cannot be joined: “{ $from }” and “{ $to }”.
error-form-commitment-unknown = There is no such commitment. Give its number as in its address, such as 2021-3.

course-title = Pause, resume, end or carry over
course-lead = The competent body has to decide and the public has to be told. What is recorded is public at once and stands beside the promise; nothing is overwritten.
course-open = Record a pause, an end or a carry-over
course-turn = What is done
course-turn-choose = Please choose
course-turn-pause = Pause
course-turn-resume = Resume
course-turn-end = End
course-turn-carry-over = Carry over to a later year
course-until = Pause until
course-until-hint = For a pause only; at most 366 days.
course-to = Later commitment
course-to-hint = For a carry-over only: the later commitment’s number, such as 2021-3.
course-pairs = Measures taken up
course-pairs-hint = For a carry-over only: number here=number there, one pair a line, such as 1=1.
course-decision = Body and document of the decision
course-decision-hint = Such as: 9th executive meeting, minutes 2020 no. 9
course-decided-on = Day of the decision
course-notice = Title or number of the public notice
course-noticed-on = Day of the notice
course-reason = Reason
course-reason-hint = It is published in full; no personal data, please.
course-go = Record
course-now = Where it stands
course-going = Under way
course-paused = Paused
course-ended = Ended
course-carried-over = Carried over
course-note-paused = This commitment is paused, until { $date } at the latest.
course-note-ended = This commitment was ended. What was promised stays below, unchanged.
course-note-carried-over = What was left of this commitment was carried over to a later year.
course-note-resumed = This commitment was paused and has been resumed.
course-opening = This takes up “{ $what }” of { $from }; verified at the start: { $value }.
course-opening-blank = This takes up “{ $what }” of { $from }; nothing had been verified at the start.
course-decided = Decision
course-noticed = Notice
course-successor = Taken up by
course-turns = Every decision
history-course-turned = Course changed
said-course = Recorded, and public now.
fault-pairs = Please write pairs such as 1=1, one a line.
