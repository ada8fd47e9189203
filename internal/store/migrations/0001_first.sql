-- One schema for both engines, in the types they share: TEXT, BIGINT, BOOLEAN, BYTEA.
-- Instants are microseconds since 1970 UTC; days are 'YYYY-MM-DD'; times of day are minutes after midnight.
-- Columns named *_sealed hold AES-256-GCM under the key file, bound to table|column|row; columns named *token hold
-- keyed hashes that values are looked up by.

-- +goose Up
CREATE TABLE installation (
    id        BIGINT PRIMARY KEY,
    key_check BYTEA  NOT NULL
);

CREATE TABLE event (
    id           TEXT   PRIMARY KEY,
    at           BIGINT NOT NULL,
    actor_kind   TEXT   NOT NULL,
    actor_role   TEXT   NOT NULL,
    actor_id     TEXT   NOT NULL,
    verb         TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   TEXT   NOT NULL,
    about        TEXT   NOT NULL, -- the visit whose receipt this belongs to, or ''
    facts        TEXT   NOT NULL, -- JSON object of scalars, never a patient's values
    tag          BYTEA  NOT NULL, -- authenticates this row
    seq          BIGINT UNIQUE,   -- the sealer's gap-free order
    mac          BYTEA            -- chains this row to the one before
);
CREATE INDEX event_unsealed ON event (at, id) WHERE seq IS NULL;
CREATE INDEX event_subject ON event (subject_kind, subject_id, at);
CREATE INDEX event_about ON event (about, at);
CREATE INDEX event_at ON event (at);

CREATE TABLE access (
    event_id   TEXT NOT NULL REFERENCES event (id),
    patient_id TEXT NOT NULL,
    PRIMARY KEY (patient_id, event_id)
);
CREATE INDEX access_event ON access (event_id);

CREATE TABLE job (
    kind         TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    ref          TEXT   NOT NULL, -- an id, never a patient's values
    due          BIGINT NOT NULL,
    lease        TEXT   NOT NULL DEFAULT '',
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempts     BIGINT NOT NULL DEFAULT 0,
    revision     BIGINT NOT NULL DEFAULT 0, -- counts upserts, so that work moved while it runs runs again
    PRIMARY KEY (kind, key)
);
CREATE INDEX job_due ON job (due);

CREATE TABLE practice (
    id             BIGINT  PRIMARY KEY,
    name           TEXT    NOT NULL,
    neutral_name   TEXT    NOT NULL,
    tagline        TEXT    NOT NULL,
    about          TEXT    NOT NULL,
    phone          TEXT    NOT NULL,
    email          TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    zone           TEXT    NOT NULL,
    quiet_from     BIGINT  NOT NULL,
    quiet_to       BIGINT  NOT NULL,
    notice_minutes BIGINT  NOT NULL,
    horizon_days   BIGINT  NOT NULL,
    slot_minutes   BIGINT  NOT NULL,
    live           BOOLEAN NOT NULL,
    version        BIGINT  NOT NULL
);

CREATE TABLE location (
    id       TEXT    PRIMARY KEY,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    city     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    zip      TEXT    NOT NULL,
    phone    TEXT    NOT NULL,
    zone     TEXT    NOT NULL,
    position BIGINT  NOT NULL,
    active   BOOLEAN NOT NULL
);

CREATE TABLE room (
    id          TEXT    PRIMARY KEY,
    location_id TEXT    NOT NULL REFERENCES location (id),
    name        TEXT    NOT NULL,
    position    BIGINT  NOT NULL,
    active      BOOLEAN NOT NULL
);

CREATE TABLE provider (
    id            TEXT    PRIMARY KEY,
    slug          TEXT    NOT NULL UNIQUE,
    given         TEXT    NOT NULL,
    family        TEXT    NOT NULL,
    credentials   TEXT    NOT NULL,
    specialty     TEXT    NOT NULL,
    certification TEXT    NOT NULL,
    bio           TEXT    NOT NULL,
    languages     TEXT    NOT NULL,
    limits        TEXT    NOT NULL,
    position      BIGINT  NOT NULL,
    active        BOOLEAN NOT NULL
);

CREATE TABLE service (
    id             TEXT    PRIMARY KEY,
    slug           TEXT    NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    minutes        BIGINT  NOT NULL,
    buffer_minutes BIGINT  NOT NULL, -- after the visit, for provider and room
    telehealth     BOOLEAN NOT NULL, -- needs no room
    online         BOOLEAN NOT NULL, -- strangers may book it on the site
    position       BIGINT  NOT NULL,
    active         BOOLEAN NOT NULL
);

CREATE TABLE offer (
    provider_id TEXT NOT NULL REFERENCES provider (id),
    service_id  TEXT NOT NULL REFERENCES service (id),
    PRIMARY KEY (provider_id, service_id)
);

CREATE TABLE hours (
    id          TEXT   PRIMARY KEY,
    provider_id TEXT   NOT NULL REFERENCES provider (id),
    location_id TEXT   NOT NULL REFERENCES location (id),
    weekday     BIGINT NOT NULL, -- 0 Sunday
    kind        TEXT   NOT NULL, -- work, break
    starts      BIGINT NOT NULL,
    ends        BIGINT NOT NULL
);

CREATE TABLE closure (
    id          TEXT PRIMARY KEY,
    location_id TEXT NOT NULL, -- '' closes every location
    provider_id TEXT NOT NULL, -- '' is everybody
    first_day   TEXT NOT NULL,
    last_day    TEXT NOT NULL,
    name        TEXT NOT NULL
);

