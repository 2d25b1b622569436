-- What deliveries did becomes durable here, one row a commit, and is put in its place many commits at once. The deliveries
-- themselves, with what became of their alerts and their payloads, are nowhere else.
CREATE TABLE journal (
    id      INTEGER PRIMARY KEY,
    -- The number of its first recorded delivery, or of the next one if it has none.
    first   INTEGER NOT NULL,
    -- Whose its recorded deliveries are: 8 bytes each.
    owners  BLOB NOT NULL,
    -- How large the content is when it is unpacked.
    bytes   INTEGER NOT NULL,
    -- LZ4; last, so that lists need not read over it.
    content BLOB NOT NULL
);

CREATE TABLE journal_state (
    -- The last row whose changes are in their place.
    settled       INTEGER NOT NULL,
    -- The last number a delivery was given until then.
    last_delivery INTEGER NOT NULL,
    -- The last delivery that is not kept any more.
    last_gone     INTEGER NOT NULL
);
INSERT INTO journal_state VALUES (0, 0, 0);

-- What was received of an incident's alert since the incident was written as a whole, which repeats do not do. The greater
-- of the two holds.
CREATE TABLE incident_receipt (
    number           INTEGER PRIMARY KEY,
    delivery_count   INTEGER NOT NULL,
    last_received_at INTEGER NOT NULL
);
CREATE TRIGGER incident_receipt_gone AFTER DELETE ON incident BEGIN
    DELETE FROM incident_receipt WHERE number = old.number;
END;

-- Who inserts incidents counts them: once for many of them.
DROP TRIGGER incident_counted_in;
