-- What an account asks for besides its password. `secret` is sealed.
CREATE TABLE factor (
  account_id bigint NOT NULL,
  kind text NOT NULL,
  secret text NOT NULL,
  created_at bigint NOT NULL,
  confirmed_at bigint,
  PRIMARY KEY (account_id, kind)
);
