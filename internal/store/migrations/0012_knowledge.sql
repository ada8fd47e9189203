-- What the practice has written, as passages that answer, and what nobody could answer. Pages belong to a generation of
-- their source: one answers while the next is read, so that half an index never does. Words are sealed, since a file may
-- hold what should not be in it. Who asked a question is kept as a keyed token alone. Times are microseconds, 0 for none.

-- +goose Up
ALTER TABLE answer ADD COLUMN on_site BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE knowledge_source (
    id          TEXT   PRIMARY KEY,
    kind        TEXT   NOT NULL, -- 'file', 'site' or 'house'
    name_sealed BYTEA,
    address     TEXT   NOT NULL,
    state       TEXT   NOT NULL, -- 'waiting', 'reading', 'ready' or 'failed'
    problem     TEXT   NOT NULL,
    added_by    TEXT   NOT NULL, -- a staff id, or ''
    added_at    BIGINT NOT NULL,
    indexed_at  BIGINT NOT NULL,
    live        BIGINT NOT NULL, -- the generation that answers, 0 for none
    building    BIGINT NOT NULL, -- the one that is being read, 0 for none
    version     BIGINT NOT NULL
);

CREATE TABLE knowledge_page (
    id           TEXT   PRIMARY KEY,
    source_id    TEXT   NOT NULL REFERENCES knowledge_source (id),
    generation   BIGINT NOT NULL,
    address      TEXT   NOT NULL,
    depth        BIGINT NOT NULL,
    state        TEXT   NOT NULL, -- 'unread', 'taken', 'kept', 'out' or 'broken'
    why          TEXT   NOT NULL,
    title_sealed BYTEA,
    language     TEXT   NOT NULL,
    read_at      BIGINT NOT NULL,
    UNIQUE (source_id, generation, address)
);

CREATE TABLE knowledge_passage (
    page_id         TEXT   NOT NULL REFERENCES knowledge_page (id),
    number          BIGINT NOT NULL,
    headings_sealed BYTEA, -- a line each
    text_sealed     BYTEA,
    used            TEXT   NOT NULL, -- 'answers', 'blocked' or 'health'
    why             TEXT   NOT NULL,
    PRIMARY KEY (page_id, number)
);

CREATE TABLE knowledge_revision (
    id       BIGINT PRIMARY KEY,
    revision BIGINT NOT NULL
);

CREATE TABLE question (
    id           TEXT   PRIMARY KEY,
    asked_at     BIGINT NOT NULL,
    person_token BYTEA  NOT NULL,
    language     TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    text_sealed  BYTEA,
    settled_at   BIGINT NOT NULL, -- 0 while nobody has
    answer_id    TEXT   NOT NULL  -- the answer that was approved for it, or ''
);

CREATE INDEX question_open ON question (settled_at, asked_at);
