-- How full each lot was every quarter of an hour: what forecasts are learned from. Kept for ten weeks. See 0001_init.sql for how these
-- texts are read.

CREATE TABLE parking_occupancy (
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    -- Minutes of the civil clock since 1970.
    minute BIGINT NOT NULL,
    occupied BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, lot_id, minute),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id)
{end_keyed};
