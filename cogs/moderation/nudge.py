"""Tells authors in private what became of their words, why, and what they can do.

Custom ids are ``nudge:<what>:<guild>:<case number>:<entry>``; the entry is a ``CaseMessage.id``.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER, Unanswered, facts
from cogs._components import ID, AnyInteraction, Interaction, PersistentItem
from cogs.moderation.places import Places
from discord_bot.errors import UserError
from discord_bot.moderation.cases import Case, CaseMessage
from discord_bot.moderation.model import Label, Reason
from discord_bot.moderation.policy import SURE, Action, MessageKind
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from cogs.moderation.cog import Filter
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

TOLD_AT_MOST = 3
"""How often each author is written to about a case: who repeats something knows by then."""
REPLY_SECONDS = 120.0
"""How long the reply in the channel stands for an author who takes no direct messages."""
SHOWN_WORDS = 1800
"""Characters of a message that fit beside the explanation; what is longer comes as a file."""
FILE = "your-words.txt"
_WHAT = {
    MessageKind.THREAD_TITLE: "thread_title",
    MessageKind.NICKNAME: "nickname",
}


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a nudge was pressed: what for, and about which message of which case."""

    what: str
    guild_id: int
    number: int
    entry_id: int

    @classmethod
    def about(cls, what: str, case: Case, message: CaseMessage) -> Self:
        """A button for a message of a case."""
        return cls(what, case.guild_id, case.number, message.id)

    @property
    def custom_id(self) -> str:
        """What Discord sends back when it is pressed."""
        return f"nudge:{self.what}:{self.guild_id}:{self.number}:{self.entry_id}"


