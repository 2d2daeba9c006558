-- first_admin_link_insert(code str, expires_at when) -> none
INSERT INTO first_admin_link (code, expires_at) VALUES ($1, $2);

-- first_admin_link_find(code str, now when) -> one first_admin_link
SELECT code FROM first_admin_link WHERE code = $1 AND expires_at > $2;

-- first_admin_links_void(now when) -> count
-- Somebody has an account. Counts the links that would still have worked.
DELETE FROM first_admin_link WHERE expires_at > $1;

-- first_admin_link_drop(now when) -> count
-- All expired ones.
DELETE FROM first_admin_link WHERE expires_at <= $1;
