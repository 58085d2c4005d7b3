"""Reminders in channels and in private, over days, restarts and Discord's bad moments."""

from __future__ import annotations

from datetime import UTC, datetime

import discord
import simcord

from discord_bot.season.model import NoticeState
from tests.e2e.conftest import World, told
from tests.e2e.reading import answer, shown_text
from tests.e2e.sleeping import later

SOURCE = "https://example.org/news/a-date"
START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY = 3600.0, 24 * 3600.0


async def add(world: World, title: str, date: str, time: str | None = None, **more: object) -> str:
    values = {"title": title, "date": date, "source": SOURCE, **more}
    if time is not None:
        values["time"] = time
    await world.moderator.slash(world.lounge, "calendar add", **values)
    events = world.services.calendars.events(world.guild.id).values()
    return next(event.key for event in events if event.title == title)


async def remind(world: World, **options: object) -> simcord.InteractionResult:
    values = {"channel": world.lounge, **options}
    return await world.moderator.slash(world.trivia, "calendar remind", **values)


async def change(world: World, key: str, date: str, **more: object) -> str:
    values = {"event": key, "date": date, "source": f"{SOURCE}/new", **more}
    return told(await world.moderator.slash(world.trivia, "calendar change", **values))


def heads(channel: simcord.ChannelHandle) -> list[str]:
    """The first lines of what the bot posted by itself."""
    return [item.content for item in channel.history() if item.content]


async def leap(world: World, seconds: float) -> None:
    """The bot is down for so long, and comes back."""
    world.env.backend.advance_clock(seconds)
    await world.restart()
    await world.env.advance_time(1)


async def test_thirty_seven_one_and_no_days_before(world: World) -> None:
    """Five events, of which one falls due in each way on the second day of the year."""
    await remind(world)
    await add(world, "In a month", "2026-02-01")
    await add(world, "In a week", "2026-01-09", "18:30")
    await add(world, "Tomorrow", "2026-01-03", "03:00")
    await add(world, "The day", "2026-01-02")
    await add(world, "The hour", "2026-01-02", "10:00")
    told_by_hour = {}
    for hour in (9, 10, 33, 34, 42.5):
        before = len(heads(world.lounge))
        now = (world.env.now() - START).total_seconds() / HOUR
        await later(world, (hour - now) * HOUR)
        told_by_hour[hour] = heads(world.lounge)[before:]
    assert told_by_hour == {
        9: ["⏳ **The day**: one day left!"],
        10: ["⏳ **The hour**: one day left!"],
        33: [
            "⏳ **In a month**: 30 days left!",
            "⏳ **Tomorrow**: one day left!",
            "🎉 **The day**: today is the day!",
        ],
        34: ["🎉 **The hour**: the hour has come!"],
        42.5: ["⏳ **In a week**: 7 days left!"],
    }
    first = next(item for item in world.lounge.history() if "In a month" in item.content)
    (embed,) = first.embeds
    assert "<t:1769947200:D>" in (embed.description or "")
    assert SOURCE in (embed.description or "")
    assert first.attachments[0].filename == "countdown.png"
    assert "30 days to go" in (first.attachments[0].description or "")


async def test_one_event_from_a_month_before_to_its_hour_with_the_bot_down_in_between(
    world: World,
) -> None:
    await remind(world)
    await add(world, "The film", "2026-02-10", "08:00", zone="Europe/London")
    await leap(world, 10 * DAY + 8 * HOUR)  # 11 January, 08:00 in London
    await leap(world, 23 * DAY)  # 3 February
    assert heads(world.lounge) == [
        "⏳ **The film**: 30 days left!",
        "⏳ **The film**: 7 days left!",
    ]
    await leap(world, 3 * DAY)  # nothing is due
    await leap(world, 3 * DAY)  # the day before
    await leap(world, DAY)
    await leap(world, DAY)
    assert heads(world.lounge)[2:] == [
        "⏳ **The film**: one day left!",
        "🎉 **The film**: the hour has come!",
    ]


async def test_what_was_missed_and_is_not_true_any_more_is_not_told(world: World) -> None:
    await remind(world)
    await add(world, "The film", "2026-02-10", "08:00")
    await leap(world, 36 * DAY)  # down from the year's first day to 6 February
    assert heads(world.lounge) == [], "neither 30 nor 7 days: those are over"
    await leap(world, 3 * DAY + 12 * HOUR)  # the evening before, four hours late
    assert heads(world.lounge) == ["⏳ **The film**: one day left!"]
    await leap(world, 2 * DAY)
    assert len(heads(world.lounge)) == 1, "a day after the hour nobody says that it has come"


