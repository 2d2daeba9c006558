CREATE TABLE probe_source (key text NOT NULL PRIMARY KEY, n bigint NOT NULL);
CREATE TABLE probe_seen (
  consumer text NOT NULL,
  key text NOT NULL,
  last bigint NOT NULL,
  total bigint NOT NULL,
  disorder bigint NOT NULL,
  PRIMARY KEY (consumer, key)
);
