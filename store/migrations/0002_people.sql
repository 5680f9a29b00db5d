-- Heads of units and second factors of accounts. See 0001_init.sql for how these texts are read.

-- First-responsible persons with their days in office; the row's id is the person's.
-- name: personal. Purpose: the public sees who answers for a unit, as governments publish their heads. Erased from
-- erase_on, five years after the last day in office; the row, its days and its leaves stay.
-- salt: what the journal's digest of the name was made with. Erased with the name, so that the digest says nothing.
CREATE TABLE unit_head (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    salt TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    erase_on TEXT,
    erased_at BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX unit_head_by_unit ON unit_head (jurisdiction_id, unit_id, valid_from);

-- The secret that an account shares with its holder's authenticator (RFC 6238). last_step is the newest step of time
-- whose code was used: neither it nor an older one is taken again. Not in force before confirmed_at.
-- secret: personal. Purpose: signing in. Erased when the holder or an administrator removes the second factor.
CREATE TABLE second_factor (
    jurisdiction_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    confirmed_at BIGINT,
    PRIMARY KEY (jurisdiction_id, account_id),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end_keyed};

-- Digests of the codes that stand in for a lost authenticator; a used one is gone.
CREATE TABLE recovery_code (
    jurisdiction_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (jurisdiction_id, account_id, code_hash),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end_keyed};
