-- Notices to units and to the supervision office, and the ways out of the house. The forms of the statements are those of 0001.

-- unit_id is null for the supervision office. notice_key says which notice it is, so that it is written once however often the
-- reason for it is found. arguments are values for its sentence, as JSON; no personal data.
CREATE TABLE notice (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    unit_id BIGINT,
    kind TEXT NOT NULL,
    notice_key TEXT NOT NULL,
    arguments TEXT NOT NULL,
    path TEXT NOT NULL,
    at BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, notice_key),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX notice_by_unit ON notice (jurisdiction_id, unit_id, id);

-- How far an account has read.
CREATE TABLE notice_seen (
    jurisdiction_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    seen_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, account_id),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end_keyed};

-- Where notices are sent to besides. unit_id is null for the supervision office.
-- address: personal when it is somebody's e-mail address. Purpose: telling the unit of its dates. Emptied on erase_on, or
-- when the channel is removed; the row stays for the deliveries. secret: what a webhook's bodies are signed with.
CREATE TABLE notice_channel (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    unit_id BIGINT,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    purpose TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    removed_at BIGINT,
    at BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};

-- A notice on its way out: waiting, sent, removed.
CREATE TABLE notice_delivery (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    notice_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT,
    at BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, notice_id, channel_id),
    FOREIGN KEY (jurisdiction_id, notice_id) REFERENCES notice (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, channel_id) REFERENCES notice_channel (jurisdiction_id, id)
{end};
CREATE INDEX notice_delivery_by_state ON notice_delivery (jurisdiction_id, state, id);
