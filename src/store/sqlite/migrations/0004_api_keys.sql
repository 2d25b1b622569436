-- Keys of the V1 API, and answers kept for repeats of a request. Keys are never here: only their SHA-256 and last four
-- characters.

CREATE TABLE api_key (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL,
    key_hash    BLOB NOT NULL UNIQUE,
    key_tail    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    scopes      TEXT NOT NULL,
    owner_email TEXT,
    owner_name  TEXT,
    created_at  INTEGER NOT NULL
);

-- `api_key` is 0 for requests that needed none.
CREATE TABLE kept_answer (
    api_key         INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    payload         BLOB NOT NULL,
    status          INTEGER NOT NULL,
    body            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (api_key, idempotency_key)
) WITHOUT ROWID;
CREATE INDEX kept_answer_by_age ON kept_answer (created_at);
