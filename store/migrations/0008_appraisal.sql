-- Appraisal and accountability: schemes, computations with their inputs, replies; cases with their evidence.

-- One row a scheme; content is its text. What follows its approval stands in the same row, so that a list is one read.
CREATE TABLE appraisal_scheme (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    year BIGINT NOT NULL,
    content TEXT NOT NULL,
    author_id BIGINT NOT NULL,
    written_at BIGINT NOT NULL,
    decision TEXT,
    approved_at BIGINT,
    published_on TEXT,
    reply_until TEXT,
    final_on TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    {key},
    FOREIGN KEY (jurisdiction_id, author_id) REFERENCES account (jurisdiction_id, id)
{end};
CREATE UNIQUE INDEX appraisal_scheme_in_force ON appraisal_scheme (jurisdiction_id, year) WHERE approved_at IS NOT NULL;

-- A computation is never changed: document is the published file.
CREATE TABLE appraisal_run (
    jurisdiction_id BIGINT NOT NULL,
    scheme_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    document TEXT NOT NULL,
    at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, scheme_id, number),
    FOREIGN KEY (jurisdiction_id, scheme_id) REFERENCES appraisal_scheme (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};

CREATE TABLE appraisal_reply (
    jurisdiction_id BIGINT NOT NULL,
    scheme_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    words TEXT NOT NULL,
    replied_on TEXT NOT NULL,
    accepted BIGINT,
    reason TEXT,
    corrections TEXT,
    judged_on TEXT,
    PRIMARY KEY (jurisdiction_id, scheme_id, unit_id),
    FOREIGN KEY (jurisdiction_id, scheme_id) REFERENCES appraisal_scheme (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end_keyed};

-- A case is against a unit; there is no column for a person. The journal's digests of it are salted until it is closed.
CREATE TABLE accountability_case (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    ground TEXT NOT NULL,
    words TEXT NOT NULL,
    salt TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    opened_by BIGINT NOT NULL,
    reply_until TEXT,
    reply TEXT,
    replied_on TEXT,
    tolerance BIGINT,
    tolerance_reason TEXT,
    outcome TEXT,
    reason TEXT,
    decided_on TEXT,
    public_words TEXT,
    closed_on TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, opened_by) REFERENCES account (jurisdiction_id, id)
{end};
CREATE INDEX accountability_case_by_commitment ON accountability_case (jurisdiction_id, commitment_id);

CREATE TABLE case_evidence (
    jurisdiction_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    fact TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, case_id, leaf_id),
    FOREIGN KEY (jurisdiction_id, case_id) REFERENCES accountability_case (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};
