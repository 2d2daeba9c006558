ALTER TABLE account_export ADD COLUMN tries bigint NOT NULL DEFAULT 0;
ALTER TABLE account_export ADD COLUMN step_at bigint NOT NULL DEFAULT 0;

-- How many exports somebody has asked for in the day that began at `since`; those that failed are not counted.
CREATE TABLE export_budget (
  account_id bigint NOT NULL PRIMARY KEY,
  since bigint NOT NULL,
  made bigint NOT NULL
);
