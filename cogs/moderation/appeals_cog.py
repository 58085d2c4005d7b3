"""``/appeal`` and *This is wrong*: what members can say against a case, and moderators' answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands
from discord.utils import escape_markdown

from cogs._components import Interaction, number, reply
from cogs.moderation.board import announce
from cogs.moderation.card import (
    excerpt,
    label_text,
    moment,
    who,
)
from cogs.moderation.deciding import Deciding, check_not_own
from cogs.moderation.items import Press, TextDialog, button, check_moderator, menu
from cogs.moderation.letters import Letters
from cogs.moderation.nudge import explanation
from cogs.moderation.places import Places
from discord_bot.errors import UserError
from discord_bot.moderation.appeals import APPEAL_LIMIT, Appeal
from discord_bot.moderation.cases import Case, CaseState, Outcome
from discord_bot.moderation.model import Label
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

LISTED = 10
"""A member's newest cases that ``/appeal`` lists."""
_LOOKED_AT = 25
_SHOWN_ANSWER = 600
"""Characters of an appeal's answer beside the explanation of a case."""


async def ask_appeal(interaction: Interaction, guild_id: int, number: int) -> None:
    """Let a member appeal, as the first answer to an interaction."""
    appeals = interaction.client.get_cog("Appeals")
    assert isinstance(appeals, Appeals), "the package adds it"
    await appeals.ask(interaction, guild_id, number)


def is_told(case: Case, user_id: int) -> bool:
    """Whether a case has led to something for a member, so that they may know of it.

    What was only noted or reported has not, until a moderator upholds it: else a member would learn
    from here that somebody reported them.
    """
    if case.state is CaseState.UPHELD:
        return True
    return any(
        item.author_id == user_id
        and item.action.takes_down
        and item.outcome in {None, Outcome.DONE}
        for item in case.messages
    )


def may_appeal(case: Case, appeal: Appeal | None) -> bool:
    """Whether a member can appeal against their case still; once is enough."""
    return case.state is not CaseState.OVERRULED and appeal is None


