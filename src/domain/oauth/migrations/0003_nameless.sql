-- Somebody new whose name at the provider is too long for a user name: they choose one, in the same browser.
CREATE TABLE oauth_nameless (
  code text NOT NULL PRIMARY KEY,
  provider text NOT NULL,
  browser text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL,
  name text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX oauth_nameless_by_expiry ON oauth_nameless (expires_at);
