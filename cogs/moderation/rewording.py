"""*Edit and repost*: an author changes what was set aside, and it appears under their name."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import ui

from cogs._components import AnyInteraction, Dialog, Interaction, reply
from cogs._cooldowns import Cooldown, each_member
from cogs.moderation import hearing
from cogs.moderation.acting import Acting, detail_text
from cogs.moderation.nudge import NudgeButton, Press, quoted, reason_lines, rule_line
from cogs.moderation.places import NowhereError
from cogs.moderation.repost import NICKNAME_LIMIT, TITLE_LIMIT, Author
from discord_bot.errors import UserError
from discord_bot.moderation.cases import Case, CaseMessage, Decision, Outcome
from discord_bot.moderation.judging import JudgingError
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Action, MessageKind, Place, is_support
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

TEXT_LIMIT = 4000
"""Characters that a dialog's field takes, and the longest message that anybody can write."""
_LIMITS = {MessageKind.THREAD_TITLE: TITLE_LIMIT, MessageKind.NICKNAME: NICKNAME_LIMIT}
_DRAFTS = 500
_LINK = re.compile(r"(?:https?://|discord\.gg/)\S+", re.IGNORECASE)

Submit: TypeAlias = Callable[[Interaction, Press, str], Awaitable[None]]


class EditDialog(Dialog):
    """The author's own words, to be changed."""

    def __init__(self, texts: Texts, press: Press, text: str, limit: int, submit: Submit) -> None:
        super().__init__(title=texts("moderation.nudge.edit"), timeout=1800)
        self._press = press
        self._submit = submit
        self._field: ui.TextInput[Any] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            max_length=limit,
            default=text[:limit],
        )
        cut = texts("moderation.nudge.edit_cut", limit=limit) if len(text) > limit else None
        label = texts("moderation.nudge.yours")
        self.add_item(ui.Label(text=label, description=cut, component=self._field))

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """Hand the words on."""
        await self._submit(interaction, self._press, self._field.value)


