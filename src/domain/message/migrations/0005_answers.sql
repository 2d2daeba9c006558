-- Answers to a story are found by it.
CREATE INDEX message_of_story ON message (story, sender_id) WHERE story <> 0;
