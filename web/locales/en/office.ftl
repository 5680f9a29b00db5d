# Office pages.