class NudgeButton(
    PersistentItem[ui.Button[Any]],
    template=rf"nudge:(?P<what>[a-z]+):(?P<guild>{ID}):(?P<number>{ID}):(?P<entry>{ID})",
):
    """Any button of a nudge; it works in direct messages and after restarts."""

    def __init__(self, button: ui.Button[Any], press: Press) -> None:
        super().__init__(button)
        self.press = press

    @classmethod
    def of(
        cls,
        press: Press,
        label: str,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
    ) -> Self:
        """A new button."""
        return cls(
            ui.Button(label=label, style=style, emoji=emoji, custom_id=press.custom_id), press
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of a message that may be older than this process."""
        press = Press(match["what"], int(match["guild"]), int(match["number"]), int(match["entry"]))
        return cls(cast("ui.Button[Any]", item), press)

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog, which knows what each button is for."""
        cog = cast("Filter", interaction.client.get_cog("Filter"))
        await cog.pressed(interaction, self.press)


# --- texts ----------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """Somebody's words as a quotation, with nothing in them that Discord would act upon."""
    return "\n".join(f"> {escape_markdown(line)}" for line in text.splitlines()) or "> "


def reason_lines(texts: Texts, reasons: tuple[Reason, ...], words: tuple[str, ...]) -> list[str]:
    """Why, a line each, and the words that it rests on."""
    lines = [f"- {texts(f'moderation.reason.{item.key}', **item.values)}" for item in reasons]
    if words:
        named = ", ".join(f"“{escape_markdown(word)}”" for word in dict.fromkeys(words))
        lines.append(texts("moderation.nudge.words", words=named[:500]))
    return lines


def rule_line(texts: Texts, label: Label, guild: discord.Guild | None) -> str:
    """The rule, with a link to the server's own rules where it has them."""
    rule = texts(f"moderation.nudge.rule.{label}")
    line = f"**{texts('moderation.nudge.rule_heading')}**: {rule}"
    if guild is not None and guild.rules_channel is not None:
        link = guild.rules_channel.jump_url
        line += f" {texts('moderation.nudge.rules_link', link=link)}"
    return line


def explanation(
    texts: Texts, case: Case, message: CaseMessage, guild: discord.Guild | None, days: int
) -> str:
    """All that there is to say about why a message was touched, for its author.

    ``days`` after a case was closed its words are deleted. At most 2,000 characters.
    """
    sure = "sure" if message.confidence >= SURE else "unsure"
    lines = [
        f"**{texts('moderation.nudge.case', number=case.number, server=_name(texts, guild))}**",
        texts(f"moderation.nudge.how_{sure}"),
        *reason_lines(texts, message.reasons, message.words),
    ]
    if case.label is not Label.OK:
        lines.append(rule_line(texts, case.label, guild))
    lines += [
        texts("moderation.nudge.welcome"),
        texts(f"moderation.nudge.state.{case.state}"),
        texts("moderation.nudge.kept", days=days),
    ]
    return "\n".join(lines)[:2000]


def _name(texts: Texts, guild: discord.Guild | None) -> str:
    return texts("moderation.nudge.a_server") if guild is None else escape_markdown(guild.name)


def _private_text(
    texts: Texts, case: Case, message: CaseMessage, guild: discord.Guild | None
) -> list[str]:
    """What the author reads before their own words."""
    action = Action.REMOVE if message.action is Action.TIME_OUT else message.action
    what = texts(f"moderation.nudge.what.{_WHAT.get(message.kind, 'message')}")
    lead = texts(
        f"moderation.nudge.lead.{action}",
        what=what,
        channel=f"<#{message.channel_id}>",
        server=_name(texts, guild),
    )
    return [lead, *reason_lines(texts, message.reasons, message.words)] + (
        [] if case.label is Label.OK else [rule_line(texts, case.label, guild)]
    )


def private_view(
    texts: Texts,
    case: Case,
    message: CaseMessage,
    guild: discord.Guild | None,
    *,
    until: datetime | None = None,
    has_files: bool = False,
) -> ui.LayoutView:
    """What an author is shown: what happened, why, their own words, and the buttons.

    Where the words are too long for it, the view wants ``words_file`` beside it.
    """
    lines = _private_text(texts, case, message, guild)
    if until is not None:
        lines.append(texts("moderation.nudge.pause", until=int(until.timestamp())))
    container: ui.Container[Any] = ui.Container(ui.TextDisplay("\n".join(lines)))
    words = message.text or ""
    heading = f"**{texts('moderation.nudge.yours')}**"
    if _is_long(words):
        container.add_item(ui.TextDisplay(heading)).add_item(ui.File(f"attachment://{FILE}"))
    elif words:
        container.add_item(ui.TextDisplay(f"{heading}\n{quoted(words)}"))
    nudged = message.action is Action.NUDGE
    after = [texts("moderation.nudge.files")] if has_files else []
    after.append(texts("moderation.nudge.next_nudge" if nudged else "moderation.nudge.next"))
    container.add_item(ui.TextDisplay("\n".join(after)))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.add_item(ui.ActionRow(*_buttons(texts, case, message, with_edit=nudged)))
    return view


def _is_long(words: str) -> bool:
    return len(quoted(words)) > SHOWN_WORDS


def words_file(message: CaseMessage) -> list[discord.File]:
    """The author's words as a file, where they are too long to be shown."""
    words = message.text or ""
    return [discord.File(io.BytesIO(words.encode()), filename=FILE)] if _is_long(words) else []


def _buttons(
    texts: Texts, case: Case, message: CaseMessage, *, with_edit: bool
) -> list[NudgeButton]:
    buttons = [
        NudgeButton.of(Press.about("why", case, message), texts("moderation.nudge.why")),
        NudgeButton.of(Press.about("wrong", case, message), texts("moderation.nudge.wrong")),
    ]
    if with_edit:
        primary, press = discord.ButtonStyle.primary, Press.about("edit", case, message)
        edit = NudgeButton.of(press, texts("moderation.nudge.edit"), primary, "✏️")
        buttons.insert(0, edit)
    return buttons


async def _take_away(sent: discord.Message) -> None:
    try:
        await sent.delete()
    except discord.NotFound:
        return  # a moderator was faster
    except NO_ANSWER as error:
        log.warning(
            "a reply could not be taken down",
            extra={"channel_id": sent.channel.id, **facts(error)},
        )


def _log_untold(case: Case, message: CaseMessage, error: Unanswered) -> None:
    log.warning(
        "an author could not be told",
        extra={
            "guild_id": case.guild_id,
            "channel_id": message.channel_id,
            "user_id": message.author_id,
            **facts(error),
        },
    )


# --- telling --------------------------------------------------------------------------------------


class Nudges:
    """Writes to authors, and stands in where they take no direct messages."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._replies: dict[asyncio.Task[None], discord.Message] = {}

    async def tell(
        self,
        case: Case,
        message: CaseMessage,
        until: datetime | None,
        *,
        has_files: bool = False,
        quietly: bool = False,
    ) -> None:
        """Tell an author what became of their words; ``until`` is when they may write again.

        ``quietly``: where they take no direct messages, they are not told in the channel either.
        """
        theirs = [item for item in case.messages if item.author_id == message.author_id]
        if sum(item.id <= message.id for item in theirs) > TOLD_AT_MOST:
            return
        guild, texts = self._bot.get_guild(case.guild_id), self._bot.texts(case.guild_id)
        view = private_view(texts, case, message, guild, until=until, has_files=has_files)
        try:
            channel = await self._bot.create_dm(discord.Object(message.author_id))
            await channel.send(
                view=view,
                files=words_file(message),
                nonce=f"nudge{message.id}"[:25],
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.Forbidden, discord.DiscordServerError):
            if not quietly:
                await self._reply(texts, case, message)
        except NO_ANSWER as error:  # a webhook has nobody to be told
            _log_untold(case, message, error)

    async def _reply(self, texts: Texts, case: Case, message: CaseMessage) -> None:
        """Say in the channel, without naming anybody, that there is something to see."""
        open_ = NudgeButton.of(Press.about("open", case, message), texts("moderation.nudge.open"))
        view = ui.View(timeout=None)
        view.add_item(open_)
        channel = self._bot.get_partial_messageable(message.channel_id, guild_id=case.guild_id)
        try:
            sent = await channel.send(
                texts("moderation.nudge.reply"),
                view=view,
                silent=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except NO_ANSWER as error:
            _log_untold(case, message, error)
            return
        task = asyncio.create_task(self._expire(sent), name="nudge reply")
        self._replies[task] = sent
        task.add_done_callback(self._replies.pop)

    async def _expire(self, sent: discord.Message) -> None:
        await asyncio.sleep(REPLY_SECONDS)
        await _take_away(sent)

    async def close(self) -> None:
        """Take the replies that stand in channels down, for nobody would do so later."""
        standing = dict(self._replies)
        for task, sent in standing.items():
            task.cancel()
            await _take_away(sent)

    # --- buttons --------------------------------------------------------------------------------

    async def find(self, interaction: Interaction, press: Press) -> tuple[Case, CaseMessage]:
        """The case and message of a button. Raises ``UserError`` for anybody but the author."""
        case = await self._bot.services.moderation.cases.get(press.guild_id, press.number)
        for message in case.messages:
            if message.id == press.entry_id and message.author_id == interaction.user.id:
                return case, message
        raise UserError("moderation.refused.not_yours", number=press.number)

    async def open(self, interaction: Interaction, press: Press) -> None:
        """Show in private what a direct message could not."""
        case, message = await self.find(interaction, press)
        guild = await Places(self._bot).known(press.guild_id)
        until = case.pauses().get(message.author_id)
        if until is not None and until <= self._bot.now():
            until = None
        texts = self._bot.texts(interaction)
        view = private_view(texts, case, message, guild, until=until)
        await interaction.response.send_message(
            view=view, files=words_file(message), ephemeral=True
        )

    async def why(self, interaction: Interaction, press: Press) -> None:
        """Tell all that there is to tell."""
        case, message = await self.find(interaction, press)
        text = explanation(
            self._bot.texts(interaction),
            case,
            message,
            await Places(self._bot).known(press.guild_id),
            self._bot.services.moderation.policy(press.guild_id).evidence_days,
        )
        await interaction.response.send_message(text, ephemeral=True)
