-- Counters by key, and what consumers saw.

-- probe_up(key str) -> one probe_number
INSERT INTO probe_source (key, n) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = probe_source.n + 1 RETURNING n;

-- Holds a transaction open, if that delays nobody else.
-- probe_linger(ms i64) -> one probe_number
SELECT $1 AS n;
-- @postgres
SELECT CAST($1 AS bigint) AS n FROM pg_sleep(CAST($1 AS double precision) / 1000);

-- probe_see(consumer str, key str, n i64) -> none
INSERT INTO probe_seen (consumer, key, last, total, disorder) VALUES ($1, $2, $3, 1, CASE WHEN $3 = 1 THEN 0 ELSE 1 END)
ON CONFLICT (consumer, key) DO UPDATE SET last = $3, total = probe_seen.total + 1,
  disorder = probe_seen.disorder + CASE WHEN probe_seen.last + 1 = $3 THEN 0 ELSE 1 END;

-- The number of keys whose counts a consumer did not see once each and in order.
-- probe_wrong(consumer str) -> one probe_number
SELECT COUNT(*) AS n FROM probe_source s LEFT JOIN probe_seen p ON p.key = s.key AND p.consumer = $1
WHERE p.key IS NULL OR p.last <> s.n OR p.total <> s.n OR p.disorder <> 0;

-- probe_of(consumer str, key str) -> one probe_number
SELECT total AS n FROM probe_seen WHERE consumer = $1 AND key = $2;

-- probe_jobs() -> one probe_number
SELECT COUNT(*) AS n FROM job;
