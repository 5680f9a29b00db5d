-- Parking: lots with their bays, what devices said of them, and the stays and bookings that follow. See 0001_init.sql for how these
-- texts are read. Places are millionths of a degree in WGS 84; money is fen; minutes and seconds are counted since 1970 in UTC.

CREATE TABLE parking_lot (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    setting TEXT NOT NULL,
    access TEXT NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    operator TEXT NOT NULL,
    opened_on TEXT,
    -- Places of a lot whose bays are not known one by one.
    capacity BIGINT NOT NULL,
    counting TEXT NOT NULL,
    -- The ground of the lot as a list of rings of points, in JSON; null where it is not known.
    outline TEXT,
    height_cm BIGINT,
    stay_minutes_max BIGINT,
    hours TEXT NOT NULL,
    tariff TEXT,
    confidence_min BIGINT NOT NULL,
    -- What is asked of those who book; null where nobody can.
    terms TEXT,
    revision BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, slug),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};

CREATE TABLE parking_zone (
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, lot_id, code),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id)
{end_keyed};

CREATE TABLE parking_bay (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    zone TEXT NOT NULL,
    code TEXT NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    classes BIGINT NOT NULL,
    -- Since which day it has been in service with a sensor; null for a bay without one.
    smart_on TEXT,
    -- What was said last: 1 free, 2 taken, 3 closed; null while nobody said anything.
    state BIGINT,
    seen_at BIGINT,
    seen_sequence BIGINT,
    {key},
    UNIQUE (jurisdiction_id, lot_id, code),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id)
{end};

-- Texts of tariffs. The newest of a name holds; it says itself from when on which rules do. Nothing here is ever changed.
CREATE TABLE parking_tariff (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX parking_tariff_by_name ON parking_tariff (jurisdiction_id, name, id);

CREATE TABLE parking_device (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    token_hash BYTEA,
    disabled_at BIGINT,
    {key},
    UNIQUE (jurisdiction_id, code),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id)
{end};

-- The only place where plates are. Erasing one leaves the number, and with it stays that belong to nobody.
CREATE TABLE parking_vehicle (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    -- A keyed digest of number and colour, by which it is found again.
    plate_key BYTEA,
    -- Number and colour, sealed with a key that is not in the database.
    sealed BYTEA,
    seen_on TEXT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, plate_key)
{end};
CREATE INDEX parking_vehicle_by_day ON parking_vehicle (jurisdiction_id, seen_on) WHERE plate_key IS NOT NULL;

-- What devices and the desk said, under their own numbers, and what each passage counts as. `kind` is 1 passage, 2 correction, 3 void,
-- 4 clock. `way` is 0 out, 1 in. `work` is 1 entry unpaired, 2 exit unpaired, 3 unsure, 4 contradicted, 5 target missing.
CREATE TABLE parking_message (
    jurisdiction_id BIGINT NOT NULL,
    device_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    vehicle_id BIGINT,
    way BIGINT,
    second BIGINT,
    confidence BIGINT,
    colour BIGINT,
    lane BIGINT,
    image BYTEA,
    target_device BIGINT,
    target_sequence BIGINT,
    said_at BIGINT,
    seconds BIGINT,
    reason BIGINT,
    received_at BIGINT NOT NULL,
    -- Two contents came under this number; neither counts.
    contradicted BIGINT NOT NULL,
    counts_vehicle BIGINT,
    counts_way BIGINT,
    counts_second BIGINT,
    work BIGINT,
    PRIMARY KEY (jurisdiction_id, device_id, sequence),
    FOREIGN KEY (jurisdiction_id, device_id) REFERENCES parking_device (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_message_by_vehicle ON parking_message (jurisdiction_id, lot_id, counts_vehicle, counts_second)
    WHERE counts_vehicle IS NOT NULL;
CREATE INDEX parking_message_by_work ON parking_message (jurisdiction_id, lot_id, work) WHERE work IS NOT NULL;
CREATE INDEX parking_message_by_target ON parking_message (jurisdiction_id, target_device, target_sequence)
    WHERE target_device IS NOT NULL;
CREATE INDEX parking_message_clock ON parking_message (jurisdiction_id, device_id, sequence) WHERE kind = 4;

-- How many vehicles a person or a loop counted in a lot at a moment.
CREATE TABLE parking_count (
    jurisdiction_id BIGINT NOT NULL,
    device_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    second BIGINT NOT NULL,
    vehicles BIGINT NOT NULL,
    -- How many the stays said were there.
    expected BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, device_id, sequence),
    FOREIGN KEY (jurisdiction_id, device_id) REFERENCES parking_device (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_count_by_lot ON parking_count (jurisdiction_id, lot_id, second);

-- A stay is known by the message of its entry. One that messages took back is withdrawn, and may come back.
CREATE TABLE parking_stay (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    vehicle_id BIGINT NOT NULL,
    entry_device BIGINT NOT NULL,
    entry_sequence BIGINT NOT NULL,
    entry_second BIGINT NOT NULL,
    exit_device BIGINT,
    exit_sequence BIGINT,
    exit_second BIGINT,
    withdrawn BIGINT NOT NULL,
    -- What it costs by the tariff that held when it ended; null while it lasts, or where nothing says what it costs.
    fee_fen BIGINT,
    tariff_id BIGINT,
    {key},
    UNIQUE (jurisdiction_id, entry_device, entry_sequence),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, vehicle_id) REFERENCES parking_vehicle (jurisdiction_id, id)
{end};
CREATE INDEX parking_stay_by_vehicle ON parking_stay (jurisdiction_id, vehicle_id, entry_second);
CREATE INDEX parking_stay_inside ON parking_stay (jurisdiction_id, lot_id) WHERE exit_second IS NULL AND withdrawn = 0;
CREATE INDEX parking_stay_by_lot ON parking_stay (jurisdiction_id, lot_id, entry_second);
CREATE INDEX parking_stay_by_exit ON parking_stay (jurisdiction_id, exit_second) WHERE exit_second IS NOT NULL;

-- The bookings of a lot are what happened to them, in order. The head's tag is new with every commit, so that a state kept in memory
-- can be told from one that was undone.
CREATE TABLE parking_booking_head (
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    events BIGINT NOT NULL,
    tag BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, lot_id),
    FOREIGN KEY (jurisdiction_id, lot_id) REFERENCES parking_lot (jurisdiction_id, id)
{end_keyed};
CREATE TABLE parking_booking_event (
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    minute BIGINT NOT NULL,
    booking BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, lot_id, number)
{end_keyed};

-- Where each booking stands, for lists; it follows from the events.
CREATE TABLE parking_booking (
    jurisdiction_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    booking BIGINT NOT NULL,
    vehicle_id BIGINT NOT NULL,
    -- Whose browser asked; null for the desk.
    pass_id BIGINT,
    state TEXT NOT NULL,
    start_minute BIGINT NOT NULL,
    end_minute BIGINT NOT NULL,
    bay_id BIGINT,
    PRIMARY KEY (jurisdiction_id, lot_id, booking)
{end_keyed};
CREATE INDEX parking_booking_by_vehicle ON parking_booking (jurisdiction_id, vehicle_id, start_minute);
CREATE INDEX parking_booking_by_start ON parking_booking (jurisdiction_id, lot_id, start_minute);
