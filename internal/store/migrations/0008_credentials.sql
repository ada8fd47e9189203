-- What a provider discloses, the provider number with what the registry says of it, and licences and certifications as
-- somebody looked them up. Qualifications, a line each, stand in the column certification. The defaults let the program
-- before this one go on adding providers during an upgrade. Days are 'YYYY-MM-DD' or ''.

-- +goose Up
ALTER TABLE provider ADD COLUMN disclosures TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_checked TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_source TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_name TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_taxonomy TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_states TEXT NOT NULL DEFAULT '';
ALTER TABLE provider ADD COLUMN npi_differs TEXT NOT NULL DEFAULT '';

CREATE TABLE credential (
    id          TEXT   PRIMARY KEY,
    provider_id TEXT   NOT NULL REFERENCES provider (id),
    kind        TEXT   NOT NULL, -- 'licence' or 'board'
    issuer      TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    number      TEXT   NOT NULL,
    field       TEXT   NOT NULL,
    status      TEXT   NOT NULL, -- 'active', 'conditions' or 'lapsed'
    expires     TEXT   NOT NULL,
    checked_by  TEXT   NOT NULL, -- a name
    checked_on  TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    next_check  TEXT   NOT NULL,
    position    BIGINT NOT NULL
);
