-- Money of parking: what stays are charged, by which providers they are paid, and what people decided about them. See 0001_init.sql for
-- how these texts are read. Amounts are fen, seconds are counted since 1970 in UTC. No plate and no name of a driver is here; the title of
-- an invoice and the words of an objection have a day on which they are erased.

-- What a stay is charged now and what of it is open. `code` opens its page without signing in and cannot be guessed.
CREATE TABLE parking_bill (
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    lot_id BIGINT NOT NULL,
    vehicle_id BIGINT NOT NULL,
    left_second BIGINT NOT NULL,
    -- The price in force and its number; the postings of earlier ones are taken back.
    charged_fen BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    -- What all postings leave to be paid; below nothing where too much was paid.
    owed_fen BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, stay_id),
    UNIQUE (jurisdiction_id, code),
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_stay (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_bill_open ON parking_bill (jurisdiction_id, left_second) WHERE owed_fen <> 0;
CREATE INDEX parking_bill_of_vehicle ON parking_bill (jurisdiction_id, vehicle_id) WHERE owed_fen <> 0;

-- Postings by double entry. A cause is posted once; nothing here is ever changed.
CREATE TABLE parking_posting (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    cause TEXT NOT NULL,
    at_second BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, cause)
{end};
CREATE INDEX parking_posting_by_time ON parking_posting (jurisdiction_id, at_second);

-- The legs of a posting sum to nothing. The stay is named on what a stay owes, and nowhere else.
CREATE TABLE parking_leg (
    jurisdiction_id BIGINT NOT NULL,
    posting_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    stay_id BIGINT,
    fen BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, posting_id, account),
    FOREIGN KEY (jurisdiction_id, posting_id) REFERENCES parking_posting (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_leg_by_stay ON parking_leg (jurisdiction_id, stay_id) WHERE stay_id IS NOT NULL;

-- What a provider said of the plate of a stay. `usable` is null until it said something; the number is the provider's for the stay.
CREATE TABLE parking_agreement (
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    wallet TEXT NOT NULL,
    provider_no TEXT,
    usable BIGINT,
    heard_at BIGINT,
    PRIMARY KEY (jurisdiction_id, stay_id, wallet),
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_stay (jurisdiction_id, id)
{end_keyed};

-- Tries to be paid. `way` is 1 by agreement, 2 by link. `standing` is 0 created, 1 accepted, 2 closed, 3 failed, 4 paid.
CREATE TABLE parking_payment (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    trade TEXT NOT NULL,
    wallet TEXT NOT NULL,
    way BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    lot_id BIGINT NOT NULL,
    fen BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    paid_second BIGINT,
    provider_no TEXT,
    -- What the code of a link says, and until when it can be paid.
    link TEXT,
    expires_second BIGINT,
    made_at BIGINT NOT NULL,
    -- How often the provider was asked, and why the last time led to nothing.
    asked BIGINT NOT NULL,
    trouble TEXT,
    {key},
    UNIQUE (jurisdiction_id, trade),
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_bill (jurisdiction_id, stay_id)
{end};
CREATE INDEX parking_payment_by_stay ON parking_payment (jurisdiction_id, stay_id);
CREATE INDEX parking_payment_by_day ON parking_payment (jurisdiction_id, wallet, paid_second) WHERE paid_second IS NOT NULL;
CREATE INDEX parking_payment_open ON parking_payment (jurisdiction_id, standing, id) WHERE standing < 4;

-- `standing` is 0 asked, 1 accepted, 2 failed, 3 done.
CREATE TABLE parking_refund (
    jurisdiction_id BIGINT NOT NULL,
    refund TEXT NOT NULL,
    payment_id BIGINT NOT NULL,
    fen BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    done_second BIGINT,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, refund),
    FOREIGN KEY (jurisdiction_id, payment_id) REFERENCES parking_payment (jurisdiction_id, id)
{end_keyed};
CREATE INDEX parking_refund_by_payment ON parking_refund (jurisdiction_id, payment_id);
CREATE INDEX parking_refund_by_day ON parking_refund (jurisdiction_id, done_second) WHERE done_second IS NOT NULL;

-- Callbacks that providers signed, under their own ids, and what came of each.
CREATE TABLE parking_callback (
    jurisdiction_id BIGINT NOT NULL,
    wallet TEXT NOT NULL,
    notice TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, wallet, notice)
{end_keyed};

-- Callbacks that were refused, counted by day: whoever sends them fills no table.
CREATE TABLE parking_callback_refused (
    jurisdiction_id BIGINT NOT NULL,
    wallet TEXT NOT NULL,
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, wallet, day, code)
{end_keyed};

-- A day held against the provider's statement; a later look replaces an earlier one. `found` holds the lines that differ, in JSON.
CREATE TABLE parking_reconciliation (
    jurisdiction_id BIGINT NOT NULL,
    wallet TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    here_fen BIGINT NOT NULL,
    there_fen BIGINT NOT NULL,
    difference_fen BIGINT NOT NULL,
    found TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, wallet, day)
{end_keyed};

-- What the desk decided about the money of a stay: cash, waiver, write_off, refund.
CREATE TABLE parking_decision (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    fen BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_bill (jurisdiction_id, stay_id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX parking_decision_by_stay ON parking_decision (jurisdiction_id, stay_id);

-- Invoices as data. Title and tax number are kept for the purpose and until the day that stand beside them.
CREATE TABLE parking_invoice (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    title TEXT,
    tax_no TEXT,
    purpose TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    item TEXT NOT NULL,
    fen BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    asked_second BIGINT NOT NULL,
    -- asked, issued, voided.
    state TEXT NOT NULL,
    number TEXT,
    state_second BIGINT,
    why TEXT,
    {key},
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_bill (jurisdiction_id, stay_id)
{end};
CREATE INDEX parking_invoice_by_stay ON parking_invoice (jurisdiction_id, stay_id);
CREATE INDEX parking_invoice_by_erasure ON parking_invoice (jurisdiction_id, erase_on) WHERE title IS NOT NULL;

-- Objections to a fee, and what the desk answered. The driver's words are kept until a day.
CREATE TABLE parking_objection (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    stay_id BIGINT NOT NULL,
    words TEXT,
    erase_on TEXT NOT NULL,
    charged_fen BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- open, upheld, waived.
    state TEXT NOT NULL,
    answer TEXT,
    answered_at BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, stay_id) REFERENCES parking_bill (jurisdiction_id, stay_id)
{end};
CREATE INDEX parking_objection_by_state ON parking_objection (jurisdiction_id, state, id);
CREATE INDEX parking_objection_by_stay ON parking_objection (jurisdiction_id, stay_id);
CREATE INDEX parking_objection_by_erasure ON parking_objection (jurisdiction_id, erase_on) WHERE words IS NOT NULL;
