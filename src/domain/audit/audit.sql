-- columns entry: number, at, action, actor, subject, address, detail, hash

-- audit_head(one i64) -> one audit_head
SELECT number, link FROM audit_head WHERE one = $1;

-- audit_begun(one i64) -> one audit_begun
SELECT number, link, instance, kept, seal FROM audit_head WHERE one = $1;

-- audit_begin(one i64, link str, instance str, kept i64, seal str) -> none
UPDATE audit_head SET link = $2, instance = $3, kept = $4, seal = $5 WHERE one = $1;

-- audit_newest(one i64) -> one audit_newest
SELECT h.number, COALESCE((SELECT a.hash FROM audit a WHERE a.number = h.number), '') AS hash FROM audit_head h WHERE h.one = $1;

-- audit_end(one i64) -> one audit_head
-- And the number of entries after the end, where there must be none: as of one moment.
SELECT h.number, h.link, CAST((SELECT COUNT(*) FROM audit a WHERE a.number > h.number) AS bigint) AS beyond
FROM audit_head h WHERE h.one = $1;

-- audit_head_set(one i64, number i64, link str) -> one audit_head
UPDATE audit_head SET number = $2, link = $3 WHERE one = $1 RETURNING number, link;

-- audit_insert(number i64, at when, action str, actor id, subject id, address str, detail str, hash str) -> none
INSERT INTO audit ({entry}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- audit_after(after i64, most i64) -> page audit_entry
-- Oldest first.
SELECT {entry} FROM audit WHERE number > $1 ORDER BY number LIMIT $2;

-- audit_of(subject id, after i64, most i64) -> page audit_entry
SELECT {entry} FROM audit
WHERE subject = $1 AND number > $2 ORDER BY number LIMIT $3;
