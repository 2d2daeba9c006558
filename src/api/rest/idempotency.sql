-- Answers by idempotency key. A row without a status belongs to a request that still runs, until its lease is over.

-- idempotency_claim(account i64, idem_key str, request str, run id, lease_until when, created_at when) -> count
INSERT INTO idempotency (account_id, idem_key, request, run_id, lease_until, status, content_type, body, created_at)
VALUES ($1, $2, $3, $4, $5, 0, '', '', $6)
ON CONFLICT (account_id, idem_key) DO NOTHING;

-- idempotency_find(account i64, idem_key str) -> one idempotency_row
SELECT request, run_id, lease_until, status, content_type, body, names, created_at
FROM idempotency
WHERE account_id = $1 AND idem_key = $2;

-- idempotency_take_over(account i64, idem_key str, request str, run id, lease_until when, created_at when) -> none
UPDATE idempotency
SET request = $3, run_id = $4, lease_until = $5, status = 0, content_type = '', body = '', names = 0, created_at = $6
WHERE account_id = $1 AND idem_key = $2;

-- idempotency_complete(account i64, idem_key str, run id, status i64, content_type str, body str, names id) -> count
UPDATE idempotency
SET status = $4, content_type = $5, body = $6, names = $7
WHERE account_id = $1 AND idem_key = $2 AND run_id = $3 AND status = 0;

-- idempotency_release(account i64, idem_key str, run id) -> none
DELETE FROM idempotency
WHERE account_id = $1 AND idem_key = $2 AND run_id = $3 AND status = 0;

-- idempotency_sweep(before when, most i64) -> count
DELETE FROM idempotency
WHERE (account_id, idem_key) IN (SELECT account_id, idem_key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2);

-- idempotency_forget(account i64) -> none
DELETE FROM idempotency WHERE account_id = $1;
