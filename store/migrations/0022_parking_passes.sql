-- What a resident's browser may see: its bookings, and the stays of vehicles that it proved to know. No name, no number of a person.
CREATE TABLE parking_pass (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    -- The digest of the secret in the cookie.
    token_hash BYTEA NOT NULL,
    last_on TEXT NOT NULL,
    -- The day on which it is erased unless it is used before.
    erase_on TEXT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, token_hash)
{end};
CREATE INDEX parking_pass_by_day ON parking_pass (jurisdiction_id, erase_on);

CREATE TABLE parking_pass_vehicle (
    jurisdiction_id BIGINT NOT NULL,
    pass_id BIGINT NOT NULL,
    vehicle_id BIGINT NOT NULL,
    -- `entry`: by the lot and the minute of its last entry.
    how TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, pass_id, vehicle_id),
    FOREIGN KEY (jurisdiction_id, pass_id) REFERENCES parking_pass (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, vehicle_id) REFERENCES parking_vehicle (jurisdiction_id, id)
{end_keyed};

-- Tries to prove a plate, by keyed digests of the plate and of the network address; kept for a day.
CREATE TABLE parking_pass_try (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    who BYTEA NOT NULL,
    at BIGINT NOT NULL,
    {key}
{end};
CREATE INDEX parking_pass_try_by_who ON parking_pass_try (jurisdiction_id, who, at);

CREATE INDEX parking_booking_by_pass ON parking_booking (jurisdiction_id, pass_id, start_minute) WHERE pass_id IS NOT NULL;
