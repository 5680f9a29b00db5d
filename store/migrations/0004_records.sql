-- Sites and records: objects with a place and stages, entries with a life of their own, what was verified, and evidence.

-- An object with a place. same_as is the site that it was taken for when it was registered all the same, with the reason.
-- cell_x and cell_y are its square of the map, by which neighbours are found. The salt is of the journal's digest of its
-- name and place, which may be hidden.
CREATE TABLE site (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    longitude TEXT,
    latitude TEXT,
    template TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_on TEXT NOT NULL,
    opening TEXT,
    hidden BIGINT NOT NULL DEFAULT 0,
    folded_name TEXT NOT NULL,
    cell_x BIGINT,
    cell_y BIGINT,
    same_as BIGINT,
    same_reason TEXT,
    salt TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX site_by_measure ON site (jurisdiction_id, measure_id, id);
CREATE INDEX site_by_name ON site (jurisdiction_id, folded_name);
CREATE INDEX site_by_cell ON site (jurisdiction_id, cell_x, cell_y) WHERE cell_x IS NOT NULL;

-- An entry. value_record_id is the plain report that it stands for, when that is what was verified. verified is what was
-- found last; public_outcome and public_value are what was published of it, which hold until the next is published.
CREATE TABLE record (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    site_id BIGINT,
    value_record_id BIGINT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT,
    reported TEXT,
    verified TEXT,
    public_outcome TEXT,
    public_value TEXT,
    denominator_before TEXT,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    reported_leaf_id BIGINT,
    published_leaf_id BIGINT,
    {key},
    UNIQUE (jurisdiction_id, value_record_id),
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, site_id) REFERENCES site (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, value_record_id) REFERENCES value_record (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, reported_leaf_id) REFERENCES leaf (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, published_leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX record_by_measure ON record (jurisdiction_id, measure_id, id);
CREATE INDEX record_by_site ON record (jurisdiction_id, site_id, id) WHERE site_id IS NOT NULL;
CREATE INDEX record_by_state ON record (jurisdiction_id, state, id);
CREATE INDEX record_by_commitment ON record (jurisdiction_id, commitment_id, id);
CREATE INDEX record_by_unit ON record (jurisdiction_id, unit_id, state, id);

-- What was done to a record, in order; never changed.
CREATE TABLE record_step (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    step TEXT NOT NULL,
    value TEXT,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    unit_id BIGINT,
    leaf_id BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, record_id) REFERENCES record (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX record_step_by_record ON record_step (jurisdiction_id, record_id, id);

-- Stages that a site has reached, as registered and as confirmed; a step back has its reason.
CREATE TABLE site_stage (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    site_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    record_id BIGINT,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    unit_id BIGINT,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, site_id) REFERENCES site (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, record_id) REFERENCES record (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX site_stage_by_site ON site_stage (jurisdiction_id, site_id, id);

-- Values of measures as verified, cumulative like value_record; the last of a day is the one that counts.
CREATE TABLE verified_value (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    value TEXT NOT NULL,
    as_of TEXT NOT NULL,
    at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, record_id) REFERENCES record (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX verified_value_by_measure ON verified_value (jurisdiction_id, measure_id, as_of, id);

-- A file that supports a record: sha256 is of what is kept, received_sha256 of what was handed in.
CREATE TABLE evidence (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT,
    height BIGINT,
    sha256 TEXT NOT NULL,
    received_sha256 TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    unit_id BIGINT,
    leaf_id BIGINT NOT NULL,
    {key},
    UNIQUE (jurisdiction_id, record_id, received_sha256),
    FOREIGN KEY (jurisdiction_id, record_id) REFERENCES record (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX evidence_by_received ON evidence (jurisdiction_id, received_sha256);

-- What the camera wrote into a picture, kept apart from it: for one purpose, until a day.
CREATE TABLE evidence_origin (
    jurisdiction_id BIGINT NOT NULL,
    evidence_id BIGINT NOT NULL,
    taken_at TEXT,
    longitude TEXT,
    latitude TEXT,
    purpose TEXT NOT NULL,
    erase_on TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, evidence_id),
    FOREIGN KEY (jurisdiction_id, evidence_id) REFERENCES evidence (jurisdiction_id, id)
{end_keyed};
CREATE INDEX evidence_origin_by_erasure ON evidence_origin (jurisdiction_id, erase_on);
