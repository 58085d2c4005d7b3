"""``/case``: what moderators look at and decide. What each button does is in ``deciding``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, number
from cogs._members import is_moderator
from cogs.moderation import queue
from cogs.moderation.board import clear, load
from cogs.moderation.card import card, label_text
from cogs.moderation.deciding import Deciding
from cogs.moderation.items import CaseItem, Press, check_moderator
from cogs.moderation.queue import ANY, QueueItem, Wanted
from discord_bot.moderation.cases import CaseFilter
from discord_bot.moderation.model import Label
from discord_bot.moderation.standing import USUAL_DAYS

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

OLDEST = 1_000_000_000
"""No server has so many cases."""
SUGGESTIONS = 25
MEMBERS_CASES = 8
"""Newest cases of a member that ``/case member`` lists; the queue has them all."""
State: TypeAlias = Literal["open", "upheld", "overruled", "expired", "appealed", "any"]
_ABOUT = [
    app_commands.Choice(name=label.value.replace("_", " "), value=label.value)
    for label in Label
    if label is not Label.OK
] + [app_commands.Choice(name="only reported by a member", value=Label.OK.value)]


class Cases(commands.Cog):
    """What moderators do with cases."""

    case = app_commands.Group(
        name="case",
        description="For moderators: what was touched or reported here, and what becomes of it",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, bot: FanBot, deciding: Deciding) -> None:
        self.bot = bot
        self._service = bot.services.moderation
        self._deciding = deciding

    async def cog_load(self) -> None:
        """Make the buttons of old cards work."""
        self.bot.add_dynamic_items(CaseItem, QueueItem)

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    @property
    def _accent(self) -> discord.Colour:
        return discord.Colour.from_str(self.bot.services.pack.show.accent)

    @case.command(name="view", description="A case with all that came of it, and its buttons")
    @app_commands.describe(number="The number of the case")
    async def view(
        self, interaction: Interaction, number: app_commands.Range[int, 1, OLDEST]
    ) -> None:
        """Show a case."""
        await interaction.response.defer(ephemeral=True)
        await self._show(interaction, number)

    async def _show(self, interaction: Interaction, number: int) -> None:
        shown = await load(self.bot, interaction.guild_id or 0, number)
        view = card(self.bot.texts(interaction), shown)
        await interaction.followup.send(view=view, ephemeral=True)

    @view.autocomplete("number")
    async def _numbers(
        self, interaction: Interaction, typed: str | int
    ) -> list[app_commands.Choice[int]]:
        """The newest open cases; any other number may be typed."""
        if not is_moderator(interaction):
            return []
        found = await self._service.cases.queue(interaction.guild_id or 0, CaseFilter())
        texts = self.bot.texts(interaction)
        return [
            app_commands.Choice(
                name=f"{case.number}: {label_text(texts, case.label)}"[:100],
                value=case.number,
            )
            for case in found.cases
            if str(case.number).startswith(str(typed))
        ][:SUGGESTIONS]

    @case.command(name="queue", description="The cases of this server, a page at a time")
    @app_commands.describe(
        state="Which ones; the open ones if you leave it out",
        about="Only those of one rule",
        member="Only those with a message of one member",
    )
    @app_commands.choices(about=_ABOUT)
    async def queue(
        self,
        interaction: Interaction,
        state: State = "open",
        about: str = ANY,
        member: discord.User | None = None,
    ) -> None:
        """Show the first page."""
        await interaction.response.defer(ephemeral=True)
        wanted = Wanted(state=state, label=about, author_id=0 if member is None else member.id)
        view = await self._queue(interaction, wanted)
        await interaction.followup.send(view=view, ephemeral=True)

    async def _queue(self, interaction: Interaction, wanted: Wanted) -> discord.ui.LayoutView:
        guild_id = interaction.guild_id or 0
        found = await self._service.cases.queue(guild_id, wanted.filter, wanted.page)
        appealed = {appeal.case_id for appeal in await self._service.appeals.waiting(guild_id)}
        return queue.panel(self.bot.texts(interaction), found, wanted, appealed, self._accent)

    @case.command(name="member", description="How a member stands: warnings and cases")
    @app_commands.describe(member="Whom to look at")
    async def member(self, interaction: Interaction, member: discord.User) -> None:
        """Show a member's standing."""
        await interaction.response.defer(ephemeral=True)
        guild_id = interaction.guild_id or 0
        standing = await self._service.cases.standing(guild_id, member.id, self.bot.now())
        cases = await self._service.cases.of_member(guild_id, member.id, MEMBERS_CASES)
        escalation = self._service.policy(guild_id).escalation
        days = USUAL_DAYS if escalation is None else escalation.days
        texts = self.bot.texts(interaction)
        view = queue.member_panel(texts, standing, days, cases, self._accent)
        await interaction.followup.send(view=view, ephemeral=True)

    # --- words that are gone --------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_member_forgotten(self, _user_id: int) -> None:
        """A member asked to be forgotten: their words are not to stand on cards."""
        await clear(self.bot)

    @commands.Cog.listener()
    async def on_evidence_deleted(self) -> None:
        """The time of some cases' words was over."""
        await clear(self.bot)

    # --- buttons and menus ----------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button of a card was pressed."""
        await self._deciding.pressed(interaction, press)

    async def turned(
        self, interaction: Interaction, what: str, wanted: Wanted, chosen: tuple[str, ...]
    ) -> None:
        """A button or menu of a queue was used; the queue may be of an earlier run."""
        check_moderator(interaction, interaction.guild_id or 0)
        await interaction.response.defer()
        if what == "open":
            await self._show(interaction, number(chosen[0] if chosen else None))
            return
        view = await self._queue(interaction, wanted.after(what, chosen))
        await interaction.edit_original_response(view=view)
