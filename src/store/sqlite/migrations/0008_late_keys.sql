-- Keys are put in their place later than everything else, so that many go at once, in their order.
-- The last row of the journal whose keys are in their place.
ALTER TABLE journal_place ADD COLUMN keys_settled INTEGER NOT NULL DEFAULT 0;
UPDATE journal_place SET keys_settled = settled;
