-- When a visit can be: rules of services and providers, resources in pools, days unlike the week, parts of days off,
-- closures every year, holidays, reserved hours; and what a visit then occupies: what it takes before it begins, its
-- lane, its resources, the hold that came first. The defaults mean what was before there was a choice, so the program
-- before this one goes on adding services, providers, closures and visits during an upgrade.

-- +goose Up
ALTER TABLE service ADD COLUMN before_minutes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN notice_minutes BIGINT NOT NULL DEFAULT 0;  -- 0: the practice's
ALTER TABLE service ADD COLUMN horizon_days BIGINT NOT NULL DEFAULT 0;    -- 0: the practice's
ALTER TABLE service ADD COLUMN seats BIGINT NOT NULL DEFAULT 1;
ALTER TABLE service ADD COLUMN seen TEXT NOT NULL DEFAULT '';             -- '', new, returning
ALTER TABLE service ADD COLUMN age_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN age_to BIGINT NOT NULL DEFAULT 0;          -- 0: no limit
ALTER TABLE service ADD COLUMN reasons TEXT NOT NULL DEFAULT '';          -- a line each
ALTER TABLE service ADD COLUMN needs TEXT NOT NULL DEFAULT '';            -- a line each: how many, a space, of which pool

ALTER TABLE provider ADD COLUMN zone TEXT NOT NULL DEFAULT '';            -- '' is the practice's
ALTER TABLE provider ADD COLUMN most_day BIGINT NOT NULL DEFAULT 0;       -- 0: no limit
ALTER TABLE provider ADD COLUMN most_week BIGINT NOT NULL DEFAULT 0;

CREATE TABLE resource (
    id          TEXT    PRIMARY KEY,
    location_id TEXT    NOT NULL REFERENCES location (id),
    pool        TEXT    NOT NULL, -- any one of a pool will do
    name        TEXT    NOT NULL,
    position    BIGINT  NOT NULL,
    active      BOOLEAN NOT NULL
);

ALTER TABLE closure ADD COLUMN starts BIGINT NOT NULL DEFAULT 0;          -- both 0: the whole day
ALTER TABLE closure ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;
ALTER TABLE closure ADD COLUMN yearly BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE holiday (
    name TEXT PRIMARY KEY -- of a federal holiday on which the practice is closed
);

CREATE TABLE special_day (
    provider_id TEXT   NOT NULL REFERENCES provider (id),
    location_id TEXT   NOT NULL REFERENCES location (id),
    day         TEXT   NOT NULL,
    starts      BIGINT NOT NULL, -- both 0: no work that day
    ends        BIGINT NOT NULL,
    PRIMARY KEY (provider_id, location_id, day, starts)
);

CREATE TABLE reserved (
    id          TEXT   PRIMARY KEY,
    provider_id TEXT   NOT NULL REFERENCES provider (id),
    location_id TEXT   NOT NULL REFERENCES location (id),
    weekday     BIGINT NOT NULL,
    starts      BIGINT NOT NULL,
    ends        BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    services    TEXT   NOT NULL, -- ids, a line each; none: any service
    opens_days  BIGINT NOT NULL, -- so many days before, at the time of day opens_at
    opens_at    BIGINT NOT NULL
);

ALTER TABLE appointment ADD COLUMN before_minutes BIGINT NOT NULL DEFAULT 0; -- provider and room are blocked so long before the start
ALTER TABLE appointment ADD COLUMN lane BIGINT NOT NULL DEFAULT 0;
ALTER TABLE appointment ADD COLUMN resources TEXT NOT NULL DEFAULT '';      -- ids, a line each
ALTER TABLE appointment ADD COLUMN overbook_sealed BYTEA;                   -- why it was overbooked
ALTER TABLE appointment ADD COLUMN state_sealed BYTEA;                      -- where the patient is during a video visit
ALTER TABLE appointment ADD COLUMN series_id TEXT NOT NULL DEFAULT '';
DROP INDEX appointment_busy;
CREATE INDEX appointment_taken ON appointment (provider_id, starts, blocked_until, before_minutes, lane, room_id)
    WHERE status <> 'cancelled' AND status <> 'entered-in-error';
CREATE INDEX appointment_series ON appointment (series_id) WHERE series_id <> '';
CREATE INDEX appointment_service ON appointment (service_id, starts);

CREATE TABLE hold (
    id             TEXT   PRIMARY KEY, -- the owner of its cells
    patient_id     TEXT   NOT NULL,    -- '' while nobody knows whom it is for
    provider_id    TEXT   NOT NULL,
    location_id    TEXT   NOT NULL,
    service_id     TEXT   NOT NULL,
    room_id        TEXT   NOT NULL,
    resources      TEXT   NOT NULL,
    starts         BIGINT NOT NULL,
    ends           BIGINT NOT NULL,
    blocked_until  BIGINT NOT NULL,
    before_minutes BIGINT NOT NULL,
    lane           BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL
);
CREATE INDEX hold_expires ON hold (expires_at);
