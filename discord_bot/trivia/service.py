"""Games in channels: each method is one transaction around the rules in ``game``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService
from discord_bot.storage.database import Connection, Database
from discord_bot.trivia import game as rules
from discord_bot.trivia import lightning
from discord_bot.trivia.dealer import Dealer
from discord_bot.trivia.game import Receipt
from discord_bot.trivia.grading import NameBook, grade
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import EndReason, Game, GameState, Mode, Pace, Round
from discord_bot.trivia.scorekeeper import Scorekeeper
from discord_bot.trivia.store import GameStore
from discord_bot.trivia.turns import Answered, Skip, StartRequest


class GameService:
    """Starts games, takes answers, moves games on, and says what their channels must be shown."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        dealer: Dealer,
        scorekeeper: Scorekeeper,
        names: NameBook,
        default_ceiling: int,
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._dealer = dealer
        self._scorekeeper = scorekeeper
        self._names = names
        self._default_ceiling = default_ceiling
        self._new_id = new_id
        self._typed_games: dict[int, int] = {}

    # --- starting -----------------------------------------------------------------------------

    def ceiling(self, guild_id: int) -> int:
        """The highest season that a server may be shown."""
        chosen = self._guilds.get(guild_id).ceiling
        return self._default_ceiling if chosen is None else chosen

    async def start(self, request: StartRequest, now: datetime) -> Game:
        """Begin a game; its first round opens at once, but for a duel, which waits for the other.

        Raises ``UserError``: trivia is off or paused, the season is above the server's ceiling, no
        question fits, a game is going on in the channel, or the duel is with oneself.
        """
        self.check(request, now)
        settings = self._guilds.get(request.guild_id)
        game = Game(
            id=self._new_id(),
            guild_id=request.guild_id,
            channel_id=request.channel_id,
            starter_id=request.user_id,
            opponent_id=request.opponent_id,
            mode=request.mode,
            pace=Pace.RELAXED if settings.relaxed else Pace.NORMAL,
            rounds_total=request.rounds,
            category=request.category,
            difficulty=request.difficulty,
            ceiling=self.ceiling(request.guild_id) if request.season is None else request.season,
            state=GameState.BETWEEN,
            round_number=0,
            unanswered=0,
            message_id=None,
            due_at=now,
            started_at=now,
        )
        fitting = len(self._dealer.pool(game))
        if not fitting:
            raise UserError("trivia.refused.no_questions")
        game = replace(game, rounds_total=min(game.rounds_total, fitting))
        if game.mode is Mode.DUEL:
            due = now + timedelta(seconds=rules.CHALLENGE_SECONDS)
            game = replace(game, state=GameState.CHALLENGED, due_at=due)
        async with self._database.transaction() as connection:
            if not await GameStore.insert_game(connection, game):
                raise UserError("trivia.refused.game_on")
            if game.mode is Mode.LIGHTNING:
                game = await self._dealer.open_lightning(connection, game, now)
            elif game.state is GameState.BETWEEN:
                game = await self._dealer.open_next(connection, game, now)
        self._note(game)
        return game

    def _note(self, game: Game) -> None:
        """Keep in mind which channels have a typed game: the message handler looks only there."""
        if game.mode is not Mode.TYPED:
            return
        if game.ended_at is None:
            self._typed_games[game.channel_id] = game.id
        elif self._typed_games.get(game.channel_id) == game.id:
            del self._typed_games[game.channel_id]

    def has_typed_game(self, channel_id: int) -> bool:
        """Whether messages in a channel may be answers; never touches the disk."""
        return channel_id in self._typed_games

    def check(self, request: StartRequest, now: datetime) -> None:
        """Raise the ``UserError`` for which ``start`` would refuse, as far as memory can tell."""
        settings = self._guilds.get(request.guild_id)
        if not settings.is_on(Feature.TRIVIA):
            raise UserError("trivia.refused.off")
        until = settings.paused_until(Feature.TRIVIA, now)
        if until is not None:
            raise UserError("trivia.refused.paused", until=int(until.timestamp()))
        ceiling = self.ceiling(request.guild_id)
        if request.season is not None and request.season > ceiling:
            raise UserError("trivia.refused.above_ceiling", season=request.season, ceiling=ceiling)
        if request.mode is Mode.DUEL and request.opponent_id is None:
            raise UserError("trivia.refused.no_opponent")
        if request.mode is Mode.DUEL and request.opponent_id == request.user_id:
            raise UserError("trivia.refused.self_duel")

    async def accept(self, game_id: int, user_id: int, now: datetime) -> Game:
        """The challenged member takes up a duel. Raises ``UserError`` for anyone else, or late."""
        return await self._decide(game_id, user_id, now, accepted=True)

    async def decline(self, game_id: int, user_id: int, now: datetime) -> Game:
        """The challenged member declines, or the challenger takes the challenge back."""
        return await self._decide(game_id, user_id, now, accepted=False)

    async def _decide(self, game_id: int, user_id: int, now: datetime, *, accepted: bool) -> Game:
        async with self._database.transaction() as connection:
            game = await GameStore.game(connection, game_id)
            if game is None or game.state is not GameState.CHALLENGED:
                raise UserError("trivia.refused.challenge_over")
            allowed = {game.opponent_id} if accepted else {game.opponent_id, game.starter_id}
            if user_id not in allowed:
                raise UserError("trivia.refused.not_challenged")
            if accepted:
                return await self._dealer.open_next(connection, rules.begin(game, now), now)
            ended = rules.end(game, EndReason.DECLINED, now)
            await GameStore.update_game(connection, ended)
            return ended

    async def resume(self, game_id: int, now: datetime) -> Game:
        """Anyone may resume a paused game. Raises ``UserError`` where it is not paused."""
        async with self._database.transaction() as connection:
            game = await GameStore.game(connection, game_id)
            if game is None or game.state is not GameState.PAUSED:
                raise UserError("trivia.refused.not_paused")
            return await self._dealer.open_next(connection, rules.begin(game, now), now)

    # --- answering ----------------------------------------------------------------------------

    async def answer(self, round_id: int, user_id: int, choice: int, now: datetime) -> Answered:
        """A member clicks a button. An unknown round or choice is an old message: too late."""
        async with self._database.transaction() as connection:
            round_, game = await self._round_and_game(connection, round_id)
            if round_ is None or game is None or not 0 <= choice < len(round_.choices):
                return Answered(Receipt.LATE)
            if game.mode is Mode.LIGHTNING:
                refusal = await lightning.refusal(connection, game, round_, user_id, now)
                if refusal is not None:
                    return Answered(refusal, round_)
            updated, receipt = rules.answer(game, round_, user_id, choice, now)
            if receipt not in {Receipt.ACCEPTED, Receipt.CHANGED}:
                return Answered(receipt, updated)
            await Ledger.put(connection, round_id, updated.answers[user_id])
            if not rules.everyone_answered(game, updated):
                return Answered(receipt, updated)
            await self._scorekeeper.close(connection, game, updated, now)
            return Answered(receipt, updated, game.id)

    @staticmethod
    async def _round_and_game(
        connection: Connection, round_id: int
    ) -> tuple[Round | None, Game | None]:
        round_ = await GameStore.round(connection, round_id)
        if round_ is None:
            return None, None
        return round_, await GameStore.game(connection, round_.game_id)

    async def next_lightning(self, game_id: int, user_id: int, now: datetime) -> Round:
        """The next question of a lightning game for one member.

        Raises ``UserError`` when time is up or the member has been through all of them.
        """
        async with self._database.reading() as connection:
            return await lightning.next_round(connection, game_id, user_id, now)

    async def type_in_channel(
        self, channel_id: int, user_id: int, text: str, now: datetime
    ) -> Answered:
        """A message in a channel with a typed game: a right one ends the round."""
        game_id = self._typed_games.get(channel_id)
        if game_id is None:
            return Answered(Receipt.LATE)
        async with self._database.transaction() as connection:
            round_ = await GameStore.latest_round(connection, game_id)
            if round_ is None:
                return Answered(Receipt.LATE)
            answered = await self._attempt(connection, round_.id, user_id, text, now, public=True)
        return await self._noted(answered)

    async def type_in_private(
        self, round_id: int, user_id: int, text: str, now: datetime
    ) -> Answered:
        """An answer typed where only its author can read it: the round goes on for the others."""
        async with self._database.transaction() as connection:
            return await self._attempt(connection, round_id, user_id, text, now, public=False)

    async def _attempt(
        self,
        connection: Connection,
        round_id: int,
        user_id: int,
        text: str,
        now: datetime,
        *,
        public: bool,
    ) -> Answered:
        round_, game = await self._round_and_game(connection, round_id)
        if round_ is None or game is None:
            return Answered(Receipt.LATE)
        correct = grade(text, round_.question, self._names).correct
        updated, receipt = rules.attempt(game, round_, user_id, correct, now)
        if receipt in {Receipt.ACCEPTED, Receipt.WRONG}:
            await Ledger.put(connection, round_id, updated.answers[user_id])
        if receipt is Receipt.ACCEPTED and public:
            await self._scorekeeper.close(connection, game, updated, now)
            return Answered(receipt, updated, game.id)
        return Answered(receipt, updated)

    async def _noted(self, answered: Answered) -> Answered:
        if answered.closed_game_id is not None:
            async with self._database.reading() as connection:
                game = await GameStore.game(connection, answered.closed_game_id)
            if game is not None:
                self._note(game)
        return answered

    # --- moving on ----------------------------------------------------------------------------

    async def advance(self, now: datetime) -> list[int]:
        """Move every game that is due, each in its own transaction; returns their ids."""
        async with self._database.reading() as connection:
            due = await GameStore.due(connection, now, self._guilds.shards)
        for game_id in due:
            async with self._database.transaction() as connection:
                game = await self._advance_one(connection, game_id, now)
            if game is not None:
                self._note(game)
        return due

    async def next_due(self) -> datetime | None:
        """When something must next happen in any game; None while no game goes on."""
        async with self._database.reading() as connection:
            return await GameStore.next_due(connection, self._guilds.shards)

    async def _advance_one(
        self, connection: Connection, game_id: int, now: datetime
    ) -> Game | None:
        game = await GameStore.game(connection, game_id)
        if game is None or game.due_at is None or game.due_at > now:
            return game  # it moved while the list was read
        if game.state is GameState.BETWEEN:
            return await self._dealer.open_next(connection, game, now)
        if game.state is GameState.OPEN:
            return await self._close_open(connection, game, EndReason.FINISHED, now)
        ended = rules.end(game, EndReason.EXPIRED, now)
        await GameStore.update_game(connection, ended)
        return ended

    async def _close_open(
        self, connection: Connection, game: Game, reason: EndReason, now: datetime
    ) -> Game:
        """Close what takes answers: the one round, or all of a lightning game, which ends by it."""
        if game.mode is Mode.LIGHTNING:
            return await self._scorekeeper.close_lightning(connection, game, reason, now)
        round_ = await GameStore.latest_round(connection, game.id)
        assert round_ is not None, "an open game has a round"
        return await self._scorekeeper.close(connection, game, round_, now)

    async def skip(self, channel_id: int, user_id: int, now: datetime, *, may_decide: bool) -> Skip:
        """Ask to skip the open question; the starter and moderators decide, others vote.

        Raises ``UserError`` where no question is open.
        """
        async with self._database.transaction() as connection:
            game = await GameStore.active_in(connection, channel_id)
            if game is None:
                raise UserError("trivia.refused.no_game")
            if game.state is not GameState.OPEN or game.mode is Mode.LIGHTNING:
                raise UserError("trivia.refused.nothing_to_skip")
            round_ = await GameStore.latest_round(connection, game.id)
            assert round_ is not None, "an open game has a round"
            await Ledger.vote(connection, round_.id, user_id)
            votes = round_.skip_votes | {user_id}
            players = set(await Ledger.players(connection, game.id)) | round_.answers.keys() | votes
            needed = rules.votes_needed(len(players))
            decided = may_decide or user_id == game.starter_id or len(votes) >= needed
            if decided:
                await self._scorekeeper.close(
                    connection, game, replace(round_, skip_votes=votes), now
                )
            return Skip(decided, len(votes), needed, game.id)

    async def stop(self, channel_id: int, user_id: int, now: datetime, *, may_decide: bool) -> Game:
        """End the game of a channel; what was answered counts. Only its starter or a moderator.

        Raises ``UserError`` where there is no game or the member may not end it.
        """
        async with self._database.transaction() as connection:
            game = await GameStore.active_in(connection, channel_id)
            if game is None:
                raise UserError("trivia.refused.no_game")
            if not may_decide and user_id != game.starter_id:
                raise UserError("trivia.refused.not_yours", starter=game.starter_id)
            ended = await self._end(connection, game, EndReason.STOPPED, now)
        self._note(ended)
        return ended

    async def abandon(self, game_id: int, now: datetime) -> None:
        """The channel is gone or closed to the bot: the game ends, and what was answered counts."""
        async with self._database.transaction() as connection:
            game = await GameStore.game(connection, game_id)
            if game is None:
                return
            if game.ended_at is None:
                game = await self._end(connection, game, EndReason.CHANNEL_GONE, now)
            await GameStore.mark_announced(connection, game_id, now)
        self._note(game)

    async def _end(
        self, connection: Connection, game: Game, reason: EndReason, now: datetime
    ) -> Game:
        if game.state is GameState.OPEN:
            game = await self._close_open(connection, game, reason, now)
        ended = replace(rules.end(game, reason, now), end_reason=reason)
        await GameStore.update_game(connection, ended)
        return ended

    async def recover(self, now: datetime) -> None:
        """After a start: give back time to rounds that were open while the bot was away."""
        async with self._database.transaction() as connection:
            games = await GameStore.active(connection, self._guilds.shards)
            for game in games:
                if game.state is GameState.OPEN:
                    await self._recover_one(connection, game, now)
        for game in games:
            self._note(game)

    async def reopen(self, round_id: int, now: datetime) -> Round:
        """A round whose question could not be posted at once gets its full time from ``now``."""
        async with self._database.transaction() as connection:
            round_, game = await self._round_and_game(connection, round_id)
            assert round_ is not None, "the round is about to be posted"
            assert game is not None, "a foreign key holds it"
            fresh = replace(
                round_, opened_at=now, deadline_at=now + (round_.deadline_at - round_.opened_at)
            )
            await GameStore.set_times(connection, fresh)
            await GameStore.update_game(connection, replace(game, due_at=fresh.deadline_at))
            return fresh

    @staticmethod
    async def _recover_one(connection: Connection, game: Game, now: datetime) -> None:
        for round_id in await GameStore.round_ids(connection, game.id):
            round_ = await GameStore.round(connection, round_id)
            if round_ is None or round_.closed_at is not None:
                continue
            recovered = rules.recover(round_, now)
            await GameStore.set_times(connection, recovered)
            game = replace(game, due_at=recovered.deadline_at)
        await GameStore.update_game(connection, game)
