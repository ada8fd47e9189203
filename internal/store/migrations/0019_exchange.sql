-- What leaves for other programs and comes from them: calendars to subscribe to, invitations by e-mail, and files that
-- are brought in. Times are microseconds, 0 for never.

-- +goose Up
CREATE TABLE calendar_feed (
    id          TEXT    PRIMARY KEY,
    token_hash  BYTEA   NOT NULL UNIQUE, -- of the secret part of its address
    provider_id TEXT    NOT NULL, -- one of the two is ''
    location_id TEXT    NOT NULL,
    services    BOOLEAN NOT NULL, -- says the kind of visit
    made_by     TEXT    NOT NULL, -- a staff member's id
    made_at     BIGINT  NOT NULL,
    revoked_at  BIGINT  NOT NULL,
    fetched_at  BIGINT  NOT NULL
);

ALTER TABLE practice ADD COLUMN invitations BOOLEAN NOT NULL DEFAULT false;

-- The last invitation that went to an address for a visit: whoever had one is told of every change.
CREATE TABLE invitation (
    appointment_id TEXT    NOT NULL REFERENCES appointment (id),
    contact_id     TEXT    NOT NULL,
    sequence       BIGINT  NOT NULL,
    at             BIGINT  NOT NULL,
    PRIMARY KEY (appointment_id, contact_id)
);

-- Who does not want them.
CREATE TABLE no_invitation (
    patient_id TEXT   PRIMARY KEY REFERENCES patient (id),
    at         BIGINT NOT NULL
);

-- A file on its way in. It lies here in sealed parts until it is in or given up.
CREATE TABLE import_run (
    id          TEXT   PRIMARY KEY,
    kind        TEXT   NOT NULL, -- providers, patients, appointments
    name_sealed BYTEA,           -- of the file
    plan        TEXT   NOT NULL, -- which column is what, by number, and what staff chose
    phase       TEXT   NOT NULL, -- checking, checked, applying, done, dropped
    lines       BIGINT NOT NULL, -- rows in the file
    at_line     BIGINT NOT NULL, -- rows looked at, or brought in
    added       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    refused     BIGINT NOT NULL,
    made_by     TEXT   NOT NULL, -- a staff member's id and role, '' for the command line
    made_role   TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    version     BIGINT NOT NULL
);

CREATE TABLE import_part (
    run_id TEXT   NOT NULL REFERENCES import_run (id),
    part   BIGINT NOT NULL,
    sealed BYTEA  NOT NULL,
    PRIMARY KEY (run_id, part)
);

-- A row of the file that is refused, and why; the sentence repeats nothing of the row.
CREATE TABLE import_refusal (
    run_id   TEXT   NOT NULL REFERENCES import_run (id),
    line     BIGINT NOT NULL,
    place    BIGINT NOT NULL, -- its column, from 1; 0 for the whole row
    field    TEXT   NOT NULL, -- what the column was taken for
    sentence TEXT   NOT NULL,
    PRIMARY KEY (run_id, line)
);
