-- Messages that a person holds back, contact points that a message has failed at, and what carriers say of a text later.

-- +goose Up
ALTER TABLE message ADD COLUMN avoided TEXT NOT NULL DEFAULT '';      -- contact points that it failed at, a line each
ALTER TABLE message ADD COLUMN delivered_at BIGINT NOT NULL DEFAULT 0; -- when the carrier said that it arrived

CREATE TABLE message_pause (
    patient_id TEXT   PRIMARY KEY, -- '' for everybody
    until      BIGINT NOT NULL,    -- 0 until somebody resumes
    made_by    TEXT   NOT NULL,    -- a staff member's id
    made_at    BIGINT NOT NULL
);
