-- Fills an empty store with incidents as alerts leave them behind: one a minute, every thousandth still open, each with two
-- entries in its timeline. Fingerprints lie far apart, as hashes do. `.parameter set @count 1000000` says how many.
PRAGMA synchronous = OFF;
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
INSERT INTO incident (number, title, description, severity, status, services, detected_at, created_at, updated_at, resolved_at,
    is_severity_pinned, is_description_pinned, integration, alert_identity, fingerprint, labels, annotations, starts_at,
    latest_start, ends_at, generator_url, group_key, external_url, first_received_at, last_received_at, delivery_count)
SELECT (2026 << 32) + i, 'HighLatency' || (i % 200), 'Checkout is slow' || char(10, 10) || 'The 99th percentile is above one second.',
    (i * 7) % 5, CASE WHEN i % 1000 = 0 THEN 0 ELSE 4 END, '', t, t, t, CASE WHEN i % 1000 = 0 THEN NULL ELSE t + 300000000000 END,
    0, 0, 1, printf('%08x%08x', i * 2654435761 % 4294967296, i), printf('%08x%08x', i * 2654435761 % 4294967296, i),
    json_object('alertname', 'HighLatency' || (i % 200), 'cluster', 'eu-' || (i % 7), 'instance', 'host-' || (i % 5000), 'severity', 'critical'),
    json_object('summary', 'Checkout is slow', 'description', 'The 99th percentile is above one second.'), t, t,
    CASE WHEN i % 1000 = 0 THEN NULL ELSE t + 300000000000 END, 'http://prometheus.example:9090/graph?g0.expr=up&g0.tab=1',
    '{}:{alertname="HighLatency' || (i % 200) || '"}', 'http://alertmanager.example:9093', t, t + 300000000000, 3
FROM (SELECT i, 1767225600000000000 + i * 60000000000 AS t FROM n);
INSERT INTO incident_count SELECT status, severity, count(*) FROM incident GROUP BY status, severity;
INSERT INTO alert_key SELECT integration, alert_identity, number, ends_at, ends_at, starts_at, ends_at FROM incident;
INSERT INTO timeline_entry (incident, event_id, kind, actor, comment, created_at)
SELECT number, printf('evt_%024x', number), 'incident_created', 'integration:prometheus', 'created from a firing alert', created_at FROM incident;
INSERT INTO timeline_entry (incident, event_id, kind, actor, comment, created_at)
SELECT number, printf('evt_1%023x', number), 'alert_resolved', 'integration:prometheus', 'the alert cleared', resolved_at FROM incident WHERE status = 4;
INSERT INTO incident_sequence VALUES (2026, @count) ON CONFLICT DO UPDATE SET last = @count;
COMMIT;
