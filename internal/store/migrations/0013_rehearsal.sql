-- Rehearsals of the front desk, and the scenarios that the practice has made of its own. The callers are invented; what
-- was made of somebody's words is sealed all the same. Times are microseconds, 0 for never.

-- +goose Up
CREATE TABLE rehearsal (
    id        TEXT   PRIMARY KEY,
    state     TEXT   NOT NULL, -- running, done, broken
    draft     TEXT   NOT NULL, -- a fingerprint of what is to be published, '' for nothing
    published TEXT   NOT NULL, -- of what callers hear
    practice  BIGINT NOT NULL, -- the practice's version
    repeats   BIGINT NOT NULL,
    asked_by  TEXT   NOT NULL, -- a staff member's id
    asked_at  BIGINT NOT NULL,
    ended_at  BIGINT NOT NULL,
    reports_sealed BYTEA, -- JSON; none while it runs
    worse     BIGINT NOT NULL, -- scenarios that pass with what is published and fail with the draft
    reason    TEXT   NOT NULL, -- why it may be published all the same
    reason_by TEXT   NOT NULL,
    reason_at BIGINT NOT NULL
);
CREATE INDEX rehearsal_asked ON rehearsal (asked_at);

CREATE TABLE scenario (
    id       TEXT   PRIMARY KEY,
    text_sealed BYTEA NOT NULL, -- as the files of scenarios are written
    added_by TEXT   NOT NULL, -- a staff member's id
    added_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL
);
