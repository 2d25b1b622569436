-- Teams and people: whose an incident is, and how far it was escalated.

ALTER TABLE service ADD COLUMN team TEXT;
ALTER TABLE incident ADD COLUMN team TEXT;
ALTER TABLE incident ADD COLUMN escalation_level INTEGER NOT NULL DEFAULT 0;

-- Lists of one team or one person begin with few incidents of many.
CREATE INDEX incident_by_team ON incident (team, created_at, number) WHERE team IS NOT NULL;
CREATE INDEX incident_by_assignee ON incident (assigned_to, created_at, number) WHERE assigned_to IS NOT NULL;
CREATE INDEX incident_by_resolver ON incident (resolved_by, created_at, number) WHERE resolved_by IS NOT NULL;
