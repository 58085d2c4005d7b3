"""Games in a channel, as members see them."""

from __future__ import annotations

import discord
import pytest

from discord_bot.guilds import Feature
from discord_bot.trivia.display import GameView
from discord_bot.trivia.game import PAUSE_SECONDS
from discord_bot.trivia.model import GameState, Round
from tests.e2e.conftest import World, WorldMaker, told


async def current(world: World, channel_id: int | None = None) -> GameView:
    """The game that goes on in a channel, or ended there last."""
    async with world.services.database.reading() as connection:
        row = await connection.fetch_one(
            "SELECT game_id FROM trivia_games WHERE channel_id = :id ORDER BY game_id DESC LIMIT 1",
            {"id": channel_id or world.trivia.id},
        )
    assert row is not None
    view = await world.services.display.view(row["game_id"])
    assert view is not None
    return view


async def open_round(world: World) -> Round:
    view = await current(world)
    assert view.round is not None
    assert view.round.closed_at is None
    return view.round


def question_message(world: World, round_: Round) -> discord.Message:
    return next(m for m in world.trivia.history() if m.id == round_.message_id)


async def click(world: World, member: object, round_: Round, *, right: bool) -> str | None:
    """Answer by clicking; returns what the member alone is told."""
    assert round_.right_choice is not None
    choice = round_.right_choice if right else (round_.right_choice + 1) % 4
    message = question_message(world, round_)
    result = await member.click(  # type: ignore[attr-defined]
        message, custom_id=f"trivia:answer:{round_.id}:{choice}"
    )
    assert result.ephemeral
    return result.response.content if result.response else None


def embed_text(message: discord.Message) -> str:
    return "\n".join(
        part
        for embed in message.embeds
        for part in (embed.title, embed.author.name, embed.description, embed.footer.text)
        if part
    )


async def points_of(world: World, member_id: int) -> int:
    async with world.services.database.reading() as connection:
        row = await connection.fetch_one(
            "SELECT COALESCE(SUM(points), 0) AS total FROM trivia_points WHERE user_id = :id",
            {"id": member_id},
        )
    return int(row["total"]) if row else 0


async def test_a_whole_game_by_buttons(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=2)
    first = await open_round(world)
    shown = question_message(world, first)
    assert first.question.prompt in embed_text(shown).replace("\\", "")
    assert f"<t:{int(first.deadline_at.timestamp())}:R>" in embed_text(shown)
    assert first.question.explanation not in embed_text(shown)

    assert "You chose" in (await click(world, world.alice, first, right=True) or "")
    assert "You chose" in (await click(world, world.bob, first, right=False) or "")
    untouched = question_message(world, first)
    assert world.alice.mention not in embed_text(untouched), "nobody's answer shows before the end"

    await world.env.advance_time(61)
    revealed = embed_text(question_message(world, first)).replace("\\", "")
    assert first.question.answer in revealed
    assert world.alice.mention in revealed
    assert world.bob.mention not in revealed
    assert first.question.source in revealed
    buttons = world.buttons(question_message(world, first)).values()
    assert all(button.disabled for button in buttons)

    second = (await current(world)).round
    assert second is not None
    assert second.number == 2
    await world.env.advance_time(120)
    final = world.trivia.last_message
    assert final is not None
    assert "final standings" in embed_text(final)
    assert f"🥇 {world.alice.mention}" in embed_text(final)
    assert (await current(world)).game.state is GameState.ENDED
    assert await points_of(world, world.alice.id) > 0
    assert await points_of(world, world.bob.id) == 0


