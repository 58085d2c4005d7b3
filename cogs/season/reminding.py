"""Sends what the calendar has to tell, to channels and to members, and records how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER, Unanswered, facts, retry_after
from cogs.season import countdown, items
from cogs.season.look import Look, title_of
from discord_bot.season.model import Event, EventKind, Notice, NoticeKind
from discord_bot.season.reminders import Sending
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

ROUNDS = 20
LOOKED_BACK = timedelta(minutes=2)
"""Clocks of two machines may differ by so much."""
LOOKED_AT = 200
"""Messages among which one is looked for that may have arrived."""
_NEEDED = ("view_channel", "send_messages", "embed_links", "attach_files", "read_message_history")

Place = discord.PartialMessageable | discord.DMChannel


class Reminding:
    """Carries notices to Discord."""

    def __init__(self, bot: FanBot, look: Callable[[int], Look]) -> None:
        self._bot = bot
        self._look = look
        self._busy = asyncio.Lock()
        self._told_missing: set[int] = set()

    async def deliver(self) -> None:
        """Send whatever is due."""
        async with self._busy:
            for _ in range(ROUNDS):
                due = await self._bot.services.reminders.claim(self._bot.now())
                if not due:
                    return
                for sending in due:
                    await self._deliver(sending)

    async def _deliver(self, sending: Sending) -> None:
        notice, reminders = sending.notice, self._bot.services.reminders
        uncertain = sending.uncertain
        try:
            place = await self._place(notice)
            if uncertain:
                found = await self._find(place, notice)
                if found is not None:
                    await reminders.sent(notice, found, self._bot.now())
                    return
                uncertain = False
            if self._bot.now() >= notice.expires_at:
                await reminders.dropped(notice, self._bot.now())
                return
            content = await self._message(notice)
            await self._bot.services.sure()
            message = await place.send(**content)
        except discord.HTTPException as error:
            await self._refused(notice, error, uncertain=uncertain)
        except (aiohttp.ClientError, TimeoutError, OSError):
            log.warning("Discord could not be reached", extra=_ids(notice))
            await reminders.try_again(notice, "unreachable", self._bot.now(), uncertain=True)
        else:
            if not notice.is_private:
                self._told_missing.discard(notice.guild_id)
            await reminders.sent(notice, message.id, self._bot.now())

    async def _place(self, notice: Notice) -> Place:
        if notice.is_private:
            return await self._bot.create_dm(discord.Object(notice.user_id))
        assert notice.channel_id is not None, "a server is told in a channel"
        return self._bot.get_partial_messageable(notice.channel_id, guild_id=notice.guild_id)

    async def _find(self, place: Place, notice: Notice) -> int | None:
        """The message that an earlier try became, if it arrived."""
        own = self._bot.user
        since = (notice.tried_at or notice.created_at) - LOOKED_BACK
        async for message in place.history(after=since, limit=LOOKED_AT, oldest_first=True):
            is_own = own is not None and message.author.id == own.id
            if is_own and items.bears_mark(message, notice):
                return message.id
        return None

    # --- what it says -------------------------------------------------------------------------

    async def _message(self, notice: Notice) -> dict[str, Any]:
        """What to send; the nonce makes Discord drop a repeat for some minutes."""
        look, now = self._look(notice.guild_id), self._bot.now()
        event = self._bot.services.calendars.events(notice.guild_id).get(notice.event_key)
        ping = "" if notice.role_id is None else f"<@&{notice.role_id}> "
        roles = [] if notice.role_id is None else [discord.Object(notice.role_id)]
        lines = [*_lines(look, notice), "", f"-# {look.source(notice.source)}"]
        if notice.is_private:
            lines.append(self._origin(look.texts, notice.guild_id))
        embed = discord.Embed(description="\n".join(lines), colour=look.colour)
        files = []
        if notice.told is not None:
            file = await countdown.draw(look, _pictured(notice, event), now)
            files = countdown.show_picture(embed, file)
        return {
            "content": f"{ping}{headline(look.texts, notice, gone=event is None)}"[:2000],
            "embed": embed,
            "files": files,
            "view": items.of_notice(look.texts, notice),
            "nonce": str(notice.id)[:25],
            "allowed_mentions": discord.AllowedMentions(
                everyone=False, users=False, roles=roles, replied_user=False
            ),
        }

    def _origin(self, texts: Texts, guild_id: int) -> str:
        guild = self._bot.get_guild(guild_id)
        name = "?" if guild is None else escape_markdown(guild.name)
        return texts("season.reminder.private", server=name)

    # --- what went wrong ----------------------------------------------------------------------

    async def _refused(
        self, notice: Notice, error: discord.HTTPException, *, uncertain: bool
    ) -> None:
        """Discord said no, or that it failed itself: then the message may stand all the same."""
        reminders, now = self._bot.services.reminders, self._bot.now()
        log.warning("a notice was refused", extra=_ids(notice, error))
        gone = isinstance(error, discord.NotFound)
        if notice.is_private and (gone or isinstance(error, discord.Forbidden)):
            await reminders.failed_for_good(notice, "closed", now)
        elif gone:
            await reminders.failed_for_good(notice, "gone", now)
            await self._tell_moderators(notice, gone=True)
        elif isinstance(error, discord.Forbidden):
            await self._tell_moderators(notice, gone=False)
            await reminders.try_again(notice, "forbidden", now, uncertain=uncertain)
        elif error.status == 429 or error.status >= 500:  # noqa: PLR2004 - HTTP's own numbers
            failed = uncertain or error.status >= 500  # noqa: PLR2004 - as above
            detail = f"discord:{error.status}"
            wait = retry_after(error)
            await reminders.try_again(notice, detail, now, uncertain=failed, wait=wait)
        else:
            await reminders.failed_for_good(notice, f"rejected:{error.status}", now)

    async def _tell_moderators(self, notice: Notice, *, gone: bool) -> None:
        """Say in the moderators' log why reminders do not come, once until they do again."""
        log_channel = self._bot.services.guilds.get(notice.guild_id).log_channel
        if notice.guild_id in self._told_missing or log_channel is None:
            return
        self._told_missing.add(notice.guild_id)
        texts = self._bot.texts(notice.guild_id)
        if gone:
            command = self._bot.mention("calendar remind")
            text = texts("season.reminder.channel_gone", command=command)
        else:
            text = texts(
                "season.reminder.missing",
                title=title_of(notice.title),
                channel=f"<#{notice.channel_id}>",
                permissions=self.missing(notice.guild_id, notice.channel_id or 0, texts),
            )
        place = self._bot.get_partial_messageable(log_channel, guild_id=notice.guild_id)
        try:
            await place.send(text, allowed_mentions=discord.AllowedMentions.none())
        except NO_ANSWER as error:
            log.warning("moderators could not be told", extra=_ids(notice, error))

    def missing(self, guild_id: int, channel_id: int, texts: Texts) -> str:
        """The permissions that the bot lacks in a channel, in words; empty where none is known."""
        guild = self._bot.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel_or_thread(channel_id)
        if guild is None or channel is None:
            return ""
        allowed = channel.permissions_for(guild.me)
        needed = list(_NEEDED)
        if isinstance(channel, discord.Thread):
            needed[1] = "send_messages_in_threads"
        lacking = [name for name in needed if not getattr(allowed, name)]
        return ", ".join(f"*{texts(f'season.permission.{name}')}*" for name in lacking)

    def trouble(self, notice: Notice, texts: Texts) -> str:
        """Why a notice did not reach its channel, in words with the mend."""
        kind, _, status = (notice.detail or "").partition(":")
        if kind != "forbidden":
            return texts(f"season.trouble.{kind}", status=status)
        needed = self.missing(notice.guild_id, notice.channel_id or 0, texts)
        usual = ", ".join(f"*{texts(f'season.permission.{name}')}*" for name in _NEEDED)
        return texts("season.trouble.forbidden", permissions=needed or usual)


