# How things stand: lists, overview, a commitment's page, the cockpit.

status-title = Where it stands
status-today = ({ $date })
status-note = Worked out from the records, never entered. The colour holds the value against the approved plan; a month that was behind stays at most “slightly behind” even if it caught up; without a plan it is grey, never green.
status-evidence = Evidence: { $grade }
status-done-on = done as verified on { $date }
status-cut-off = due by { $date }
status-reported-to = last reported to { $date }
status-uses = { $visits ->
    [one] 1 visit in use
   *[other] { $visits } visits in use
}, { $sound } found nothing wrong
status-board = Where the year stands today
status-board-note = Counted one by one; there is no average. A commitment is done only when it was verified; what a unit merely reports as done is said to be so.
status-on-time = Done on time
status-on-time-of = of { $due } done or overdue: { $on_time } on time, { $late } late, { $open } overdue and not done
status-on-time-none = nothing is due yet
status-colours = Against the plan this month
status-flags = Needs attention
status-filter-derived = Where it stands
status-filter-known = What was reported

status-state-plan-missing = No plan
status-state-not-started = Not started
status-state-underway = Under way
status-state-changed = Target changed
status-state-reported-done = Reported done, unverified
status-state-accepted = Accepted
status-state-use-check = Checked in use
status-state-closed = Closed
status-state-paused = Paused
status-state-ended = Ended
status-state-not-kept = Not kept

status-flag-overdue = Overdue
status-flag-blocked = Blocked
status-flag-no-report = No report
status-flag-disputed = Disputed
status-flag-unfunded = Unfunded

status-grade-none = none
status-grade-reported = self-reported
status-grade-supported = self-reported, with evidence
status-grade-verified = verified

status-colour-green = On plan
status-colour-yellow = Slightly behind
status-colour-red = Behind
status-colour-grey = No plan to compare
status-scar = was behind this month

status-month = Month { $month }: { $words }
status-month-ahead = not yet

values-chart = The course of the year
values-words = As of { $date }: expected by the plan { $expected }, reported { $reported }, verified { $verified }.
values-forecast = A forecast, not a value: at the pace of the record so far, about { $value } by { $date } ({ $low } to { $high }).
values-expected = Expected by the plan
values-band = Forecast
values-today = today
values-table = The figures
values-day = Day
values-places = Place by place
values-place = Place
values-promised = Promised
values-elsewhere = Elsewhere, or not said where

timeline-title = The year
timeline-count = { $n ->
    [one] One thing happened
   *[other] { $n } things happened
}
timeline-plan = Version { $n } of the plan approved
timeline-reached = Milestone reached: { $title } (planned { $planned })
timeline-reached-late = Milestone reached late: { $title } (planned { $planned })
timeline-missed = Milestone missed: { $title }
timeline-report = { $unit } reported on { $period }
timeline-report-late = { $unit } reported late on { $period }
timeline-report-missing = { $unit } did not report on { $period }
timeline-report-accepted = The report on { $period } was accepted and published
timeline-slip = Slip ({ $level }) to { $unit }: { $matter }
timeline-slip-answered = { $unit } answered the slip
timeline-request = Request ({ $asker } → { $asked }): { $state }
timeline-visit = Visit to “{ $name }”: { $n ->
    [0] nothing was found
    [one] 1 finding, { $fixed } put right
   *[other] { $n } findings, { $fixed } put right
}
timeline-verified = Verified “{ $what }”: { $value } to { $as_of }
timeline-changed = Target changed, “{ $what }”: { $before } to { $after }
timeline-turned = { $turn }: { $decision }

cockpit-title = Cockpit
cockpit-wall = For a wall
cockpit-wall-back = Leave the wall view
cockpit-note = Worked out from the records, the same as the public sees; nothing is ranked. Each state leads to its list.
cockpit-board = All commitments
cockpit-show-all = All { $n }
cockpit-show-attention = { $n } need attention
cockpit-nothing = Nothing needs attention.
cockpit-turn = { $who }’s turn since { $since }
cockpit-turn-overdue = { $who }’s turn since { $since }, overdue
cockpit-turn-slip = Slip: { $who }’s turn since { $since }
cockpit-questions = { $n ->
    [one] 1 question about figures is open
   *[other] { $n } questions about figures are open
}
cockpit-last = { $what }, { $day }
cockpit-turns = Whose turn it is
cockpit-turns-note = Open requests, slips and plans, and who has to act now. Many days are not yet a fault: look at how each came about.
cockpit-turns-none = Nothing waits for anybody.
cockpit-overdue = Overdue
cockpit-overdue-n = { $n } overdue
cockpit-requests = Requests
cockpit-slips = Slips
cockpit-plans = Plans
cockpit-oldest = Oldest since
cockpit-week = The last seven days
cockpit-week-none = Nothing was recorded in the last seven days.
cockpit-week-more = and { $n } more

column-standing = Where it stands
column-flags = Flags
column-colour = Colour
column-evidence = Evidence
column-done-on = Done on, as verified
column-expected-value = Expected by the plan
column-verified-value = Verified value
column-verified-as-of = Verified as of
cockpit-pictures = Map and charts
cockpit-map = Every site
cockpit-map-none = No site with coordinates is registered yet.
cockpit-map-note = Colours as in the register: what was verified comes before what was reported. Each dot leads to its site.
cockpit-courses = Every measure against its plan
cockpit-courses-none = There is no course to draw yet.
