-- Bays that the desk closed until it opens them again, whatever their sensors say meanwhile. See 0001_init.sql for how these texts are read.

CREATE TABLE parking_closure (
    {id},
    jurisdiction_id BIGINT NOT NULL,
    bay_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    leaf_id BIGINT NOT NULL,
    -- Null while it lasts.
    opened_at BIGINT,
    opened_leaf_id BIGINT,
    {key},
    FOREIGN KEY (jurisdiction_id, bay_id) REFERENCES parking_bay (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, leaf_id) REFERENCES leaf (jurisdiction_id, id),
    FOREIGN KEY (jurisdiction_id, opened_leaf_id) REFERENCES leaf (jurisdiction_id, id)
{end};
CREATE UNIQUE INDEX parking_closure_lasting ON parking_closure (jurisdiction_id, bay_id) WHERE opened_at IS NULL;