async def test_an_answer_can_be_changed_once_and_the_change_is_confirmed(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    round_ = await open_round(world)
    await click(world, world.alice, round_, right=False)
    assert "Changed to" in (await click(world, world.alice, round_, right=True) or "")
    assert "changed your answer once" in (
        await click(world, world.alice, round_, right=False) or ""
    )
    await world.env.advance_time(90)
    assert await points_of(world, world.alice.id) > 0


async def test_a_late_click_and_a_click_on_an_old_round_get_a_kind_word(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    round_ = await open_round(world)
    given = await world.services.games.answer(round_.id, world.alice.id, 0, round_.deadline_at)
    assert given.receipt == "late"
    unknown = await world.services.games.answer(1, world.alice.id, 0, world.env.now())
    assert unknown.receipt == "late"
    text = world.bot.texts(world.guild.id)("trivia.receipt.late", choice="")
    assert "next one is yours" in text


@pytest.mark.parametrize("phase", ["open", "answered", "between", "paused", "ended"])
async def test_a_restart_in_any_phase_loses_and_doubles_nothing(world: World, phase: str) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=4)
    round_ = await open_round(world)
    if phase in {"answered", "between"}:
        await click(world, world.alice, round_, right=True)
    if phase == "between":
        await world.env.advance_time((round_.deadline_at - world.env.now()).total_seconds() + 2)
        assert (await current(world)).game.state is GameState.BETWEEN
    if phase == "paused":
        await world.env.advance_time(240)
        assert (await current(world)).game.state is GameState.PAUSED
    if phase == "ended":
        await world.alice.slash(world.trivia, "trivia stop")
    before = len(world.trivia.history())

    await world.restart()
    assert len(world.trivia.history()) == before, "nothing is posted twice"
    if phase == "open":
        assert "You chose" in (await click(world, world.alice, round_, right=True) or "")
    if phase == "paused":
        paused = world.trivia.last_message
        assert paused is not None
        await world.bob.click(paused, label="Resume")
        assert (await current(world)).game.state is GameState.OPEN
    await world.env.advance_time(1500)
    expected = phase in {"open", "answered", "between"}
    assert (await points_of(world, world.alice.id) > 0) == expected
    assert (await current(world)).game.state is GameState.ENDED


async def test_time_is_given_back_to_a_round_that_was_open_while_the_bot_was_away(
    world: World,
) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    round_ = await open_round(world)
    await world.env.advance_time((round_.deadline_at - world.env.now()).total_seconds() - 1)
    await world.restart()
    assert "You chose" in (await click(world, world.alice, round_, right=True) or "")
    await world.env.advance_time(60)
    assert await points_of(world, world.alice.id) > 0


async def test_a_typed_game_is_answered_in_the_channel(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1, mode="typed")
    round_ = await open_round(world)
    await world.bob.send(world.trivia, "I have no idea, haha")
    assert (await current(world)).game.state is GameState.OPEN
    await world.bob.send(world.trivia, round_.question.answer.upper())
    view = await current(world)
    assert view.game.state is GameState.ENDED
    assert world.bob.mention in embed_text(question_message(world, round_))
    assert await points_of(world, world.bob.id) > 0


async def test_a_typed_answer_in_private_leaves_the_round_open_for_the_others(
    world: World,
) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1, mode="typed")
    round_ = await open_round(world)
    message = question_message(world, round_)
    shown = await world.bob.click(message, custom_id=f"trivia:type:{round_.id}")
    answer = await world.bob.submit_modal(shown, {"answer": "something else entirely"})
    assert "Tries left: 2" in told(answer)
    shown = await world.bob.click(message, custom_id=f"trivia:type:{round_.id}")
    answer = await world.bob.submit_modal(shown, {"answer": round_.question.answer})
    assert answer.ephemeral
    assert (await current(world)).game.state is GameState.OPEN
    await world.env.advance_time(90)
    assert await points_of(world, world.bob.id) > 0


async def test_without_message_content_typed_games_work_by_their_button(
    make_world: WorldMaker,
) -> None:
    async with make_world(message_content=False) as world:
        await world.alice.slash(world.trivia, "trivia play", rounds=1, mode="typed")
        round_ = await open_round(world)
        assert "Type your answer in the channel" not in embed_text(question_message(world, round_))
        message = question_message(world, round_)
        shown = await world.bob.click(message, custom_id=f"trivia:type:{round_.id}")
        await world.bob.submit_modal(shown, {"answer": round_.question.answer})
        await world.env.advance_time(90)
        assert await points_of(world, world.bob.id) > 0


async def test_a_duel_is_for_two_and_does_not_wait_when_both_have_answered(world: World) -> None:
    result = await world.alice.slash(world.trivia, "trivia play", opponent=world.bob, rounds=1)
    assert result.ephemeral
    challenge = world.trivia.last_message
    assert challenge is not None
    assert challenge.content == world.bob.mention
    refused = await world.moderator.click(challenge, label="Accept")
    assert "somebody else" in told(refused)
    await world.bob.click(challenge, label="Accept")
    round_ = await open_round(world)
    assert "duel between two" in (await click(world, world.moderator, round_, right=True) or "")
    await click(world, world.alice, round_, right=True)
    await click(world, world.bob, round_, right=False)
    final = world.trivia.last_message
    assert final is not None
    assert f"{world.alice.mention} wins the duel" in embed_text(final)


