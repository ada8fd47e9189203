-- Who is on call, the ladders, and every alert with what was tried.

-- +goose Up
CREATE TABLE oncall_person (
    id           TEXT    PRIMARY KEY,
    staff_id     TEXT    NOT NULL, -- '' for somebody without a sign-in
    name         TEXT    NOT NULL,
    phone_sealed BYTEA,
    phone_token  BYTEA,
    email_sealed BYTEA,
    active       BOOLEAN NOT NULL
);
CREATE INDEX oncall_person_phone ON oncall_person (phone_token);

CREATE TABLE oncall_shift (
    id        TEXT   PRIMARY KEY, -- where two overlap, the greater id holds
    person_id TEXT   NOT NULL REFERENCES oncall_person (id),
    rank      TEXT   NOT NULL, -- primary, backup1, backup2
    starts    BIGINT NOT NULL,
    ends      BIGINT NOT NULL
);
CREATE INDEX oncall_shift_ends ON oncall_shift (ends);

CREATE TABLE oncall_override (
    id         TEXT   PRIMARY KEY, -- where two overlap, the greater id holds
    starts     BIGINT NOT NULL,
    ends       BIGINT NOT NULL,
    instead_id TEXT   NOT NULL, -- who is away; '' is whoever would be primary
    person_id  TEXT   NOT NULL REFERENCES oncall_person (id),
    note       TEXT   NOT NULL
);
CREATE INDEX oncall_override_ends ON oncall_override (ends);

CREATE TABLE oncall_group (
    id           TEXT   PRIMARY KEY,
    name         TEXT   NOT NULL,
    tiers        TEXT   NOT NULL, -- emergency, urgent, with spaces
    wait_minutes BIGINT NOT NULL  -- after the last step, until the owner is alerted
);

CREATE TABLE oncall_step (
    group_id      TEXT   NOT NULL REFERENCES oncall_group (id),
    position      BIGINT NOT NULL,
    after_minutes BIGINT NOT NULL, -- since the step before
    who           TEXT   NOT NULL, -- primary, backup1, backup2, owner, person:ID
    how           TEXT   NOT NULL, -- text, call, email
    PRIMARY KEY (group_id, position)
);

CREATE TABLE oncall_policy (
    id              BIGINT PRIMARY KEY,
    owner_id        TEXT   NOT NULL REFERENCES oncall_person (id),
    fallback_id     TEXT   NOT NULL REFERENCES oncall_person (id),
    again_minutes   BIGINT NOT NULL
);

CREATE TABLE alert (
    id          TEXT    PRIMARY KEY,
    raise_key   TEXT    NOT NULL UNIQUE,
    thread_id   TEXT    NOT NULL, -- '' for a drill
    tier        TEXT    NOT NULL,
    rule        TEXT    NOT NULL,
    group_id    TEXT    NOT NULL, -- '' where no ladder is for the tier
    status      TEXT    NOT NULL, -- open, unanswered, acknowledged, closed
    step        BIGINT  NOT NULL, -- the one that comes next
    round       BIGINT  NOT NULL, -- 0 on the ladder, then how often the owner was alerted
    raised_at   BIGINT  NOT NULL,
    next_at     BIGINT  NOT NULL,
    acked_at    BIGINT  NOT NULL, -- 0 until somebody took it
    person_id   TEXT    NOT NULL, -- who took it, or ''
    staff_id    TEXT    NOT NULL,
    note_sealed BYTEA   ,             -- of whoever closed it
    drill       BOOLEAN NOT NULL,
    version     BIGINT  NOT NULL
);
CREATE INDEX alert_thread ON alert (thread_id);
CREATE INDEX alert_raised ON alert (raised_at);
CREATE INDEX alert_live ON alert (raised_at) WHERE status IN ('open', 'unanswered');

CREATE TABLE alert_try (
    id         TEXT   PRIMARY KEY,
    alert_id   TEXT   NOT NULL REFERENCES alert (id),
    round      BIGINT NOT NULL,
    step       BIGINT NOT NULL,
    person_id  TEXT   NOT NULL, -- '' if nobody was there to be alerted
    how        TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL, -- 0 while it runs, or when the program died in it
    outcome    TEXT   NOT NULL, -- '' while it runs, sent, failed, unknown
    code       TEXT   NOT NULL  -- never the carrier's words
);
CREATE INDEX alert_try_alert ON alert_try (alert_id, started_at);
CREATE INDEX alert_try_person ON alert_try (person_id, started_at);
