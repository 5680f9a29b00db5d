-- Payments and cash as lines of batches, like stays. See 0001_init.sql for how these texts are read, and 0023_parking_desk.sql for batches.
-- 1 where a paid payment, or cash that was taken, is a line as it stands; 0 where it changed since.
ALTER TABLE parking_payment ADD COLUMN batched BIGINT NOT NULL DEFAULT 0;
CREATE INDEX parking_payment_unbatched ON parking_payment (jurisdiction_id, id) WHERE batched = 0 AND standing = 4;
ALTER TABLE parking_decision ADD COLUMN batched BIGINT NOT NULL DEFAULT 0;
CREATE INDEX parking_decision_unbatched ON parking_decision (jurisdiction_id, id) WHERE batched = 0 AND kind = 'cash';
