-- A story. `ended`: it is over, and is kept for a highlight alone. An id gives the time.
CREATE TABLE story (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  text TEXT,
  background TEXT,
  media INTEGER,
  audience INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended INTEGER NOT NULL
) STRICT;
CREATE INDEX story_of ON story (user_id, id);
CREATE INDEX story_standing ON story (user_id, id) WHERE NOT ended;
CREATE INDEX story_over ON story (expires_at) WHERE NOT ended;

-- Who has seen it, and with what they reacted. `place` is an id, so it gives the time. `hidden`: the account is not shown.
CREATE TABLE story_view (
  story_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  emoji TEXT,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (story_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_view_latest ON story_view (story_id, place);
CREATE INDEX story_view_of ON story_view (user_id, story_id);

-- The views and reactions of each that are not hidden.
CREATE TABLE story_count (
  story_id INTEGER PRIMARY KEY,
  views INTEGER NOT NULL,
  reactions INTEGER NOT NULL
) STRICT;

-- Lists of somebody's, by `kind`: 1 close friends, 2 those whom the stories are hidden from, 3 those whose stories are muted.
CREATE TABLE story_list (
  user_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (user_id, other_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_list_latest ON story_list (user_id, kind, place);
CREATE INDEX story_list_other ON story_list (other_id, user_id, kind);

CREATE TABLE highlight (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  cover INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX highlight_of ON highlight (user_id, id);

-- The stories of a highlight, in the order of `place`. The audience of a story never changes.
CREATE TABLE highlight_story (
  highlight_id INTEGER NOT NULL,
  story_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  audience INTEGER NOT NULL,
  PRIMARY KEY (highlight_id, story_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX highlight_story_of ON highlight_story (story_id);
