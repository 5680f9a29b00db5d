-- Identities at the office's own provider of identities, with which people sign in. See 0001_init.sql for how these texts are read.

-- Which account an identity opens: issuer and subject as OpenID Connect Core 1.0 names them; neither is ever given to another person.
-- subject: personal. Purpose: signing in. Erased when its holder removes it, or with the end of the account.
CREATE TABLE account_identity (
    jurisdiction_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (jurisdiction_id, account_id),
    UNIQUE (jurisdiction_id, issuer, subject),
    FOREIGN KEY (jurisdiction_id, account_id) REFERENCES account (jurisdiction_id, id)
{end_keyed};
