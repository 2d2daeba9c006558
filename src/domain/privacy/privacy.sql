-- export_insert(id id, account id, now when) -> none
INSERT INTO account_export (id, account_id, state, progress, size, created_at) VALUES ($1, $2, 'waiting', 0, 0, $3);

-- export_newest(account id) -> one export
SELECT id, state, progress, size, created_at, ready_at, expires_at FROM account_export
WHERE account_id = $1 ORDER BY id DESC LIMIT 1;

-- export_by_id(account id, id id) -> one export
SELECT id, state, progress, size, created_at, ready_at, expires_at FROM account_export WHERE account_id = $1 AND id = $2;

-- export_of(id id) -> one export_task
SELECT account_id, state FROM account_export WHERE id = $1;

-- exports_of(account id, before id, most i64) -> page export
-- Newest first.
SELECT id, state, progress, size, created_at, ready_at, expires_at FROM account_export
WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- export_step(id id, state str, progress i64) -> none
UPDATE account_export SET state = $2, progress = $3 WHERE id = $1;

-- export_done(id id, size i64, now when, expires when) -> count
UPDATE account_export SET state = 'ready', progress = 100, size = $2, ready_at = $3, expires_at = $4 WHERE id = $1;

-- exports_over(now when, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE expires_at < $1 ORDER BY expires_at LIMIT $2;

-- exports_all(account id, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE account_id = $1 ORDER BY id LIMIT $2;

-- export_drop(id id) -> none
DELETE FROM account_export WHERE id = $1;
