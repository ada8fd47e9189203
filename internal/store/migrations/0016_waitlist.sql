-- Who waits for an earlier time, and the times that were offered to them: each is a hold of its own.

-- +goose Up
CREATE TABLE waitlist (
    id             TEXT    PRIMARY KEY,
    patient_id     TEXT    NOT NULL REFERENCES patient (id),
    service_id     TEXT    NOT NULL REFERENCES service (id),
    provider_id    TEXT    NOT NULL, -- '' for anyone
    location_id    TEXT    NOT NULL, -- '' for anywhere
    first_day      TEXT    NOT NULL,
    last_day       TEXT    NOT NULL,
    weekdays       BIGINT  NOT NULL, -- one bit each, Sunday first; 0 for any
    after_minute   BIGINT  NOT NULL, -- not before this time of day
    until_minute   BIGINT  NOT NULL, -- over by this time of day; 0 for none
    appointment_id TEXT    NOT NULL, -- the visit that is moved if they accept, or ''
    urgent         BOOLEAN NOT NULL,
    status         TEXT    NOT NULL, -- waiting, booked, ended
    created_at     BIGINT  NOT NULL,
    changed_at     BIGINT  NOT NULL
);
CREATE INDEX waitlist_status ON waitlist (status, created_at);
CREATE INDEX waitlist_patient ON waitlist (patient_id);

CREATE TABLE wait_offer (
    id          TEXT   PRIMARY KEY,
    waitlist_id TEXT   NOT NULL REFERENCES waitlist (id),
    hold_id     TEXT   NOT NULL,
    provider_id TEXT   NOT NULL,
    location_id TEXT   NOT NULL,
    service_id  TEXT   NOT NULL,
    starts      BIGINT NOT NULL,
    status      TEXT   NOT NULL, -- open, accepted, declined, expired
    made_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL
);
CREATE INDEX wait_offer_waitlist ON wait_offer (waitlist_id);
CREATE INDEX wait_offer_status ON wait_offer (status, expires_at);
