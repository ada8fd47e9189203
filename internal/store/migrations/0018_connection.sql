-- Other programs that may ask Bedside by a token, of which only the SHA-256 is kept. Times are microseconds; 0 is not yet.

-- +goose Up
CREATE TABLE connection (
    id         TEXT   PRIMARY KEY,
    name       TEXT   NOT NULL,
    token_hash BYTEA  NOT NULL,
    scopes     TEXT   NOT NULL, -- as SMART App Launch 2 writes them
    patient_id TEXT   NOT NULL, -- whose app it is, or ''
    made_by    TEXT   NOT NULL, -- a staff member's id, or ''
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX connection_token ON connection (token_hash);

-- What other programs ask for: what has changed since, and what is in one state.
CREATE INDEX appointment_changed ON appointment (changed_at, id);
CREATE INDEX appointment_status ON appointment (status, starts);
