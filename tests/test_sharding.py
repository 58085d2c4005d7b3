"""Whose servers are whose, and ids that no two processes give."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discord_bot.errors import ConfigurationError
from discord_bot.ids import IdSource
from discord_bot.settings import load_settings
from discord_bot.sharding import ALL, Shards

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_every_server_is_served_by_one_process() -> None:
    processes = [Shards(5, (0, 3)), Shards(5, (1,)), Shards(5, (2, 4))]
    for guild_id in range(0, 50 << 22, 1 << 21):
        assert sum(shards.serves(guild_id) for shards in processes) == 1
        assert ALL.serves(guild_id)
        assert Shards(5, (0, 1, 2, 3, 4)).serves(guild_id)


@pytest.mark.parametrize(
    ("count", "ids", "shards"),
    [
        (None, None, ALL),
        ("4", None, Shards(4, (0, 1, 2, 3))),
        ("4", "2", Shards(4, (2,))),
        ("16", "4-6, 0", Shards(16, (0, 4, 5, 6))),
    ],
)
@pytest.mark.parametrize("prefix", ["", "FANBOT_"])
def test_shards_are_read_from_the_environment(
    prefix: str,
    count: str | None,
    ids: str | None,
    shards: Shards,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("SHARD_COUNT", count), ("SHARD_IDS", ids)):
        if value is not None:
            monkeypatch.setenv(prefix + name, value)
    assert load_settings(None).shards == shards


@pytest.mark.parametrize(
    ("count", "ids", "mend"),
    [
        ("4", "4", "from 0 to 3"),
        ("4", "1,1", "each shard once"),
        ("4", "1-", "such as 0,1 or 4-7"),
        ("4", "one", "such as 0,1 or 4-7"),
        ("4", "3-1", "from 0 to 3"),
        (None, "1", "set FANBOT_SHARD_COUNT too"),
        ("0", None, "FANBOT_SHARD_COUNT"),
    ],
)
def test_wrong_shards_are_refused_with_the_mend(
    count: str | None, ids: str | None, mend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FANBOT_SHARD_COUNT", count), ("FANBOT_SHARD_IDS", ids)):
        if value is not None:
            monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=mend):
        assert load_settings(None).shards


def test_a_database_url_is_taken_where_nothing_else_names_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://there/fanbot")
    assert load_settings(None).database == "postgresql://there/fanbot"
    monkeypatch.setenv("FANBOT_DATABASE", "here.db")
    assert load_settings(None).database == "here.db"


def test_processes_at_the_same_moment_give_different_ids() -> None:
    sources = [IdSource(lambda: NOW, slot, 7) for slot in (0, 2, 6)]
    given = [source() for source in sources for _ in range(5000)]
    assert len(set(given)) == len(given)
    for source in sources:
        first, second = source(), source()
        assert first < second
