CREATE TABLE account_export (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  state text NOT NULL,
  progress bigint NOT NULL,
  size bigint NOT NULL,
  created_at bigint NOT NULL,
  ready_at bigint,
  expires_at bigint
);
CREATE INDEX account_export_of ON account_export (account_id, id);
CREATE INDEX account_export_by_end ON account_export (expires_at);
