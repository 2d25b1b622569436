-- Services, integrations, incidents and their timelines.
-- Instants are nanoseconds since 1970 in UTC. Routing keys are never here: only their SHA-256 and last four characters.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE service (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    service_key      TEXT NOT NULL UNIQUE,
    alias            TEXT UNIQUE,
    name             TEXT NOT NULL,
    description      TEXT NOT NULL,
    is_active        INTEGER NOT NULL,
    default_severity INTEGER,
    created_at       INTEGER NOT NULL
);

CREATE TABLE integration (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL,
    routing_key_hash BLOB NOT NULL UNIQUE,
    routing_key_tail TEXT NOT NULL,
    severity_aliases TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    rotated_at       INTEGER
);

CREATE TABLE integration_service (
    position    INTEGER PRIMARY KEY AUTOINCREMENT,
    integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    service     INTEGER NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    UNIQUE (integration, service)
);

CREATE TABLE incident_sequence (
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
);

-- `number` is the year shifted left by 32 bits, plus the sequence: the order of the numbers.
CREATE TABLE incident (
    number               INTEGER PRIMARY KEY,
    title                TEXT NOT NULL,
    description          TEXT NOT NULL,
    severity             INTEGER NOT NULL,
    status               INTEGER NOT NULL,
    services             TEXT NOT NULL,
    detected_at          INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    acknowledged_at      INTEGER,
    resolved_at          INTEGER,
    resolved_by          TEXT,
    closed_at            INTEGER,
    assigned_to          TEXT,
    is_severity_pinned   INTEGER NOT NULL,
    is_description_pinned INTEGER NOT NULL,
    -- The alert behind it; all null for an incident a person created.
    integration          INTEGER,
    alert_identity       TEXT,
    fingerprint          TEXT,
    labels               TEXT,
    annotations          TEXT,
    starts_at            INTEGER,
    latest_start         INTEGER,
    ends_at              INTEGER,
    generator_url        TEXT,
    group_key            TEXT,
    external_url         TEXT,
    first_received_at    INTEGER,
    last_received_at     INTEGER,
    delivery_count       INTEGER,
    still_firing_noted_at INTEGER
);
CREATE INDEX incident_by_creation ON incident (created_at, number);
CREATE INDEX incident_by_state ON incident (status, severity, created_at, number);

-- How many incidents there are of each status and severity, so that a list knows its total without counting.
CREATE TABLE incident_count (
    status   INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    incidents INTEGER NOT NULL,
    PRIMARY KEY (status, severity)
) WITHOUT ROWID;

CREATE TRIGGER incident_counted_in AFTER INSERT ON incident BEGIN
    INSERT INTO incident_count VALUES (new.status, new.severity, 1)
    ON CONFLICT DO UPDATE SET incidents = incidents + 1;
END;
CREATE TRIGGER incident_counted_out AFTER DELETE ON incident BEGIN
    UPDATE incident_count SET incidents = incidents - 1 WHERE status = old.status AND severity = old.severity;
END;
CREATE TRIGGER incident_recounted AFTER UPDATE OF status, severity ON incident
WHEN old.status <> new.status OR old.severity <> new.severity BEGIN
    UPDATE incident_count SET incidents = incidents - 1 WHERE status = old.status AND severity = old.severity;
    INSERT INTO incident_count VALUES (new.status, new.severity, 1)
    ON CONFLICT DO UPDATE SET incidents = incidents + 1;
END;

CREATE TABLE alert_key (
    integration      INTEGER NOT NULL,
    identity         TEXT NOT NULL,
    incident         INTEGER,
    end_at           INTEGER,
    end_stated       INTEGER,
    end_stated_start INTEGER,
    end_received_at  INTEGER,
    PRIMARY KEY (integration, identity)
) WITHOUT ROWID;

CREATE TABLE timeline_entry (
    id         INTEGER PRIMARY KEY,
    incident   INTEGER NOT NULL,
    event_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    comment    TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX timeline_entry_by_incident ON timeline_entry (incident, id);
