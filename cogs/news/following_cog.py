"""``/news``: what moderators do with the news of their server."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, reply
from cogs._cooldowns import Cooldown, each_member
from cogs._members import is_moderator, require_pingable
from cogs.news.beginning import SHOW, SOURCE
from cogs.news.checkup import Place
from cogs.news.embeds import heading, kind_text, thread_name, tier_text
from cogs.news.escaping import cut, one_line
from cogs.news.forms import WORD_LIMIT, parse_quiet, parse_words
from cogs.news.items import OPTION_LIMIT
from cogs.news.subscriptions import guild_of
from cogs.news.words import name_of
from discord_bot.errors import UserError
from discord_bot.news.following import Imported
from discord_bot.news.model import Kind
from discord_bot.news.subscriptions import Options, Rhythm, Style, Subscription
from discord_bot.times import parse_clock_time

if TYPE_CHECKING:
    from cogs.news.cog import News
    from discord_bot.bot import FanBot

SUGGESTIONS = 25
MAX_FILE_KB = 512
LISTED = 10
Style_ = Literal["card", "compact"]
When = Literal["instant", "daily", "weekly"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)


class NewsCommands(commands.Cog):
    """The commands of moderators."""

    news = app_commands.Group(
        name="news",
        description="For moderators: which news this server follows, and how they appear",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, bot: FanBot, at_work: News) -> None:
        self.bot = bot
        self._news = at_work
        self._asking = Cooldown(4, 60, each_member)

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    # --- following ------------------------------------------------------------------------------

    @news.command(name="follow", description="Follow a source, a feed or page, or the whole show")
    @app_commands.describe(
        what="One of the sources that I know, the address of a feed or of a site, or the show",
        channel="Where to post: a channel, announcement channel, forum or thread",
        kinds="Only these kinds of news, with commas between; all if left out",
        words="Only what has one of these words in it, with commas between",
        without="Nothing that has one of these words in it",
        role="Which role to ping",
        style="A card with its picture, or one line",
        when="As it comes, or together once a day or week",
        at="When the daily or weekly post comes, by this server's clock, for example 18:00",
        day="Which day the weekly post comes",
        quiet="Hours without posts, for example 22:00-7:00",
    )
    async def follow(
        self,
        interaction: Interaction,
        what: app_commands.Range[str, 1, 2000],
        channel: (discord.TextChannel | discord.ForumChannel | discord.Thread | None) = None,
        kinds: app_commands.Range[str, 1, WORD_LIMIT] | None = None,
        words: app_commands.Range[str, 1, WORD_LIMIT] | None = None,
        without: app_commands.Range[str, 1, WORD_LIMIT] | None = None,
        role: discord.Role | None = None,
        style: Style_ = "card",
        when: When = "instant",
        at: str = "18:00",
        day: Day = "friday",
        quiet: str = "",
    ) -> None:
        """Begin to follow; an address is looked at first and shown."""
        await interaction.response.defer(ephemeral=True)
        place: Place = self._news.beginning.place(interaction, channel)
        if role is not None:
            require_pingable(role, interaction.permissions)
        options = Options(
            kinds=self._kinds(interaction, kinds or ""),
            words_in=parse_words(words or ""),
            words_out=parse_words(without or ""),
            role_id=None if role is None else role.id,
            style=Style(style),
            rhythm=Rhythm(when),
            at=parse_clock_time(at),
            weekday=DAYS.index(day),
            quiet=parse_quiet(quiet),
        )
        self._asking.spend(interaction)
        await self._news.beginning.follow(interaction, what, place, options)

    def _kinds(self, interaction: Interaction, typed: str) -> frozenset[Kind]:
        """Kinds by their names or keys. Raises ``UserError`` for one that there is not."""
        texts = self.bot.texts(interaction)
        named = {kind_text(texts, kind).casefold(): kind for kind in Kind}
        named |= {kind.value: kind for kind in Kind}
        found = set()
        for word in parse_words(typed):
            kind = named.get(word.casefold())
            if kind is None:
                listed = ", ".join(kind_text(texts, kind) for kind in Kind)
                raise UserError("news.refused.kind", typed=word[:40], kinds=listed)
            found.add(kind)
        return frozenset(found or Kind)

    @follow.autocomplete("what")
    async def _sources(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        texts, wanted = self.bot.texts(interaction), typed.strip().casefold()
        show = texts("news.follow.show")
        offered = [app_commands.Choice(name=show[:OPTION_LIMIT], value=SHOW)]
        for source in self.bot.services.news.follow.sources():
            name = texts("news.follow.source", name=source.name, tier=tier_text(texts, source.tier))
            offered.append(
                app_commands.Choice(name=name[:OPTION_LIMIT], value=f"{SOURCE}{source.key}")
            )
        fitting = [item for item in offered if wanted in item.name.casefold()]
        if not fitting and "." in wanted and len(typed) <= OPTION_LIMIT:
            fitting = [app_commands.Choice(name=typed, value=typed)]
        return fitting[:SUGGESTIONS]

    @follow.autocomplete("kinds")
    async def _kinds_typed(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Completes the last of several, and keeps those before it."""
        texts = self.bot.texts(interaction)
        before, _, last = typed.rpartition(",")
        given = {word.strip().casefold() for word in before.split(",")}
        kept = f"{before.strip()}, " if before.strip() else ""
        names = [kind_text(texts, kind) for kind in Kind]
        offered = [
            f"{kept}{name}"
            for name in names
            if last.strip().casefold() in name.casefold() and name.casefold() not in given
        ]
        return [
            app_commands.Choice(name=text, value=text)
            for text in offered[:SUGGESTIONS]
            if len(text) <= OPTION_LIMIT
        ]

    # --- what is followed -----------------------------------------------------------------------

    def _find(self, interaction: Interaction, typed: str) -> Subscription:
        """A subscription by its number or its name. Raises ``UserError`` for none or several."""
        found = self.bot.services.news.follow.list(guild_of(interaction).id)
        wanted = typed.strip().removeprefix("#").casefold()
        for item in found:
            if wanted in {str(item.number), item.name.casefold()}:
                return item
        named = [item for item in found if wanted and wanted in item.name.casefold()]
        if len(named) == 1:
            return named[0]
        raise UserError("news.refused.unknown", number=typed[:40])

    @news.command(name="list", description="What this server follows")
    async def list_all(self, interaction: Interaction) -> None:
        """Show the list, with a menu that opens one."""
        await interaction.response.defer(ephemeral=True)
        view = self._news.subscriptions.overview(interaction)
        await interaction.followup.send(view=view, ephemeral=True)

    @news.command(name="edit", description="Change what is followed: channel, kinds, words, times")
    @app_commands.describe(subscription="Its number or name")
    async def edit(self, interaction: Interaction, subscription: str) -> None:
        """Show its panel."""
        await interaction.response.defer(ephemeral=True)
        found = self._find(interaction, subscription)
        view = self._news.subscriptions.panel(interaction, found)
        await interaction.followup.send(view=view, ephemeral=True)

    @news.command(name="pause", description="Let something that is followed rest")
    @app_commands.describe(subscription="Its number or name")
    async def pause(self, interaction: Interaction, subscription: str) -> None:
        """Have it rest until it is resumed."""
        await interaction.response.defer(ephemeral=True)
        found = self._find(interaction, subscription)
        paused = await self._news.subscriptions.pause(interaction, found.number)
        await self._tell(interaction, "news.said.paused", paused)

    @news.command(name="resume", description="Go on with something that rests")
    @app_commands.describe(subscription="Its number or name")
    async def resume(self, interaction: Interaction, subscription: str) -> None:
        """Go on, with what comes from now on."""
        await interaction.response.defer(ephemeral=True)
        found = self._find(interaction, subscription)
        resumed = await self._news.subscriptions.resume(interaction, found.number)
        await self._tell(interaction, "news.said.resumed", resumed)

    @news.command(name="unfollow", description="Follow something no longer")
    @app_commands.describe(subscription="Its number or name")
    async def unfollow(self, interaction: Interaction, subscription: str) -> None:
        """End it."""
        await interaction.response.defer(ephemeral=True)
        found = self._find(interaction, subscription)
        ended = await self._news.subscriptions.unfollow(interaction, found.number)
        await self._tell(interaction, "news.said.unfollowed", ended)

    async def _tell(self, interaction: Interaction, key: str, about: Subscription) -> None:
        texts = self.bot.texts(interaction)
        await reply(interaction, texts(key, name=name_of(about), number=about.number))

    @news.command(name="test", description="See the newest story as it would be posted")
    @app_commands.describe(subscription="Its number or name")
    async def test(self, interaction: Interaction, subscription: str) -> None:
        """Show it to the moderator alone."""
        await interaction.response.defer(ephemeral=True)
        found = self._find(interaction, subscription)
        await self._news.subscriptions.test(interaction, found.number)

    @edit.autocomplete("subscription")
    @test.autocomplete("subscription")
    @unfollow.autocomplete("subscription")
    async def _any(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return self._offered(interaction, typed, lambda _item: True)

    @pause.autocomplete("subscription")
    async def _active(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return self._offered(interaction, typed, lambda item: item.paused_at is None)

    @resume.autocomplete("subscription")
    async def _resting(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return self._offered(interaction, typed, lambda item: item.paused_at is not None)

    def _offered(
        self, interaction: Interaction, typed: str, fits: Callable[[Subscription], bool]
    ) -> list[app_commands.Choice[str]]:
        guild = guild_of(interaction)
        named = {}
        for item in self.bot.services.news.follow.list(guild.id):
            channel = guild.get_channel_or_thread(item.channel_id)
            where = f" → #{channel.name}" if channel is not None else ""
            if fits(item):
                named[str(item.number)] = one_line(f"{item.number} · {item.name}{where}")
        wanted = typed.strip().casefold()
        return [
            app_commands.Choice(name=cut(name, OPTION_LIMIT), value=number)
            for number, name in named.items()
            if wanted in name.casefold()
        ][:SUGGESTIONS]

    # --- looking up -----------------------------------------------------------------------------

    @news.command(name="history", description="What was posted here, what is on its way, and when")
    async def history(self, interaction: Interaction) -> None:
        """Show the newest."""
        await interaction.response.defer(ephemeral=True)
        view = await self._news.mending.history(interaction)
        await interaction.followup.send(view=view, ephemeral=True)

    @news.command(name="status", description="How the feeds and channels are, and what to mend")
    async def status(self, interaction: Interaction) -> None:
        """Show how things are."""
        await interaction.response.defer(ephemeral=True)
        view = await self._news.mending.status(interaction)
        await interaction.followup.send(view=view, ephemeral=True)

    @news.command(name="held", description="Stories that wait for your word: post or skip them")
    async def held(self, interaction: Interaction) -> None:
        """Show the queue."""
        await self._news.deciding.show_queue(interaction, 0)

    @news.command(name="why", description="A story's whole way: what was made of it, where it went")
    @app_commands.describe(link="The address of an article, as a post or a source has it")
    async def why(self, interaction: Interaction, link: app_commands.Range[str, 8, 2000]) -> None:
        """Explain."""
        await interaction.response.defer(ephemeral=True)
        view = await self._news.mending.why(interaction, link)
        await interaction.followup.send(view=view, ephemeral=True)

    @why.autocomplete("link")
    async def _links(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The newest stories by their titles, those that wait first."""
        if not is_moderator(interaction):
            return []
        look, wanted = self._news.subscriptions.look(interaction), typed.strip().casefold()
        named = {
            story.link: thread_name(look, story)
            for story in await self._news.mending.newest(interaction)
            if story.link is not None and len(story.link) <= OPTION_LIMIT
        }
        return [
            app_commands.Choice(name=title, value=link)
            for link, title in named.items()
            if wanted in title.casefold() or wanted in link.casefold()
        ][:SUGGESTIONS]

    @news.command(name="policy", description="For all news: posts an hour, and tiers of sources")
    async def policy(self, interaction: Interaction) -> None:
        """Show the panel."""
        await interaction.response.defer(ephemeral=True)
        view = self._news.policy.panel(interaction)
        await interaction.followup.send(view=view, ephemeral=True)

    # --- lists of feeds -------------------------------------------------------------------------

    @news.command(name="import", description="Follow every feed of an OPML list")
    @app_commands.describe(
        file="A list that a reader of feeds exported, as OPML",
        channel="Where to post; the channel of news if left out",
    )
    async def import_file(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        channel: (discord.TextChannel | discord.ForumChannel | discord.Thread | None) = None,
    ) -> None:
        """Follow them all, and say which could not be."""
        await interaction.response.defer(ephemeral=True)
        place = self._news.beginning.place(interaction, channel)
        if file.size > MAX_FILE_KB * 1024:
            raise UserError("news.refused.file", most=MAX_FILE_KB)
        text = (await file.read()).decode("utf-8", "replace").removeprefix("\ufeff")
        found = await self.bot.services.news.follow.import_opml(
            guild_of(interaction).id, interaction.user.id, place.id, text, self.bot.now()
        )
        self._news.wake()
        await reply(interaction, self._imported(interaction, found, place))

    def _imported(self, interaction: Interaction, found: Imported, place: Place) -> str:
        texts = self.bot.texts(interaction)
        lines = [texts("news.said.imported", count=len(found.added), channel=place.mention)]
        if found.known:
            lines.append(texts("news.said.imported_known", count=found.known))
        for name, error in found.refused[:LISTED]:
            why = texts(error.key, **error.values)
            lines.append(f"- **{heading(name)}**: {why}")
        left = len(found.refused) - LISTED
        if left > 0:
            lines.append(texts("news.said.imported_more", count=left))
        return "\n".join(lines)

    @news.command(name="export", description="What this server follows, as an OPML list")
    async def export(self, interaction: Interaction) -> None:
        """Send the list as a file."""
        await interaction.response.defer(ephemeral=True)
        text = self.bot.services.news.follow.export_opml(guild_of(interaction).id, self.bot.now())
        file = discord.File(io.BytesIO(text.encode()), filename="news.opml")
        await reply(interaction, self.bot.texts(interaction)("news.said.exported"), file=file)
