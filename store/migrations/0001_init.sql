-- One text for both engines. `{id}`, `{key}`, `{end}` and `{end_keyed}` are the only places where they differ, and
-- are filled in by src/migrations.rs, which also says BLOB and INTEGER where SQLite does, and orders text by bytes on
-- PostgreSQL as SQLite does. Never edited once merged: a later number changes what is here.
--
-- Every key starts with jurisdiction_id, so that a distributed PostgreSQL can place rows by it. Instants are
-- microseconds since 1970 in UTC, days are ISO text, decimals are text, yes and no are 1 and 0.

CREATE TABLE jurisdiction (
    {id},
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0
    {key_alone}
{end};

-- Commits that moved a jurisdiction's version and were not folded into it yet. Rows instead of an update, because on
-- PostgreSQL every writer would wait for the one version row until the writer before it had reached the disk.
CREATE TABLE touch (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    {key}
{end};

CREATE TABLE setting (
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, name)
{end_keyed};

CREATE TABLE unit (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    name TEXT NOT NULL,
    is_group BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, name)
{end};

CREATE TABLE unit_group_member (
    jurisdiction_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL,
    member_id BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (jurisdiction_id, group_id, member_id, valid_from),
    FOREIGN KEY (jurisdiction_id, group_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, member_id) REFERENCES unit (jurisdiction_id, id)
{end_keyed};
CREATE INDEX unit_group_member_by_member ON unit_group_member (jurisdiction_id, member_id);

CREATE TABLE account (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    login TEXT NOT NULL,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    unit_id BIGINT,
    password_hash TEXT NOT NULL,
    disabled BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT,
    {key},
    UNIQUE (jurisdiction_id, login),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};

CREATE TABLE session (
    jurisdiction_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    csrf TEXT NOT NULL,
    account_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, token_hash),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end_keyed};
CREATE INDEX session_by_account ON session (jurisdiction_id, account_id);
CREATE INDEX session_by_expiry ON session (jurisdiction_id, expires_at);

CREATE TABLE login_attempt (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    login TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL,
    succeeded BIGINT NOT NULL,
    {key}
{end};
CREATE INDEX login_attempt_by_login ON login_attempt (jurisdiction_id, login, at);
CREATE INDEX login_attempt_by_time ON login_attempt (jurisdiction_id, at);

CREATE TABLE api_token (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    token_hash BYTEA NOT NULL,
    account_id BIGINT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, token_hash),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end};
CREATE INDEX api_token_by_account ON api_token (jurisdiction_id, account_id);

CREATE TABLE document (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    file_name TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    content TEXT NOT NULL,
    reading TEXT NOT NULL,
    published TEXT,
    uploaded_by BIGINT,
    uploaded_at BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, sha256),
    FOREIGN KEY (jurisdiction_id, uploaded_by) REFERENCES account (jurisdiction_id, id)
{end};

CREATE TABLE draft (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    document_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, document_id) REFERENCES document (jurisdiction_id, id)
{end};
CREATE INDEX draft_by_time ON draft (jurisdiction_id, updated_at);

-- Leaves are committed without an index in the tree, so that writers wait for nothing; the sequencer gives the indexes.
CREATE TABLE leaf (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    log_year BIGINT NOT NULL,
    idx BIGINT,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    body TEXT NOT NULL,
    {key}
{end};
CREATE INDEX leaf_pending ON leaf (jurisdiction_id, log_year, id) WHERE idx IS NULL;
CREATE UNIQUE INDEX leaf_by_index ON leaf (jurisdiction_id, log_year, idx) WHERE idx IS NOT NULL;
CREATE INDEX leaf_by_subject ON leaf (jurisdiction_id, subject, id) WHERE subject IS NOT NULL;

-- Leaves sequenced so far; the row is also what only one sequencer at a time can hold.
CREATE TABLE log_head (
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    log_year BIGINT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, log_year)
{end_keyed};

CREATE TABLE instrument (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    document_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    number TEXT,
    issuer TEXT,
    date TEXT,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    kind TEXT NOT NULL,
    addressees TEXT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, number),
    FOREIGN KEY (jurisdiction_id, document_id) REFERENCES document (jurisdiction_id, id)
{end};
CREATE INDEX instrument_by_document ON instrument (jurisdiction_id, document_id);

-- members_on is the document's date, on which groups are expanded; commitments counts the programme's rows.
CREATE TABLE programme (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    instrument_id BIGINT NOT NULL,
    slug TEXT NOT NULL,
    year BIGINT NOT NULL,
    title TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by BIGINT,
    members_on TEXT NOT NULL,
    commitments BIGINT NOT NULL DEFAULT 0,
    {key},
    UNIQUE (jurisdiction_id, slug),
    FOREIGN KEY (jurisdiction_id, instrument_id) REFERENCES instrument (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, issued_by) REFERENCES account (jurisdiction_id, id)
{end};
CREATE INDEX programme_by_instrument ON programme (jurisdiction_id, instrument_id);

CREATE TABLE category (
    jurisdiction_id BIGINT NOT NULL,
    programme_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, programme_id, number),
    FOREIGN KEY (jurisdiction_id, programme_id) REFERENCES programme (jurisdiction_id, id)
{end_keyed};

-- The columns from co_units on are counted from the rows below in the same transaction (src/ledger.rs), so that a list
-- of thousands is one read; `check` counts them again.
CREATE TABLE commitment (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    programme_id BIGINT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    slug TEXT NOT NULL,
    category BIGINT,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    folded TEXT NOT NULL,
    plan_filed TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    co_units BIGINT NOT NULL DEFAULT 0,
    findings BIGINT NOT NULL DEFAULT 0,
    measures_silent BIGINT NOT NULL DEFAULT 0,
    measures_reported BIGINT NOT NULL DEFAULT 0,
    measures_verified BIGINT NOT NULL DEFAULT 0,
    measures_untestable BIGINT NOT NULL DEFAULT 0,
    reported_as_of TEXT,
    {key},
    UNIQUE (jurisdiction_id, slug),
    FOREIGN KEY (jurisdiction_id, programme_id) REFERENCES programme (jurisdiction_id, id)
{end};
CREATE INDEX commitment_in_order ON commitment (jurisdiction_id, year DESC, programme_id, number, id);
CREATE INDEX commitment_by_programme ON commitment (jurisdiction_id, programme_id, number, id);

CREATE TABLE commitment_passage (
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    raw TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, commitment_id, position),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id)
{end_keyed};

CREATE TABLE commitment_condition (
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    quote TEXT NOT NULL,
    kind TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, commitment_id, position),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id)
{end_keyed};

CREATE TABLE duty (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    span_start BIGINT,
    span_end BIGINT,
    {key},
    UNIQUE (jurisdiction_id, commitment_id, unit_id, role),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX duty_by_unit ON duty (jurisdiction_id, unit_id);

CREATE TABLE measure (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    unit TEXT,
    role TEXT NOT NULL,
    per TEXT,
    baseline TEXT,
    each_value TEXT,
    each_places TEXT NOT NULL,
    as_written TEXT,
    span_start BIGINT,
    span_end BIGINT,
    state TEXT NOT NULL,
    target_version BIGINT NOT NULL DEFAULT 1,
    record_id BIGINT,
    record_as_of TEXT,
    {key},
    UNIQUE (jurisdiction_id, commitment_id, position),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id)
{end};

CREATE TABLE target (
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    comparator TEXT,
    value TEXT,
    value_max TEXT,
    tolerance TEXT,
    cut_off TEXT,
    leaf_id BIGINT,
    PRIMARY KEY (jurisdiction_id, measure_id, version),
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};

CREATE TABLE value_record (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    value TEXT NOT NULL,
    as_of TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX value_record_by_measure ON value_record (jurisdiction_id, measure_id, id);

CREATE TABLE target_change (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX target_change_by_commitment ON target_change (jurisdiction_id, commitment_id, id);

CREATE TABLE finding (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    arguments TEXT NOT NULL,
    span_start BIGINT,
    span_end BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id)
{end};
CREATE INDEX finding_by_commitment ON finding (jurisdiction_id, commitment_id, id);

CREATE TABLE interest_conflict (
    jurisdiction_id BIGINT NOT NULL,
    programme_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, commitment_id, unit_id, role),
    FOREIGN KEY (jurisdiction_id, programme_id) REFERENCES programme (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end_keyed};
CREATE INDEX interest_conflict_by_unit ON interest_conflict (jurisdiction_id, unit_id);
CREATE INDEX interest_conflict_by_programme ON interest_conflict (jurisdiction_id, programme_id);

CREATE TABLE programme_supervisor (
    jurisdiction_id BIGINT NOT NULL,
    programme_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, programme_id, unit_id),
    FOREIGN KEY (jurisdiction_id, programme_id) REFERENCES programme (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end_keyed};
CREATE INDEX programme_supervisor_by_unit ON programme_supervisor (jurisdiction_id, unit_id);

CREATE TABLE requirement (
    jurisdiction_id BIGINT NOT NULL,
    programme_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, programme_id, number),
    FOREIGN KEY (jurisdiction_id, programme_id) REFERENCES programme (jurisdiction_id, id)
{end_keyed};

-- A unit's duties by its own name, and through each group that it belonged to on the document's date.
CREATE VIEW duty_held AS
    SELECT d.jurisdiction_id, d.commitment_id, d.unit_id, d.role, d.id AS duty_id, CAST(NULL AS BIGINT) AS via_id
    FROM duty d
    UNION ALL
    SELECT d.jurisdiction_id, d.commitment_id, m.member_id, d.role, d.id, d.unit_id
    FROM unit_group_member m
    JOIN duty d ON d.jurisdiction_id = m.jurisdiction_id AND d.unit_id = m.group_id
    JOIN commitment c ON c.jurisdiction_id = d.jurisdiction_id AND c.id = d.commitment_id
    JOIN programme p ON p.jurisdiction_id = c.jurisdiction_id AND p.id = c.programme_id
    WHERE m.valid_from <= p.members_on AND (m.valid_to IS NULL OR m.valid_to >= p.members_on);

-- people and organisations are kept as JSON for the page and as rows for the filters.
CREATE TABLE chronicle_entry (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    document_id BIGINT NOT NULL,
    date TEXT,
    date_end TEXT,
    month TEXT,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    folded TEXT NOT NULL,
    span_start BIGINT NOT NULL,
    span_end BIGINT NOT NULL,
    continuation BIGINT NOT NULL,
    people TEXT NOT NULL,
    organisations TEXT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, document_id) REFERENCES document (jurisdiction_id, id)
{end};
CREATE INDEX chronicle_entry_by_date ON chronicle_entry (jurisdiction_id, date, id);

CREATE TABLE chronicle_person (
    jurisdiction_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT,
    folded TEXT,
    PRIMARY KEY (jurisdiction_id, entry_id, position),
    FOREIGN KEY (jurisdiction_id, entry_id) REFERENCES chronicle_entry (jurisdiction_id, id)
{end_keyed};

CREATE TABLE chronicle_organisation (
    jurisdiction_id BIGINT NOT NULL,
    entry_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, entry_id, name),
    FOREIGN KEY (jurisdiction_id, entry_id) REFERENCES chronicle_entry (jurisdiction_id, id)
{end_keyed};
CREATE INDEX chronicle_organisation_by_name ON chronicle_organisation (jurisdiction_id, name, entry_id);

CREATE TABLE search_entry (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    rank BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    date TEXT,
    folded TEXT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, kind, reference)
{end};
CREATE INDEX search_entry_in_order ON search_entry (jurisdiction_id, rank, id);

CREATE TABLE job (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    {key}
{end};
CREATE INDEX job_by_due ON job (jurisdiction_id, due_at, id);

CREATE TABLE idempotency (
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    scope TEXT NOT NULL,
    request_key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, scope, request_key)
{end_keyed};
CREATE INDEX idempotency_by_time ON idempotency (jurisdiction_id, at);
