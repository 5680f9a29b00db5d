-- Indexes that SQLite finds without statistics. It believes that a jurisdiction has few rows, so of two that fit it may take the one that
-- walks over every message; these hold all that their questions ask for, and are taken before any other.

DROP INDEX parking_message_clock;
CREATE INDEX parking_message_clock ON parking_message (jurisdiction_id, device_id, kind, contradicted, sequence, seconds) WHERE kind = 4;
DROP INDEX parking_message_by_work;
CREATE INDEX parking_message_by_work ON parking_message (jurisdiction_id, received_at, lot_id, work) WHERE work IS NOT NULL;
DROP INDEX parking_stay_by_vehicle;
CREATE INDEX parking_stay_by_vehicle ON parking_stay (jurisdiction_id, vehicle_id, lot_id, entry_second);
