-- Supervision slips: one row a matter, one step a level. The slip's columns level, due and closed are those of its last
-- step, so that a list is one read.

CREATE TABLE slip (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    matter TEXT NOT NULL,
    words TEXT NOT NULL,
    level TEXT NOT NULL,
    due TEXT NOT NULL,
    closed BIGINT NOT NULL DEFAULT 0,
    withdrawn TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX slip_by_commitment ON slip (jurisdiction_id, commitment_id, id);
CREATE INDEX slip_by_unit ON slip (jurisdiction_id, unit_id, id);

CREATE TABLE slip_step (
    jurisdiction_id BIGINT NOT NULL,
    slip_id BIGINT NOT NULL,
    level TEXT NOT NULL,
    ground TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    due TEXT NOT NULL,
    answered_on TEXT,
    answer TEXT,
    judged_on TEXT,
    sufficient BIGINT,
    reason TEXT,
    PRIMARY KEY (jurisdiction_id, slip_id, level),
    FOREIGN KEY (jurisdiction_id, slip_id) REFERENCES slip (jurisdiction_id, id)
{end_keyed};
