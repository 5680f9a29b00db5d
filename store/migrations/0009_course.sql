-- Where a commitment stands: going, paused, ended, carried_over.
ALTER TABLE commitment ADD COLUMN course TEXT NOT NULL DEFAULT 'going';

-- Decisions on a commitment's course; nothing here is ever changed.
CREATE TABLE commitment_turn (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    turn TEXT NOT NULL,
    until TEXT,
    successor_id BIGINT,
    decision TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    notice TEXT NOT NULL,
    noticed_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, successor_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX commitment_turn_by_commitment ON commitment_turn (jurisdiction_id, commitment_id, id);
CREATE INDEX commitment_turn_by_successor ON commitment_turn (jurisdiction_id, successor_id) WHERE successor_id IS NOT NULL;

-- The opening balance of a measure that takes up an earlier year's; verified is null when nobody had verified anything.
CREATE TABLE opening_balance (
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    from_measure_id BIGINT NOT NULL,
    turn_id BIGINT NOT NULL,
    verified TEXT,
    PRIMARY KEY (jurisdiction_id, measure_id),
    UNIQUE (jurisdiction_id, from_measure_id),
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, from_measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, turn_id) REFERENCES commitment_turn (jurisdiction_id, id)
{end_keyed};
