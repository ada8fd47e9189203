-- The book that lives elsewhere: what is taken there, the calendars that are read, and the HL7 interfaces with their
-- messages. Times are microseconds; 0 is not yet.

-- +goose Up
CREATE TABLE busy_elsewhere (
    source     TEXT   NOT NULL, -- a feed's id, or an interface's name
    ref        TEXT   NOT NULL, -- which visit there, '' where nobody says
    resource   TEXT   NOT NULL, -- as in busy_cell
    first_cell BIGINT NOT NULL,
    end_cell   BIGINT NOT NULL, -- the one after the last, at most a day later
    PRIMARY KEY (source, ref, resource, first_cell)
);
CREATE INDEX busy_elsewhere_resource ON busy_elsewhere (resource, first_cell);
CREATE INDEX busy_elsewhere_cell ON busy_elsewhere (first_cell);

CREATE TABLE clash ( -- visits of ours at a time that is taken elsewhere, of which staff were told
    source         TEXT   NOT NULL,
    ref            TEXT   NOT NULL,
    appointment_id TEXT   NOT NULL,
    starts         BIGINT NOT NULL,
    PRIMARY KEY (source, ref, appointment_id)
);

CREATE TABLE feed (
    id             TEXT    PRIMARY KEY,
    name           TEXT    NOT NULL,
    provider_id    TEXT    NOT NULL, -- '' for a room's
    room_id        TEXT    NOT NULL, -- '' for a provider's
    location_id    TEXT    NOT NULL, -- whose zone a time without one is in
    address_sealed BYTEA,            -- none for a file: whoever has the address can read the calendar
    every_minutes  BIGINT  NOT NULL,
    paused         BOOLEAN NOT NULL,
    problem        TEXT    NOT NULL, -- why the last reading failed, '' if it did not
    left_out       TEXT    NOT NULL, -- sentences about events that could not be read, a line each
    lost           BIGINT  NOT NULL, -- how many
    events         BIGINT  NOT NULL,
    times          BIGINT  NOT NULL, -- stretches in which somebody is busy
    etag           TEXT    NOT NULL,
    modified       TEXT    NOT NULL,
    mark           BYTEA,            -- of what was read last, to know it again
    added_at       BIGINT  NOT NULL,
    read_at        BIGINT  NOT NULL, -- the last reading that was whole
    tried_at       BIGINT  NOT NULL,
    next_at        BIGINT  NOT NULL,
    version        BIGINT  NOT NULL
);

CREATE TABLE hl7_interface (
    name         TEXT    PRIMARY KEY, -- as in the configuration
    zone         TEXT    NOT NULL,    -- of times that name none
    owns         BOOLEAN NOT NULL,    -- the other system owns the book: a booking is a request until it agrees
    sends        BOOLEAN NOT NULL,
    confirms     TEXT    NOT NULL,    -- how it agrees: ack, message
    wait_minutes BIGINT  NOT NULL,    -- in opening hours, until somebody is told that it has not agreed
    paused       BOOLEAN NOT NULL,    -- nothing is sent
    stopped      TEXT    NOT NULL,    -- why nothing is sent until a person has decided, '' while all is well
    heard_at     BIGINT  NOT NULL,
    refused_at   BIGINT  NOT NULL,    -- when a message was last refused that was not kept, and why
    refused      TEXT    NOT NULL,
    version      BIGINT  NOT NULL
);

CREATE TABLE hl7_mapping (
    interface TEXT   NOT NULL REFERENCES hl7_interface (name),
    kind      TEXT   NOT NULL, -- provider, room, location, service
    code      TEXT   NOT NULL, -- as the other system calls it
    target    TEXT   NOT NULL, -- what it is here; '' while nobody has said, 'none' for nothing
    seen_at   BIGINT NOT NULL,
    PRIMARY KEY (interface, kind, code)
);
CREATE INDEX hl7_mapping_target ON hl7_mapping (kind, target);

CREATE TABLE hl7_message (
    id             TEXT   PRIMARY KEY,
    interface      TEXT   NOT NULL REFERENCES hl7_interface (name),
    direction      TEXT   NOT NULL, -- in, out
    seq            BIGINT NOT NULL, -- its place
    control_id     TEXT   NOT NULL, -- MSH-10
    event          TEXT   NOT NULL, -- S12 …
    raw_sealed     BYTEA,           -- none once it was dropped for its age
    mark           BYTEA,           -- of what was sent, to tell the same from another with its number
    said_at        BIGINT NOT NULL, -- MSH-7
    at             BIGINT NOT NULL,
    state          TEXT   NOT NULL, -- new, done, stale, ignored, held · waiting, sending, sent, refused, skipped
    problem        TEXT   NOT NULL,
    tries          BIGINT NOT NULL,
    tried_at       BIGINT NOT NULL,
    appointment_id TEXT   NOT NULL,
    UNIQUE (interface, direction, seq),
    UNIQUE (interface, direction, control_id)
);
CREATE INDEX hl7_message_state ON hl7_message (interface, direction, state, seq);
CREATE INDEX hl7_message_at ON hl7_message (at);

CREATE TABLE hl7_visit (
    id             TEXT   PRIMARY KEY,
    interface      TEXT   NOT NULL REFERENCES hl7_interface (name),
    placer_token   BYTEA,           -- SCH-1 and SCH-2, keyed
    filler_token   BYTEA,
    filler_sealed  BYTEA,
    appointment_id TEXT   NOT NULL, -- the visit of ours that it is, or ''
    state          TEXT   NOT NULL, -- busy, free, ours
    said_at        BIGINT NOT NULL  -- of the newest message about it
);
CREATE INDEX hl7_visit_placer ON hl7_visit (interface, placer_token);
CREATE INDEX hl7_visit_filler ON hl7_visit (interface, filler_token);
CREATE INDEX hl7_visit_appointment ON hl7_visit (appointment_id);
