-- The season calendar: dates of a server's own, where and of what people are reminded, and each
-- notice as a row that is written before it is sent. Days and hours are text, as 2026-12-24 or
-- 2026-12-24 08:00 Europe/London: an hour somewhere is not a moment until the clocks there are known.

-- What moderators wrote. An event of their own has a title; one of the pack has none, for only its
-- date is theirs, and base is the pack's date then: should the pack get another one, it is newer.
-- dated is NULL where the day is open.
CREATE TABLE season_events (
    guild_id BIGINT NOT NULL,
    event_key TEXT NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    spoils BIGINT NOT NULL,
    dated TEXT,
    base TEXT NOT NULL,
    source TEXT NOT NULL,
    editor_user_id BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, event_key)
);

CREATE TABLE season_channels (
    guild_id BIGINT PRIMARY KEY,
    channel_id BIGINT NOT NULL,
    role_id BIGINT,
    since_at BIGINT NOT NULL
);

-- Members who want to be reminded in private; title, source and told are what they saw when they asked.
CREATE TABLE season_watches (
    user_id BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    event_key TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    told TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, guild_id, event_key)
);
CREATE INDEX season_watches_by_event ON season_watches (guild_id, event_key);

-- What was told, or is about to be. user_id is 0 for the server's channel. retry_at is when it is
-- tried next, or while it is under way when it counts as lost; tried_at the first try of whose end
-- nobody knows.
CREATE TABLE season_notices (
    notice_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    channel_id BIGINT,
    role_id BIGINT,
    event_key TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    days BIGINT,
    told TEXT,
    was TEXT,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    detail TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    retry_at BIGINT NOT NULL,
    tried_at BIGINT,
    ended_at BIGINT,
    message_id BIGINT
);
CREATE UNIQUE INDEX season_notices_once ON season_notices (guild_id, user_id, event_key, told, days)
    WHERE kind = 'reminder' AND state <> 'dropped';
CREATE INDEX season_notices_by_guild ON season_notices (guild_id, created_at);
CREATE INDEX season_notices_open ON season_notices (retry_at) WHERE ended_at IS NULL;

-- Discord's own scheduled events that moderators had made; scheduled_id is NULL while one is being
-- made. told is the date that it shows.
CREATE TABLE season_happenings (
    guild_id BIGINT NOT NULL,
    event_key TEXT NOT NULL,
    scheduled_id BIGINT,
    told TEXT NOT NULL,
    creator_user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, event_key)
);
