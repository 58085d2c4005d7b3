"""What the simulated server has behind it: its settings, weeks of trivia, a week of the filter."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from discord_bot.demo.incidents import seed_incidents
from discord_bot.demo.world import ADMIN, MEMBER, World
from discord_bot.ids import IdSource
from discord_bot.pack_files import Difficulty
from discord_bot.services import Services
from discord_bot.storage.database import Connection
from discord_bot.trivia import daily
from discord_bot.trivia import game as rules
from discord_bot.trivia.bank import Criteria
from discord_bot.trivia.daily_store import DailyItem, DailyPlay, DailyStore
from discord_bot.trivia.drafts import Draft
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import (
    Answer,
    EndReason,
    Game,
    GameState,
    Mode,
    Pace,
    Question,
    Round,
)
from discord_bot.trivia.store import GameStore

DAILY_POST_IN = timedelta(minutes=2)
"""The first daily post appears this soon, while somebody is still watching."""
GAME_DAYS = tuple(range(2, 44, 3))
"""How many days ago games were played."""
LAST_GAME_AGO = timedelta(minutes=95)
"""So that the boards of today and this week have somebody on them."""
ROUNDS = 8
DAILY_DAYS = 12
ANSWER_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Player:
    """How somebody plays: the shares of right answers, of games joined and of dailies done."""

    username: str
    skill: float
    keen: float


PLAYERS = (
    Player("imani", 0.84, 0.9),
    Player("casimir", 0.78, 0.8),
    Player("mira", 0.72, 1.0),
    Player("dilan", 0.70, 0.7),
    Player("greta", 0.66, 0.6),
    Player("jonas", 0.62, 0.5),
    Player("hugo", 0.58, 0.7),
    Player("ebba", 0.55, 0.5),
    Player("bea", 0.50, 0.8),
)


async def seed_history(services: Services, world: World, now: datetime) -> None:
    """Set the server up and give its members a past, unless the database has one already."""
    if await services.guilds.history(world.guild.id, limit=1):
        return
    await _choose_settings(services, world, now)
    await _suggest(services, world, now)
    await _Past(services, world, now).write()
    await seed_incidents(services, world, now)


async def _choose_settings(services: Services, world: World, now: datetime) -> None:
    minute = math.ceil((now + DAILY_POST_IN).timestamp() / 60) * 60
    await services.guilds.change(
        world.guild.id,
        world.members[ADMIN].id,
        now,
        daily_channel=world.channels["trivia"].id,
        daily_time=f"{datetime.fromtimestamp(minute, UTC):%H:%M}",
        news_channel=world.channels["season-news"].id,
        log_channel=world.channels["mod-log"].id,
        moderator_role=world.guild.roles["Moderator"].id,
    )


async def _suggest(services: Services, world: World, now: datetime) -> None:
    """A member's question, for moderators to decide on."""
    draft = Draft(
        prompt="In which channel of this server is trivia played?",
        answers="#trivia\ntrivia",
        distractors="#lounge\n#season-news\n#off-topic",
        explanation="Games and the daily five both live in #trivia.",
        source="This server",
        category=min(services.pack.categories),
        difficulty=Difficulty.EASY,
        season=0,
    )
    author = world.members["hugo"].id
    await services.questions.submit(world.guild.id, author, draft, 0, now, approved=False)


