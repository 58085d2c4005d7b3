"""Which tables hold what belongs to a server. A test compares this with the schema."""

from __future__ import annotations

GUILD_TABLES = (
    "guild_settings",
    "setting_changes",
    "trivia_games",
    "trivia_rounds",
    "trivia_points",
    "trivia_seen",
    "trivia_dailies",
    "trivia_daily_posts",
    "trivia_members",
    "trivia_questions",
    "trivia_reports",
    "moderation_policies",
    "moderation_cases",
    "moderation_messages",
    "moderation_case_steps",
    "moderation_warnings",
    "moderation_appeals",
    "moderation_missed",
    "moderation_examples",
    "news_policies",
    "news_subscriptions",
    "news_deliveries",
    "news_parked",
    "news_held",
    "daily_counts",
    "season_events",
    "season_channels",
    "season_watches",
    "season_notices",
    "season_happenings",
    "guild_departures",
)
"""Tables with a ``guild_id``: all rows of a server go when it has been left for long enough. What
hangs on them without naming the server (answers in a game) goes with them, by its foreign key."""

NOBODYS_TABLES = {
    "bot_facts": "what the bot told Discord last",
    "trivia_question_stats": (
        "how often the pack's questions were answered rightly, over all servers"
    ),
    "news_feeds": "feeds, which several servers may follow",
    "news_stories": "what feeds told, which is public",
    "news_entries": "what feeds told, which is public",
}
"""Tables that belong to no server, each with what they hold."""
