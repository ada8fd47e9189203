-- How many people a description of one person must fit before the guard lets it go to the public. One row, or none while
-- the usual figures hold. catchment is 0 where the counties of the locations count.

-- +goose Up
CREATE TABLE group_size (
    id        BIGINT PRIMARY KEY, -- 1
    readers   BIGINT NOT NULL,
    insiders  BIGINT NOT NULL,
    daily     BIGINT NOT NULL,
    catchment BIGINT NOT NULL
);
