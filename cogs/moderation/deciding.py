"""The buttons of a card: checked at each press, decided by the service, done, and told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

import discord

from cogs._components import Interaction, reply
from cogs.moderation.acting import Acting, detail_text
from cogs.moderation.board import load
from cogs.moderation.card import DAY, HOUR, card, span_text
from cogs.moderation.items import PauseDialog, Press, TextDialog, check_moderator
from cogs.moderation.letters import Letters
from cogs.moderation.places import NowhereError
from discord_bot.errors import UserError
from discord_bot.moderation.cases import NOTE_LIMIT, Case, Handled, Outcome, Step, StepKind
from discord_bot.moderation.policy import LONGEST_TIME_OUT, MessageKind
from discord_bot.moderation.steps import already
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

OfferToAllow: TypeAlias = Callable[[Interaction, Case], Awaitable[None]]
"""Tells who overruled a case of AutoMod that its rule does not learn, and offers to let it."""
PAUSES = (5, 10, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, LONGEST_TIME_OUT.days * DAY)
"""Minutes that a time-out's dialog offers, besides the server's own."""


def check_not_own(interaction: Interaction, user_ids: tuple[int, ...]) -> None:
    """Nobody decides on their own case; only who administrates the server may, perhaps alone."""
    if interaction.user.id in user_ids and not interaction.permissions.administrator:
        raise UserError("moderation.card.refused.own")


def step_failure(texts: Texts, case: Case, step_ids: set[int]) -> str | None:
    """What to tell of the acts of these steps that Discord did not do, or None."""
    failed: list[Step] = [
        step
        for step in case.steps
        if step.id in step_ids and step.outcome in {Outcome.REFUSED, Outcome.FAILED, Outcome.GONE}
    ]
    if not failed:
        return None
    why = detail_text(texts, failed[0].detail or "failed")
    return texts("moderation.card.act_failed", why=why)


class Deciding:
    """Takes moderators' steps on cases."""

    def __init__(
        self, bot: FanBot, acting: Acting, letters: Letters, offer_to_allow: OfferToAllow
    ) -> None:
        self._bot = bot
        self._offer_to_allow = offer_to_allow
        self._cases = bot.services.moderation.cases
        self._acting = acting
        self._letters = letters

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button of a card of any run of the bot was pressed."""
        check_moderator(interaction, press.guild_id)
        case = await self._cases.get(press.guild_id, press.id)
        check_not_own(interaction, case.authors)
        if press.what in {"warn", "time_out"} and case.version != press.version:
            # Before somebody fills in a dialog for nothing.
            await interaction.response.defer()
            await self.refresh(interaction, press.guild_id, press.id)
            raise already(case)
        if press.what == "warn":
            await interaction.response.send_modal(self._warning(interaction, press))
        elif press.what == "time_out":
            await self._check_time_out(interaction, case)
            await interaction.response.send_modal(self._pause(interaction, press))
        else:
            await self._take(interaction, press)

    def _warning(self, interaction: Interaction, press: Press) -> TextDialog:
        texts = self._bot.texts(interaction)

        async def warn(answer: Interaction, note: str | None) -> None:
            check_moderator(answer, press.guild_id)
            await self._take(answer, press, note=note)

        return TextDialog(
            texts("moderation.card.warning.title", number=press.id),
            texts("moderation.card.warning.label"),
            warn,
            limit=NOTE_LIMIT,
            required=False,
            hint=texts("moderation.card.warning.hint"),
        )

    def _pause(self, interaction: Interaction, press: Press) -> PauseDialog:
        texts = self._bot.texts(interaction)
        usual = self._bot.services.moderation.policy(press.guild_id).time_out_minutes

        async def pause(answer: Interaction, minutes: int) -> None:
            check_moderator(answer, press.guild_id)
            await self._check_time_out(answer, await self._cases.get(press.guild_id, press.id))
            await self._take(answer, press, minutes=minutes)

        spans = [(minutes, span_text(texts, minutes)) for minutes in sorted({*PAUSES, usual})]
        return PauseDialog(texts, press.id, spans, usual, pause)

    async def _check_time_out(self, interaction: Interaction, case: Case) -> None:
        """Whether this moderator may let these members pause, by Discord's own rules."""
        mine, bots = interaction.permissions, interaction.app_permissions
        if not (mine.moderate_members or mine.administrator):
            raise UserError("moderation.card.refused.no_time_out")
        if not (bots.moderate_members or bots.administrator):
            raise UserError("moderation.card.refused.bot_no_time_out")
        guild, user = interaction.guild, interaction.user
        if guild is None or not isinstance(user, discord.Member) or guild.owner_id == user.id:
            return
        for user_id in case.authors:
            try:
                member = await self._acting.places.member(case.guild_id, user_id)
            except (discord.NotFound, NowhereError):
                continue  # the case will say that they have left
            if member.top_role >= user.top_role:
                raise UserError("moderation.card.refused.rank")

    async def _take(
        self,
        interaction: Interaction,
        press: Press,
        *,
        note: str | None = None,
        minutes: int | None = None,
    ) -> None:
        """Take a step and carry it out; who comes second is told, and sees the case as it is."""
        await interaction.response.defer()
        try:
            handled = await self._step(press, interaction.user.id, note, minutes)
        except UserError:
            await self.refresh(interaction, press.guild_id, press.id)
            raise
        await self.refresh_copy(interaction, await self.carry_out(interaction, handled))

    async def _step(
        self, press: Press, moderator_id: int, note: str | None, minutes: int | None
    ) -> Handled:
        guild_id, number, version, now = press.guild_id, press.id, press.version, self._bot.now()
        cases = self._cases
        if press.what == "uphold":
            return await cases.uphold(guild_id, number, moderator_id, now, version=version)
        if press.what == "overrule":
            return await cases.overrule(guild_id, number, moderator_id, now, version=version)
        if press.what == "restore":
            return await cases.restore(guild_id, number, moderator_id, now, version=version)
        if press.what == "warn":
            return await cases.warn(guild_id, number, moderator_id, now, version=version, note=note)
        return await cases.time_out(
            guild_id, number, moderator_id, now, minutes=minutes, version=version
        )

    async def renew(self, case: Case) -> None:
        """Bring a case's card up to date, or post it where there is none yet."""
        await self._acting.cards.renew(case)

    async def carry_out(
        self, interaction: Interaction, handled: Handled, *, told: int | None = None
    ) -> Case:
        """Do on Discord what a step asks for, tell the members, and the moderator what failed.

        ``told`` is a member who gets an answer of their own.
        """
        case = await self._acting.carry_out(handled)
        missed = await self._letters.about(handled, case, told=told)
        texts = self._bot.texts(interaction)
        step_ids = {handled.step.id, *(item.step_id for item in handled.time_outs)}
        lines = [step_failure(texts, case, step_ids)]
        if missed:
            people = ", ".join(f"<@{user_id}>" for user_id in missed)
            lines.append(texts("moderation.card.untold", people=people))
        failures = "\n".join(line for line in lines if line)
        if failures:
            await reply(interaction, failures)
        if handled.step.kind is StepKind.OVERRULED and case.kind is MessageKind.AUTOMOD:
            await self._offer_to_allow(interaction, case)
        return case

    async def refresh_copy(self, interaction: Interaction, case: Case) -> None:
        """Show the case as it is now where a button stands on a copy of the posted card.

        The card itself was renewed with the act.
        """
        if not _is_card(interaction, case):
            await self.refresh(interaction, case.guild_id, case.number)

    async def refresh(self, interaction: Interaction, guild_id: int, number: int) -> None:
        """Show the case as it is now where a button stands: the posted card, or a copy of it."""
        shown = await load(self._bot, guild_id, number)
        if _is_card(interaction, shown.case):
            await self.renew(shown.case)  # one at a time, so that no older state comes last
        else:
            view = card(self._bot.texts(interaction), shown)
            await interaction.edit_original_response(view=view)


def _is_card(interaction: Interaction, case: Case) -> bool:
    """Whether a button stands on the card in the log, and not on a moderator's own copy."""
    return interaction.message is not None and interaction.message.id == case.card_message_id
