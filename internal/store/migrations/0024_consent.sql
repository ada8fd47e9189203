-- What may be sent to whom and why: the ledger of consent and stopping, which is only ever added to; how patients want to
-- be reached; visits about which nobody else is told, and those that were confirmed. Times are microseconds; 0 is not yet.

-- +goose Up
CREATE TABLE consent (
    kind             TEXT   NOT NULL, -- of the number or address
    value_token      BYTEA  NOT NULL,
    place            BIGINT NOT NULL, -- from 1, of this number or address
    value_sealed     BYTEA,           -- NULL for what was taken over from before there was a ledger
    patient_id       TEXT   NOT NULL, -- '' for what holds whoever it belongs to
    contact_point_id TEXT   NOT NULL, -- '' as patient_id
    act              TEXT   NOT NULL, -- gave, withdrew, stopped, started, detached
    purposes         TEXT   NOT NULL, -- a line each; '' for all
    at               BIGINT NOT NULL,
    how              TEXT   NOT NULL, -- booking page, import, staff, text, call, link
    by_kind          TEXT   NOT NULL,
    by_id            TEXT   NOT NULL,
    words_sealed     BYTEA,           -- exactly what they were shown or said
    PRIMARY KEY (kind, value_token, place)
);
CREATE INDEX consent_patient ON consent (patient_id);

INSERT INTO consent (kind, value_token, place, patient_id, contact_point_id, act, purposes, at, how, by_kind, by_id)
    SELECT kind, value_token, ROW_NUMBER() OVER (PARTITION BY kind, value_token ORDER BY consent_at, id), patient_id, id,
        CASE WHEN consent THEN 'gave' ELSE 'withdrew' END, 'reminders', consent_at, consent_how, '', ''
    FROM contact_point WHERE consent_at > 0;
INSERT INTO consent (kind, value_token, place, patient_id, contact_point_id, act, purposes, at, how, by_kind, by_id)
    SELECT o.kind, o.value_token, 1 + (SELECT COUNT(*) FROM contact_point c WHERE c.kind = o.kind AND c.value_token = o.value_token AND c.consent_at > 0),
        '', '', 'stopped', '', o.at, o.how, '', ''
    FROM opt_out o;

-- What the ledger comes to, beside the columns that were there.
ALTER TABLE contact_point ADD COLUMN agreed TEXT NOT NULL DEFAULT ''; -- the purposes beside reminders, a line each
ALTER TABLE opt_out ADD COLUMN purposes TEXT NOT NULL DEFAULT '';     -- what was stopped, a line each; '' for all

CREATE TABLE preference (
    patient_id  TEXT   NOT NULL REFERENCES patient (id),
    place       BIGINT NOT NULL, -- from 1; the last one holds
    language    TEXT   NOT NULL, -- en, es, or '' for not known
    channel     TEXT   NOT NULL, -- email, sms, voice, person, or '' for any
    from_minute BIGINT NOT NULL, -- of the day, in which to be reached; both 0 for any
    to_minute   BIGINT NOT NULL,
    say         TEXT   NOT NULL, -- what may be said beside when and where, a line each: provider, service
    at          BIGINT NOT NULL,
    how         TEXT   NOT NULL,
    by_kind     TEXT   NOT NULL,
    by_id       TEXT   NOT NULL,
    words_sealed BYTEA,
    PRIMARY KEY (patient_id, place)
);

ALTER TABLE appointment ADD COLUMN quiet BOOLEAN NOT NULL DEFAULT FALSE;  -- nobody is told but at the contact point
ALTER TABLE appointment ADD COLUMN reach_id TEXT NOT NULL DEFAULT '';     -- the contact point they chose for it
ALTER TABLE appointment ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN confirmed_how TEXT NOT NULL DEFAULT ''; -- text, link, call, chat, staff
