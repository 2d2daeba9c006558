-- A story. `ended`: it is over, and is kept for a highlight alone. An id gives the time.
CREATE TABLE story (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  kind bigint NOT NULL,
  text text,
  background text,
  media bigint,
  audience bigint NOT NULL,
  replies boolean NOT NULL,
  expires_at bigint NOT NULL,
  ended boolean NOT NULL
);
CREATE INDEX story_of ON story (user_id, id);
CREATE INDEX story_standing ON story (user_id, id) WHERE NOT ended;
CREATE INDEX story_over ON story (expires_at) WHERE NOT ended;

-- Who has seen it, and with what they reacted. `place` is an id, so it gives the time. `hidden`: the account is not shown.
CREATE TABLE story_view (
  story_id bigint NOT NULL,
  user_id bigint NOT NULL,
  place bigint NOT NULL,
  emoji text,
  hidden boolean NOT NULL,
  PRIMARY KEY (story_id, user_id)
);
CREATE INDEX story_view_latest ON story_view (story_id, place);
CREATE INDEX story_view_of ON story_view (user_id, story_id);

-- The views and reactions of each that are not hidden. It changes with every view, so its page keeps room for the next version.
CREATE TABLE story_count (
  story_id bigint PRIMARY KEY,
  views bigint NOT NULL,
  reactions bigint NOT NULL
) WITH (fillfactor = 50);

-- Lists of somebody's, by `kind`: 1 close friends, 2 those whom the stories are hidden from, 3 those whose stories are muted.
CREATE TABLE story_list (
  user_id bigint NOT NULL,
  other_id bigint NOT NULL,
  kind bigint NOT NULL,
  place bigint NOT NULL,
  PRIMARY KEY (user_id, other_id, kind)
);
CREATE INDEX story_list_latest ON story_list (user_id, kind, place);
CREATE INDEX story_list_other ON story_list (other_id, user_id, kind);

CREATE TABLE highlight (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  title text NOT NULL,
  cover bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE INDEX highlight_of ON highlight (user_id, id);

-- The stories of a highlight, in the order of `place`. The audience of a story never changes.
CREATE TABLE highlight_story (
  highlight_id bigint NOT NULL,
  story_id bigint NOT NULL,
  place bigint NOT NULL,
  audience bigint NOT NULL,
  PRIMARY KEY (highlight_id, story_id)
);
CREATE INDEX highlight_story_of ON highlight_story (story_id);
