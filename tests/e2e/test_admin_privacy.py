"""/privacy: a member sees, takes along and deletes what is kept, alone."""

from __future__ import annotations

import json

import simcord

from discord_bot.privacy import PERSONAL_DATA
from tests.e2e.conftest import World, told
from tests.e2e.reading import answer, component, custom_ids, shown_text


async def opened(world: World, member: simcord.MemberActor) -> simcord.ResponseMessage:
    shown = answer(await member.slash(world.lounge, "privacy"))
    assert shown.ephemeral
    return shown


async def played(world: World, *members: simcord.MemberActor) -> None:
    """One question that the first member started and all answered."""
    await members[0].slash(world.trivia, "trivia play", rounds=1)
    question = next(message for message in world.trivia.history() if message.components)
    for member in members:
        custom_id = question.components[0].children[0].custom_id  # type: ignore[union-attr]
        await member.click(question, custom_id=custom_id)
    await world.env.advance_time(120)


async def exported(
    world: World, member: simcord.MemberActor, shown: simcord.ResponseMessage
) -> dict[str, object]:
    result = await member.click(shown, custom_id="privacy:export")
    message = answer(result)
    assert message.ephemeral
    (file,) = message.attachments
    assert file.filename == "my-data.json"
    found = json.loads(await file.read())
    assert isinstance(found, dict)
    return found


async def test_it_says_what_is_kept_why_and_how_much(world: World) -> None:
    shown = await opened(world, world.alice)
    text = shown_text(shown)
    for purpose in {data.purpose for data in PERSONAL_DATA}:
        assert world.bot.texts(world.guild.id)(purpose) in text
    assert "nothing at all" in text
    assert component(shown, "privacy:ask")["disabled"]
    await played(world, world.alice)
    shown = await opened(world, world.alice)
    assert "entries**" in shown_text(shown)
    assert not component(shown, "privacy:ask").get("disabled")


async def test_the_export_has_everything_and_nobody_elses_name(world: World) -> None:
    await played(world, world.alice, world.bob)
    found = await exported(world, world.alice, await opened(world, world.alice))
    assert found["account"] == str(world.alice.id)
    kept = found["kept"]
    assert isinstance(kept, dict)
    assert set(kept) == {"trivia_games", "trivia_answers", "trivia_points"}
    assert kept["trivia_games"][0]["started_at"].startswith("2026-01-01T00:00")
    assert kept["trivia_points"][0]["guild_id"] == str(world.guild.id)
    assert str(world.bob.id) not in json.dumps(found)
    nothing = await exported(world, world.moderator, await opened(world, world.moderator))
    assert nothing["kept"] == {}


async def test_deleting_asks_first_and_can_be_left(world: World) -> None:
    await played(world, world.alice)
    shown = await opened(world, world.alice)
    await world.alice.click(shown, custom_id="privacy:ask")
    assert "can't be undone" in shown_text(shown)
    assert await world.services.privacy.count(world.alice.id)
    await world.alice.click(shown, custom_id="privacy:keep")
    assert "What I keep about you" in shown_text(shown)
    assert await world.services.privacy.count(world.alice.id)


async def test_deleting_deletes_and_says_how_much(world: World) -> None:
    await played(world, world.alice, world.bob)
    shown = await opened(world, world.alice)
    before = await world.services.privacy.count(world.alice.id)
    bobs = await world.services.privacy.export(world.bob.id)
    await world.alice.click(shown, custom_id="privacy:ask")
    await world.alice.click(shown, custom_id="privacy:forget")
    assert f"**{before} entries**" in shown_text(shown)
    assert custom_ids(shown) == []
    assert await world.services.privacy.export(world.alice.id) == {}
    assert await world.services.privacy.export(world.bob.id) == bobs
    found = await exported(world, world.alice, await opened(world, world.alice))
    assert found["kept"] == {}