class Rewording:
    """Judges edited words anew and posts them.

    A webhook's messages pass by Discord's own rules for members, so that the author must be allowed
    to write there still, and can bring in no link that was not in the message.
    """

    def __init__(self, bot: FanBot, acting: Acting) -> None:
        self._bot = bot
        self._service = bot.services.moderation
        self._acting = acting
        self._drafts: OrderedDict[tuple[int, int], str] = OrderedDict()
        self._trying = Cooldown(4, 60, each_member)

    def forget(self, user_id: int | None) -> None:
        """Drop a member's drafts; everybody's for None."""
        for key in [key for key in self._drafts if user_id in {key[0], None}]:
            del self._drafts[key]

    async def ask(self, interaction: Interaction, press: Press) -> None:
        """Open the dialog with the words as they were, or as they were last tried."""
        _, message = await self._held(interaction, press)
        text = self._drafts.get((interaction.user.id, message.id), message.text or "")
        limit = _LIMITS.get(message.kind, TEXT_LIMIT)
        texts = self._bot.texts(interaction)
        dialog = EditDialog(texts, press, text, limit, self._submitted)
        await interaction.response.send_modal(dialog)

    async def _held(self, interaction: Interaction, press: Press) -> tuple[Case, CaseMessage]:
        """The case and message, if it can be given back still."""
        case, message = await self._acting.nudges.find(interaction, press)
        if message not in case.held or message.action is not Action.NUDGE:
            raise UserError("moderation.refused.nothing_to_restore", number=press.number)
        return case, message

    async def _submitted(self, interaction: Interaction, press: Press, typed: str) -> None:
        """Judge the edited words, and post them if they may stand."""
        self._trying.spend(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        case, message = await self._held(interaction, press)
        text = typed.strip()
        self._keep(interaction.user.id, message.id, text)
        if not text:
            raise UserError("moderation.nudge.refused.empty")
        if set(_LINK.findall(text)) - set(_LINK.findall(message.text or "")):
            raise UserError("moderation.nudge.refused.links")
        place, author = await self._allowed(interaction, message)
        try:
            decision = await self._service.check(Post(text), place)
        except JudgingError:
            raise UserError("moderation.nudge.refused.busy") from None
        if decision.action.takes_down:
            await self._again(interaction, press, decision, text)
            return
        posted = await self._post(interaction, case, message, text, author)
        if posted is not None and decision.would is not Action.NONE:
            # It may stand, and moderators are to see it as they would have at first.
            place = place._replace(message_id=posted)
            logged = await self._service.review(Post(text), place, self._bot.now())
            await self._acting.act(logged, place, lambda: True)

    def _keep(self, user_id: int, entry_id: int, text: str) -> None:
        self._drafts[user_id, entry_id] = text
        self._drafts.move_to_end((user_id, entry_id))
        while len(self._drafts) > _DRAFTS:
            self._drafts.popitem(last=False)

    async def _allowed(
        self, interaction: Interaction, message: CaseMessage
    ) -> tuple[Place, Author]:
        """The place, and how the author is shown there, if they may write there now."""
        places = self._acting.places
        try:
            member = await places.member(message.guild_id, interaction.user.id)
            channel = await places.channel(message.guild_id, message.channel_id)
            may = await places.permissions(channel, member)
            above = await places.above(channel)
        except (NowhereError, discord.NotFound):
            raise UserError("moderation.nudge.refused.nowhere") from None
        in_thread = isinstance(channel, discord.Thread)
        may_write = may.send_messages_in_threads if in_thread else may.send_messages
        locked = isinstance(channel, discord.Thread) and channel.locked
        timed_out = member.timed_out_until is not None and (
            member.timed_out_until > self._bot.now()
        )
        if not (may.view_channel and may_write) or locked or timed_out:
            raise UserError("moderation.nudge.refused.may_not_write")
        place = _place(message, member, above.name)
        return place, Author.of(member, shows_links=may.embed_links)

    async def _again(
        self, interaction: Interaction, press: Press, decision: Decision, text: str
    ) -> None:
        """Say kindly what is in the words still, and let them be changed once more."""
        texts, verdict = self._bot.texts(interaction), decision.verdict
        assert verdict.leading is not None, "there is no breach without a label"
        words = tuple(text[start:end] for start, end in verdict.evidence)
        lines = [
            texts("moderation.nudge.still"),
            *reason_lines(texts, verdict.reasons, words),
            rule_line(texts, verdict.leading, self._bot.get_guild(press.guild_id)),
            quoted(text),
        ]
        view = ui.View(timeout=None)
        primary = discord.ButtonStyle.primary
        view.add_item(NudgeButton.of(press, texts("moderation.nudge.edit"), primary, "✏️"))
        await reply(interaction, "\n".join(lines)[:2000], view=view)

    async def _post(
        self,
        interaction: Interaction,
        case: Case,
        message: CaseMessage,
        text: str,
        author: Author,
    ) -> int | None:
        """Claim the message, so that it is posted once only; then post it. Returns its new id."""
        now = self._bot.now()
        handled = await self._service.cases.reworded(
            case.guild_id, case.number, interaction.user.id, now, entry_id=message.id
        )
        answer = await self._acting.give_back(message, text, author)
        changed = await self._service.cases.record_step(
            handled.step.id,
            answer.outcome,
            answer.detail,
            self._bot.now(),
            posted={} if answer.message_id is None else {message.id: answer.message_id},
        )
        texts = self._bot.texts(interaction)
        if answer.outcome is Outcome.DONE:
            self._drafts.pop((interaction.user.id, message.id), None)
            where = f"<#{message.channel_id}>"
            await reply(interaction, texts("moderation.nudge.posted", channel=where))
        else:
            why = detail_text(texts, answer.detail or "failed")
            await reply(interaction, texts("moderation.nudge.not_posted", why=why))
        await self._acting.cards.renew(changed)
        return answer.message_id


def _place(message: CaseMessage, member: discord.Member, channel: str) -> Place:
    """Where reworded words are to stand; ``channel`` is the name of that, or of the one above."""
    return Place(
        guild_id=message.guild_id,
        channel_id=message.channel_id,
        author_id=member.id,
        parent_id=message.parent_id,
        role_ids=hearing.roles_of(member),
        kind=message.kind,
        is_support=is_support(channel),
    )
