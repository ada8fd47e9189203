-- The practice's editions of the flows: the one that is being written, the one that callers hear, and those before. None
-- holds anything about a patient. Times are microseconds, 0 for never.

-- +goose Up
CREATE TABLE edition (
    number       BIGINT PRIMARY KEY,
    state        TEXT   NOT NULL, -- draft, published, past
    base         BIGINT NOT NULL, -- the number it was made from, 0 for the flows as they are shipped
    revision     BIGINT NOT NULL, -- raised by every change of the draft
    document     TEXT   NOT NULL, -- TOML
    tried        TEXT   NOT NULL, -- the rules that were tried on past conversations, as a fingerprint
    saved_by     TEXT   NOT NULL, -- a staff member's id
    saved_at     BIGINT NOT NULL,
    published_by TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    note         TEXT   NOT NULL  -- why
);
CREATE UNIQUE INDEX edition_one_draft ON edition (state) WHERE state = 'draft';
CREATE UNIQUE INDEX edition_one_published ON edition (state) WHERE state = 'published';
