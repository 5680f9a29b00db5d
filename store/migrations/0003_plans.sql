-- Plans by version, and requests between units. The forms of the statements are those of 0001.

-- content is JSON without persons; persons are personal data, stand apart and can be erased without touching the plan.
CREATE TABLE plan_version (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    persons TEXT NOT NULL,
    salt TEXT NOT NULL,
    reasons TEXT,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL,
    approved_at BIGINT,
    approved_by BIGINT,
    {key},
    UNIQUE (jurisdiction_id, commitment_id, version),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, changed_by) REFERENCES account (jurisdiction_id, id)
{end};

-- Written when a version is put in force, for everything that is held against it.
CREATE TABLE plan_milestone (
    jurisdiction_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    planned TEXT NOT NULL,
    done TEXT,
    PRIMARY KEY (jurisdiction_id, plan_id, position),
    FOREIGN KEY (jurisdiction_id, plan_id) REFERENCES plan_version (jurisdiction_id, id)
{end_keyed};

CREATE TABLE plan_point (
    jurisdiction_id BIGINT NOT NULL,
    plan_id BIGINT NOT NULL,
    measure_id BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (jurisdiction_id, plan_id, measure_id, on_day),
    FOREIGN KEY (jurisdiction_id, plan_id) REFERENCES plan_version (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id)
{end_keyed};

CREATE TABLE unit_request (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    asker_id BIGINT NOT NULL,
    asked_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    reason TEXT NOT NULL,
    due TEXT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, asker_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, asked_id) REFERENCES unit (jurisdiction_id, id)
{end};
CREATE INDEX unit_request_by_commitment ON unit_request (jurisdiction_id, commitment_id, id);
CREATE INDEX unit_request_by_asked ON unit_request (jurisdiction_id, asked_id, id);
CREATE INDEX unit_request_by_asker ON unit_request (jurisdiction_id, asker_id, id);

-- Two people who do the next step at once write the same position, and the second is refused.
CREATE TABLE unit_request_step (
    jurisdiction_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    step TEXT NOT NULL,
    ground TEXT,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, request_id, position),
    FOREIGN KEY (jurisdiction_id, request_id) REFERENCES unit_request (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, by_account) REFERENCES account (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end_keyed};