async def test_a_role_is_pinged_and_nobody_else(world: World) -> None:
    role = world.guild.create_role("Calendar friends", mentionable=True)
    result = await remind(world, role=role)
    assert role.mention in told(result)
    assert "can't ping" not in told(result)
    await add(world, "@everyone's party", "2026-01-02")
    await later(world, 10 * HOUR)
    (message,) = world.lounge.history()
    assert message.content.startswith(role.mention)
    assert not message.mention_everyone
    assert [item.id for item in message.role_mentions] == [role.id]


async def test_what_cannot_be_is_refused_and_switched_off_means_silence(world: World) -> None:
    role = world.guild.create_role("Quiet")
    everyone = world.guild.default_role
    assert "don't ping @everyone" in told(await remind(world, role=everyone))
    silent = discord.PermissionOverwrite(send_messages=False, attach_files=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.bot.user: silent})
    assert "allow: *Send Messages*" in told(await remind(world, channel=closed))
    assert "can't be mentioned by everyone" in told(await remind(world, role=role))
    assert world.services.calendars.subscription(world.guild.id) is None
    result = await world.admin.slash(
        world.trivia, "calendar remind", channel=world.lounge, role=role
    )
    assert "30, 7 and 1 days" in told(result)
    await add(world, "The day", "2026-01-02")
    stopped = await world.moderator.slash(world.trivia, "calendar off")
    assert "nothing any more" in told(stopped)
    again = await world.moderator.slash(world.trivia, "calendar off")
    assert "nothing to stop" in told(again)
    await later(world, 10 * HOUR)
    assert heads(world.lounge) == []


async def test_those_who_were_reminded_are_told_of_a_change_once(world: World) -> None:
    await remind(world)
    key = await add(world, "The film", "2026-01-02")
    await later(world, 10 * HOUR)
    assert "told otherwise hears of it" in await change(world, key, "2026-01-20")
    await later(world, 60)
    await world.restart()
    await later(world, HOUR)
    assert heads(world.lounge) == [
        "⏳ **The film**: one day left!",
        "📅 **The film** has another date.",
    ]
    (embed,) = world.lounge.history()[-1].embeds
    assert "<t:1767355200:D>" in (embed.description or ""), "the old day"
    assert "<t:1768910400:D>" in (embed.description or ""), "the new day"
    assert f"{SOURCE}/new" in (embed.description or "")
    await later(world, DAY)
    assert len(heads(world.lounge)) == 2, "the old day passes in silence"


async def test_a_day_that_is_open_again_and_one_that_is_found(world: World) -> None:
    await remind(world)
    key = await add(world, "The film", "2026-01-02")
    await later(world, 10 * HOUR)
    assert "has no day now" in await change(world, key, "unknown")
    await later(world, 60)
    await change(world, key, "2026-05-05")
    await later(world, 60)
    await world.moderator.slash(world.trivia, "calendar remove", event=key)
    await later(world, 60)
    assert heads(world.lounge)[1:] == [
        "📅 **The film**: the day is open again.",
        "📅 **The film** has a day now!",
        "📅 **The film** is not in the calendar any more.",
    ]


# --- in private -----------------------------------------------------------------------------------


async def test_a_member_is_reminded_in_private_and_can_stop(world: World) -> None:
    await add(world, "The day", "2026-01-02")
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    on = await world.alice.click(shown, label="Remind me")
    assert on.ephemeral
    assert "direct message" in told(on)
    assert "won't remind" in told(await world.alice.click(shown, label="Remind me"))
    await world.alice.click(shown, label="Remind me")
    await later(world, 10 * HOUR)
    (letter,) = world.alice.user.dm_channel.history()
    assert letter.content == "⏳ **The day**: one day left!"
    assert "Truham Lounge" in (letter.embeds[0].description or "")
    assert not world.bob.user.dm_channel.history()
    stopped = await world.alice.user.click(letter, label="Stop reminding me")
    assert "won't remind you" in told(stopped)
    await later(world, 2 * DAY)
    assert len(world.alice.user.dm_channel.history()) == 1
    on = await world.alice.click(shown, label="Remind me")
    assert "over already" in told(on)


async def test_who_waits_for_a_day_hears_of_it(world: World) -> None:
    shown = answer(await world.alice.slash(world.lounge, "countdown", event="film-release"))
    on = await world.alice.click(shown, label="Remind me")
    assert "as soon as" in told(on)
    await change(world, "film-release", "2026-08-01")
    await later(world, 60)
    (letter,) = world.alice.user.dm_channel.history()
    assert "has a day now" in letter.content


