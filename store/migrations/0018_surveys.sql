-- What residents say of a commitment: counts only, nobody's name. Nothing here is ever changed.
CREATE TABLE survey (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    commitment_id BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    answers BIGINT NOT NULL,
    content BIGINT NOT NULL,
    method TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account BIGINT NOT NULL,
    unit_id BIGINT,
    leaf_id BIGINT NOT NULL,
    {key},
    FOREIGN KEY (jurisdiction_id, commitment_id) REFERENCES commitment (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE INDEX survey_by_commitment ON survey (jurisdiction_id, commitment_id, to_day, id);
