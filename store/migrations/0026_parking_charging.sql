-- Charging areas go on: whom to ask about them, what came of asking, and whose charge it was. See 0001_init.sql for how these texts are
-- read. No name of a driver and no plate is here: vehicles are numbers of parking_vehicle, which forgets plates.

-- Who runs charging stations.
CREATE TABLE parking_operator (
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    -- The nine signs by which it is known.
    operator TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Where it is asked.
    address TEXT NOT NULL,
    -- The keys of both ways, in JSON, sealed with a key that is not in the database.
    sealed BYTEA NOT NULL,
    paused_at BIGINT,
    -- The number of the job that asks next. A job with another number is left over from before and does nothing.
    turn BIGINT NOT NULL,
    -- When all its stations were told last; null where they are to be asked for.
    stations_at BIGINT,
    answered_at BIGINT,
    -- Why the last attempt failed, since when, and how many failed in a row.
    trouble TEXT,
    trouble_at BIGINT,
    failures BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, operator),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};

-- What was pushed and refused, counted by day; empty operator for whoever is not known, so that nobody can fill the table.
CREATE TABLE parking_operator_refused (
    jurisdiction_id BIGINT NOT NULL,
    operator TEXT NOT NULL,
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, operator, day, code)
{end_keyed};

CREATE INDEX parking_connector_report_by_time ON parking_connector_report (jurisdiction_id, operator, second);

-- The vehicle that the desk gave a charge to whose operator named none.
ALTER TABLE parking_charge ADD COLUMN given_vehicle_id BIGINT;
CREATE INDEX parking_charge_by_vehicle ON parking_charge (jurisdiction_id, vehicle_id, end_second) WHERE vehicle_id IS NOT NULL;
CREATE INDEX parking_charge_by_given ON parking_charge (jurisdiction_id, given_vehicle_id, end_second) WHERE given_vehicle_id IS NOT NULL;

-- Who accepted an area, and by which record.
ALTER TABLE parking_station ADD COLUMN accepted_by TEXT;
ALTER TABLE parking_station ADD COLUMN evidence TEXT;

-- Since when a bay is what it is; what is said again does not move it.
ALTER TABLE parking_bay ADD COLUMN state_at BIGINT;

-- Whose standing word it is that a figure is reported each day it moves; null where somebody reports it by hand.
ALTER TABLE parking_feed ADD COLUMN daily_account BIGINT;
