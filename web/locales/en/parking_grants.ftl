# The register of monthly cards, classes and discounts

grants-title = Cards and discounts
grants-lead = Which vehicles have a monthly card, are charged as which class, have which discounts. What that is worth the tariff says; here stands who has it.
grants-find = Find a plate
grants-find-go = Find
grants-register = Register
grants-of = Entries of { $plate }
grants-all = Show all entries
grants-none = There are no entries.
grants-older = Older entries
grants-new = New entry
grants-go = Register
grants-what = What is granted
grants-what-hint = Only what tariffs name. A discount for new-energy vehicles and the class of large ones follow from green and yellow plates by themselves.
grants-where = Where it holds
grants-operator = All lots of { $name }
grants-from = First day
grants-last = Last day (included)
grants-reason = Reason
grants-reason-hint = Such as “rent for September paid” or “disability card seen”. No names, numbers of documents or plates.
grants-privacy = The plate is kept sealed, for pricing alone; plate and reason are erased 90 days after the last day. Granting and ending enter the journal, without plate or reason. Stays that have ended are not priced anew because of a new entry.
grants-days = { $from } to { $last }
grants-kind-card = monthly card
grants-kind-class = class
grants-kind-discount = discount
grants-holds = holds
grants-holds-not = not in its days
grants-ended = ended
grants-erased = over, plate erased
grants-unknown = No tariff in force names this: it has no effect on any stay.
grants-end = End
grants-end-go = End it now
grants-end-note = Stays that have ended are not touched.
grants-end-why = Ended because:
grants-fault-where = Choose where it holds.
grants-fault-what = Choose what is granted.

voucher-title = Discounts
voucher-give = Give a discount
voucher-what = Discount
voucher-reason = Reason
voucher-go = Give and price anew
voucher-note = A stay that has ended is priced anew at once, by the tariff that it was priced by; what was paid above that is a credit.
voucher-given = { $at }, { $name }: { $reason }
basis-title = Priced with
basis-class = charged as “{ $name }”
basis-card = monthly card “{ $name }”, { $from } to { $last }
basis-discount = discount “{ $name }”
basis-free-used = { $minutes } of the free minutes of that day were used here by earlier stays

said-grant-kept = Registered.
said-grant-ended = Ended.
said-voucher-given = The discount was given and the stay priced anew.

history-parking-granted = Monthly card, class or discount granted
history-parking-grant-ended = Monthly card, class or discount ended
history-parking-voucher-given = Discount given to one stay

error-form-grant-name = No tariff there names this. Choose again.
error-form-grant-days = Check the days: the last is not before the first nor before today, three years at most.
error-form-grant-twice = This vehicle has the same on some of these days already.
error-form-grants-many = This vehicle has too many entries. End those that are not needed any more.
error-form-voucher-name = The tariff of this stay does not name this discount.
error-form-voucher-twice = This stay has that discount already.
error-form-reason-plate = A reason may not name a plate.
