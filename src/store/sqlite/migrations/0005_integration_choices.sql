-- What an integration decides for itself: what is one incident, the severity where nobody names one (null: the
-- organisation's), and how many deliveries it takes a minute (null: the server's limit).

ALTER TABLE integration ADD COLUMN identity TEXT NOT NULL DEFAULT 'alert';
ALTER TABLE integration ADD COLUMN default_severity INTEGER;
ALTER TABLE integration ADD COLUMN rate_limit INTEGER;
