-- Posts, who approved what, where it is public, and the authorisations that it rests on. Words, titles, names and
-- addresses are sealed, also of what is public: see ADR 0014.

-- +goose Up
CREATE TABLE post (
    id          TEXT    PRIMARY KEY,
    kind        TEXT    NOT NULL,
    account     TEXT    NOT NULL, -- practice, own
    author_id   TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    current_id  TEXT    NOT NULL, -- the latest version
    public_id   TEXT    NOT NULL, -- the version that is public, or ''
    slug_sealed BYTEA,
    slug_token  BYTEA,            -- NULL until it has a slug, which it keeps
    due         BIGINT  NOT NULL, -- 0 for no time yet
    cool_until  BIGINT  NOT NULL,
    read_again  BOOLEAN NOT NULL,
    created_at  BIGINT  NOT NULL,
    changed_at  BIGINT  NOT NULL,
    version     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX post_slug ON post (slug_token);
CREATE INDEX post_changed ON post (changed_at);

CREATE TABLE post_version (
    id             TEXT   PRIMARY KEY,
    post_id        TEXT   NOT NULL REFERENCES post (id),
    number         BIGINT NOT NULL,
    content_sealed BYTEA,           -- JSON: everything that an approval is for
    hash           TEXT   NOT NULL, -- SHA-256 of the content
    staff_id       TEXT   NOT NULL, -- who wrote it
    at             BIGINT NOT NULL,
    submitted_at   BIGINT NOT NULL, -- 0 for a working copy
    UNIQUE (post_id, number)
);

-- What a version rests on and shows, so that it can be found from there.
CREATE TABLE version_authorisation (
    version_id       TEXT NOT NULL REFERENCES post_version (id),
    authorisation_id TEXT NOT NULL,
    PRIMARY KEY (authorisation_id, version_id)
);
CREATE INDEX version_authorisation_version ON version_authorisation (version_id);

CREATE TABLE version_picture (
    version_id TEXT NOT NULL REFERENCES post_version (id),
    picture_id TEXT NOT NULL,
    PRIMARY KEY (picture_id, version_id)
);
CREATE INDEX version_picture_version ON version_picture (version_id);

CREATE TABLE post_approval (
    id          TEXT   PRIMARY KEY,
    post_id     TEXT   NOT NULL REFERENCES post (id),
    version_id  TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    verdict     TEXT   NOT NULL, -- approve, return
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    note_sealed BYTEA
);
CREATE INDEX post_approval_post ON post_approval (post_id, id);

CREATE TABLE post_comment (
    id          TEXT   PRIMARY KEY,
    post_id     TEXT   NOT NULL REFERENCES post (id),
    version_id  TEXT   NOT NULL,
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    text_sealed BYTEA
);
CREATE INDEX post_comment_post ON post_comment (post_id, id);

CREATE TABLE post_waiver (
    id            TEXT   PRIMARY KEY,
    post_id       TEXT   NOT NULL REFERENCES post (id),
    hash          TEXT   NOT NULL,
    rule_set      TEXT   NOT NULL,
    rules         TEXT   NOT NULL, -- ids, with spaces
    texts         TEXT   NOT NULL, -- JSON: the hash of the text on each channel
    staff_id      TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    agreed_id     TEXT   NOT NULL, -- '' until a second person agreed
    agreed_at     BIGINT NOT NULL,
    reason_sealed BYTEA
);
CREATE INDEX post_waiver_post ON post_waiver (post_id, id);

CREATE TABLE publication (
    id         TEXT   PRIMARY KEY,
    post_id    TEXT   NOT NULL REFERENCES post (id),
    version_id TEXT   NOT NULL REFERENCES post_version (id),
    hash       TEXT   NOT NULL,
    channel    TEXT   NOT NULL,
    status     TEXT   NOT NULL,
    why        TEXT   NOT NULL,
    code       TEXT   NOT NULL, -- the channel's, never its words
    ref        TEXT   NOT NULL, -- the channel's name for it
    url_sealed BYTEA,
    due        BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    tried_at   BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL,
    off_at     BIGINT NOT NULL, -- when it was to be taken down, or 0
    version    BIGINT NOT NULL,
    UNIQUE (post_id, version_id, channel)
);
CREATE INDEX publication_site ON publication (channel, status, sent_at);

CREATE TABLE picture (
    id              TEXT   PRIMARY KEY,
    type            TEXT   NOT NULL,
    width           BIGINT NOT NULL,
    height          BIGINT NOT NULL,
    size            BIGINT NOT NULL,
    sum             TEXT   NOT NULL,
    removed         TEXT   NOT NULL, -- JSON: what cleaning took out
    checklist       TEXT   NOT NULL, -- JSON: the leaks that a person looked for
    checked_id      TEXT   NOT NULL,
    checked_at      BIGINT NOT NULL,
    staff_id        TEXT   NOT NULL,
    at              BIGINT NOT NULL,
    original_sealed BYTEA,
    clean_sealed    BYTEA
);
CREATE INDEX picture_at ON picture (at);

CREATE TABLE authorisation (
    id          TEXT    PRIMARY KEY,
    kind        TEXT    NOT NULL, -- patient, release
    patient_id  TEXT    NOT NULL,
    form_sealed BYTEA,            -- JSON: the person, the elements, the statements
    revoked     BOOLEAN NOT NULL,
    staff_id    TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    version     BIGINT  NOT NULL
);

CREATE TABLE mistake (
    id              TEXT   PRIMARY KEY,
    post_id         TEXT   NOT NULL REFERENCES post (id),
    what_sealed     BYTEA,
    evidence_sealed BYTEA,           -- JSON: what was public, where and since when
    factors_sealed  BYTEA,           -- JSON: the assessment
    conclusion      TEXT   NOT NULL,
    discovered_at   BIGINT NOT NULL,
    staff_id        TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    assessed_id     TEXT   NOT NULL,
    assessed_at     BIGINT NOT NULL,
    notified        TEXT   NOT NULL, -- a day, or ''
    closed_at       BIGINT NOT NULL,
    version         BIGINT NOT NULL
);
CREATE INDEX mistake_open ON mistake (closed_at, discovered_at);

CREATE TABLE publish_policy (
    id     BIGINT PRIMARY KEY,
    policy TEXT   NOT NULL -- JSON
);
