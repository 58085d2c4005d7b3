"""Countdowns, and what is out, as members and moderators see them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import simcord
from PIL import Image

from tests.e2e.conftest import World, WorldMaker, told
from tests.e2e.reading import answer, custom_ids, shown_text
from tests.e2e.sleeping import later

TINY = Path(__file__).resolve().parents[1] / "packs" / "tiny"
SOURCE = "https://example.org/news/a-date"
LAUNCH = datetime(2026, 1, 10, 18, 30, tzinfo=UTC)


async def add(world: World, **options: object) -> simcord.InteractionResult:
    values = {"title": "Watch party", "date": "2026-01-10", "source": SOURCE, **options}
    return await world.moderator.slash(world.lounge, "calendar add", **values)


async def key_of(world: World, title: str) -> str:
    events = world.services.calendars.events(world.guild.id).values()
    return next(event.key for event in events if event.title == title)


async def test_where_no_day_is_known_nothing_is_invented(make_world: WorldMaker) -> None:
    """All dates of this pack are past, and a series is announced without one."""
    async with make_world(pack=str(TINY)) as world:
        shown = answer(await world.alice.slash(world.lounge, "countdown"))
        text = shown_text(shown)
        assert "I don't guess" in text
        assert "Series 3 is on its way** · day not known yet" in text
        assert "example.org/lantern/3" in text, "the source is there"
        assert "The latest so far" in text
        assert "The scripts are published as a book" in text
        (file,) = shown.attachments
        assert "? day not known yet" in (file.description or "")
        assert custom_ids(shown) == ["season:remind:series-3"]


async def test_a_countdown_has_timestamps_a_source_and_a_picture(world: World) -> None:
    await add(world, time="18:30")
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    assert not shown.ephemeral, "everybody counts along"
    (embed,) = shown.embeds
    stamp = int(LAUNCH.timestamp())
    assert embed.title == "Watch party"
    assert f"<t:{stamp}:F>" in (embed.description or "")
    assert f"<t:{stamp}:R>" in (embed.description or "")
    assert SOURCE in (embed.description or "")
    assert embed.image.url
    (file,) = shown.attachments
    image = Image.open(io.BytesIO(await file.read()))
    assert (image.format, image.width) == ("PNG", 1100)
    words = file.description or ""
    assert words.splitlines()[:2] == ["Watch party", "9 days to go"]
    assert "Saturday, 10 January 2026, 18:30 (UTC)" in words


async def test_on_the_last_day_hours_are_counted(world: World) -> None:
    await add(world, date="2026-01-01", time="18:30")
    await later(world, 13.5 * 3600)
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    assert "5 hours to go" in (shown.attachments[0].description or "")
    await later(world, 4.5 * 3600)
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    assert "30 minutes to go" in (shown.attachments[0].description or "")


async def test_an_event_is_picked_by_name_also_one_that_is_over(world: World) -> None:
    offered = await world.alice.autocomplete(world.lounge, "countdown", "event", "season")
    titles = {choice["name"] for choice in offered}
    assert "Season 2 comes out on Netflix" in titles
    shown = answer(await world.alice.slash(world.lounge, "countdown", event="s2-release"))
    assert "<t:1691046000:F>" in shown_text(shown), "it was at 08:00 in London"
    assert "days ago" in (shown.attachments[0].description or "")
    assert not custom_ids(shown), "nobody needs a reminder of it"
    typed = answer(await world.alice.slash(world.lounge, "countdown", event="yearbook"))
    assert "Yearbook" in (typed.embeds[0].title or "")
    refused = await world.alice.slash(world.lounge, "countdown", event="no-such-thing")
    assert "don't find that in the calendar" in told(refused)


async def test_what_spoils_is_shown_to_moderators_alone(world: World) -> None:
    await world.services.guilds.change(world.guild.id, world.admin.id, world.env.now(), ceiling=2)
    await add(world, title="A guest of season 3", spoils=3)
    shown = shown_text(answer(await world.alice.slash(world.lounge, "countdown")))
    assert "A guest" not in shown
    key = await key_of(world, "A guest of season 3")
    assert "don't find" in told(await world.alice.slash(world.lounge, "countdown", event=key))
    overview = shown_text(answer(await world.alice.slash(world.lounge, "season")))
    assert "A guest" not in overview
    assert "kept back" in overview
    third = shown_text(answer(await world.alice.slash(world.lounge, "season", number=3)))
    assert "Michael Holden" not in third
    assert "titles of its episodes are kept back" in third
    listed = shown_text(answer(await world.moderator.slash(world.lounge, "calendar list")))
    assert "A guest of season 3" in listed
    assert "hidden: spoils season 3" in listed


async def test_what_is_out_and_announced_each_with_its_source_and_more_of_one_season(
    world: World,
) -> None:
    text = shown_text(answer(await world.alice.slash(world.lounge, "season")))
    out, _, coming = text.partition("To come: ")
    for number in (1, 2, 3):
        assert f"**Season {number}**" in out
    assert "8 episodes" in out
    assert "Heartstopper Forever" in coming
    assert "Volume 6" in coming, "in January 2026 it was still to come"
    for line in text.splitlines():
        if line.startswith("•"):
            assert "](<http" in line, line
    text = shown_text(answer(await world.alice.slash(world.lounge, "season", number=2)))
    assert "Out since" in text
    assert "1. " in text
    assert "filming of season 2" in text
    assert "Season 3 comes out" not in text
    film = shown_text(answer(await world.alice.slash(world.lounge, "season", number=4)))
    assert "Announced; day not known yet" in film
    assert "Filming of Heartstopper Forever begins" in film
    values = {"event": "film-release", "date": "2026-01-01", "time": "10:00", "source": SOURCE}
    await world.moderator.slash(world.lounge, "calendar change", **values)
    film = shown_text(answer(await world.alice.slash(world.lounge, "season", number=4)))
    assert "Announced for <t:1767261600:F>" in film
    coming = shown_text(answer(await world.alice.slash(world.lounge, "season")))
    assert "**Heartstopper Forever** · <t:1767261600:F>" in coming
    assert "day not known" not in coming, "nothing is said twice, once rightly and once not"
    await later(world, 11 * 3600)
    out = shown_text(answer(await world.alice.slash(world.lounge, "season")))
    assert "Heartstopper Forever" in out.partition("To come: ")[0]
    refused = await world.alice.slash(world.lounge, "season", number=9)
    assert "don't know season 9" in told(refused)


async def test_titles_of_moderators_ping_nobody_and_break_out_of_nothing(world: World) -> None:
    await add(world, title="**@everyone** [x](https://evil.example) `a`")
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    title = shown.embeds[0].title or ""
    assert "\\*\\*" in title
    assert "\\[x" in title or "](https" not in title


NO_DATES: list[tuple[dict[str, object], str]] = [
    ({"date": "tomorrow"}, "as a day"),
    ({"date": "2026-02-30"}, "as a day"),
    ({"date": "2126-01-01"}, "20 years"),
    ({"date": "2025-12-31"}, "That day is over"),
    ({"time": "half past"}, "as a time of day"),
    ({"zone": "Europe/London"}, "needs an hour"),
    ({"time": "18:30", "zone": "Middle-earth/Shire"}, "time zone"),
    ({"date": "2026-03-29", "time": "01:30", "zone": "Europe/London"}, "never show 01:30"),
    ({"source": "a friend told me"}, "begins with https://"),
    ({"source": "https://example.org/<@1>"}, "begins with https://"),
    ({"title": "  "}, "at most 100"),
]


async def test_a_date_that_is_none_is_refused_with_the_mend(world: World) -> None:
    for options, said in NO_DATES:
        result = await add(world, **options)
        assert said in told(result), options
        assert result.ephemeral
    own = world.services.calendars.events(world.guild.id).values()
    assert not [event for event in own if event.is_own]


async def test_where_news_are_off_the_calendar_is_too(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), news_on=False
    )
    for command in ("countdown", "season"):
        assert "switched off" in told(await world.alice.slash(world.lounge, command))
    assert "switched off" in told(await add(world))


async def test_history_tells_who_changed_which_date_with_which_source(world: World) -> None:
    await add(world)
    await world.moderator.slash(
        world.lounge, "calendar change", event="watch party", date="2026-01-11", source=SOURCE
    )
    await world.moderator.slash(world.lounge, "calendar remove", event="Watch")
    await world.moderator.slash(world.lounge, "calendar remind", channel=world.lounge)
    shown = answer(await world.admin.slash(world.lounge, "settings history"))
    lines = shown_text(shown).splitlines()
    assert [line for line in lines if "Watch party: 2026-01-11" in line and SOURCE in line]
    assert [line for line in lines if "Taken out of the calendar" in line]
    assert [line for line in lines if "reminders" in line and f"<#{world.lounge.id}>" in line]
    assert all(world.moderator.mention in line for line in lines[1:])


async def test_a_change_of_the_packs_date_can_be_taken_back(world: World) -> None:
    changed = await world.moderator.slash(
        world.lounge,
        "calendar change",
        event="volume-6-uk",
        date="2026-07-09",
        source=SOURCE,
    )
    assert "by your source" in told(changed)
    again = await world.moderator.slash(
        world.lounge, "calendar change", event="volume-6-uk", date="2026-07-09", source=SOURCE
    )
    assert "nothing to change" in told(again)
    listed = shown_text(answer(await world.moderator.slash(world.lounge, "calendar list")))
    assert "changed here" in listed
    assert world.moderator.mention in listed
    shown = answer(await world.alice.slash(world.lounge, "countdown", event="volume-6-uk"))
    assert "newer date than I came with" in shown_text(shown)
    offered = await world.moderator.autocomplete(world.lounge, "calendar remove", "event", "")
    assert [choice["value"] for choice in offered] == ["volume-6-uk"]
    back = await world.moderator.slash(world.lounge, "calendar remove", event="volume-6-uk")
    assert "that I came with" in told(back)
    refused = await world.moderator.slash(world.lounge, "calendar remove", event="volume-6-uk")
    assert "comes with me" in told(refused)
