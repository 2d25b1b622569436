-- Who changes incidents counts them again: once for many of them. A trigger would have SQLite keep a copy of each page that an
-- update touches, to undo it alone.
DROP TRIGGER incident_recounted;
