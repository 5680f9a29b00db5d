# People: heads of units, who stands back from supervising, sessions.
office-menu-people = Heads of units
people-lead = The first-responsible person of each unit with the days in office, shown on the unit’s page.
people-none = There are no units yet. They appear here once a programme is issued.
people-vacant = Not recorded
people-due = { $n ->
    [one] One name can be erased
   *[other] { $n } names can be erased
  }
people-head = First-responsible person
people-days = { $from } to { $to }
people-since = In office since { $from }
people-erased = Name erased in time
people-kept = The name is kept until { $on } and can be erased after that.
people-new = Record a head
people-name = Name
people-name-hint = As the government publishes it.
people-from = First day in office
people-to = Last day in office
people-to-hint = This day included; leave it empty for who is in office now.
people-last = Last day in office
people-end = Record the leaving
people-erase = Erase the name “{ $name }”
people-erase-note = It was kept long enough. Erasing cannot be undone; the days stay, and the journal still verifies.
people-privacy = The name is used to show who answers for this unit’s commitments, and is erased five years after leaving. The journal holds a salted digest only.
people-go = Record
said-head-set = Recorded, and entered in the journal.
said-term-ended = The last day is recorded, and entered in the journal.
said-name-erased = The name is erased.
said-session-ended = That session is ended.
account-session-own = This session
account-session-end = End
account-session-end-label = End the session begun { $when }
watch-title = Supervision
watch-by = Watched over by:
watch-stands-back = leads this commitment or helps with it, and stands back: it may not verify, score or close.
watch-reassigned = The system reassigned it to the unit above.
watch-nobody = No supervising unit without an interest is left; another has to be named.
unit-watches = { $n ->
    [one] This unit watches over one commitment.
   *[other] This unit watches over { $n } commitments.
  }
unit-watch-handed = Stands back from { $n }
unit-watch-taken = Took over { $n }
unit-watch-now = now
unit-watch-before = stands back:
history-person-appointed = Head of a unit recorded
history-person-term-ended = Leaving recorded
history-person-erased = Name erased in time
error-person-name-missing = Give the name.
error-person-name-long = The name has more than { $max } characters.
error-person-name-characters = A name holds no digits or control characters.
error-person-of-group = A group of units has no head; record it at each member.
error-person-end-before-start = The last day { $to } is before the first day { $from }.
error-person-overlap = Somebody else is head from { $from }; the times overlap. Record when that person left first.
error-person-too-many = The unit has { $max } terms of office already, which is the most there can be.
error-person-already-ended = The term ended on { $to } already.
error-person-in-office = The person is still in office; the name cannot be erased.
error-person-erase-early = The name is kept until { $on } and cannot be erased yet.
error-person-already-erased = The name was erased already.
