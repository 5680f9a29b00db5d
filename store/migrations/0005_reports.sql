-- Monthly reports: one row a commitment, lead unit and period; there is none before somebody keeps something. The forms of
-- the statements are those of 0001.

-- content is JSON of what the report says now, published the same as it was last accepted. period is 2020-06 or 2020-q2.
-- salt: what the journal's digests of words that are not public yet are made with.
CREATE TABLE report (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    period TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    submitted_on TEXT,
    accepted_on TEXT,
    reopened_reason TEXT,
    reopened_by TEXT,
    reopened_until TEXT,
    content TEXT NOT NULL,
    published TEXT,
    salt TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    {key},
    UNIQUE (jurisdiction_id, commitment_id, unit_id, period),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX report_by_unit ON report (jurisdiction_id, unit_id, id);
CREATE INDEX report_by_state ON report (jurisdiction_id, state, id);

-- What was done with a report, in order; never changed. words are a reason, or empty.
CREATE TABLE report_step (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    report_id BIGINT NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    unit_id BIGINT,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, report_id) REFERENCES report (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX report_step_by_report ON report_step (jurisdiction_id, report_id, id);

-- What reports ask, from the first day of a quarter on: how often, and questions (JSON) beside the three texts.
CREATE TABLE report_form (
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    from_day TEXT NOT NULL,
    frequency TEXT NOT NULL,
    questions TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, from_day),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};
