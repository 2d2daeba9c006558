CREATE TABLE choir (id bigint NOT NULL PRIMARY KEY, open bigint NOT NULL, seq bigint NOT NULL);
CREATE TABLE choir_member (choir_id bigint NOT NULL, account_id bigint NOT NULL, floor bigint NOT NULL, PRIMARY KEY (choir_id, account_id));
CREATE TABLE choir_deaf (account_id bigint NOT NULL PRIMARY KEY);
