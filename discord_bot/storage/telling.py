"""What PostgreSQL does for several processes: it tells of changes, and refuses who is superseded.

Functions and triggers of the database, made anew where those of another fanbot are found.
"""

from __future__ import annotations

import hashlib
from typing import Any

import asyncpg

from discord_bot.storage.postgres_errors import SUPERSEDED

CHANNEL = "fanbot_changed"

#: Tables that processes keep in memory, with a column guild_id.
KEPT = (
    "guild_settings",
    "moderation_policies",
    "moderation_examples",
    "news_policies",
    "news_subscriptions",
    "season_channels",
    "season_events",
    "trivia_questions",
    "trivia_reports",
)
#: Tables in which one process puts what another has to do.
AWAITED = {"news_deliveries": "INSERT", "news_feeds": "INSERT OR UPDATE OF next_at"}

_TELL = f"""
CREATE OR REPLACE FUNCTION fanbot_tell_guild() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed RECORD;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    PERFORM pg_notify('{CHANNEL}',
        concat_ws(' ', TG_TABLE_NAME, changed.guild_id, current_setting('application_name')));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION fanbot_tell_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{CHANNEL}',
        concat_ws(' ', TG_TABLE_NAME, 0, current_setting('application_name')));
    RETURN NULL;
END $$;
"""

# Each shard's fact is the token of who serves it. Whoever's token stands there no more has lost the
# shard, and may not know it: nothing that it begins after that can be written.
_STAND = f"""
CREATE OR REPLACE FUNCTION fanbot_stand(shards TEXT[], mine TEXT) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT COUNT(*) FROM bot_facts WHERE name = ANY (shards) AND value = mine)
        < cardinality(shards) THEN
        RAISE EXCEPTION 'another process serves these shards' USING ERRCODE = '{SUPERSEDED}';
    END IF;
END $$;
"""  # noqa: S608 - a constant of ours


def _triggers() -> list[str]:
    each = [
        f"CREATE OR REPLACE TRIGGER fanbot_tell AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION fanbot_tell_guild()"
        for table in KEPT
    ]
    once = [
        f"CREATE OR REPLACE TRIGGER fanbot_tell AFTER {what} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION fanbot_tell_all()"
        for table, what in AWAITED.items()
    ]
    return [*each, *once]


def version() -> str:
    """What the database's functions are marked with, to know those of another fanbot."""
    return hashlib.sha256("".join([_TELL, _STAND, *_triggers()]).encode()).hexdigest()


async def tells(raw: asyncpg.Connection[Any]) -> bool:
    """Whether PostgreSQL tells of changes as this fanbot wants it, and of every table.

    A migration that makes a table anew takes the trigger away with the old one.
    """
    # https://www.postgresql.org/docs/current/functions-info.html: NULL where there is no function.
    found = await raw.fetchval(
        "SELECT obj_description(to_regproc('fanbot_tell_all'), 'pg_proc') = $1"
        " AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) AS watched (name)"
        " WHERE NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'fanbot_tell'"
        " AND tgrelid = to_regclass(watched.name)))",
        version(),
        [*KEPT, *AWAITED],
    )
    return bool(found)


async def have_it_tell(raw: asyncpg.Connection[Any]) -> None:
    """Have PostgreSQL tell of every change of what processes keep in memory."""
    async with raw.transaction():
        for statement in (_TELL, _STAND, *_triggers()):
            await raw.execute(statement)
        await raw.execute(f"COMMENT ON FUNCTION fanbot_tell_all IS '{version()}'")
