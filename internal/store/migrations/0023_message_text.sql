-- What messages to patients say, where the practice writes its own words: of every text the one that is being written, the
-- one that is sent, and those before. None holds anything about a patient. Times are microseconds, 0 for never. And how to
-- find a location's door in Spanish.

-- +goose Up
CREATE TABLE message_text (
    kind         TEXT   NOT NULL, -- confirmation, reminder1, …
    channel      TEXT   NOT NULL, -- email, sms, voice
    language     TEXT   NOT NULL, -- en, es
    number       BIGINT NOT NULL, -- in the order in which they were begun
    state        TEXT   NOT NULL, -- draft, published, past, aside
    revision     BIGINT NOT NULL, -- raised by every change of the draft
    title        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    saved_by     TEXT   NOT NULL, -- a staff member's id
    saved_at     BIGINT NOT NULL,
    published_by TEXT   NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (kind, channel, language, number)
);
CREATE UNIQUE INDEX message_text_one_draft ON message_text (kind, channel, language) WHERE state = 'draft';
CREATE UNIQUE INDEX message_text_one_published ON message_text (kind, channel, language) WHERE state = 'published';

ALTER TABLE location ADD COLUMN notes_es TEXT NOT NULL DEFAULT '';
