"""Keeps the cards of cases in the moderators' log, and posts there what concerns a case."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import ui

from cogs._answers import NO_ANSWER, Unanswered, facts
from cogs.moderation.card import Shown, card
from discord_bot.errors import UserError
from discord_bot.moderation.cases import Case, CaseState, Outcome

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

_LOOKS = 4
"""How often a card is brought up to date in a row; a case that changes faster is shown by whoever
changes it next."""
_CANT_EDIT = 50005
"""Discord's code for a message of somebody else; a card that an older bot account has posted."""


async def load(bot: FanBot, guild_id: int, number: int) -> Shown:
    """A case with what its card shows. Raises ``UserError`` where there is none."""
    moderation = bot.services.moderation
    case = await moderation.cases.to_show(guild_id, number)
    return Shown(case, tuple(await moderation.appeals.of_case(guild_id, number)))


async def show(bot: FanBot, number: int, guild_id: int) -> None:
    """Post the card of a case in the server's log, or bring it up to date where it stands.

    Where no log is chosen, or Discord refuses, nothing is lost: the queue shows every case. A card
    that somebody deleted comes again only while its case is open.

    What changed while the card was on its way is shown after it: of two who bring it up to date at
    once, in this process or another, whoever comes last would else leave what they read first.
    """
    before: Shown | None = None
    for _ in range(_LOOKS):
        try:
            shown = await load(bot, guild_id, number)
        except UserError:
            return  # nothing of it is left
        if before is not None and _content(shown) == _content(before):
            return
        if await _bring(bot, shown) is not Outcome.DONE:
            return
        before = shown


def _content(shown: Shown) -> Shown:
    """What a card shows, wherever it stands."""
    return replace(shown, case=replace(shown.case, card_channel_id=None, card_message_id=None))


async def _bring(bot: FanBot, shown: Shown) -> Outcome:
    """Have a card show this."""
    case, view = shown.case, card(bot.texts(shown.case.guild_id), shown)
    if case.card_message_id is None:
        return await _post(bot, case, view)
    edited = await _edit(bot, case, view)
    if edited is Outcome.GONE and case.state is CaseState.OPEN:
        return await _post(bot, case, view)
    return edited


async def clear(bot: FanBot) -> None:
    """Take words off cards that were deleted since: at their author's wish, or in time.

    A card that could not be reached is tried again the next time.
    """
    cases = bot.services.moderation.cases
    for case in await cases.with_deleted_words():
        shown = await load(bot, case.guild_id, case.number)
        edited = await _edit(bot, case, card(bot.texts(case.guild_id), shown))
        if edited is not Outcome.FAILED:
            await cases.detach_card(case.id)


async def _edit(bot: FanBot, case: Case, view: ui.LayoutView) -> Outcome:
    """Bring a card up to date, if it is there still."""
    assert case.card_channel_id is not None, "it is written down with the message"
    assert case.card_message_id is not None, "show has asked"
    channel = bot.get_partial_messageable(case.card_channel_id, guild_id=case.guild_id)
    try:
        await channel.get_partial_message(case.card_message_id).edit(
            view=view, allowed_mentions=discord.AllowedMentions.none()
        )
    except discord.NotFound:
        return Outcome.GONE
    except NO_ANSWER as error:
        _log(case, case.card_channel_id, error)
        is_gone = isinstance(error, discord.HTTPException) and error.code == _CANT_EDIT
        return Outcome.GONE if is_gone else Outcome.FAILED
    return Outcome.DONE


async def _post(bot: FanBot, case: Case, view: ui.LayoutView) -> Outcome:
    channel_id = bot.services.guilds.get(case.guild_id).log_channel
    if channel_id is None:
        return Outcome.FAILED
    channel = bot.get_partial_messageable(channel_id, guild_id=case.guild_id)
    try:
        # With the nonce Discord drops a repeat, should the bot stop before the card is noted.
        posted = await channel.send(
            view=view,
            nonce=f"card{case.id}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except NO_ANSWER as error:
        _log(case, channel_id, error)
        return Outcome.FAILED
    await bot.services.moderation.cases.attach_card(case.id, channel_id, posted.id)
    return Outcome.DONE


async def announce(bot: FanBot, case: Case, text: str, nonce: int) -> None:
    """Post something about a case that a moderator should not miss, with the way to its card."""
    channel_id = bot.services.guilds.get(case.guild_id).log_channel
    if channel_id is None:
        return
    channel = bot.get_partial_messageable(channel_id, guild_id=case.guild_id)
    try:
        await channel.send(
            text,
            view=_way_to(bot, case),
            nonce=f"note{nonce}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
    except NO_ANSWER as error:
        _log(case, channel_id, error)


def _way_to(bot: FanBot, case: Case) -> ui.View:
    """A button that leads to a case's card, where it has one."""
    view = ui.View(timeout=None)
    if case.card_message_id is not None:
        place = f"{case.guild_id}/{case.card_channel_id}/{case.card_message_id}"
        label = bot.texts(case.guild_id)("moderation.appeal.card", number=case.number)
        view.add_item(ui.Button(label=label, url=f"https://discord.com/channels/{place}"))
    return view


def _log(case: Case, channel_id: int, error: Unanswered) -> None:
    log.warning(
        "a case could not be shown in the log",
        extra={
            "guild_id": case.guild_id,
            "channel_id": channel_id,
            **facts(error),
        },
    )
