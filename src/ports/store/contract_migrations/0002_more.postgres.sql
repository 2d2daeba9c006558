CREATE INDEX nickname_by_owner ON nickname USING btree (owner); -- PostgreSQL's form
