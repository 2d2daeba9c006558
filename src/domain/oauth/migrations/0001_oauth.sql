-- Who somebody is at another provider. The issuer is what a subject is unique within; the provider is what it is called here.
CREATE TABLE identity (
  id bigint NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  provider text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text,
  email_verified boolean NOT NULL,
  linked_at bigint NOT NULL,
  last_used_at bigint,
  UNIQUE (issuer, subject)
);
CREATE INDEX identity_by_account ON identity (account_id, id);

-- Somebody was sent to a provider and is expected back, with a state whose hash is the code, in the same browser.
CREATE TABLE oauth_flow (
  code text NOT NULL PRIMARY KEY,
  provider text NOT NULL,
  browser text NOT NULL,
  return_to text NOT NULL,
  account_id bigint,
  expires_at bigint NOT NULL
);
CREATE INDEX oauth_flow_by_expiry ON oauth_flow (expires_at);

-- An identity whose address is an account's: it joins that account once its owner has proved to be that.
CREATE TABLE oauth_offer (
  code text NOT NULL PRIMARY KEY,
  account_id bigint NOT NULL,
  provider text NOT NULL,
  browser text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  email text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX oauth_offer_by_expiry ON oauth_offer (expires_at);
