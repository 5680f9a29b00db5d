-- Sites that look like another one. See 0001_init.sql for how these texts are read.

-- Whoever looks at a site sees which others were taken for it.
CREATE INDEX site_same_as ON site (jurisdiction_id, same_as) WHERE same_as IS NOT NULL;
