-- How much was done in a server on a day, where nothing else that is kept tells it: that a message was
-- checked and found fine leaves no row. day is a date by the server's own clock, as it was set then;
-- the counts are of nobody. Added to every minute or so, and kept for 90 days.
CREATE TABLE daily_counts (
    guild_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (guild_id, day, kind)
);
CREATE INDEX daily_counts_by_day ON daily_counts (day);

-- How much was played in a week is asked for one server at a time.
CREATE INDEX trivia_games_by_guild ON trivia_games (guild_id, started_at);
