# To subscribe to: changes and dates.
feed-title = Practical things of { $site }: what changed
feed-commitment = No. { $number } { $title }
feed-entry = { $of }: { $what }
feed-link = Follow changes (Atom)
calendar-link = Follow dates (calendar)
calendar-title = Practical things of { $site }
calendar-milestone = No. { $number } { $title }: { $what }
calendar-milestone-done = No. { $number } { $title }: { $what } (done)
calendar-cut-off = No. { $number } { $title }: last day for { $what }
