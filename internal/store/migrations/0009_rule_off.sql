-- The rules of the guard that the practice has decided not to ask: who decided and why, and who agreed where that takes
-- two people. Times are microseconds; second_at is 0 while second_by is ''.

-- +goose Up
CREATE TABLE rule_off (
    rule      TEXT   PRIMARY KEY,
    reason    TEXT   NOT NULL,
    off_by    TEXT   NOT NULL, -- a staff member's id
    off_at    BIGINT NOT NULL,
    second_by TEXT   NOT NULL,
    second_at BIGINT NOT NULL
);
