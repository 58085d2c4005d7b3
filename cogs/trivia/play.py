"""Plays games in channels: shows what the services say happened, and passes on what members do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import discord
from discord import ui

from cogs._answers import NO_ANSWER, Unanswered, facts
from cogs._components import Interaction, reply
from cogs.trivia import embeds, views
from cogs.trivia.embeds import Look
from cogs.trivia.views import TriviaButton
from discord_bot.errors import UserError
from discord_bot.trivia.display import GameView, Reveal
from discord_bot.trivia.game import Receipt
from discord_bot.trivia.model import Game, GameState, Mode, Round
from discord_bot.trivia.turns import Answered, StartRequest

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
"""How long a post that Discord refused for reasons of its own waits before it is tried again."""
SOON = 6
"""How many tries wait no longer than the first: most troubles are over in half a minute."""
LONGEST_RETRY_SECONDS = 60
"""How long it waits at most, having failed again and again."""
LATE_SECONDS = 2
"""A question posted later than this after it opened gets its full time from then on."""


class Play:
    """Shows games. One lock a game: a tick and a click never post the same thing twice."""

    def __init__(self, bot: FanBot, changed: Callable[[], None]) -> None:
        self._bot = bot
        self._services = bot.services
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._retries: dict[int, datetime] = {}
        self._failures: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = changed
        self._recovered = False

    def look(self, where: int | Interaction) -> Look:
        """The looks for a server, or for the member behind an interaction."""
        return Look(self._services.pack, self._bot.texts(where))

    # --- the clock ----------------------------------------------------------------------------

    async def _recover(self) -> None:
        """After a start: give back time, and show whatever was left unshown."""
        await self._services.games.recover(self._bot.now())
        for game_id in await self._services.display.unshown():
            self.present_soon(game_id)

    async def tick(self) -> None:
        """Move on every game that is due; showing them runs beside, so none waits for another."""
        if not self._recovered:  # here, where a failure is tried again
            await self._recover()
            self._recovered = True
        now = self._bot.now()
        for game_id in await self._services.games.advance(now):
            self.present_soon(game_id)
        for game_id, when in list(self._retries.items()):
            if when <= now:
                del self._retries[game_id]
                self.present_soon(game_id)

    async def next_due(self) -> datetime | None:
        """When the next game must move, or the next post be tried again."""
        due = await self._services.games.next_due()
        return min(filter(None, (due, *self._retries.values())), default=None)

    def present_soon(self, game_id: int) -> None:
        """Show a game's news in a task of its own."""
        task = asyncio.create_task(self.present(game_id), name=f"discord.py: on_trivia_{game_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Let everything that is being shown reach its channel."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=RETRY_SECONDS)

    # --- showing ------------------------------------------------------------------------------

    async def present(self, game_id: int) -> None:
        """Show in its channel whatever of a game was not shown yet."""
        lock = self._locks.setdefault(game_id, asyncio.Lock())
        async with lock:
            view = await self._services.display.view(game_id)
            if view is None:
                return
            try:
                await self._present(view)
            except (discord.NotFound, discord.Forbidden) as error:
                log.warning("game ended: its channel is closed to me", extra=_ids(view.game, error))
                self._failures.pop(game_id, None)
                await self._services.games.abandon(game_id, self._bot.now())
            except NO_ANSWER as error:
                log.warning("game not shown, trying again", extra=_ids(view.game, error))
                self._try_again(game_id)
            else:
                self._failures.pop(game_id, None)
            self._changed()

    def _try_again(self, game_id: int) -> None:
        """Wait twice as long after each failure past some: an outage may last for hours."""
        failures = self._failures.get(game_id, 0)
        self._failures[game_id] = failures + 1
        wait = min(LONGEST_RETRY_SECONDS, RETRY_SECONDS * 2 ** max(0, min(failures, 20) - SOON))
        self._retries[game_id] = self._bot.now() + timedelta(seconds=wait)

    async def _present(self, view: GameView) -> None:
        game = view.game
        channel = self._bot.get_partial_messageable(game.channel_id, guild_id=game.guild_id)
        look = self.look(game.guild_id)
        await self._services.sure()
        await self._show_reveals(channel, look, view)
        if game.ended_at is not None:
            if game.announced_at is None:
                await self._show_summary(channel, look, view)
        elif game.state is GameState.OPEN and game.mode is not Mode.LIGHTNING:
            await self._show_question(channel, look, view)
        elif game.message_id is None:
            await self._show_notice(channel, look, game)

    async def _show_reveals(
        self, channel: discord.PartialMessageable, look: Look, view: GameView
    ) -> None:
        if view.game.mode is not Mode.LIGHTNING:
            for shown in view.reveals:
                await self._show_reveal(channel, look, view.game, shown)
        if view.reveals:
            ids = [shown.round.id for shown in view.reveals]
            await self._services.display.revealed(ids, self._bot.now())

    async def _show_reveal(
        self, channel: discord.PartialMessageable, look: Look, game: Game, shown: Reveal
    ) -> None:
        author = self._services.questions.author(game.guild_id, shown.round.question.id)
        embed = embeds.reveal(look, game, shown, author)
        view = views.closed_view(shown.round)
        if shown.round.message_id is not None:
            message = channel.get_partial_message(shown.round.message_id)
            try:
                await message.edit(embed=embed, view=view)
            except discord.NotFound:
                log.info("a question was deleted, its answer is posted anew", extra=_ids(game))
            else:
                return
        await _send(channel, embed, view, nonce=f"reveal{shown.round.id}")

    async def _show_question(
        self, channel: discord.PartialMessageable, look: Look, view: GameView
    ) -> None:
        game, round_ = view.game, view.round
        if round_ is None or round_.closed_at is not None or round_.message_id is not None:
            return
        now = self._bot.now()
        if now - round_.opened_at > timedelta(seconds=LATE_SECONDS):
            round_ = await self._services.games.reopen(round_.id, now)
        by_message = self._bot.intents.message_content
        embed = embeds.question(look, game, round_, by_message=by_message)
        buttons = views.question_view(game, round_, look.texts("trivia.question.answer_button"))
        message = await _send(channel, embed, buttons, nonce=f"round{round_.id}")
        await self._services.display.posted_round(round_.id, message.id)

    async def _show_summary(
        self, channel: discord.PartialMessageable, look: Look, view: GameView
    ) -> None:
        again = look.texts("trivia.game.again")
        buttons = views.button_view(TriviaButton.of("again", view.game.id, again, emoji="🔁"))
        await _send(channel, embeds.summary(look, view), buttons, nonce=f"end{view.game.id}")
        await self._services.display.announced(view.game.id, self._bot.now())

    async def _show_notice(
        self, channel: discord.PartialMessageable, look: Look, game: Game
    ) -> None:
        texts, opponent = look.texts, None
        primary = discord.ButtonStyle.success
        if game.state is GameState.CHALLENGED:
            embed, opponent = embeds.challenge(look, game), game.opponent_id
            accept, decline = texts("trivia.duel.accept"), texts("trivia.duel.decline")
            buttons = views.button_view(
                TriviaButton.of("accept", game.id, accept, style=primary),
                TriviaButton.of("decline", game.id, decline),
            )
        elif game.state is GameState.PAUSED:
            embed, resume = embeds.paused(look, game), texts("trivia.game.resume")
            buttons = views.button_view(
                TriviaButton.of("resume", game.id, resume, style=primary, emoji="▶️")
            )
        elif game.mode is Mode.LIGHTNING:
            embed, go = embeds.lobby(look, game), texts("trivia.lightning.go")
            buttons = views.button_view(
                TriviaButton.of("go", game.id, go, style=primary, emoji="⚡")
            )
        else:
            return
        nonce = f"{game.state}{game.id}"
        message = await _send(channel, embed, buttons, nonce, pinged=opponent)
        await self._services.display.posted_game(game.id, message.id)

    # --- what members do ------------------------------------------------------------------------

    async def start(self, interaction: Interaction, request: StartRequest) -> None:
        """Start a game, say so to whoever asked for it, and show its first question."""
        game = await self._services.games.start(request, self._bot.now())
        in_thread = game.channel_id != interaction.channel_id
        if game.mode is Mode.DUEL:
            await reply(interaction, self._bot.texts(interaction)("trivia.duel.sent"))
        elif in_thread:
            thread = f"<#{game.channel_id}>"
            text = self._bot.texts(game.guild_id)("trivia.game.thread_opened", thread=thread)
            await interaction.followup.send(text)
        else:
            await _say(interaction, self._intro(game))
        await self.present(game.id)

    def _intro(self, game: Game) -> str:
        look = self.look(game.guild_id)
        texts = look.texts
        return texts(
            "trivia.game.started",
            member=embeds.member(game.starter_id),
            mode=texts(f"trivia.mode.{game.mode}"),
            rounds=texts("trivia.game.rounds", count=game.rounds_total),
            difficulty=texts(f"trivia.difficulty.{game.difficulty or 'any'}"),
            category=look.category(game.category)
            if game.category
            else texts("trivia.game.any_category"),
        )

    async def decide(self, interaction: Interaction, game_id: int, *, accepted: bool) -> None:
        """The challenged member accepts or declines a duel."""
        now, games = self._bot.now(), self._services.games
        if accepted:
            game = await games.accept(game_id, interaction.user.id, now)
            text = self._bot.texts(game.guild_id)(
                "trivia.duel.accepted", opponent=embeds.member(interaction.user.id)
            )
        else:
            game = await games.decline(game_id, interaction.user.id, now)
            text = self._bot.texts(game.guild_id)("trivia.game.declined")
        await interaction.response.edit_message(content=text, view=None)
        await self.present(game_id)

    async def resume(self, interaction: Interaction, game_id: int) -> None:
        """Anyone resumes a paused game."""
        game = await self._services.games.resume(game_id, self._bot.now())
        resumed = self._bot.texts(game.guild_id)("trivia.game.resumed")
        await interaction.response.edit_message(content=resumed, embed=None, view=None)
        await self.present(game_id)

    async def again(self, interaction: Interaction, game_id: int) -> None:
        """Start another game like the one that ended."""
        view = await self._services.display.view(game_id)
        if view is None:
            raise UserError("trivia.refused.no_game")
        game = view.game
        opponent = game.opponent_id
        if opponent == interaction.user.id:
            opponent = game.starter_id
        await interaction.response.defer()
        rounds = game.rounds_total if game.mode is not Mode.LIGHTNING else 1
        request = StartRequest(
            guild_id=game.guild_id,
            channel_id=game.channel_id,
            user_id=interaction.user.id,
            mode=game.mode,
            rounds=rounds,
            category=game.category,
            difficulty=game.difficulty,
            season=min(game.ceiling, self._services.games.ceiling(game.guild_id)),
            opponent_id=opponent,
        )
        await self.start(interaction, request)

    async def next_lightning(self, interaction: Interaction, game_id: int) -> None:
        """Show a member the next lightning question, for that member's eyes only."""
        games, user_id = self._services.games, interaction.user.id
        round_ = await games.next_lightning(game_id, user_id, self._bot.now())
        embed = embeds.lightning_question(self.look(interaction), round_)
        buttons = views.choice_view("fast", round_.id, round_.choices)
        await interaction.response.send_message(embed=embed, view=buttons, ephemeral=True)

    async def answer(self, interaction: Interaction, round_id: int, choice: int) -> None:
        """Take the answer of a click and confirm it to its author alone."""
        given = await self._services.games.answer(
            round_id, interaction.user.id, choice, self._bot.now()
        )
        await self._confirm(interaction, given, choice)
        if given.closed_game_id is not None:
            await self.present(given.closed_game_id)

    async def _confirm(self, interaction: Interaction, given: Answered, choice: int) -> None:
        label = ""
        if given.round is not None:
            kept = given.round.answers.get(interaction.user.id)
            index = choice if kept is None or kept.choice is None else kept.choice
            label = embeds.choice_label(index, given.round.choices[index])
        texts = self._bot.texts(interaction)
        shown = discord.utils.escape_markdown(label)
        await reply(interaction, texts(f"trivia.receipt.{given.receipt}", choice=shown))

    async def answer_lightning(self, interaction: Interaction, round_id: int, choice: int) -> None:
        """Take a lightning answer, and show the next question in the same private message."""
        given = await self._services.games.answer(
            round_id, interaction.user.id, choice, self._bot.now()
        )
        if given.receipt is Receipt.ACCEPTED and given.round is not None:
            await self._after_lightning(interaction, given.round, choice)
        else:
            await self._confirm(interaction, given, choice)

    async def _after_lightning(self, interaction: Interaction, round_: Round, choice: int) -> None:
        look = self.look(interaction)
        right = round_.right_choice == choice
        key = "right" if right else "wrong"
        answer = discord.utils.escape_markdown(round_.question.answer)
        before = look.texts(f"trivia.lightning.{key}", answer=answer)
        try:
            following = await self._services.games.next_lightning(
                round_.game_id, interaction.user.id, self._bot.now()
            )
        except UserError as over:
            text = f"{before}\n{look.texts(over.key, **over.values)}"
            await interaction.response.edit_message(content=text, embed=None, view=None)
            return
        embed = embeds.lightning_question(look, following, before)
        buttons = views.choice_view("fast", following.id, following.choices)
        await interaction.response.edit_message(embed=embed, view=buttons)

    async def hear(self, message: discord.Message) -> None:
        """A message in a channel with a typed game: perhaps an answer."""
        given = await self._services.games.type_in_channel(
            message.channel.id, message.author.id, message.content, self._bot.now()
        )
        if given.closed_game_id is not None:
            await self.present(given.closed_game_id)


async def _say(interaction: Interaction, text: str) -> None:
    """Answer where everyone reads it."""
    if interaction.response.is_done():
        await interaction.followup.send(text)
    else:
        await interaction.response.send_message(text)


def _ids(game: Game, error: Unanswered | None = None) -> dict[str, object]:
    found: dict[str, object] = {
        "guild_id": game.guild_id,
        "channel_id": game.channel_id,
        "game_id": game.id,
    }
    if error is not None:
        found |= facts(error)
    return found


async def _send(
    channel: discord.PartialMessageable,
    embed: discord.Embed,
    view: ui.View | None,
    nonce: str,
    pinged: int | None = None,
) -> discord.Message:
    """Post with a nonce: Discord drops the repeat when a post is tried twice within minutes.

    ``pinged`` is the one member whom the message calls; nobody else is ever pinged.
    """
    mentions = discord.AllowedMentions.none()
    if pinged is not None:
        mentions = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(pinged)]
        )
    return await channel.send(
        None if pinged is None else embeds.member(pinged),
        embed=embed,
        view=view or discord.utils.MISSING,
        nonce=nonce[:25],
        allowed_mentions=mentions,
    )
