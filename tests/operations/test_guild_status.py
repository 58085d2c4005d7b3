"""What moderators are told of how the bot is, and what is their concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from cogs.admin.status_words import StatusWords, make_picture
from discord_bot.guilds import GuildSettings
from discord_bot.operations.figures import Figure, Week
from discord_bot.operations.guild_status import (
    Backup,
    GuildStatus,
    Level,
    Newsstand,
    Queue,
    Topic,
    findings,
)
from discord_bot.packs import Pack, load_pack
from discord_bot.pictures import describe

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
ALL_ON = GuildSettings(1, moderation_on=True)
HOUR_AGO = NOW - timedelta(hours=1)


def status(**changes: object) -> GuildStatus:
    usual: dict[str, object] = {
        "settings": ALL_ON,
        "latency": 0.05,
        "backup": Backup(is_made=True, newest_at=HOUR_AGO),
        "queue": Queue(),
        "news": Newsstand(followed=2),
    }
    return GuildStatus(**(usual | changes))  # type: ignore[arg-type]


def told(found: GuildStatus) -> dict[Topic, tuple[str, Level]]:
    every = findings(found, NOW)
    topics = [item.topic for item in every]
    assert topics == sorted(set(topics), key=list(Topic).index), "each once, in the usual order"
    return {item.topic: (item.state, item.level) for item in every}


def test_a_well_bot_says_so_line_by_line() -> None:
    found = told(status())
    assert set(found.values()) <= {(state, Level.WELL) for state, _ in found.values()}
    assert found == {
        Topic.GATEWAY: ("well", Level.WELL),
        Topic.TRIVIA: ("on", Level.WELL),
        Topic.NEWS: ("on", Level.WELL),
        Topic.MODERATION: ("on", Level.WELL),
        Topic.QUEUE: ("empty", Level.WELL),
        Topic.FEEDS: ("well", Level.WELL),
        Topic.OUTBOX: ("empty", Level.WELL),
        Topic.BACKUP: ("made", Level.WELL),
    }


@cache
def pack() -> Pack:
    return load_pack()


def words(locale: str) -> StatusWords:
    return StatusWords(pack().wording.texts(locale), lambda command: f"`/{command}`", NOW)


PAUSED = GuildSettings(1, moderation_on=True, paused_news_until=NOW + timedelta(hours=1))
LATE = Queue(news=2, oldest_news=NOW - timedelta(minutes=16))


@pytest.mark.parametrize(
    ("changes", "topic", "state", "level"),
    [
        ({"latency": 1.2}, Topic.GATEWAY, "slow", Level.WRONG),
        ({"latency": None}, Topic.GATEWAY, "unknown", Level.WELL),
        ({"queue": None, "news": None}, Topic.DATABASE, "silent", Level.WRONG),
        ({"settings": GuildSettings(1)}, Topic.MODERATION, "off", Level.OFF),
        ({"settings": PAUSED}, Topic.NEWS, "paused", Level.WAITING),
        ({"failing": {"news": HOUR_AGO}}, Topic.NEWS, "failing", Level.WRONG),
        (
            {"failing": {"trivia": HOUR_AGO}, "settings": GuildSettings(1, trivia_on=False)},
            Topic.TRIVIA,
            "off",
            Level.OFF,
        ),
        ({"queue": Queue(cases=1)}, Topic.QUEUE, "waiting", Level.WAITING),
        ({"queue": Queue(appeals=1)}, Topic.QUEUE, "waiting", Level.WAITING),
        ({"queue": Queue(missed=1)}, Topic.MISSED, "waiting", Level.WRONG),
        ({"news": Newsstand()}, Topic.FEEDS, "none", Level.OFF),
        (
            {"news": Newsstand(2, failing=(("The Paper", HOUR_AGO),))},
            Topic.FEEDS,
            "failing",
            Level.WRONG,
        ),
        ({"news": Newsstand(2, parked=(7,))}, Topic.CHANNELS, "parked", Level.WRONG),
        ({"news": Newsstand(2, held=1)}, Topic.HELD_NEWS, "waiting", Level.WAITING),
        ({"queue": LATE}, Topic.OUTBOX, "late", Level.WRONG),
        ({"queue": LATE, "settings": PAUSED}, Topic.OUTBOX, "paused", Level.WAITING),
        (
            {"queue": Queue(news=1, oldest_news=NOW - timedelta(minutes=15))},
            Topic.OUTBOX,
            "waiting",
            Level.WELL,
        ),
        ({"backup": Backup()}, Topic.BACKUP, "not_mine", Level.OFF),
        ({"backup": Backup(is_made=True)}, Topic.BACKUP, "none", Level.WAITING),
        (
            {"backup": Backup(is_made=True, newest_at=NOW - timedelta(hours=49))},
            Topic.BACKUP,
            "old",
            Level.WRONG,
        ),
    ],
)
def test_what_is_not_usual_is_told_with_what_to_do(
    changes: dict[str, object], topic: Topic, state: str, level: Level
) -> None:
    assert told(status(**changes))[topic] == (state, level)
    for locale in pack().wording.languages:
        lines = words(locale).lines(status(**changes))
        assert not [line for line in lines if "{" in line]
        ill = (
            next(n for n, line in enumerate(lines) if line.startswith("⚠️"))
            if level is Level.WRONG
            else None
        )
        assert ill is None or lines[ill + 1].startswith("-# "), "what is wrong comes with its mend"


def test_what_a_server_does_without_is_left_out() -> None:
    off = GuildSettings(1, trivia_on=False, news_on=False)
    found = told(status(settings=off, news=Newsstand(2, failing=(("The Paper", HOUR_AGO),))))
    assert not found.keys() & {Topic.QUEUE, Topic.FEEDS, Topic.OUTBOX, Topic.CHANNELS}
    waiting = told(status(settings=off, queue=Queue(cases=1)))
    assert waiting[Topic.QUEUE] == ("waiting", Level.WAITING), "old cases are still to be decided"


def test_many_feeds_are_named_in_part_and_none_can_break_out_of_its_line() -> None:
    failing = tuple((f"**Paper** {number} {'x' * 80}", HOUR_AGO) for number in range(5))
    lines = words("en").lines(status(news=Newsstand(9, failing=failing)))
    line = next(line for line in lines if "5 feeds can't be read" in line)
    assert line.count("<t:") == 3
    assert line.endswith(" and 2 more.")
    assert "\\*\\*Paper\\*\\* 2" in line
    assert len(line) < 400


def test_a_picture_has_every_figure_in_every_language() -> None:
    days = tuple(date(2026, 4, 28) + timedelta(days=number) for number in range(7))
    counts = {(day, figure): 12345 for day in days for figure in Figure}
    for locale in pack().wording.languages:
        texts = pack().wording.texts(locale)
        picture = make_picture(texts, Week(days, counts), "Truham", "Asia/Tokyo", pack())
        assert len(picture.plots) == 5
        said = describe(picture)
        assert len(said) <= 1024
        assert texts("status.plot.trivia") in said, "no plot is cut off, however full the week"
