-- Conversations, what was said in them, and what staff have to do about them.

-- +goose Up
CREATE TABLE thread (
    id             TEXT    PRIMARY KEY,
    patient_id     TEXT    NOT NULL, -- '' until they are verified or staff say who it is
    given_sealed   BYTEA,            -- who they say they are
    family_sealed  BYTEA,
    kind           TEXT    NOT NULL, -- phone, email, '' for a chat
    contact_sealed BYTEA,            -- NULL for a chat
    contact_token  BYTEA   NOT NULL, -- of the contact point, or of the chat's key
    language       TEXT    NOT NULL,
    status         TEXT    NOT NULL, -- open, waiting, resolved
    owner_id       TEXT    NOT NULL, -- the staff member who speaks, '' for Bedside
    assignee_id    TEXT    NOT NULL,
    urgency        TEXT    NOT NULL, -- none, urgent, emergency
    unread         BOOLEAN NOT NULL,
    verified_in    TEXT    NOT NULL, -- the session in which the patient was verified
    opened_at      BIGINT  NOT NULL,
    changed_at     BIGINT  NOT NULL,
    last_at        BIGINT  NOT NULL, -- of its last entry
    last_seq       BIGINT  NOT NULL, -- the highest place that was ever given
    version        BIGINT  NOT NULL
);
CREATE INDEX thread_contact ON thread (kind, contact_token, last_at);
CREATE INDEX thread_patient ON thread (patient_id, last_at);
CREATE INDEX thread_last ON thread (status, last_at);

CREATE TABLE entry (
    id          TEXT   PRIMARY KEY,
    thread_id   TEXT   NOT NULL REFERENCES thread (id),
    session     TEXT   NOT NULL, -- the call or chat it belongs to
    at          BIGINT NOT NULL,
    seq         BIGINT NOT NULL, -- its place in the thread
    said_by     TEXT   NOT NULL, -- patient, bedside, staff, system, note
    staff_id    TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    text_sealed BYTEA,
    said_sealed BYTEA,           -- the parts it was rendered from
    why_sealed  BYTEA,           -- what was understood
    urgency     TEXT   NOT NULL,
    key_token   BYTEA,           -- of the idempotency key
    state       TEXT   NOT NULL, -- '', waiting, sending, sent, delivered, failed, unknown, held
    code        TEXT   NOT NULL, -- why it is held, failed or unknown
    ref         TEXT   NOT NULL, -- the carrier's id of the message or recording
    seconds     BIGINT NOT NULL, -- of a recording
    tries       BIGINT NOT NULL,
    tried_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX entry_seq ON entry (thread_id, seq);
CREATE UNIQUE INDEX entry_key ON entry (thread_id, key_token);
CREATE INDEX entry_out ON entry (thread_id, seq) WHERE state IN ('waiting', 'sending');
CREATE INDEX entry_ref ON entry (ref) WHERE ref <> '';

-- Which words stand in which entry: keyed tokens, so that staff can search what the database cannot read.
CREATE TABLE entry_word (
    token     BYTEA NOT NULL,
    thread_id TEXT  NOT NULL REFERENCES thread (id),
    entry_id  TEXT  NOT NULL, -- '' for the name of the thread's person
    PRIMARY KEY (token, thread_id, entry_id)
);
CREATE INDEX entry_word_entry ON entry_word (thread_id, entry_id);

-- What a carrier said of a text before its id was known here.
CREATE TABLE delivery (
    ref   TEXT   PRIMARY KEY,
    state TEXT   NOT NULL,
    code  TEXT   NOT NULL,
    at    BIGINT NOT NULL
);
CREATE INDEX delivery_at ON delivery (at);

CREATE TABLE task (
    id             TEXT   PRIMARY KEY,
    kind           TEXT   NOT NULL,
    thread_id      TEXT   NOT NULL, -- '' for none, as the two after it
    patient_id     TEXT   NOT NULL,
    appointment_id TEXT   NOT NULL,
    text_sealed    BYTEA,
    assignee_id    TEXT   NOT NULL,
    urgency        TEXT   NOT NULL,
    due            BIGINT NOT NULL, -- 0 for none
    created_at     BIGINT NOT NULL,
    created_by     TEXT   NOT NULL, -- '' for Bedside
    done_at        BIGINT NOT NULL, -- 0 while it is open
    done_by        TEXT   NOT NULL,
    note_sealed    BYTEA,
    version        BIGINT NOT NULL
);
CREATE INDEX task_thread ON task (thread_id, done_at);
CREATE INDEX task_patient ON task (patient_id, created_at);
CREATE INDEX task_open ON task (done_at, created_at);