CREATE TABLE staff (
    id            TEXT   PRIMARY KEY,
    email         TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL,
    provider_id   TEXT   NOT NULL, -- '' unless the person is also booked
    password_hash TEXT   NOT NULL, -- '' until one is set
    failures      BIGINT NOT NULL,
    locked_until  BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    ended_at      BIGINT NOT NULL  -- 0 while the person works here
);

CREATE TABLE session (
    token_hash BYTEA  PRIMARY KEY,
    staff_id   TEXT   NOT NULL REFERENCES staff (id),
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL
);
CREATE INDEX session_staff ON session (staff_id);

CREATE TABLE login_link (
    token_hash BYTEA  PRIMARY KEY,
    staff_id   TEXT   NOT NULL REFERENCES staff (id),
    ends_at    BIGINT NOT NULL,
    used_at    BIGINT NOT NULL
);

CREATE TABLE patient (
    id             TEXT   PRIMARY KEY,
    given_sealed   BYTEA,
    family_sealed  BYTEA,
    birth_sealed   BYTEA,
    number_sealed  BYTEA,          -- the practice's own number for the patient
    like_id        TEXT   NOT NULL, -- a patient this may be the same person as, for staff to decide; or ''
    created_at     BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE INDEX patient_changed ON patient (changed_at);

CREATE TABLE patient_token (
    kind       TEXT  NOT NULL, -- birth, sound, start (the first three letters of a name), number
    token      BYTEA NOT NULL,
    patient_id TEXT  NOT NULL REFERENCES patient (id),
    PRIMARY KEY (kind, token, patient_id)
);
CREATE INDEX patient_token_patient ON patient_token (patient_id);

CREATE TABLE contact_point (
    id           TEXT    PRIMARY KEY,
    patient_id   TEXT    NOT NULL REFERENCES patient (id),
    kind         TEXT    NOT NULL, -- phone, email
    value_sealed BYTEA   NOT NULL,
    value_token  BYTEA   NOT NULL,
    consent      BOOLEAN NOT NULL, -- to reminders
    consent_how  TEXT    NOT NULL, -- booking page, import, staff
    consent_at   BIGINT  NOT NULL,
    position     BIGINT  NOT NULL
);
CREATE INDEX contact_point_patient ON contact_point (patient_id);
CREATE INDEX contact_point_token ON contact_point (kind, value_token);

CREATE TABLE opt_out (
    kind        TEXT   NOT NULL,
    value_token BYTEA  NOT NULL,
    at          BIGINT NOT NULL,
    how         TEXT   NOT NULL,
    PRIMARY KEY (kind, value_token)
);

CREATE TABLE appointment (
    id            TEXT   PRIMARY KEY,
    patient_id    TEXT   NOT NULL REFERENCES patient (id),
    provider_id   TEXT   NOT NULL REFERENCES provider (id),
    location_id   TEXT   NOT NULL REFERENCES location (id),
    service_id    TEXT   NOT NULL REFERENCES service (id),
    room_id       TEXT   NOT NULL, -- '' where none is needed
    starts        BIGINT NOT NULL,
    ends          BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL, -- ends plus the buffer
    zone          TEXT   NOT NULL,
    wall          TEXT   NOT NULL, -- what the wall clock shows at the start: 2026-12-01T14:20
    status        TEXT   NOT NULL, -- booked, fulfilled, noshow, cancelled
    channel       TEXT   NOT NULL, -- site, console, import
    reason_sealed BYTEA,
    cancel_reason TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX appointment_patient ON appointment (patient_id, starts);
CREATE INDEX appointment_day ON appointment (starts, status);
CREATE INDEX appointment_busy ON appointment (provider_id, starts, blocked_until, room_id) WHERE status <> 'cancelled';

CREATE TABLE busy_cell (
    resource       TEXT   NOT NULL, -- provider:ID, room:ID, patient:ID
    lane           BIGINT NOT NULL,
    cell           BIGINT NOT NULL, -- seconds since 1970 UTC divided by 300
    appointment_id TEXT   NOT NULL,
    PRIMARY KEY (resource, lane, cell)
);
CREATE INDEX busy_cell_appointment ON busy_cell (appointment_id);

CREATE TABLE idempotency (
    key_hash       BYTEA  PRIMARY KEY,
    request_hash   BYTEA  NOT NULL,
    appointment_id TEXT   NOT NULL,
    at             BIGINT NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE message (
    id                  TEXT   PRIMARY KEY,
    kind                TEXT   NOT NULL, -- confirmation, reminder3, reminder1, moved, cancelled
    channel             TEXT   NOT NULL, -- email
    appointment_id      TEXT   NOT NULL REFERENCES appointment (id),
    appointment_version BIGINT NOT NULL,
    patient_id          TEXT   NOT NULL REFERENCES patient (id),
    contact_point_id    TEXT   NOT NULL, -- '' when the patient has none
    due                 BIGINT NOT NULL,
    status              TEXT   NOT NULL, -- waiting, sending, sent, failed, unknown, held, skipped
    why                 TEXT   NOT NULL, -- a code: what it waits for, or why it ended so
    created_at          BIGINT NOT NULL,
    changed_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL
);
CREATE INDEX message_appointment ON message (appointment_id);
CREATE INDEX message_patient ON message (patient_id, due);
CREATE INDEX message_status ON message (status, due);
CREATE INDEX message_due ON message (due);

CREATE TABLE attempt (
    id          TEXT   PRIMARY KEY,
    message_id  TEXT   NOT NULL REFERENCES message (id),
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL, -- 0 while it runs, or when the program died in it
    outcome     TEXT   NOT NULL, -- '' while it runs, sent, failed, unknown
    detail      TEXT   NOT NULL, -- the server's code, never its words
    text_sealed BYTEA            -- exactly what was said
);
CREATE INDEX attempt_message ON attempt (message_id);
