-- Links for the first admin, as codes of their tokens; all are void once there is an account.
CREATE TABLE first_admin_link (
  code text PRIMARY KEY,
  expires_at bigint NOT NULL
);
