-- The journal is in a database of its own, so that what it holds is put in its place while more is written to it. Who opens
-- the store moves what is in it, and what is recorded, and drops the tables.
CREATE TABLE journal_place (
    -- Whose the journal must be.
    store   BLOB NOT NULL,
    -- The last row whose changes are in their place.
    settled INTEGER NOT NULL
);
INSERT INTO journal_place SELECT randomblob(16), settled FROM journal_state;
