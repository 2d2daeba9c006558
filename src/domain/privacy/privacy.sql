-- columns export: id, state, progress, size, created_at, ready_at, expires_at

-- export_insert(id id, account id, now when) -> none
INSERT INTO account_export (id, account_id, state, progress, size, created_at) VALUES ($1, $2, 'waiting', 0, 0, $3);

-- export_newest(account id) -> one export
SELECT {export} FROM account_export
WHERE account_id = $1 ORDER BY id DESC LIMIT 1;

-- export_by_id(account id, id id) -> one export
SELECT {export} FROM account_export WHERE account_id = $1 AND id = $2;

-- export_of(id id) -> one export_task
SELECT account_id, state, tries, created_at FROM account_export WHERE id = $1;

-- exports_of(account id, before id, most i64) -> page export
-- Newest first.
SELECT {export} FROM account_export
WHERE account_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- export_try(id id, now when) -> none
UPDATE account_export SET state = 'running', tries = tries + 1, step_at = $2 WHERE id = $1;

-- export_step(id id, progress i64, now when) -> none
UPDATE account_export SET progress = $2, step_at = $3 WHERE id = $1;

-- exports_running(but id, since when, until when) -> one export_tally
SELECT COUNT(*) AS n FROM account_export WHERE state = 'running' AND id <> $1 AND step_at > $2 AND step_at <= $3;

-- export_failed(id id, expires when) -> count
UPDATE account_export SET state = 'failed', expires_at = $2 WHERE id = $1 AND state <> 'ready';

-- Those before this one.
-- exports_before(account id, id id, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE account_id = $1 AND id < $2 ORDER BY id LIMIT $3;

-- budget_of(account id) -> one export_budget
SELECT since, made FROM export_budget WHERE account_id = $1;

-- budget_put(account id, since when, made i64) -> none
INSERT INTO export_budget (account_id, since, made) VALUES ($1, $2, $3) ON CONFLICT (account_id) DO UPDATE SET since = $2, made = $3;

-- Only if it was taken from this day's.
-- budget_give_back(account id, taken_at when) -> none
UPDATE export_budget SET made = made - 1 WHERE account_id = $1 AND made > 0 AND since <= $2;

-- budget_drop(account id) -> none
DELETE FROM export_budget WHERE account_id = $1;

-- budgets_over(before when) -> none
DELETE FROM export_budget WHERE since < $1;

-- export_done(id id, size i64, now when, expires when) -> count
UPDATE account_export SET state = 'ready', progress = 100, size = $2, ready_at = $3, expires_at = $4 WHERE id = $1;

-- exports_over(now when, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE expires_at < $1 ORDER BY expires_at LIMIT $2;

-- exports_all(account id, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE account_id = $1 ORDER BY id LIMIT $2;

-- export_drop(id id) -> none
DELETE FROM account_export WHERE id = $1;

-- exports_known(which ids) -> page export_end
SELECT id, account_id FROM account_export WHERE id IN ($1...);

-- exports_ready(after id, most i64) -> page export_end
SELECT id, account_id FROM account_export WHERE state = 'ready' AND id > $1 ORDER BY id LIMIT $2;
