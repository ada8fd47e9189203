-- What the practice says while it is closed, where it says so, and who waits for another time because of it.

-- +goose Up
CREATE TABLE notice (
    closure_id TEXT   PRIMARY KEY,
    english    TEXT   NOT NULL,
    spanish    TEXT   NOT NULL,
    shown_from BIGINT NOT NULL,
    post_id    TEXT   NOT NULL -- of the post that says the same, or ''
);

ALTER TABLE waitlist ADD COLUMN closure_id TEXT NOT NULL DEFAULT ''; -- the closure that their visit falls on
ALTER TABLE waitlist ADD COLUMN was BIGINT NOT NULL DEFAULT 0;           -- when that visit was to be
CREATE INDEX waitlist_closure ON waitlist (closure_id) WHERE closure_id <> '';
