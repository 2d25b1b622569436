-- What a release with schema 1 has written: a service, an integration, a resolved and an open incident.
INSERT INTO service VALUES (1, 'svc_K7M4Q9TZ2H', 'SER-00001', 'Checkout', '', 1, 2, 1767323045000000000);
INSERT INTO integration VALUES (1, 'Prometheus', x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'a1b2', '{"page":"SEV1"}', 1767323045000000000, NULL);
INSERT INTO integration_service VALUES (1, 1, 1);
INSERT INTO incident_sequence VALUES (2026, 2);
INSERT INTO incident VALUES
  (8701603741697, 'HighLatency', 'It is slow', 0, 4, 'svc_K7M4Q9TZ2H', 1767323045000000000, 1767323046000000000,
   1767323106000000000, NULL, 1767323106000000000, NULL, NULL, NULL, 0, 0, 1, '00f1a8c1d2e3b4a5', '00f1a8c1d2e3b4a5',
   '{"alertname":"HighLatency","severity":"critical"}', '{"summary":"It is slow"}', 1767323045000000000,
   1767323045000000000, 1767323105000000000, 'http://prometheus.example/graph', '{}:{alertname="HighLatency"}', '',
   1767323046000000000, 1767323106000000000, 2, NULL),
  (8701603741698, 'DiskFull', '', 2, 0, '', 1767323147000000000, 1767323147000000000, 1767323147000000000, NULL, NULL, NULL,
   NULL, NULL, 0, 0, 1, '11f1a8c1d2e3b4a5', '11f1a8c1d2e3b4a5', '{"alertname":"DiskFull"}', '{}', NULL,
   1767323147000000000, NULL, '', '', '', 1767323147000000000, 1767323147000000000, 1, NULL);
INSERT INTO alert_key VALUES
  (1, '00f1a8c1d2e3b4a5', 8701603741697, 1767323105000000000, 1767323105000000000, 1767323045000000000, 1767323106000000000),
  (1, '11f1a8c1d2e3b4a5', 8701603741698, NULL, NULL, NULL, NULL);
INSERT INTO timeline_entry VALUES
  (1, 8701603741697, 'evt_000000000000000000000001', 'incident_created', 'integration:prometheus', 'created from a firing alert', 1767323046000000000),
  (2, 8701603741697, 'evt_000000000000000000000002', 'alert_resolved', 'integration:prometheus', 'the alert cleared', 1767323106000000000),
  (3, 8701603741698, 'evt_000000000000000000000003', 'incident_created', 'integration:prometheus', 'created from a firing alert', 1767323147000000000);
