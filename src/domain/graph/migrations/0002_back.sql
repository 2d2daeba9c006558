-- Does another follow me? What is asked of one's own side stands close together, however many others there are.
CREATE INDEX follow_in_other ON follow_in (user_id, other_id, requested, hidden);
