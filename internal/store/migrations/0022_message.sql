-- A message may be about something other than a visit, go by other channels than e-mail, and say by itself when it stops
-- to be of use. A visit that is not required any more takes new tables, and those that refer to them. The defaults mean
-- what was before there was a choice, so the program before this one goes on adding messages during an upgrade.

-- +goose Up
CREATE TABLE message_next (
    id                  TEXT    PRIMARY KEY,
    kind                TEXT    NOT NULL,
    channel             TEXT    NOT NULL, -- email, sms, voice
    appointment_id      TEXT    REFERENCES appointment (id), -- null for a message about no visit
    appointment_version BIGINT  NOT NULL,
    ref                 TEXT    NOT NULL DEFAULT '', -- what else it is about
    patient_id          TEXT    NOT NULL REFERENCES patient (id),
    contact_point_id    TEXT    NOT NULL, -- '' when the patient has none
    due                 BIGINT  NOT NULL,
    good_until          BIGINT  NOT NULL DEFAULT 0, -- when it stops to be of use; 0: the visit says so
    asked               BOOLEAN NOT NULL DEFAULT false, -- it answers what the patient did just then
    with_id             TEXT    NOT NULL DEFAULT '', -- the message that says it too
    status              TEXT    NOT NULL, -- waiting, sending, sent, failed, unknown, held, skipped
    why                 TEXT    NOT NULL, -- a code: what it waits for, or why it ended so
    created_at          BIGINT  NOT NULL,
    changed_at          BIGINT  NOT NULL,
    version             BIGINT  NOT NULL
);
INSERT INTO message_next (id, kind, channel, appointment_id, appointment_version, patient_id, contact_point_id, due, status, why, created_at, changed_at, version)
SELECT id, kind, channel, appointment_id, appointment_version, patient_id, contact_point_id, due, status, why, created_at, changed_at, version FROM message;

CREATE TABLE attempt_next (
    id          TEXT   PRIMARY KEY,
    message_id  TEXT   NOT NULL REFERENCES message_next (id),
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL, -- 0 while it runs, or when the program died in it
    outcome     TEXT   NOT NULL, -- '' while it runs, sent, failed, unknown
    detail      TEXT   NOT NULL, -- the other side's code, never its words
    ref         TEXT   NOT NULL DEFAULT '', -- what the carrier calls it
    to_token    BYTEA,           -- of the address or number it went to, for counting what it got
    text_sealed BYTEA            -- exactly what was said
);
INSERT INTO attempt_next (id, message_id, started_at, ended_at, outcome, detail, text_sealed)
SELECT id, message_id, started_at, ended_at, outcome, detail, text_sealed FROM attempt;

DROP TABLE attempt;
DROP TABLE message;
ALTER TABLE message_next RENAME TO message;
ALTER TABLE attempt_next RENAME TO attempt;
CREATE INDEX message_appointment ON message (appointment_id);
CREATE INDEX message_patient ON message (patient_id, due);
CREATE INDEX message_status ON message (status, due);
CREATE INDEX message_due ON message (due);
CREATE INDEX message_ref ON message (ref);
CREATE INDEX message_with ON message (with_id);
CREATE INDEX attempt_message ON attempt (message_id);
CREATE INDEX attempt_ref ON attempt (ref);
CREATE INDEX attempt_to ON attempt (to_token, started_at);

CREATE TABLE message_kind (
    kind  TEXT    PRIMARY KEY,
    is_on BOOLEAN NOT NULL
);

CREATE TABLE service_after (
    service_id      TEXT   PRIMARY KEY REFERENCES service (id),
    followup_days   BIGINT NOT NULL, -- so long after a visit its patient is asked how they are; 0: not
    recall_months   BIGINT NOT NULL  -- so long after a visit the next is due; 0: not
);

CREATE TABLE recall (
    id         TEXT   PRIMARY KEY,
    patient_id TEXT   NOT NULL REFERENCES patient (id),
    service_id TEXT   NOT NULL REFERENCES service (id),
    due        TEXT   NOT NULL, -- the day
    how        TEXT   NOT NULL, -- visit, staff, import
    status     TEXT   NOT NULL, -- due, paused, booked, ended
    tries      BIGINT NOT NULL,
    told_at    BIGINT NOT NULL, -- when the last message was planned; 0 for never
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX recall_status ON recall (status, due);
CREATE INDEX recall_patient ON recall (patient_id);

CREATE TABLE announcement (
    id         TEXT   PRIMARY KEY,
    title      TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    chosen     TEXT   NOT NULL, -- whom it is for, as JSON
    status     TEXT   NOT NULL, -- draft, sent, stopped
    written_by TEXT   NOT NULL, -- a staff member's id
    sent_by    TEXT   NOT NULL,
    people     BIGINT NOT NULL, -- how many it was planned for
    good_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
