CREATE TABLE account (
  id bigint PRIMARY KEY,
  username text NOT NULL,
  username_key text NOT NULL,
  username_look text NOT NULL,
  email text,
  phone text,
  email_confirmed_at bigint,
  password_hash text NOT NULL,
  display_name text NOT NULL,
  bio text NOT NULL,
  avatar_url text,
  banner_url text,
  locked boolean NOT NULL,
  role bigint NOT NULL,
  language text NOT NULL,
  suspended_at bigint,
  deletes_at bigint,
  created_at bigint NOT NULL,
  version bigint NOT NULL
);
CREATE UNIQUE INDEX account_by_username_key ON account (username_key);
CREATE UNIQUE INDEX account_by_username_look ON account (username_look);
CREATE UNIQUE INDEX account_by_email ON account (email);
CREATE UNIQUE INDEX account_by_phone ON account (phone);
CREATE INDEX account_leaving ON account (deletes_at) WHERE deletes_at IS NOT NULL;

-- Codes of how the names of erased accounts looked: nobody takes one over, and nobody can read them here.
CREATE TABLE retired_name (
  code text PRIMARY KEY
);
