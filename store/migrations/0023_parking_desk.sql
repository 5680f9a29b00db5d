-- The desk of parking: who had a plate shown, reports of illegal parking, charging areas, what feeds the ledger, and digests of stays
-- for the journal. See 0001_init.sql for how these texts are read, and 0020_parking.sql for units.

-- Whoever has a plate shown in full says why. Erased after a year.
CREATE TABLE parking_look (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    vehicle_id BIGINT NOT NULL,
    -- The lot in whose lists the plate stood; null where it stood in none.
    lot_id BIGINT,
    reason TEXT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, vehicle_id) REFERENCES parking_vehicle (jurisdiction_id, id)
{end};
CREATE INDEX parking_look_by_time ON parking_look (jurisdiction_id, at);

-- Illegal parking as it was reported: where and when, never whose.
CREATE TABLE parking_illegal (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    place TEXT NOT NULL,
    -- inspection, hotline or patrol.
    source TEXT NOT NULL,
    vehicles BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX parking_illegal_by_time ON parking_illegal (jurisdiction_id, at);

-- Which measure of the ledger counts what of parking.
CREATE TABLE parking_feed (
    jurisdiction_id BIGINT NOT NULL,
    -- smart_bays, lots_opened or charging_accepted.
    what TEXT NOT NULL,
    measure_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, what)
{end_keyed};

-- Which figures were reported from parking, and from which journal entries they follow.
CREATE TABLE parking_fed (
    jurisdiction_id BIGINT NOT NULL,
    -- The journal entry of the reported value.
    leaf_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    measure_id BIGINT NOT NULL,
    as_of TEXT NOT NULL,
    figure BIGINT NOT NULL,
    -- The journal entries that were counted, as a list of numbers.
    sources TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, leaf_id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_fed_by_what ON parking_fed (jurisdiction_id, what, as_of);

-- 1 where the stay as it stands is a line of a batch; 0 where it changed since.
ALTER TABLE parking_stay ADD COLUMN batched BIGINT NOT NULL DEFAULT 0;
CREATE INDEX parking_stay_unbatched ON parking_stay (jurisdiction_id, id) WHERE batched = 0 AND (exit_second IS NOT NULL OR withdrawn = 1);

-- A batch of lines whose root is in the journal.
CREATE TABLE parking_batch (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    root BYTEA NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE TABLE parking_batch_line (
    jurisdiction_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- stay or payment, and the number of which.
    kind TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    -- What was hashed, with its salt in it; null once it was erased, and then the digest tells nobody anything.
    content TEXT,
    digest BYTEA NOT NULL,
    PRIMARY KEY (jurisdiction_id, batch_id, number),
    FOREIGN KEY (jurisdiction_id, batch_id) REFERENCES parking_batch (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_batch_line_by_subject ON parking_batch_line (jurisdiction_id, kind, subject_id);

-- Charging stations as their operators tell of them.
CREATE TABLE parking_station (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    -- The nine signs by which an operator is known.
    operator TEXT NOT NULL,
    code TEXT NOT NULL,
    -- The lot that it stands in; null while nobody said.
    lot_id BIGINT,
    name TEXT NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    -- Piles and connectors, in JSON.
    piles TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    -- When the area was accepted, and the journal entry that says so.
    accepted_on TEXT,
    leaf_id BIGINT,
    {key},
    UNIQUE (jurisdiction_id, operator, code),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE TABLE parking_connector_report (
    jurisdiction_id BIGINT NOT NULL,
    operator TEXT NOT NULL,
    connector TEXT NOT NULL,
    second BIGINT NOT NULL,
    -- The code of T/CEC 102.
    state BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, operator, connector, second, state)
{end_keyed};
CREATE TABLE parking_charge (
    jurisdiction_id BIGINT NOT NULL,
    operator TEXT NOT NULL,
    number TEXT NOT NULL,
    connector TEXT NOT NULL,
    begin_second BIGINT NOT NULL,
    end_second BIGINT NOT NULL,
    watt_hours BIGINT NOT NULL,
    electricity_fen BIGINT NOT NULL,
    service_fen BIGINT NOT NULL,
    vehicle_id BIGINT,
    -- Two contents came under this number; neither counts.
    contradicted BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, operator, number)
{end_keyed};
CREATE INDEX parking_charge_by_time ON parking_charge (jurisdiction_id, operator, end_second);