def headline(texts: Texts, notice: Notice, *, gone: bool) -> str:
    """The first line of what is told; ``gone`` says that there is no such event any more."""
    title = title_of(notice.title)
    if notice.kind is NoticeKind.REMINDER:
        if notice.days:
            return texts("season.reminder.days", count=notice.days, title=title)
        exact = notice.told is not None and notice.told.clock is not None
        return texts(f"season.reminder.{'hour' if exact else 'today'}", title=title)
    if notice.told is None:
        return texts(f"season.reminder.{'gone' if gone else 'change_open'}", title=title)
    key = "change_found" if notice.was is None else "change"
    return texts(f"season.reminder.{key}", title=title)


def _lines(look: Look, notice: Notice) -> list[str]:
    texts = look.texts
    if notice.told is None:
        return [texts("season.reminder.was_line", was=look.stamp_or_open(notice.was))]
    now = look.stamp(notice.told)
    if notice.was is not None:
        now = texts("season.reminder.change_line", was=look.stamp(notice.was), now=now)
    return [texts("season.reminder.when", date=now, relative=look.relative(notice.told))]


def _pictured(notice: Notice, event: Event | None) -> Event:
    """The event as it is told, for the card."""
    kind = EventKind.EVENT if event is None else event.kind
    return Event(notice.event_key, notice.title, kind, notice.source, notice.told)


def _ids(notice: Notice, error: Unanswered | None = None) -> dict[str, object]:
    found: dict[str, object] = {
        "notice_id": notice.id,
        "guild_id": notice.guild_id,
        "channel_id": notice.channel_id,
    }
    if error is not None:
        found |= facts(error)
    return found
