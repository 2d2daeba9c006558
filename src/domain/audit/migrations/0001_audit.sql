-- What was done, in order. Nothing ever updates or deletes a row.
CREATE TABLE audit (
  number bigint PRIMARY KEY CHECK (number > 0),
  at bigint NOT NULL,
  action text NOT NULL,
  actor bigint NOT NULL,
  subject bigint NOT NULL,
  address text NOT NULL,
  detail text NOT NULL,
  hash text NOT NULL
);

-- One row: where the log ends, and what the next entry is bound to.
CREATE TABLE audit_head (
  one bigint PRIMARY KEY CHECK (one = 1),
  number bigint NOT NULL,
  link text NOT NULL
);
INSERT INTO audit_head (one, number, link) VALUES (1, 0, '');
