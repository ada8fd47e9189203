-- Calls, chats and texts as conversations: what each remembers, and what every turn was answered.

-- +goose Up
CREATE TABLE conversation (
    id            TEXT   PRIMARY KEY,
    channel       TEXT   NOT NULL, -- voice, sms, chat
    session_token BYTEA  NOT NULL, -- of the call's id, the chat's key or the number
    thread_id     TEXT   NOT NULL,
    patient_id    TEXT   NOT NULL, -- whom two identifiers verified, or ''
    language      TEXT   NOT NULL,
    step          TEXT   NOT NULL, -- the state's name, as book.date
    urgency       TEXT   NOT NULL, -- the worst so far
    memory_sealed BYTEA,
    turns         BIGINT NOT NULL,
    started_at    BIGINT NOT NULL,
    last_at       BIGINT NOT NULL,
    ended_at      BIGINT NOT NULL, -- 0 while it goes on
    version       BIGINT NOT NULL
);
CREATE INDEX conversation_session ON conversation (session_token, id);
CREATE INDEX conversation_running ON conversation (last_at) WHERE ended_at = 0;

CREATE TABLE turn (
    token           BYTEA  PRIMARY KEY, -- of channel, session and the turn's own id
    conversation_id TEXT   NOT NULL REFERENCES conversation (id),
    at              BIGINT NOT NULL,
    answer_sealed   BYTEA
);
CREATE INDEX turn_conversation ON turn (conversation_id);

-- How often somebody tried to be verified by a number or a name on a day.
CREATE TABLE verifying (
    token BYTEA  NOT NULL,
    day   TEXT   NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (token, day)
);
