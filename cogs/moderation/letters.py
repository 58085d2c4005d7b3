"""Tells members in private what moderators decided about them, with the way to appeal."""

from __future__ import annotations

import io
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER, facts
from cogs.moderation.card import moment, quoted
from cogs.moderation.items import CaseItem, Press, button
from cogs.moderation.nudge import FILE, rule_line
from cogs.moderation.repost import MESSAGE_LIMIT
from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import EXPIRY, Case, Handled, Outcome, StepKind
from discord_bot.moderation.model import Label
from discord_bot.moderation.policy import Action
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)


def member_buttons(texts: Texts, guild_id: int, number: int) -> list[CaseItem]:
    """What a member can do about a case of theirs, in direct messages too."""
    return [
        button(Press("why", guild_id, number), texts("moderation.nudge.why")),
        button(Press("appeal", guild_id, number), texts("moderation.nudge.wrong")),
    ]


class Letters:
    """Writes to members."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot

    async def about(self, handled: Handled, case: Case, *, told: int | None = None) -> list[int]:
        """Tell everyone whom a moderator's step concerns; ``case`` is how it is after the act.

        ``told`` is a member who is told otherwise. Returns those who could not be told.
        """
        known = {told, *(appeal.user_id for appeal in handled.answered)}
        missed = [appeal.user_id for appeal in handled.answered if not await self.answer(appeal)]
        missed += [
            user_id
            for user_id in handled.warned
            if not await self._warned(case, user_id, handled.step.note)
        ]
        missed += await self._paused(handled, case)
        missed += await self._kept(handled, case, known)
        missed += await self._given_back(handled, case, known)
        return list(dict.fromkeys(missed))

    async def _warned(self, case: Case, user_id: int, note: str | None) -> bool:
        standing = await self._bot.services.moderation.cases.standing(
            case.guild_id, user_id, self._bot.now()
        )
        until = next(
            item.expires_at for item in standing.warnings if item.case_number == case.number
        )
        texts = self._bot.texts(case.guild_id)
        lines = [self._lead(texts, case, "warned"), *self._rule(texts, case)]
        if note:
            lines.append(f"{texts('moderation.card.letter.note')}\n{quoted(escape_markdown(note))}")
        lines += ["", texts("moderation.card.letter.counts", until=moment(until, "D"))]
        return await self._send(case, user_id, lines)

    async def _paused(self, handled: Handled, case: Case) -> list[int]:
        """Tell who pauses now; returns those who could not be told."""
        steps = {step.id: step for step in case.steps}
        texts = self._bot.texts(case.guild_id)
        missed = []
        for time_out in handled.time_outs:
            step = steps.get(time_out.step_id)
            if step is None or step.outcome is not Outcome.DONE:
                continue
            until = moment(step.taken_at + time_out.span)
            key = "paused" if step.kind is StepKind.TIMED_OUT else "escalated"
            lead = self._lead(texts, case, key, until=until)
            if not await self._send(case, time_out.user_id, [lead, *self._rule(texts, case)]):
                missed.append(time_out.user_id)
        return missed

    async def _kept(self, handled: Handled, case: Case, known: Collection[int | None]) -> list[int]:
        """Tell who waits for a moderator that their message stays down; returns the untold."""
        if handled.step.kind is not StepKind.UPHELD:
            return []
        told = {*known, *(time_out.user_id for time_out in handled.time_outs)}
        waiting = {item.author_id for item in case.held if item.action is Action.HOLD}
        texts = self._bot.texts(case.guild_id)
        lines = [self._lead(texts, case, "kept"), *self._rule(texts, case)]
        return [
            user_id
            for user_id in sorted(waiting - told)
            if not await self._send(case, user_id, lines)
        ]

    async def undecided(self, case: Case) -> None:
        """Tell whose message was held for a decision that nobody took one, with their words.

        Whoever takes no direct messages finds it with ``/appeal``.
        """
        waiting: dict[int, list[str]] = {}
        for item in case.held:
            if item.action is Action.HOLD and item.author_id:
                waiting.setdefault(item.author_id, []).append(item.text or "")
        texts = self._bot.texts(case.guild_id)
        for user_id, words in waiting.items():
            lines = [
                self._lead(texts, case, "undecided", days=EXPIRY.days),
                *self._rule(texts, case),
            ]
            text = "\n".join(words)
            shown = f"**{texts('moderation.nudge.yours')}**\n{quoted(escape_markdown(text))}"
            if len("\n".join([*lines, shown])) <= MESSAGE_LIMIT:
                await self._send(case, user_id, [*lines, shown])
            else:
                file = discord.File(io.BytesIO(text.encode()), filename=FILE)
                await self._send(case, user_id, lines, file=file)

    async def _given_back(
        self, handled: Handled, case: Case, known: Collection[int | None]
    ) -> list[int]:
        """Tell whose message is back or who may write again; returns those who could not be."""
        down = {message.id for message in case.held}
        people = {item.author_id for item in handled.restore if item.id not in down}
        if set(handled.lift) - set(case.timed_out):
            people |= set(handled.lift)
        key = "overruled" if handled.step.kind is StepKind.OVERRULED else "restored"
        texts = self._bot.texts(case.guild_id)
        missed = []
        for user_id in sorted(people - set(known)):
            lines = [self._lead(texts, case, key)]
            if not await self._send(case, user_id, lines, buttons=False):
                missed.append(user_id)
        return missed

    async def answer(self, appeal: Appeal) -> bool:
        """Send a moderator's answer on; False where the member takes no direct messages."""
        texts = self._bot.texts(appeal.guild_id)
        granted = "granted" if appeal.state is AppealState.GRANTED else "declined"
        case = await self._bot.services.moderation.cases.get(appeal.guild_id, appeal.case_number)
        lines = [self._lead(texts, case, granted)]
        if appeal.answer:
            words = quoted(escape_markdown(appeal.answer))
            lines.append(f"{texts('moderation.card.letter.note')}\n{words}")
        return await self._send(case, appeal.user_id, lines, buttons=False)

    def _lead(self, texts: Texts, case: Case, key: str, **values: object) -> str:
        guild = self._bot.get_guild(case.guild_id)
        server = (
            texts("moderation.nudge.a_server") if guild is None else escape_markdown(guild.name)
        )
        return texts(f"moderation.card.letter.{key}", number=case.number, server=server, **values)

    def _rule(self, texts: Texts, case: Case) -> list[str]:
        if case.label is Label.OK:
            return []
        return [rule_line(texts, case.label, self._bot.get_guild(case.guild_id))]

    async def _send(
        self,
        case: Case,
        user_id: int,
        lines: list[str],
        *,
        buttons: bool = True,
        file: discord.File | None = None,
    ) -> bool:
        """Write a direct message; False where Discord does not take it."""
        view = ui.View(timeout=None)
        if buttons:
            for item in member_buttons(self._bot.texts(case.guild_id), case.guild_id, case.number):
                view.add_item(item)
        try:
            channel = await self._bot.create_dm(discord.Object(user_id))
            await channel.send(
                "\n".join(lines)[:MESSAGE_LIMIT],
                view=view if buttons else discord.utils.MISSING,
                file=file or discord.utils.MISSING,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.Forbidden:
            return False
        except NO_ANSWER as error:
            log.warning(
                "a member could not be told of a decision",
                extra={
                    "guild_id": case.guild_id,
                    "user_id": user_id,
                    **facts(error),
                },
            )
            return False
        return True
