CREATE INDEX nickname_by_owner ON nickname (owner); -- SQLite's form
