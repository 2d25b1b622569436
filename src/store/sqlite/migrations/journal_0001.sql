-- What deliveries did becomes durable here, one row a commit, and is put in its place in the store many commits at once. The
-- deliveries themselves, with what became of their alerts and their payloads, are nowhere else.
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
    -- The store it belongs to; nothing until it has been made.
    store         BLOB,
    -- The last number a delivery was given, as far as rows that are gone tell.
    last_delivery INTEGER NOT NULL,
    -- The last delivery that is not kept any more.
    last_gone     INTEGER NOT NULL,
    -- The last row, as far as rows that are gone tell.
    last_row      INTEGER NOT NULL
);
INSERT INTO journal_state VALUES (NULL, 0, 0, 0);
