-- What a provider handed over of a day's takings, and what it kept as its fee; null while no statement said so. See 0001_init.sql for how
-- these texts are read, and 0021_parking_money.sql for the table.
ALTER TABLE parking_reconciliation ADD COLUMN received_fen BIGINT;
ALTER TABLE parking_reconciliation ADD COLUMN fee_fen BIGINT;