class Appeals(commands.Cog):
    """Members' appeals."""

    def __init__(self, bot: FanBot, deciding: Deciding, letters: Letters) -> None:
        self.bot = bot
        self._service = bot.services.moderation
        self._deciding = deciding
        self._letters = letters

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button about an appeal was pressed, in a server or in direct messages."""
        if press.what == "appeal":
            await self.ask(interaction, press.guild_id, press.id)
        elif press.what == "why":
            await self.why(interaction, press.guild_id, press.id)
        elif press.what == "mine":
            chosen = number(press.chosen[0] if press.chosen else None)
            await self.why(interaction, press.guild_id, chosen)
        else:
            await self._open_answer(interaction, press)

    # --- members --------------------------------------------------------------------------------

    @app_commands.command(
        name="appeal", description="Your messages that were touched here, and how to object"
    )
    @app_commands.describe(case="The number of a case, to look at it at once")
    @app_commands.guild_only()
    async def appeal(
        self, interaction: Interaction, case: app_commands.Range[int, 1] | None = None
    ) -> None:
        """List a member's own cases, or show one."""
        guild_id = interaction.guild_id or 0
        if case is not None:
            await self.why(interaction, guild_id, case)
            return
        await interaction.response.defer(ephemeral=True)
        user_id = interaction.user.id
        found = await self._service.cases.of_member(guild_id, user_id, _LOOKED_AT)
        by_case = {
            appeal.case_id: appeal
            for appeal in await self._service.appeals.of_member(guild_id, user_id)
        }
        mine = [item for item in found if item.id in by_case or is_told(item, user_id)][:LISTED]
        view = self._list(interaction, mine, by_case)
        await interaction.followup.send(view=view, ephemeral=True)

    def _list(
        self, interaction: Interaction, mine: Sequence[Case], by_case: Mapping[int, Appeal]
    ) -> ui.LayoutView:
        texts = self.bot.texts(interaction)
        lines = [f"### {texts('moderation.appeal.title')}"]
        lines.append(texts("moderation.appeal.intro" if mine else "moderation.appeal.nothing"))
        lines += [_line(texts, case, by_case.get(case.id)) for case in mine]
        view = ui.LayoutView(timeout=None)
        accent = discord.Colour.from_str(self.bot.services.pack.show.accent)
        container: ui.Container[Any] = ui.Container(accent_colour=accent)
        container.add_item(ui.TextDisplay("\n".join(lines)[:4000]))
        view.add_item(container)
        if mine:
            options = [
                discord.SelectOption(
                    label=f"{case.number} · {_about(texts, case)}"[:100], value=str(case.number)
                )
                for case in mine
            ]
            press = Press("mine", interaction.guild_id or 0, 0)
            choose = menu(press, options, texts("moderation.appeal.choose"))
            view.add_item(ui.ActionRow(choose))
        return view

    async def _own(
        self, interaction: Interaction, guild_id: int, number: int
    ) -> tuple[Case, Appeal | None]:
        """A case of this member and their appeal. Raises ``UserError`` for anybody else's."""
        user_id = interaction.user.id
        case = await self._service.cases.get(guild_id, number)
        appeals = await self._service.appeals.of_case(guild_id, number)
        appeal = next((item for item in appeals if item.user_id == user_id), None)
        is_known = appeal is not None or is_told(case, user_id)
        if user_id not in case.authors or not is_known:
            raise UserError("moderation.refused.not_yours", number=number)
        return case, appeal

    async def why(self, interaction: Interaction, guild_id: int, number: int) -> None:
        """Tell a member all about a case of theirs, and what became of their appeal."""
        case, appeal = await self._own(interaction, guild_id, number)
        texts = self.bot.texts(interaction)
        text = await self._explained(texts, case, interaction.user.id)
        if appeal is not None:
            told = "\n".join(_appeal_lines(texts, appeal))
            text = f"{text[: 2000 - len(told) - 1]}\n{told}"
        view = discord.utils.MISSING
        if may_appeal(case, appeal):
            view = ui.View(timeout=None)
            wrong = texts("moderation.nudge.wrong")
            view.add_item(button(Press("appeal", guild_id, number), wrong))
        await reply(interaction, text, view=view)

    async def _explained(self, texts: Texts, case: Case, user_id: int) -> str:
        """Why a member's newest message of a case was touched."""
        guild = await Places(self.bot).known(case.guild_id)
        days = self._service.policy(case.guild_id).evidence_days
        newest = [item for item in case.messages if item.author_id == user_id][-1]
        if case.label is not Label.OK:
            return explanation(texts, case, newest, guild, days)
        # The filter had nothing against it, so that there is no rule to explain.
        server = texts("moderation.nudge.a_server") if guild is None else guild.name
        lines = [
            f"**{texts('moderation.nudge.case', number=case.number, server=server)}**",
            texts("moderation.appeal.by_moderators"),
            texts(f"moderation.nudge.state.{case.state}"),
            texts("moderation.nudge.kept", days=days),
        ]
        return "\n".join(lines)

    async def ask(self, interaction: Interaction, guild_id: int, number: int) -> None:
        """Open the dialog for an appeal, as the first answer to an interaction."""
        case, appeal = await self._own(interaction, guild_id, number)
        if case.state is CaseState.OVERRULED:
            raise UserError("moderation.refused.overruled", number=number)
        if appeal is not None:
            raise UserError("moderation.refused.appealed", number=number)
        texts = self.bot.texts(interaction)

        async def appealed(answer: Interaction, text: str | None) -> None:
            await self._appealed(answer, guild_id, number, text)

        dialog = TextDialog(
            texts("moderation.appeal.dialog", number=number),
            texts("moderation.appeal.label"),
            appealed,
            limit=APPEAL_LIMIT,
            hint=texts("moderation.appeal.hint"),
        )
        await interaction.response.send_modal(dialog)

    async def _appealed(
        self, interaction: Interaction, guild_id: int, number: int, text: str | None
    ) -> None:
        if text is None:
            raise UserError("moderation.appeal.empty")
        await interaction.response.defer(ephemeral=True, thinking=True)
        appeal = await self._service.appeals.appeal(
            guild_id, number, interaction.user.id, text, self.bot.now()
        )
        texts = self.bot.texts(interaction)
        state = self.bot.mention("appeal")
        await reply(interaction, texts("moderation.appeal.thanks", number=number, appeal=state))
        case = await self._service.cases.get(guild_id, number)
        await self._deciding.renew(case)
        await self._announce(appeal)

    # --- moderators -----------------------------------------------------------------------------

    async def _announce(self, appeal: Appeal) -> None:
        """Tell moderators of an appeal: a card far up in the log would not.

        Its words stand on the card alone, which loses them when its author wants them deleted.
        """
        texts = self.bot.texts(appeal.guild_id)
        case = await self._service.cases.get(appeal.guild_id, appeal.case_number)
        member = who(texts, appeal.user_id)
        text = texts("moderation.appeal.new", number=case.number, member=member)
        await announce(self.bot, case, text, appeal.id)

    async def _open_answer(self, interaction: Interaction, press: Press) -> None:
        """A moderator wants to answer an appeal."""
        check_moderator(interaction, press.guild_id)
        appeal = await self._service.appeals.get(press.guild_id, press.id)
        if appeal is None:
            raise UserError("moderation.refused.unknown_appeal")
        case = await self._service.cases.get(press.guild_id, appeal.case_number)
        check_not_own(interaction, (appeal.user_id, *case.authors))
        texts, granted = self.bot.texts(interaction), press.what == "grant"

        async def answered(answer: Interaction, text: str | None) -> None:
            await self._answered(answer, appeal, text, granted=granted)

        dialog = TextDialog(
            texts(f"moderation.appeal.{press.what}_title", number=appeal.case_number),
            texts("moderation.appeal.answer_label"),
            answered,
            limit=APPEAL_LIMIT,
            required=not granted,
            hint=texts(f"moderation.appeal.{press.what}_hint"),
        )
        await interaction.response.send_modal(dialog)

    async def _answered(
        self, interaction: Interaction, appeal: Appeal, text: str | None, *, granted: bool
    ) -> None:
        """Decide, do what follows, send the answer on, and show the outcome where it was asked."""
        guild_id = appeal.guild_id
        check_moderator(interaction, guild_id)
        if text is None and not granted:
            raise UserError("moderation.appeal.empty")
        await interaction.response.defer()
        done = await self._service.appeals.answer(
            guild_id, appeal.id, interaction.user.id, text, self.bot.now(), granted=granted
        )
        if done.handled is not None:
            case = await self._deciding.carry_out(interaction, done.handled, told=appeal.user_id)
        else:
            case = await self._service.cases.get(guild_id, appeal.case_number)
            await self._deciding.renew(case)
        texts = self.bot.texts(interaction)
        told = await self._letters.answer(done.appeal)
        key = "sent" if told else "not_sent"
        member = who(texts, appeal.user_id)
        await self._deciding.refresh_copy(interaction, case)
        await reply(interaction, texts(f"moderation.appeal.{key}", member=member))


def _about(texts: Texts, case: Case) -> str:
    """What a case is about, without a word on whether somebody reported it."""
    if case.label is Label.OK:
        return texts("moderation.appeal.looked_at")
    return label_text(texts, case.label)


def _line(texts: Texts, case: Case, appeal: Appeal | None) -> str:
    """A case of a member's own, its state, and how far their appeal is."""
    state = texts(f"moderation.nudge.state.{case.state}")
    label, when = _about(texts, case), moment(case.opened_at, "d")
    lines = [f"**{case.number}** · {label} · {when}", f"-# {excerpt(texts, case)}", f"-# {state}"]
    if appeal is not None:
        lines += [f"-# {line}" for line in _appeal_lines(texts, appeal, 150)]
    return "\n".join(lines)


def _appeal_lines(texts: Texts, appeal: Appeal, limit: int = _SHOWN_ANSWER) -> list[str]:
    lines = [texts(f"moderation.appeal.state.{appeal.state}", when=moment(appeal.appealed_at))]
    if appeal.answer:
        answer = escape_markdown(" ".join(appeal.answer.split()))
        shown = answer if len(answer) <= limit else f"{answer[:limit]}…"
        lines.append(texts("moderation.appeal.answer", answer=shown))
    return lines
