-- What the contract of the store is tried on.
CREATE TABLE every_kind (
    id bigint PRIMARY KEY,
    number bigint NOT NULL,
    flag boolean NOT NULL,
    at bigint NOT NULL,
    words text NOT NULL,
    hidden text NOT NULL,
    ratio double precision NOT NULL,
    some_id bigint,
    some_number bigint,
    some_flag boolean,
    some_at bigint,
    some_words text
);
CREATE TABLE counter (id bigint PRIMARY KEY, n bigint NOT NULL);
CREATE TABLE doctor (id bigint PRIMARY KEY, on_call boolean NOT NULL);
CREATE TABLE nickname (word text PRIMARY KEY, owner bigint NOT NULL CHECK (owner > 0));
