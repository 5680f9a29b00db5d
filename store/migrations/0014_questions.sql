-- Questions about figures: what a rule noticed, the unit's reply, how a person settled it.

-- fingerprint says what is asked of whom for when: a second look at the same data asks nothing new.
CREATE TABLE question (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    pattern TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    measure_id BIGINT,
    site_id BIGINT,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    data TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    reply_by TEXT NOT NULL,
    state TEXT NOT NULL,
    reply TEXT,
    replied_on TEXT,
    reason TEXT,
    settled_on TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    {key},
    UNIQUE (jurisdiction_id, fingerprint),
    FOREIGN KEY (jurisdiction_id, unit_id) REFERENCES unit (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, measure_id) REFERENCES measure (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, site_id) REFERENCES site (jurisdiction_id, id)
{end};
CREATE INDEX question_by_commitment ON question (jurisdiction_id, commitment_id, id);
CREATE INDEX question_by_unit ON question (jurisdiction_id, unit_id, id);
