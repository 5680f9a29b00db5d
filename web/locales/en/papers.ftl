# Printed papers.
office-menu-papers = Papers
papers-lead = Papers made from the ledger, in Chinese. The DOCX has the form of GB/T 9704-2012 and can be edited; the page can be printed as it is.
papers-none = No list has been published yet, so there is nothing to print.
papers-html = Open and print
papers-ledger = Ledger
papers-ledger-what = Units, measures, targets, reported values and states of every commitment, one row a measure.
papers-notice = Public notice
papers-notice-what = What was promised, who answers, what was reported and what was changed, as a public notice.
papers-gazette = Next gazette issue
papers-gazette-what = The notice and the chronicle. There are no contents before the pages are numbered.
papers-month = Month of the chronicle
papers-month-all = All
papers-choose = Choose
