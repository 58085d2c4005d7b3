"""What can be asked of a single message: reporting it, why it was touched, and a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs._components import Interaction, reply
from cogs._cooldowns import Cooldown, each_member
from cogs._members import is_moderator
from cogs.moderation import hearing
from cogs.moderation.appeals_cog import Appeals
from cogs.moderation.board import load
from cogs.moderation.card import card, label_text, marked, quoted, reason_lines
from cogs.moderation.deciding import Deciding
from cogs.moderation.hearing import Heard
from cogs.moderation.items import TextDialog
from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.moderation.cases import NOTE_LIMIT, Case, Decision
from discord_bot.moderation.judging import JudgingError
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Action, MessageKind
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

REPORTS, REPORTS_SECONDS = 5, 600.0
"""How many reports a member can make in how many seconds."""
QUOTE_LIMIT = 1200
"""Characters of a message that a dry run shows."""


class Checks(commands.Cog):
    """The commands in a message's menu *Apps*."""

    def __init__(self, bot: FanBot, deciding: Deciding, appeals: Appeals) -> None:
        self.bot = bot
        self._service = bot.services.moderation
        self._deciding = deciding
        self._appeals = appeals
        self._reporting = Cooldown(REPORTS, REPORTS_SECONDS, each_member)
        self._menus = _menus(self)

    async def cog_load(self) -> None:
        """Offer the commands."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take the commands back."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    # --- reporting ------------------------------------------------------------------------------

    async def report(self, interaction: Interaction, message: discord.Message) -> None:
        """A member wants moderators to look at a message: ask what they want to say to it."""
        if not self.bot.services.guilds.get(interaction.guild_id or 0).is_on(Feature.MODERATION):
            raise UserError("moderation.check.refused.off")
        if message.author.bot and message.webhook_id is None:
            raise UserError("moderation.check.refused.app")
        heard = await self._heard(interaction, message)
        if heard.place.author_id == interaction.user.id:
            raise UserError("moderation.check.refused.own")
        texts = self.bot.texts(interaction)

        async def reported(answer: Interaction, note: str | None) -> None:
            await self._reported(answer, heard, note)

        dialog = TextDialog(
            texts("moderation.check.report_title"),
            texts("moderation.check.report_label"),
            reported,
            limit=NOTE_LIMIT,
            required=False,
            hint=texts("moderation.check.report_hint"),
        )
        await interaction.response.send_modal(dialog)

    async def _reported(self, interaction: Interaction, heard: Heard, note: str | None) -> None:
        self._reporting.spend(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            decision = await self._service.report(
                interaction.user.id, heard.post, heard.place, self.bot.now(), note=note
            )
        except JudgingError:
            raise UserError("moderation.check.refused.busy") from None
        texts = self.bot.texts(interaction)
        await reply(interaction, texts("moderation.check.reported"))
        if decision.case is not None:
            await self._deciding.renew(decision.case)

    # --- why ------------------------------------------------------------------------------------

    async def why(self, interaction: Interaction, message: discord.Message) -> None:
        """Tell the author of a message, or a moderator, what was done about it and why."""
        guild_id = interaction.guild_id or 0
        cases, is_own = self._service.cases, message.author.id == interaction.user.id
        case = await cases.of_message(guild_id, message.id)
        before = None
        if message.webhook_id is not None:
            before = await cases.standing_as(guild_id, message.id)
        if before is not None:
            is_own = before.author_id == interaction.user.id
        elif case is None and message.webhook_id is not None:
            case = await cases.given_back(guild_id, message.channel.id, message.content)
            is_own = case is not None and interaction.user.id in case.authors
        if is_moderator(interaction):
            await self._show(interaction, case)
            return
        if before is not None:
            case = await cases.by_id(before.case_id)  # a newer one may be of how it stands now
        if not is_own:
            raise UserError("moderation.check.refused.not_yours")
        if case is None:
            raise UserError("moderation.check.refused.untouched")
        try:
            await self._appeals.why(interaction, guild_id, case.number)
        except UserError:
            # What was only noted or reported did not touch the message.
            raise UserError("moderation.check.refused.untouched") from None

    async def _show(self, interaction: Interaction, case: Case | None) -> None:
        if case is None:
            raise UserError("moderation.check.refused.no_case")
        shown = await load(self.bot, case.guild_id, case.number)
        view = card(self.bot.texts(interaction), shown)
        await interaction.response.send_message(view=view, ephemeral=True)

    # --- dry run --------------------------------------------------------------------------------

    async def check(self, interaction: Interaction, message: discord.Message) -> None:
        """Tell a moderator what the filter makes of a message; nothing is written or done."""
        if not is_moderator(interaction):
            raise UserError("errors.not_allowed")
        await interaction.response.defer(ephemeral=True, thinking=True)
        heard = await self._with_roles(await self._heard(interaction, message), message)
        if not heard.post.text:
            raise UserError("moderation.check.refused.no_words")
        try:
            decision = await self._service.check(heard.post, heard.place)
        except JudgingError:
            raise UserError("moderation.check.refused.busy") from None
        texts = self.bot.texts(interaction)
        is_watched = self._service.is_watching(heard.place, self.bot.now())
        view = verdict_view(texts, heard.post, decision, is_watched=is_watched)
        await interaction.followup.send(view=view, ephemeral=True)

    async def _with_roles(self, heard: Heard, message: discord.Message) -> Heard:
        """The same with its author's roles, which Discord leaves out of what a menu is about."""
        if heard.knows_roles or message.guild is None:
            return heard
        try:
            member = await message.guild.fetch_member(heard.place.author_id)
        except discord.NotFound:
            return heard  # they have left; their words have not
        return heard._replace(place=heard.place._replace(role_ids=hearing.roles_of(member)))

    async def _heard(self, interaction: Interaction, message: discord.Message) -> Heard:
        """A message as the filter hears it; it may have no words.

        What the bot gave back is its author's, and not the webhook's by which it stands.
        """
        if interaction.guild is None or message.guild is None:
            raise UserError("errors.not_allowed")
        kind = MessageKind.MESSAGE if message.edited_at is None else MessageKind.EDIT
        heard = hearing.of_message(message, hearing.place_of(message, kind))
        if message.webhook_id is None:
            return heard
        before = await self._service.cases.standing_as(message.guild.id, message.id)
        if before is None:
            return heard
        place = heard.place._replace(author_id=before.author_id, is_webhook=False)
        return heard._replace(place=place, knows_roles=False)


