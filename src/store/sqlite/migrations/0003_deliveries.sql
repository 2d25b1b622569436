-- The last deliveries, with what became of their alerts and the payload, compressed. The routing key is in none of it.

CREATE TABLE delivery (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    integration      INTEGER NOT NULL,
    received_at      INTEGER NOT NULL,
    -- The HTTP status of the answer.
    status           INTEGER NOT NULL,
    problem          TEXT,
    payload_hash     BLOB NOT NULL,
    payload_bytes    INTEGER NOT NULL,
    truncated_alerts INTEGER NOT NULL,
    kept_bytes       INTEGER NOT NULL,
    -- A JSON array, one element an alert.
    results          TEXT NOT NULL,
    -- LZ4; last, so that lists need not read over it.
    payload          BLOB NOT NULL
);
CREATE INDEX delivery_by_integration ON delivery (integration, id, kept_bytes);
