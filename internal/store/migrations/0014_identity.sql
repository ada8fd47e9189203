-- Who may speak for a patient, the codes by which somebody shows that a number on file is theirs,
-- the list of emergencies as it was signed, and what every turn of a conversation was decided by. Times are microseconds; 0 is not yet.

-- +goose Up
ALTER TABLE desk ADD COLUMN codes TEXT NOT NULL DEFAULT ''; -- the flows that ask for a code, a line each
ALTER TABLE desk ADD COLUMN private TEXT NOT NULL DEFAULT ''; -- services of which nothing is told of a minor's visits, a line each

CREATE TABLE red_flag_signed (
    rule  TEXT PRIMARY KEY,
    mark  TEXT NOT NULL, -- of all that the rule held when it was signed
    tier  TEXT NOT NULL,
    plain TEXT NOT NULL
);

CREATE TABLE proxy (
    id              TEXT   PRIMARY KEY,
    patient_id      TEXT   NOT NULL REFERENCES patient (id),
    given_sealed    BYTEA,
    family_sealed   BYTEA,
    birth_sealed    BYTEA,
    document_sealed BYTEA,           -- what was seen, in words
    relation        TEXT   NOT NULL, -- parent, spouse, caregiver, power of attorney, guardian
    scope           TEXT   NOT NULL, -- scheduling, information, all
    first_day       TEXT   NOT NULL,
    last_day        TEXT   NOT NULL, -- '' for no end
    recorded_by     TEXT   NOT NULL, -- a staff member's id
    recorded_at     BIGINT NOT NULL,
    ended_by        TEXT   NOT NULL,
    ended_at        BIGINT NOT NULL
);
CREATE INDEX proxy_patient ON proxy (patient_id);

CREATE TABLE code (
    id              TEXT   PRIMARY KEY,
    conversation_id TEXT   NOT NULL REFERENCES conversation (id),
    patient_id      TEXT   NOT NULL, -- whose it is, or '' where nobody was found: the row is there all the same
    language        TEXT   NOT NULL,
    status          TEXT   NOT NULL, -- waiting, sending, sent, unknown, unsent, used, spent
    code_token      BYTEA,           -- of the digits; there is none before it is sent
    tries           BIGINT NOT NULL,
    asked_at        BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL
);
CREATE INDEX code_conversation ON code (conversation_id, asked_at);

CREATE TABLE trace (
    conversation_id TEXT   NOT NULL REFERENCES conversation (id),
    turn            BIGINT NOT NULL, -- its place in the conversation, from 1
    at              BIGINT NOT NULL,
    trace_sealed    BYTEA,
    PRIMARY KEY (conversation_id, turn)
);