def _menus(cog: Checks) -> tuple[app_commands.ContextMenu, ...]:
    """The commands of a message's menu; discord.py has no decorator for them in cogs."""
    guild_only = app_commands.AppCommandContext(guild=True)
    report = app_commands.ContextMenu(
        name="Report to moderators", callback=cog.report, allowed_contexts=guild_only
    )
    why = app_commands.ContextMenu(
        name="Why was this touched?", callback=cog.why, allowed_contexts=guild_only
    )
    check = app_commands.ContextMenu(
        name="Check this message", callback=cog.check, allowed_contexts=guild_only
    )
    check.default_permissions = discord.Permissions(manage_messages=True)
    return report, why, check


# --- the answer of a dry run ----------------------------------------------------------------------


def verdict_view(
    texts: Texts, post: Post, decision: Decision, *, is_watched: bool
) -> ui.LayoutView:
    """What the filter makes of a message, the words it rests on, and what would be done."""
    verdict = decision.verdict
    lines = [f"### {texts('moderation.check.title')}"]
    lines += [quoted(marked(post.text, verdict.evidence, QUOTE_LIMIT)), ""]
    if verdict.leading is not None:
        lines.append(
            texts(
                "moderation.check.leading",
                label=label_text(texts, verdict.leading),
                percent=round(verdict.confidence * 100),
            )
        )
    outcome = _outcome(texts, decision) if is_watched else texts("moderation.check.unwatched")
    lines += [outcome, *reason_lines(texts, verdict.reasons)]
    lines.append(f"-# {texts('moderation.check.dry')}")
    container: ui.Container[Any] = ui.Container(ui.TextDisplay("\n".join(lines)[:4000]))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _outcome(texts: Texts, decision: Decision) -> str:
    if decision.would is Action.NONE:
        return texts("moderation.check.fine")
    action = texts(f"moderation.card.action.{decision.would}")
    if decision.action is decision.would:
        return texts("moderation.check.would", action=action)
    return texts("moderation.check.watched", action=action)
