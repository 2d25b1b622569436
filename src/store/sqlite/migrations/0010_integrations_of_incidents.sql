-- Which incidents are of which integration, in the index that has them in order: who shares a Runframe with others looks at their own.
-- An index of its own would cost every new incident more than it saves who asks.

DROP INDEX incident_by_creation;
CREATE INDEX incident_by_creation ON incident (created_at, number, integration);
