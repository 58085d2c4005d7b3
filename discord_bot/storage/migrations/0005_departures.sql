-- Servers that the bot is no longer in: what is kept of them is deleted some time after left_at, unless
-- they invite it again.
CREATE TABLE guild_departures (
    guild_id BIGINT PRIMARY KEY,
    left_at BIGINT NOT NULL
);
