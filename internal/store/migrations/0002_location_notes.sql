-- Parking, entrance, which bell: what patients want to know before they come. The default lets the program before
-- this one go on adding locations during an upgrade.

-- +goose Up
ALTER TABLE location ADD COLUMN notes TEXT NOT NULL DEFAULT '';
