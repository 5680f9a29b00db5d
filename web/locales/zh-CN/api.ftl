# The API's own page and its refusals.
