-- restored_as: the message of Discord as which a message was given back to its channel; it stands there by a
-- webhook, so that only this tells whose it is. NULL for titles and nicknames, and before this migration.
ALTER TABLE moderation_messages ADD COLUMN restored_as BIGINT;
CREATE INDEX moderation_messages_restored ON moderation_messages (guild_id, restored_as)
    WHERE restored_as IS NOT NULL;

-- In a raid a case has thousands of messages, and each further one must not look at all before it: the
-- newest case with a text, a member's first messages in a case, and the newest lines of its trail.
DROP INDEX moderation_messages_by_text;
CREATE INDEX moderation_messages_by_text ON moderation_messages (guild_id, text_key, case_id);
CREATE INDEX moderation_messages_by_author ON moderation_messages (case_id, user_id, entry_id);
CREATE INDEX moderation_case_steps_told ON moderation_case_steps (case_id, step_id)
    WHERE kind <> 'acted';
