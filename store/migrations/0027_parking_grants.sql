-- What vehicles and stays are given of what a tariff names: monthly cards, classes, discounts. See 0001_init.sql for how these texts are
-- read, and 0020_parking.sql for units.

-- A register of its own, with plates of its own: a card holds for months, while a vehicle's plate is forgotten after days without being seen.
CREATE TABLE parking_grant (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    -- The plate as parking_vehicle has it, kept for the purpose and until the day beside it; erased together with the reasons.
    plate_key BYTEA,
    sealed BYTEA,
    purpose TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    -- Where it holds: in one lot, or in every lot of an operator; one of them is null.
    lot_id BIGINT,
    operator TEXT,
    -- card, class or discount, and what the tariff calls it.
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    from_second BIGINT NOT NULL,
    -- The first second at which it holds no more; earlier than it was once it is ended.
    until_second BIGINT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX parking_grant_by_plate ON parking_grant (jurisdiction_id, plate_key) WHERE plate_key IS NOT NULL;
CREATE INDEX parking_grant_by_erasure ON parking_grant (jurisdiction_id, erase_on) WHERE plate_key IS NOT NULL;

-- A discount of the tariff that the desk gave to one stay.
CREATE TABLE parking_voucher (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, stay_id, name),
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_stay (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};

-- What class, card and discounts the fee was worked out with, in JSON behind the number of its form; null where there was none. It stays
-- when the plate is forgotten, so that the fee can be worked out again, and says nothing of whose it was.
ALTER TABLE parking_stay ADD COLUMN basis TEXT;
