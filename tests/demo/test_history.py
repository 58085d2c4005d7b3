"""The past that a new server is given."""

from __future__ import annotations

import pytest

from discord_bot.demo.world import MEMBER
from discord_bot.operations.figures import Figure
from discord_bot.trivia.periods import Period
from discord_bot.trivia.questions_store import SubmissionState

pytestmark = pytest.mark.slow  # each opens a demo


async def test_every_board_has_somebody_on_it(demo):
    now, viewer = demo.services.clock(), demo.members[MEMBER].id
    for period in (Period.WEEK, Period.MONTH, Period.ALL):
        board = await demo.services.boards.board(demo.guild.id, viewer, period, None, now)
        assert len(board.standings) >= 4, period
    assert board.viewer is not None


async def test_the_member_has_a_streak_and_todays_five_to_play(demo):
    now, member = demo.services.clock(), demo.members[MEMBER].id
    profile = await demo.services.boards.profile(demo.guild.id, member, now)
    assert profile.streak.current >= 7
    assert profile.answered > 50
    view = await demo.services.daily.open(demo.guild.id, member, now)
    assert view.play.outcomes == (None,) * 5


async def test_no_game_of_the_past_is_shown_in_the_channel(demo):
    async with demo.turn:
        await demo.env.advance_time(30)
    bot = demo.env.backend.bot_user.id
    assert [item for item in demo.channels["trivia"].history() if item.author.id == bot] == []


async def test_a_suggestion_waits_for_moderators(demo):
    waiting = await demo.services.questions.in_state(demo.guild.id, SubmissionState.SUGGESTED)
    assert len(waiting) == 1


async def test_the_daily_post_appears_within_minutes(demo):
    async with demo.turn:
        await demo.env.advance_time(200)
    posts = [item for item in demo.channels["trivia"].history() if item.embeds]
    assert len(posts) == 1
    assert str(demo.members[MEMBER].id) in str(posts[0].embeds[0].to_dict())


async def test_moderators_see_a_week_of_everything(demo):
    now = demo.services.clock()
    week = await demo.services.status.week(demo.guild.id, now)
    assert all(week.of(Figure.CHECKED))
    assert sum(week.of(Figure.NOTED)) >= 5
    assert {0.0, 1.0} <= set(week.overruled_shares)
    assert sum(week.of(Figure.GAMES)) >= 2
    assert all(week.of(Figure.DAILIES))


async def test_no_case_of_the_past_is_posted_anew(demo):
    async with demo.turn:
        await demo.env.advance_time(30)
    assert demo.channels["mod-log"].history() == []
