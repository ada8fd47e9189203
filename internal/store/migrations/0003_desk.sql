-- How the front desk answers, and the answers that the practice has approved. Lists of short texts stand in one column,
-- a line each.

-- +goose Up
CREATE TABLE desk (
    id               BIGINT  PRIMARY KEY,
    transfer         TEXT    NOT NULL,
    transfer_seconds BIGINT  NOT NULL,
    referral         TEXT    NOT NULL,
    urgent_minutes   BIGINT  NOT NULL,
    voicemail        BOOLEAN NOT NULL,
    spanish          BOOLEAN NOT NULL,
    insurances       TEXT    NOT NULL,
    signed_set       TEXT    NOT NULL, -- the rules for emergencies that a clinician has signed, or ''
    signed_by        TEXT    NOT NULL, -- a staff id
    signed_name      TEXT    NOT NULL,
    signed_at        BIGINT  NOT NULL
);

CREATE TABLE dial (
    flow    TEXT PRIMARY KEY,
    how_far TEXT NOT NULL -- 'message', 'propose' or 'act'
);

CREATE TABLE answer (
    id          TEXT    PRIMARY KEY,
    asks        TEXT    NOT NULL,
    english     TEXT    NOT NULL,
    spanish     TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    approved_by TEXT    NOT NULL, -- a name
    approved_at BIGINT  NOT NULL,
    position    BIGINT  NOT NULL,
    active      BOOLEAN NOT NULL
);
