-- A name that was asked for is found however many share its words.
CREATE INDEX person_by_name ON person (name);
