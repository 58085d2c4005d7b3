-- Season news: feeds and what was read of them, stories, what servers follow, and the outbox with
-- every post that is due, under way or done. A story and its deliveries are written together, before
-- anything is sent; what Discord said is written after.

-- address is as it was followed or as the pack has it, url where a permanent redirect led since.
-- source is the pack's key. schedule is the state of its timetable as JSON; read_at is the first
-- reading, whose entries are all old news.
CREATE TABLE news_feeds (
    feed_id BIGINT PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    source TEXT UNIQUE,
    name TEXT NOT NULL,
    tier TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    schedule TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    checked_at BIGINT,
    read_at BIGINT,
    fresh_at BIGINT,
    failing_at BIGINT,
    problem TEXT
);

-- gossip_at is when it was found to be gossip and to need a moderator's word.
CREATE TABLE news_stories (
    story_id BIGINT PRIMARY KEY,
    feed_id BIGINT NOT NULL REFERENCES news_feeds (feed_id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    markdown TEXT NOT NULL,
    link TEXT,
    image TEXT,
    topic TEXT NOT NULL,
    kind TEXT NOT NULL,
    tier TEXT NOT NULL,
    spoiler_season BIGINT,
    published_at BIGINT,
    seen_at BIGINT NOT NULL,
    gossip_at BIGINT
);
CREATE INDEX news_stories_by_time ON news_stories (seen_at);

-- entry_key is the feed's id of the entry, or a digest of a long one; link_key a digest of the
-- canonical link; fingerprint one of the text, to know an update by. An entry that nobody could want
-- has no story. backlog_at: it was old news when it was first seen.
CREATE TABLE news_entries (
    feed_id BIGINT NOT NULL REFERENCES news_feeds (feed_id) ON DELETE CASCADE,
    entry_key TEXT NOT NULL,
    story_id BIGINT REFERENCES news_stories (story_id) ON DELETE CASCADE,
    entry_id TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    markdown TEXT NOT NULL,
    link TEXT,
    link_key TEXT,
    image TEXT,
    fingerprint TEXT NOT NULL,
    judgement TEXT NOT NULL,
    placed TEXT NOT NULL,
    published_at BIGINT,
    seen_at BIGINT NOT NULL,
    backlog_at BIGINT,
    PRIMARY KEY (feed_id, entry_key)
);
CREATE INDEX news_entries_by_story ON news_entries (story_id);
CREATE INDEX news_entries_by_link ON news_entries (link_key);
CREATE INDEX news_entries_by_time ON news_entries (seen_at);

CREATE TABLE news_policies (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, key)
);

-- What a server follows: a source of the pack, the feed of an address, or the show. number is people's
-- name for it and never given twice; since_at is from when stories count.
CREATE TABLE news_subscriptions (
    subscription_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    following TEXT NOT NULL,
    feed_id BIGINT REFERENCES news_feeds (feed_id),
    channel_id BIGINT NOT NULL,
    options TEXT NOT NULL,
    creator_user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    since_at BIGINT NOT NULL,
    previewed_at BIGINT,
    paused_at BIGINT,
    ended_at BIGINT,
    UNIQUE (guild_id, number)
);

-- The outbox. lane is what order holds in: a channel's id, or minus a server's for what is told to its
-- moderators. The oldest of a lane by due_at and delivery_id goes first, and whatever comes after it
-- waits for it. ended_at is NULL while something is still to come of it. uncertain_at: it was tried
-- then, and nobody knows with what end. digest_id is the post that a bundled story goes out with;
-- target_id the post that an edit or a publication is of.
CREATE TABLE news_deliveries (
    delivery_id BIGINT PRIMARY KEY,
    lane BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    channel_id BIGINT,
    subscription_id BIGINT,
    story_id BIGINT REFERENCES news_stories (story_id) ON DELETE CASCADE,
    digest_id BIGINT,
    target_id BIGINT,
    kind TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    plain BIGINT NOT NULL,
    role_id BIGINT,
    subject TEXT,
    detail TEXT,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    retry_at BIGINT,
    lease_at BIGINT,
    tried_at BIGINT,
    uncertain_at BIGINT,
    ended_at BIGINT,
    posted_at BIGINT,
    posted_channel_id BIGINT,
    message_id BIGINT
);
CREATE UNIQUE INDEX news_deliveries_once ON news_deliveries (story_id, lane) WHERE kind = 'story';
CREATE UNIQUE INDEX news_deliveries_one_edit ON news_deliveries (target_id, kind)
    WHERE state = 'intended' OR state = 'parked';
CREATE INDEX news_deliveries_open ON news_deliveries (lane, due_at, delivery_id)
    WHERE ended_at IS NULL;
CREATE INDEX news_deliveries_next ON news_deliveries (lane, due_at, delivery_id)
    WHERE state = 'intended' OR state = 'claimed';
CREATE INDEX news_deliveries_claimed ON news_deliveries (lane) WHERE state = 'claimed';
CREATE INDEX news_deliveries_waiting ON news_deliveries (guild_id, due_at)
    WHERE ended_at IS NULL;
CREATE INDEX news_deliveries_past ON news_deliveries (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX news_deliveries_posted ON news_deliveries (lane, posted_at);
CREATE INDEX news_deliveries_by_digest ON news_deliveries (digest_id);
CREATE INDEX news_deliveries_by_guild ON news_deliveries (guild_id, delivery_id);

-- A channel that stayed broken: nothing is tried there until a moderator says so.
CREATE TABLE news_parked (
    channel_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    parked_at BIGINT NOT NULL
);

-- Stories that wait for a moderator's word, and what it was.
CREATE TABLE news_held (
    guild_id BIGINT NOT NULL,
    story_id BIGINT NOT NULL REFERENCES news_stories (story_id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    decision TEXT,
    decided_at BIGINT,
    decider_user_id BIGINT,
    PRIMARY KEY (guild_id, story_id)
);
CREATE INDEX news_held_by_story ON news_held (story_id);
CREATE INDEX news_held_waiting ON news_held (guild_id, held_at) WHERE decided_at IS NULL;
