-- What somebody who puts themselves on the waitlist says besides: it is what a visit needs to know when they accept.

-- +goose Up
ALTER TABLE waitlist ADD COLUMN channel TEXT NOT NULL DEFAULT ''; -- by which they joined; '' by staff, before it was kept
ALTER TABLE waitlist ADD COLUMN reason_sealed BYTEA;
ALTER TABLE waitlist ADD COLUMN state_sealed BYTEA;