async def test_a_member_who_takes_no_messages_is_not_tried_again(world: World) -> None:
    await add(world, "The day", "2026-01-02")
    shown = answer(await world.alice.slash(world.lounge, "countdown"))
    await world.alice.click(shown, label="Remind me")
    world.env.inject_error(
        "POST",
        f"/channels/{world.alice.user.dm_channel.id}/messages",
        status=403,
        code=50007,
        times=1,
    )
    await later(world, 2 * DAY)
    assert not world.alice.user.dm_channel.history()


async def test_under_a_reminder_others_can_ask_for_their_own(world: World) -> None:
    await remind(world)
    await add(world, "The day", "2026-01-02")
    await later(world, 10 * HOUR)
    (post,) = world.lounge.history()
    await world.bob.click(post, label="Remind me")
    await later(world, DAY)
    (letter,) = world.bob.user.dm_channel.history()
    assert "today is the day" in letter.content
    await later(world, DAY)
    assert "over already" in told(await world.alice.click(post, label="Remind me"))


# --- Discord's bad moments ------------------------------------------------------------------------


async def test_when_discord_fails_the_reminder_comes_later_and_once(world: World) -> None:
    await remind(world)
    await add(world, "The day", "2026-01-02")
    path = f"/channels/{world.lounge.id}/messages"
    world.env.inject_error("POST", path, status=503, times=2)
    for wait in (9 * HOUR, 300, 600):
        assert heads(world.lounge) == []
        await later(world, wait)
    assert heads(world.lounge) == ["⏳ **The day**: one day left!"]


async def test_a_post_of_which_nobody_knows_is_looked_for_before_it_is_made_again(
    world: World,
) -> None:
    """The bot stops after Discord has taken the post and before that is written down."""
    await remind(world)
    await add(world, "The day", "2026-01-02")
    await later(world, 10 * HOUR)
    assert len(heads(world.lounge)) == 1
    async with world.services.database.transaction() as connection:
        await connection.execute(
            "UPDATE season_notices SET state = 'sending', ended_at = NULL, message_id = NULL"
        )
    await world.restart()
    await later(world, 60)
    assert len(heads(world.lounge)) == 1
    async with world.services.database.reading() as connection:
        rows = await connection.fetch_all("SELECT state, message_id FROM season_notices")
    assert [(row["state"], row["message_id"]) for row in rows] == [
        (NoticeState.SENT, world.lounge.history()[0].id)
    ]
    # And had it not arrived, it would be made now.
    (post,) = world.lounge.history()
    await post.delete()
    async with world.services.database.transaction() as connection:
        await connection.execute("UPDATE season_notices SET state = 'sending', ended_at = NULL")
    await world.restart()
    await world.env.advance_time(1)
    assert len(heads(world.lounge)) == 1


async def test_a_missing_permission_is_told_with_the_mend_and_the_reminder_comes_after(
    world: World,
) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
    )
    await remind(world)
    await add(world, "The day", "2026-01-02")
    shown = await world.bob.slash(world.trivia, "countdown")
    await world.bob.click(answer(shown), label="Remind me")
    path = f"/channels/{world.lounge.id}/messages"
    world.env.inject_error("POST", path, status=403, code=50013, times=2)
    await later(world, 9 * HOUR)
    await later(world, 300)
    (notice,) = heads(world.log)
    assert "The day" in notice
    assert "Permissions" in notice
    listed = shown_text(answer(await world.moderator.slash(world.trivia, "calendar list")))
    assert "Could not be posted" in listed
    assert "I may not post there" in listed
    await later(world, HOUR)
    assert len(heads(world.lounge)) == 1
    assert len(world.bob.user.dm_channel.history()) == 1
    assert len(heads(world.log)) == 1, "moderators are told once, whatever arrives in private"


async def test_a_channel_that_is_gone_is_told_to_moderators(world: World) -> None:
    await world.services.guilds.change(
        world.guild.id, world.admin.id, world.env.now(), log_channel=world.log.id
    )
    gone = world.guild.create_text_channel("soon-gone")
    await remind(world, channel=gone)
    await add(world, "The day", "2026-01-02")
    world.env.backend.delete_channel(gone.id)
    await later(world, 10 * HOUR)
    (notice,) = heads(world.log)
    assert "channel chosen for them is gone" in notice
