"""``/news follow``: a source of the pack or the show at once, an address after a look at it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs._components import Interaction, number
from cogs.news import checkup
from cogs.news.checkup import Place
from cogs.news.embeds import ICONS, NAME, Look, kind_text, moment
from cogs.news.escaping import bare, cut, one_line, within
from cogs.news.items import OPTION_LIMIT, NewsItem, Press, button, menu, row
from cogs.news.subscriptions import Subscriptions, guild_of, member_of
from cogs.news.words import name_of
from discord_bot.errors import UserError
from discord_bot.news.looking import Look as Found
from discord_bot.news.model import Entry, Judgement
from discord_bot.news.subscriptions import Options, Subscription

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

SHOW, SOURCE = "show", "source:"
"""What autocompletion fills in for the whole show, and for a source before its key."""
MOST_DRAFTS = 200
"""Looks that wait for a click. Discord lets a private answer be changed for 15 minutes."""
MOST_FEEDS = 25
TITLE = 110


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to follow. ``addresses`` are what a page named, to choose from."""

    guild_id: int
    user_id: int
    channel_id: int
    options: Options
    address: str | None = None
    title: str = ""
    addresses: tuple[str, ...] = ()


class Beginning:
    """Begins to follow. Everything here may raise ``UserError``."""

    def __init__(self, bot: FanBot, subscriptions: Subscriptions, wake: Callable[[], None]) -> None:
        self._bot = bot
        self._news = bot.services.news
        self._subscriptions = subscriptions
        self._wake = wake
        self._drafts: OrderedDict[int, Draft] = OrderedDict()

    def place(self, interaction: Interaction, chosen: Place | None) -> Place:
        """Where to post: as chosen, else the server's channel of news; checked either way."""
        guild = guild_of(interaction)
        usual = self._bot.services.guilds.get(guild.id).news_channel
        if chosen is None and usual is not None:
            chosen = guild.get_channel_or_thread(usual)
        if chosen is None:
            raise UserError("news.refused.no_channel", setup=self._bot.mention("setup"))
        checkup.require_place(self._bot.texts(interaction), chosen, member_of(interaction))
        return chosen

    async def follow(
        self, interaction: Interaction, what: str, place: Place, options: Options
    ) -> None:
        """Begin at once where the pack knows what it is; else show what is at the address."""
        what = self._key_of(what)
        if what == SHOW:
            await self._begin(interaction, place.id, options)
        elif what.startswith(SOURCE):
            await self._begin(interaction, place.id, options, source=what.removeprefix(SOURCE))
        else:
            draft = Draft(guild_of(interaction).id, interaction.user.id, place.id, options)
            await self._look_at(interaction, draft, what)

    def _key_of(self, typed: str) -> str:
        """A source that was typed by its name and not picked."""
        named = {
            source.name.casefold(): f"{SOURCE}{source.key}"
            for source in self._news.follow.sources()
        }
        return named.get(typed.strip().casefold(), typed.strip())

    async def _begin(
        self, interaction: Interaction, channel_id: int, options: Options, **what: Any
    ) -> None:
        begun = await self._news.follow.follow(
            guild_of(interaction).id,
            interaction.user.id,
            channel_id,
            self._bot.now(),
            options=options,
            **what,
        )
        self._wake()
        view = self._subscriptions.panel(interaction, begun, self._said(interaction, begun))
        await interaction.edit_original_response(view=view)

    def _said(self, interaction: Interaction, begun: Subscription) -> str:
        return self._bot.texts(interaction)(
            "news.said.followed",
            name=name_of(begun),
            number=begun.number,
            channel=f"<#{begun.channel_id}>",
        )

    # --- a look first ---------------------------------------------------------------------------

    async def _look_at(self, interaction: Interaction, draft: Draft, address: str) -> None:
        found = await self._news.look(address, self._bot.now())
        draft = replace(
            draft,
            address=found.address,
            title=found.title,
            addresses=tuple(feed.url for feed in found.feeds[:MOST_FEEDS]),
        )
        token = self._bot.services.new_id()
        self._drafts[token] = draft
        while len(self._drafts) > MOST_DRAFTS:
            self._drafts.popitem(last=False)
        look = self._subscriptions.look(interaction)
        view = preview(look, found, token, f"<#{draft.channel_id}>")
        await interaction.edit_original_response(view=view)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """*Follow* under a preview, or one of several feeds."""
        await interaction.response.defer()
        draft = self._drafts.get(press.id)
        if draft is None or draft.user_id != interaction.user.id:
            raise UserError("news.refused.draft", follow=self._bot.mention("news follow"))
        if press.what == "begin_not":
            text = self._bot.texts(interaction)("news.said.not_followed")
            await interaction.edit_original_response(view=_only(text))
        elif press.what == "begin_pick":
            place = number(press.only or "0")
            await self._look_at(interaction, draft, draft.addresses[place])
        else:
            await self._begin(
                interaction,
                draft.channel_id,
                draft.options,
                url=draft.address,
                title=draft.title or None,
            )
        # Only now: where it was refused, another feed of the page can still be chosen.
        self._drafts.pop(press.id, None)


def _only(text: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(text))
    return view


def preview(look: Look, found: Found, token: int, channel: str) -> ui.LayoutView:
    """What is at an address, with the button that follows it, or the feeds to choose from."""
    texts = look.texts
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=look.accent)
    if found.feeds:
        lines = [f"### {texts('news.preview.several', count=len(found.feeds))}", bare(found.url)]
        container.add_item(ui.TextDisplay("\n".join(lines)))
        container.add_item(row(_feeds(look, found, token)))
        view.add_item(container)
        return view
    name = within(found.title, NAME) or bare(found.url)
    lines = [f"### {texts('news.preview.title', name=name)}", bare(found.url)]
    lines.append(texts("news.preview.entries", count=found.entries))
    lines += [line for entry, judged in found.newest for line in _entry(look, entry, judged)]
    if found.newest and not any(judged.about_show for _, judged in found.newest):
        lines.append(texts("news.preview.unrelated"))
    lines += ["", texts("news.preview.ask", channel=channel)]
    container.add_item(ui.TextDisplay(cut("\n".join(lines), 3900)))
    yes = button(
        Press("begin", token),
        texts("news.button.follow"),
        discord.ButtonStyle.success,
        emoji="📡",
    )
    container.add_item(row(yes, button(Press("begin_not", token), texts("news.button.cancel"))))
    view.add_item(container)
    return view


def _feeds(look: Look, found: Found, token: int) -> NewsItem:
    options = [
        discord.SelectOption(
            label=cut(one_line(feed.title) or feed.url, OPTION_LIMIT),
            description=cut(feed.url, OPTION_LIMIT),
            value=str(place),
        )
        for place, feed in enumerate(found.feeds[:MOST_FEEDS])
    ]
    return menu(Press("begin_pick", token), options, look.texts("news.preview.choose"))


def _entry(look: Look, entry: Entry, judged: Judgement) -> list[str]:
    """An entry, and what would become of it."""
    texts = look.texts
    title = within(entry.title, TITLE) or texts("news.card.untitled")
    facts = [texts(f"news.topic.{judged.topic}")]
    if judged.about_show:
        facts.append(f"{ICONS[judged.kind]} {kind_text(texts, judged.kind)}")
    if judged.gossip:
        facts.append(texts("news.why.gossip"))
    if entry.published is not None:
        facts.append(moment(entry.published))
    return [f"- {title}", f"-# {' · '.join(facts)}"]