async def test_the_board_forgets_a_name_that_it_remembered(world: World) -> None:
    await played(world, world.alice, world.bob)
    for member in (world.alice, world.bob):
        await member.slash(world.lounge, "trivia leaderboard")
    cog = world.bot.get_cog("Trivia")
    names = cog.boards._names._names  # type: ignore[union-attr]
    assert (world.guild.id, world.alice.id) in names
    shown = await opened(world, world.alice)
    await world.alice.click(shown, custom_id="privacy:ask")
    await world.alice.click(shown, custom_id="privacy:forget")
    assert (world.guild.id, world.alice.id) not in names
    assert (world.guild.id, world.bob.id) in names


async def test_the_panel_works_after_a_restart(world: World) -> None:
    await played(world, world.alice)
    shown = await opened(world, world.alice)
    await world.restart()
    assert (await exported(world, world.alice, shown))["kept"]
    await world.alice.click(shown, custom_id="privacy:ask")
    await world.restart()
    await world.alice.click(shown, custom_id="privacy:forget")
    assert await world.services.privacy.count(world.alice.id) == 0


async def test_it_works_in_a_direct_message(world: World) -> None:
    await played(world, world.alice)
    shown = answer(await world.alice.user.slash("privacy"))
    await world.alice.user.click(shown, custom_id="privacy:ask")
    await world.alice.user.click(shown, custom_id="privacy:forget")
    assert await world.services.privacy.count(world.alice.id) == 0


async def test_whoever_is_forgotten_in_the_middle_of_a_game_plays_on(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    question = next(message for message in world.trivia.history() if message.components)
    custom_id = question.components[0].children[0].custom_id  # type: ignore[union-attr]
    await world.alice.click(question, custom_id=custom_id)
    shown = await opened(world, world.alice)
    await world.alice.click(shown, custom_id="privacy:ask")
    await world.alice.click(shown, custom_id="privacy:forget")
    assert "You chose" in told(await world.alice.click(question, custom_id=custom_id))
    await world.env.advance_time(120)
    found = await world.services.privacy.export(world.alice.id)
    assert "trivia_games" not in found, "that one is nobody's now"
    assert "trivia_points" in found


async def places_of(world: World, user_id: int) -> list[str]:
    """Every column of the database that has the number anywhere in it."""
    found = []
    async with world.services.database.reading() as connection:
        tables = await connection.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
        for table in tables:
            for row in await connection.fetch_all(f"SELECT * FROM {table['name']}"):
                found += [
                    f"{table['name']}.{column}"
                    for column, value in dict(row).items()
                    if str(user_id) in str(value)
                ]
    return sorted(set(found))


async def test_no_text_that_was_written_in_real_use_has_the_members_number(world: World) -> None:
    await played(world, world.alice, world.bob)
    await world.alice.slash(world.trivia, "trivia play", mode="duel", opponent=world.bob)
    await world.alice.slash(world.trivia, "trivia stop")
    daily = answer(await world.alice.slash(world.lounge, "trivia daily"))
    await world.alice.click(daily, custom_id=custom_ids(daily)[0])
    await world.alice.slash(world.lounge, "trivia preferences", boards=False)
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    await world.alice.slash(world.trivia, "trivia skip")
    recent = await world.alice.autocomplete(world.trivia, "trivia report", "question", "")
    await world.alice.slash(
        world.trivia, "trivia report", reason="typo", question=recent[0]["value"]
    )
    form = await world.alice.slash(
        world.lounge, "trivia suggest", category="making", difficulty="easy", season=1
    )
    values = {"prompt": "Tea?", "answers": "Yes", "distractors": "No\nNever\nPerhaps"}
    await world.alice.submit_modal(form, {**values, "source": "the kettle"})
    before = await places_of(world, world.alice.id)
    assert {"trivia_games.starter_user_id", "trivia_questions.author_user_id"} <= set(before)
    assert all(place.endswith("user_id") for place in before), before
    assert len(before) >= 8
    await world.services.privacy.forget(world.alice.id)
    assert await places_of(world, world.alice.id) == []
