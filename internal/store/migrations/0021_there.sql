-- When rooms and resources are at their location, in lines: 'Mon-Thu 08:00-17:00', 'away 2026-12-24 to 2026-12-31'. No
-- line is always, so the program before this one goes on saving locations during an upgrade.

-- +goose Up
ALTER TABLE room ADD COLUMN there TEXT NOT NULL DEFAULT '';
ALTER TABLE resource ADD COLUMN there TEXT NOT NULL DEFAULT '';
