-- The respectful-discussion filter: what servers chose, cases with their messages and audit trail,
-- appeals, warnings, what was missed while judging failed, and what moderators' decisions taught.
-- Confidences are whole ten-thousandths, so that no column needs a type that the databases disagree on.

CREATE TABLE moderation_policies (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, key)
);

-- A breach and its repeats. version grows with every decision of a moderator and is what two of them
-- compare; user_id wrote the first message.
CREATE TABLE moderation_cases (
    case_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    label TEXT NOT NULL,
    confidence BIGINT NOT NULL,
    stage TEXT NOT NULL,
    target_kind TEXT,
    target_name TEXT,
    rules TEXT NOT NULL,
    kind TEXT NOT NULL,
    action TEXT NOT NULL,
    would TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    decided_at BIGINT,
    card_channel_id BIGINT,
    card_message_id BIGINT,
    UNIQUE (guild_id, number)
);
CREATE INDEX moderation_cases_by_state ON moderation_cases (guild_id, state, number);
CREATE INDEX moderation_cases_by_member ON moderation_cases (guild_id, user_id);
CREATE INDEX moderation_cases_open ON moderation_cases (last_at) WHERE state = 'open';

-- A message of a case with what is done about it: intended while outcome is NULL. text is NULL once
-- its evidence was deleted; text_key is a digest of the folded text, to know repeats by.
CREATE TABLE moderation_messages (
    entry_id BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES moderation_cases (case_id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    parent_id BIGINT,
    message_id BIGINT,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT,
    text_key TEXT,
    evidence TEXT NOT NULL,
    reasons TEXT NOT NULL,
    confidence BIGINT NOT NULL,
    action TEXT NOT NULL,
    would TEXT NOT NULL,
    outcome TEXT,
    detail TEXT,
    written_at BIGINT NOT NULL,
    acted_at BIGINT,
    restored_at BIGINT
);
CREATE INDEX moderation_messages_by_case ON moderation_messages (case_id, entry_id);
CREATE INDEX moderation_messages_by_message ON moderation_messages (guild_id, message_id);
CREATE INDEX moderation_messages_by_member ON moderation_messages (guild_id, user_id, written_at);
CREATE INDEX moderation_messages_by_text ON moderation_messages (guild_id, text_key);
CREATE INDEX moderation_messages_unanswered ON moderation_messages (written_at)
    WHERE outcome IS NULL;

-- The audit trail. user_id did it (NULL: the bot), about_user_id is to whom, where not to all authors.
CREATE TABLE moderation_case_steps (
    step_id BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES moderation_cases (case_id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    user_id BIGINT,
    about_user_id BIGINT,
    minutes BIGINT,
    note TEXT,
    outcome TEXT,
    detail TEXT,
    taken_at BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX moderation_case_steps_by_case ON moderation_case_steps (case_id, step_id);
CREATE INDEX moderation_case_steps_unanswered ON moderation_case_steps (taken_at)
    WHERE outcome IS NULL;

CREATE TABLE moderation_warnings (
    warning_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES moderation_cases (case_id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    moderator_user_id BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX moderation_warnings_by_member ON moderation_warnings (guild_id, user_id);
CREATE INDEX moderation_warnings_by_case ON moderation_warnings (case_id);

CREATE TABLE moderation_appeals (
    appeal_id BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES moderation_cases (case_id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    appealed_at BIGINT NOT NULL,
    moderator_user_id BIGINT,
    answer TEXT,
    answered_at BIGINT,
    UNIQUE (case_id, user_id)
);
CREATE INDEX moderation_appeals_by_guild ON moderation_appeals (guild_id, state);

CREATE TABLE moderation_missed (
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    missed_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, message_id)
);
CREATE INDEX moderation_missed_by_guild ON moderation_missed (guild_id);

-- What a server's moderators called fine or a breach: the newest word on a text holds. text is folded.
CREATE TABLE moderation_examples (
    example_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES moderation_cases (case_id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    label TEXT NOT NULL,
    ruling TEXT NOT NULL,
    text TEXT NOT NULL,
    learned_at BIGINT NOT NULL
);
CREATE INDEX moderation_examples_by_guild ON moderation_examples (guild_id, example_id);
CREATE INDEX moderation_examples_by_case ON moderation_examples (case_id);
