CREATE TABLE idempotency (
  account_id BIGINT NOT NULL,
  idem_key TEXT NOT NULL,
  request TEXT NOT NULL,
  run_id BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  status BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, idem_key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
