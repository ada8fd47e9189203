-- To which address an invitation went: who has another one since was never invited there. What other systems call a visit,
-- so that a file that says it anew means the same visit. What a run of a file moves and cancels.

-- +goose Up
ALTER TABLE invitation ADD COLUMN value_token BYTEA; -- NULL for those from before: the contact point's, whatever it was

CREATE TABLE foreign_visit (
    id_token       BYTEA  PRIMARY KEY, -- of what the other system calls it
    id_sealed      BYTEA  NOT NULL,
    appointment_id TEXT   NOT NULL UNIQUE REFERENCES appointment (id),
    said           TEXT   NOT NULL -- what the last file said of it: when, with whom, where, how long, its state
);

ALTER TABLE import_run ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_run ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0;
