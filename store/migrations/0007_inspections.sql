-- Inspections: the register, plans, draws with their bodies, visits with their findings.

CREATE TABLE inspected (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    risk TEXT NOT NULL,
    units TEXT NOT NULL,
    commitment_id BIGINT,
    accepted_on TEXT,
    {key},
    UNIQUE (jurisdiction_id, kind, name, place),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id)
{end};
CREATE INDEX inspected_by_commitment ON inspected (jurisdiction_id, commitment_id);

CREATE TABLE inspector (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    name TEXT NOT NULL,
    unit_id BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id)
{end};

CREATE TABLE inspection_plan (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    units TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    decision TEXT,
    approved_on TEXT,
    {key}
{end};

CREATE TABLE inspection_draw (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    plan_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    list_sha256 TEXT NOT NULL,
    commit_until TEXT NOT NULL,
    reveal_until TEXT NOT NULL,
    root TEXT,
    root_size BIGINT,
    externals TEXT,
    fallback TEXT,
    seed TEXT,
    picks TEXT,
    {key},
    FOREIGN KEY (jurisdiction_id, plan_id) REFERENCES inspection_plan (jurisdiction_id, id)
{end};
CREATE INDEX inspection_draw_by_plan ON inspection_draw (jurisdiction_id, plan_id);

CREATE TABLE inspection_draw_body (
    jurisdiction_id BIGINT NOT NULL,
    draw_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    commitment TEXT NOT NULL,
    leaf_id BIGINT NOT NULL,
    salt TEXT,
    secret TEXT,
    PRIMARY KEY (jurisdiction_id, draw_id, position),
    FOREIGN KEY (jurisdiction_id, draw_id) REFERENCES inspection_draw (jurisdiction_id, id)
{end_keyed};

CREATE TABLE inspection (
    {id},
    jurisdiction_id BIGINT NOT NULL REFERENCES jurisdiction (id),
    plan_id BIGINT NOT NULL,
    draw_id BIGINT,
    inspected_id BIGINT NOT NULL,
    after_days BIGINT,
    inspectors TEXT NOT NULL,
    state TEXT NOT NULL,
    visited_on TEXT,
    answers TEXT,
    faults BIGINT NOT NULL DEFAULT 0,
    conclusion TEXT,
    served_on TEXT,
    reply_until TEXT,
    reply TEXT,
    replied_on TEXT,
    closed_on TEXT,
    {key},
    FOREIGN KEY (jurisdiction_id, plan_id) REFERENCES inspection_plan (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, draw_id) REFERENCES inspection_draw (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, inspected_id) REFERENCES inspected (jurisdiction_id, id)
{end};
CREATE INDEX inspection_by_inspected ON inspection (jurisdiction_id, inspected_id);

CREATE TABLE inspection_finding (
    jurisdiction_id BIGINT NOT NULL,
    inspection_id BIGINT NOT NULL,
    position BIGINT NOT NULL,
    what TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    day TEXT,
    PRIMARY KEY (jurisdiction_id, inspection_id, position),
    FOREIGN KEY (jurisdiction_id, inspection_id) REFERENCES inspection (jurisdiction_id, id)
{end_keyed};
