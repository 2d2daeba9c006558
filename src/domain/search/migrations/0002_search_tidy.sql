-- One row: were words taken out of the index since it was last merged (asked), and is it being merged (going)?
CREATE TABLE search_tidy (
  id bigint PRIMARY KEY,
  asked boolean NOT NULL,
  going boolean NOT NULL
);
INSERT INTO search_tidy (id, asked, going) VALUES (1, TRUE, FALSE);
