-- What a stop between Discord's act and our note of it leaves unknown. tried_at: it was going to be taken
-- down then, so that where it is gone after a start it was the bot who took it. owed_at: it was taken down
-- then, and its author has yet to be told; NULL once they were, or where nobody has to be.
ALTER TABLE moderation_messages ADD COLUMN tried_at BIGINT;
ALTER TABLE moderation_messages ADD COLUMN owed_at BIGINT;
CREATE INDEX moderation_messages_owed ON moderation_messages (owed_at) WHERE owed_at IS NOT NULL;