async def test_a_declined_challenge_and_one_that_runs_out(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", opponent=world.bob)
    challenge = world.trivia.last_message
    assert challenge is not None
    await world.bob.click(challenge, label="Decline")
    assert (await current(world)).game.state is GameState.ENDED
    await world.env.advance_time(10)
    await world.alice.slash(world.trivia, "trivia play", opponent=world.bob)
    await world.env.advance_time(200)
    assert (await current(world)).game.end_reason == "expired"


async def test_lightning_is_a_private_minute_at_ones_own_pace(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", mode="lightning")
    lobby = world.trivia.last_message
    assert lobby is not None
    shown = await world.alice.click(lobby, label="Play")
    assert shown.ephemeral
    for number in (1, 2, 3):
        async with world.services.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT round_id FROM trivia_rounds ORDER BY number LIMIT 1 OFFSET :n",
                {"n": number - 1},
            )
        assert row is not None
        round_ = await world.services.games.next_lightning(
            (await current(world)).game.id, world.alice.id, world.env.now()
        )
        assert round_.id == row["round_id"]
        assert shown.response is not None
        shown = await world.alice.click(
            shown.response, custom_id=f"trivia:fast:{round_.id}:{round_.right_choice}"
        )
    await world.env.advance_time(70)
    final = world.trivia.last_message
    assert final is not None
    assert world.alice.mention in embed_text(final)
    assert await points_of(world, world.alice.id) > 0


async def test_three_questions_without_an_answer_pause_the_game(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=10)
    await world.env.advance_time(240)
    assert (await current(world)).game.state is GameState.PAUSED
    paused = world.trivia.last_message
    assert paused is not None
    assert "takes a break" in embed_text(paused)
    await world.env.advance_time(PAUSE_SECONDS + 5)
    assert (await current(world)).game.end_reason == "expired"


async def test_only_the_starter_or_a_moderator_stops_and_others_vote_to_skip(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=3)
    first = await open_round(world)
    refused = await world.bob.slash(world.trivia, "trivia stop")
    assert "Only" in told(refused)
    voted = await world.bob.slash(world.trivia, "trivia skip")
    assert "1 of 2" in told(voted)
    await world.join("carol").slash(world.trivia, "trivia skip")
    assert "Skipped" in embed_text(question_message(world, first))
    await world.env.advance_time(20)
    await world.moderator.slash(world.trivia, "trivia stop")
    assert (await current(world)).game.end_reason == "stopped"


async def test_one_game_a_channel_and_play_again(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    await world.env.advance_time(6)
    refused = await world.bob.slash(world.trivia, "trivia play")
    assert refused.ephemeral
    assert "already going on" in told(refused)
    await world.alice.slash(world.trivia, "trivia stop")
    final = world.trivia.last_message
    assert final is not None
    await world.bob.click(final, label="Play again")
    assert (await current(world)).game.starter_id == world.bob.id


async def test_above_the_ceiling_is_refused_with_why(world: World) -> None:
    await world.services.guilds.change(world.guild.id, world.admin.id, world.env.now(), ceiling=1)
    refused = await world.alice.slash(world.trivia, "trivia play", season=2)
    assert refused.ephemeral
    assert "up to season 1" in told(refused)
    await world.env.advance_time(6)
    await world.alice.slash(world.trivia, "trivia play", rounds=25)
    for _ in range(12):
        round_ = await open_round(world)
        assert round_.question.season <= 1
        await world.alice.slash(world.trivia, "trivia skip")
        await world.env.advance_time(15)


async def test_switched_off_or_paused_trivia_is_refused(world: World) -> None:
    now = world.env.now()
    await world.services.guilds.change(world.guild.id, world.admin.id, now, trivia_on=False)
    refused = await world.alice.slash(world.trivia, "trivia play")
    assert "switched off" in told(refused)
    assert not world.services.guilds.get(world.guild.id).is_on(Feature.TRIVIA)


async def test_solo_play_counts_for_the_profile_and_not_for_the_board(world: World) -> None:
    for players in ([world.alice], [world.alice, world.bob]):
        await world.alice.slash(world.trivia, "trivia play", rounds=1)
        round_ = await open_round(world)
        for player in players:
            await click(world, player, round_, right=True)
        await world.env.advance_time(90)
        board = await world.services.boards.board(
            world.guild.id,
            world.alice.id,
            "all",
            None,
            world.env.now(),  # type: ignore[arg-type]
        )
        assert len(board.standings) == (2 if len(players) > 1 else 0)
    profile = await world.services.boards.profile(world.guild.id, world.alice.id, world.env.now())
    assert profile.answered == 2


async def test_a_game_in_a_thread(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=1, thread=True)
    (thread,) = world.trivia.threads
    assert (await current(world, thread.id)).game.channel_id == thread.id
    assert any(message.embeds for message in thread.history())


async def test_where_the_bot_may_not_post_the_member_is_told_what_is_missing(world: World) -> None:
    silent = world.guild.create_text_channel(
        "silent",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(
                send_messages=False, use_application_commands=True
            )
        },
    )
    refused = await world.admin.slash(silent, "trivia play")
    assert "*Send Messages*" in told(refused)


async def test_a_channel_that_is_deleted_ends_its_game(world: World) -> None:
    await world.alice.slash(world.trivia, "trivia play", rounds=3)
    world.env.inject_error("POST", "/channels/*/messages", status=404, code=10003, times=10)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=404, code=10003, times=10)
    await world.env.advance_time(60)
    assert (await current(world)).game.end_reason == "channel_gone"


async def test_a_fault_of_discord_delays_a_question_and_loses_nothing(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=6)
    await world.alice.slash(world.trivia, "trivia play", rounds=1)
    await world.env.advance_time(40)
    round_ = await open_round(world)
    assert round_.message_id is not None
    left = (round_.deadline_at - world.env.now()).total_seconds()
    assert left > 0
    assert "You chose" in (await click(world, world.alice, round_, right=True) or "")


async def test_a_game_has_no_more_rounds_than_questions_fit(world: World) -> None:
    await world.alice.slash(
        world.trivia, "trivia play", rounds=25, category="places", difficulty="hard", season=0
    )
    view = await current(world)
    assert view.game.rounds_total < 25
    assert str(view.game.rounds_total) in (world.trivia.history()[0].content or "")
