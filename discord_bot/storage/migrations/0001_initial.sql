-- The first schema: servers' settings, and everything that trivia keeps.
-- Ids of Discord, ids of our own and times (epoch seconds, UTC) are BIGINT, so that one text serves
-- SQLite and PostgreSQL. Every column that names a member ends in user_id: privacy's export and
-- forget go by that. What happened or not is a time that may be NULL, never a flag.

CREATE TABLE bot_facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE guild_settings (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, key)
);

CREATE TABLE setting_changes (
    change_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX setting_changes_by_guild ON setting_changes (guild_id, changed_at);

-- A game in a channel. due_at is when something must happen next (a round closes, the next one
-- opens, a challenge or a pause runs out); the ticker asks for nothing else.
CREATE TABLE trivia_games (
    game_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    starter_user_id BIGINT NOT NULL,
    opponent_user_id BIGINT,
    mode TEXT NOT NULL,
    pace TEXT NOT NULL,
    rounds_total BIGINT NOT NULL,
    category TEXT,
    difficulty TEXT,
    ceiling BIGINT NOT NULL,
    state TEXT NOT NULL,
    round_number BIGINT NOT NULL,
    unanswered BIGINT NOT NULL,
    message_id BIGINT,
    due_at BIGINT,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    announced_at BIGINT
);
CREATE UNIQUE INDEX trivia_games_one_a_channel ON trivia_games (channel_id) WHERE ended_at IS NULL;
CREATE INDEX trivia_games_due ON trivia_games (due_at) WHERE ended_at IS NULL;
CREATE INDEX trivia_games_unannounced ON trivia_games (game_id) WHERE announced_at IS NULL;

-- question is the question as it was asked, so that a later edit changes no game; choices are the
-- texts on the buttons in their order. A round that is open with no message_id was not posted yet.
-- Its two times are in milliseconds, for the speed of an answer is measured from them.
CREATE TABLE trivia_rounds (
    round_id BIGINT PRIMARY KEY,
    game_id BIGINT NOT NULL REFERENCES trivia_games (game_id) ON DELETE CASCADE,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    question TEXT NOT NULL,
    choices TEXT NOT NULL,
    message_id BIGINT,
    opened_ms BIGINT NOT NULL,
    deadline_ms BIGINT NOT NULL,
    closed_at BIGINT,
    revealed_at BIGINT,
    UNIQUE (game_id, number)
);
CREATE INDEX trivia_rounds_by_channel ON trivia_rounds (channel_id, round_id);
CREATE INDEX trivia_rounds_unrevealed ON trivia_rounds (closed_at) WHERE revealed_at IS NULL;

CREATE TABLE trivia_answers (
    round_id BIGINT NOT NULL REFERENCES trivia_rounds (round_id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    choice BIGINT,
    correct BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    elapsed_ms BIGINT NOT NULL,
    PRIMARY KEY (round_id, user_id)
);

CREATE TABLE trivia_skip_votes (
    round_id BIGINT NOT NULL REFERENCES trivia_rounds (round_id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (round_id, user_id)
);

-- The ledger that boards, profiles and question statistics are read from. One line for each
-- member and question answered; board_at is NULL while it counts for the profile alone.
CREATE TABLE trivia_points (
    source TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    game_id BIGINT,
    question_id TEXT NOT NULL,
    category TEXT NOT NULL,
    correct BIGINT NOT NULL,
    points BIGINT NOT NULL,
    elapsed_ms BIGINT,
    scored_at BIGINT NOT NULL,
    board_at BIGINT,
    PRIMARY KEY (source, source_id, user_id)
);
CREATE INDEX trivia_points_board ON trivia_points (guild_id, scored_at);
CREATE INDEX trivia_points_member ON trivia_points (user_id, guild_id);
CREATE INDEX trivia_points_game ON trivia_points (game_id);

CREATE TABLE trivia_seen (
    channel_id BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    guild_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (channel_id, question_id)
);

CREATE TABLE trivia_dailies (
    play_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    ceiling BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (guild_id, user_id, day)
);
CREATE INDEX trivia_dailies_by_day ON trivia_dailies (guild_id, day);

CREATE TABLE trivia_daily_answers (
    play_id BIGINT NOT NULL REFERENCES trivia_dailies (play_id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    question TEXT NOT NULL,
    choices TEXT NOT NULL,
    choice BIGINT,
    correct BIGINT,
    points BIGINT,
    answered_at BIGINT,
    PRIMARY KEY (play_id, number)
);

CREATE TABLE trivia_daily_posts (
    guild_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT,
    claimed_at BIGINT NOT NULL,
    posted_at BIGINT,
    PRIMARY KEY (guild_id, day)
);

CREATE TABLE trivia_members (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    ceiling BIGINT,
    hidden_at BIGINT,
    PRIMARY KEY (guild_id, user_id)
);

-- A server's own questions and members' suggestions; body is the same shape as in a pack's file.
CREATE TABLE trivia_questions (
    question_id TEXT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    author_user_id BIGINT NOT NULL,
    reviewer_user_id BIGINT,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX trivia_questions_by_guild ON trivia_questions (guild_id, state);

CREATE TABLE trivia_reports (
    guild_id BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    reported_at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolver_user_id BIGINT,
    PRIMARY KEY (guild_id, question_id, user_id)
);

-- How often a question of the pack was asked and answered right, over all servers and nobody's name.
CREATE TABLE trivia_question_stats (
    question_id TEXT PRIMARY KEY,
    answered BIGINT NOT NULL,
    correct BIGINT NOT NULL
);