class _Past:
    """Games and dailies that were played, scored by the rules and entered in one transaction.

    Only what boards, profiles and the week's figures are read from is written. Of the games there
    is that they were played and summed up, so none is found unfinished when the bot starts.
    """

    def __init__(self, services: Services, world: World, now: datetime) -> None:
        self._services = services
        self._world = world
        self._now = now
        self._random = random.Random(world.guild.id)  # noqa: S311 - the same past in every demo
        self._ceiling = services.games.ceiling(world.guild.id)

    async def write(self) -> None:
        pool = self._services.bank.pool(Criteria(self._ceiling, Mode.BUTTONS))
        absent = {MEMBER}  # whoever watches has today's five still to play
        async with self._services.database.transaction() as connection:
            for days in GAME_DAYS:
                await self._game(connection, self._evening(days), pool)
            await self._game(connection, self._now - LAST_GAME_AGO, pool)
            for days in range(1, DAILY_DAYS + 1):
                await self._dailies(connection, self._evening(days))
            await self._dailies(connection, self._now, absent)

    def _evening(self, days: int) -> datetime:
        evening = (self._now - timedelta(days=days)).replace(hour=18, minute=0)
        return evening + timedelta(minutes=self._random.randrange(180))

    def _id(self, player: Player) -> int:
        return self._world.members[player.username].id

    async def _game(
        self, connection: Connection, moment: datetime, pool: Sequence[Question]
    ) -> None:
        players = [item for item in PLAYERS if self._random.random() < item.keen]
        new_id = IdSource(lambda: moment)
        game = self._ended_game(new_id(), moment)
        await GameStore.insert_game(connection, game)
        await GameStore.mark_announced(connection, game.id, moment)
        streaks: dict[int, int] = {}
        asked = self._random.sample(pool, min(ROUNDS, len(pool)))
        for number, question in enumerate(asked, start=1):
            opened = moment + timedelta(minutes=number)
            round_ = Round(
                id=new_id(),
                game_id=game.id,
                number=number,
                question=question,
                choices=(),
                opened_at=opened,
                deadline_at=opened + timedelta(seconds=ANSWER_SECONDS),
                answers={self._id(player): self._answer(player) for player in players},
            )
            scores = rules.scores(game, round_, streaks)
            streaks = {score.answer.user_id: score.streak for score in scores}
            await Ledger.add_points(connection, game, round_, scores, round_.deadline_at)
        await Ledger.put_on_boards(connection, game.id, moment)

    def _ended_game(self, game_id: int, moment: datetime) -> Game:
        return Game(
            id=game_id,
            guild_id=self._world.guild.id,
            channel_id=self._world.channels["trivia"].id,
            starter_id=self._id(PLAYERS[0]),
            opponent_id=None,
            mode=Mode.BUTTONS,
            pace=Pace.NORMAL,
            rounds_total=ROUNDS,
            category=None,
            difficulty=None,
            ceiling=self._ceiling,
            state=GameState.ENDED,
            round_number=ROUNDS,
            unanswered=0,
            message_id=None,
            due_at=None,
            started_at=moment,
            ended_at=moment + timedelta(minutes=ROUNDS + 1),
            end_reason=EndReason.FINISHED,
        )

    def _answer(self, player: Player) -> Answer:
        seconds = self._random.triangular(2.0, ANSWER_SECONDS - 2, 6.0)
        return Answer(self._id(player), 0, self._is_right(player), 1, round(seconds * 1000))

    def _is_right(self, player: Player) -> bool:
        return self._random.random() < player.skill

    async def _dailies(
        self, connection: Connection, moment: datetime, absent: Collection[str] = ()
    ) -> None:
        day = moment.date()
        new_id = IdSource(lambda: moment)
        five = daily.questions_of(day, self._services.bank.all(), self._ceiling)
        choices = [daily.choices_of(day, question) for question in five]
        for player in PLAYERS:
            if player.username in absent or self._random.random() >= player.keen:
                continue
            items = tuple(
                DailyItem(number, question, texts)
                for number, (question, texts) in enumerate(zip(five, choices, strict=True), start=1)
            )
            play = DailyPlay(
                id=new_id(),
                guild_id=self._world.guild.id,
                user_id=self._id(player),
                day=day,
                ceiling=self._ceiling,
                started_at=moment,
                finished_at=None,
                items=items,
            )
            await self._play_daily(connection, play, player, moment)

    async def _play_daily(
        self, connection: Connection, play: DailyPlay, player: Player, moment: datetime
    ) -> None:
        await DailyStore.insert(connection, play)
        for item in play.items:
            right = item.choices.index(item.question.answer)
            correct = self._is_right(player)
            given = replace(
                item,
                choice=right if correct else (right + 1) % len(item.choices),
                correct=correct,
                points=daily.points(item.question, 0) if correct else 0,
            )
            await DailyStore.answer(connection, play, given, moment)
            await DailyStore.add_points(connection, play, given, moment)
        await DailyStore.finish(connection, play.id, moment)
