"""What moderators do with what their server follows: by the panel, and by typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import discord

from cogs._components import Interaction, number, one_of, outdated
from cogs._members import require_pingable
from cogs.news import checkup, embeds, panels
from cogs.news.embeds import Look
from cogs.news.forms import WORD_LIMIT, LinesDialog, parse_quiet, parse_words, quiet_text
from cogs.news.items import Press
from cogs.news.panels import SERVERS_OWN, Setting
from cogs.news.words import name_of
from discord_bot.errors import UserError
from discord_bot.news.model import Kind, Topic
from discord_bot.news.subscriptions import Rhythm, Style, Subscription
from discord_bot.times import parse_clock_time

if TYPE_CHECKING:
    from discord_bot.bot import FanBot


def guild_of(interaction: Interaction) -> discord.Guild:
    """The server of an interaction. Raises ``UserError`` where the bot has left it since."""
    if interaction.guild is None:
        raise UserError("setup.server_gone")
    return interaction.guild


def member_of(interaction: Interaction) -> discord.Member:
    """Who acts, as a member of the server."""
    assert isinstance(interaction.user, discord.Member), "the commands are those of servers"
    return interaction.user


class Subscriptions:
    """Panels of what a server follows. Everything here may raise ``UserError``."""

    def __init__(self, bot: FanBot, wake: Callable[[], None]) -> None:
        self._bot = bot
        self._follow = bot.services.news.follow
        self._wake = wake

    def look(self, interaction: Interaction) -> Look:
        """How things look to who asks."""
        accent = discord.Colour.from_str(self._bot.services.pack.show.accent)
        return Look(self._bot.texts(interaction), accent)

    # --- showing --------------------------------------------------------------------------------

    def setting(
        self, interaction: Interaction, subscription: Subscription | None = None, said: str = ""
    ) -> Setting:
        """What a panel shows besides: the server, its zone, and what stands in the way."""
        guild = guild_of(interaction)
        seasons = {season.number: season.title for season in self._bot.services.pack.show.seasons}
        return Setting(
            guild=guild,
            zone=self._bot.services.guilds.get(guild.id).timezone,
            seasons=seasons,
            warnings=tuple(self._warnings(interaction, subscription)),
            said=said or None,
        )

    def _warnings(self, interaction: Interaction, subscription: Subscription | None) -> list[str]:
        texts, guild = self._bot.texts(interaction), guild_of(interaction)
        settings = self._bot.services.guilds.get(guild.id)
        found = []
        if not settings.news_on:
            found.append(texts("news.warning.off", setup=self._bot.mention("setup")))
        if settings.log_channel is None:
            found.append(texts("news.warning.no_log", setup=self._bot.mention("setup")))
        if subscription is None:
            return found
        channel = guild.get_channel_or_thread(subscription.channel_id)
        if channel is None:
            return [*found, texts("news.warning.channel_gone")]
        missing = checkup.missing_in(channel)
        if missing:
            names = checkup.permission_names(texts, missing)
            found.append(texts("news.warning.missing", channel=channel.mention, permissions=names))
        role_id = subscription.options.role_id
        role = None if role_id is None else guild.get_role(role_id)
        if checkup.cannot_ping(channel, role):
            found.append(texts("news.warning.ping"))
        is_news = isinstance(channel, discord.TextChannel) and channel.is_news()
        if subscription.options.crosspost and not is_news:
            found.append(texts("news.warning.crosspost"))
        return found

    def panel(
        self, interaction: Interaction, subscription: Subscription, said: str = ""
    ) -> discord.ui.LayoutView:
        """The panel of one."""
        setting = self.setting(interaction, subscription, said)
        return panels.subscription_panel(self.look(interaction), subscription, setting)

    def overview(
        self, interaction: Interaction, page: int = 0, said: str = ""
    ) -> discord.ui.LayoutView:
        """The list of all."""
        found = self._follow.list(guild_of(interaction).id)
        if not found and not said:
            said = self._bot.texts(interaction)(
                "news.list.empty", follow=self._bot.mention("news follow")
            )
        return panels.list_panel(self.look(interaction), found, page, said or None)

    # --- pressing -------------------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """Something of a panel was used."""
        if press.what.startswith("ask_"):
            await interaction.response.send_modal(self._dialog(interaction, press))
            return
        if press.what == "sub_test":
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self.test(interaction, press.id)
            return
        await interaction.response.defer()
        if press.what == "list":
            view = self.overview(interaction, press.id)
        elif press.what == "open":
            opened = number(press.only or "0")
            view = self.panel(interaction, self._get(interaction, opened))
        elif press.what == "sub_unfollow":
            ended = await self.unfollow(interaction, press.id)
            view = self.overview(interaction, said=self._ended(interaction, ended))
        else:
            view = self.panel(interaction, await self._change(interaction, press))
        await interaction.edit_original_response(view=view)

    def _get(self, interaction: Interaction, number: int) -> Subscription:
        return self._follow.get(guild_of(interaction).id, number)

    async def _change(self, interaction: Interaction, press: Press) -> Subscription:
        """Apply a press that changes a subscription."""
        changed, guild = press.id, guild_of(interaction)
        if press.what == "sub_pause":
            return await self.pause(interaction, changed)
        if press.what == "sub_resume":
            return await self.resume(interaction, changed)
        if press.what == "set_channel":
            place = guild.get_channel_or_thread(number(press.only or "0"))
            if place is None:
                raise UserError("setup.unknown_channel")
            checkup.require_place(self._bot.texts(interaction), place, member_of(interaction))
            return await self._edit(interaction, changed, channel_id=place.id)
        return await self._edit(interaction, changed, self._option(interaction, press))

    def _option(self, interaction: Interaction, press: Press) -> dict[str, object]:
        """The option that a press stands for, with its value."""
        option: dict[str, object]
        match press.what:
            case "set_kinds":
                option = {"kinds": frozenset(one_of(Kind, item) for item in press.chosen)}
            case "set_rhythm":
                option = {"rhythm": one_of(Rhythm, press.only or Rhythm.INSTANT)}
            case "set_style":
                option = {"style": one_of(Style, press.only or Style.CARD)}
            case "set_ceiling":
                own = press.only in {None, SERVERS_OWN}
                option = {"ceiling": None if own else number(press.only or "0")}
            case "set_role":
                option = {"role_id": self._role(interaction, press)}
            case "flip_crosspost":
                option = {"crosspost": press.mark == "on"}
            case "flip_elsewhere":
                topics = self._get(interaction, press.id).options.topics
                cast = frozenset({Topic.CAST_ELSEWHERE})
                option = {"topics": topics | cast if press.mark == "on" else topics - cast}
            case _:
                raise outdated()
        return option

    @staticmethod
    def _role(interaction: Interaction, press: Press) -> int | None:
        if press.only is None:
            return None
        role = guild_of(interaction).get_role(number(press.only))
        if role is None:
            raise UserError("setup.unknown_role")
        require_pingable(role, interaction.permissions)
        return role.id

    async def _edit(
        self,
        interaction: Interaction,
        number: int,
        changes: Mapping[str, object] | None = None,
        *,
        channel_id: int | None = None,
    ) -> Subscription:
        changed = await self._follow.edit(
            guild_of(interaction).id,
            number,
            interaction.user.id,
            self._bot.now(),
            channel_id=channel_id,
            **(changes or {}),
        )
        self._wake()
        return changed

    async def move(self, interaction: Interaction, number: int, channel_id: int) -> Subscription:
        """Post one of them elsewhere from now on, with what it still has to come."""
        return await self._edit(interaction, number, channel_id=channel_id)

    # --- dialogs --------------------------------------------------------------------------------

    def _dialog(self, interaction: Interaction, press: Press) -> LinesDialog:
        texts = self._bot.texts(interaction)
        options = self._get(interaction, press.id).options
        if press.what == "ask_words":
            lines = {
                "words_in": ", ".join(options.words_in),
                "words_out": ", ".join(options.words_out),
            }
        elif press.what == "ask_time":
            lines = {"at": options.at, "weekday": str(options.weekday + 1)}
        else:
            lines = {"quiet": quiet_text(options.quiet)}

        async def submit(answer: Interaction, typed: dict[str, str]) -> None:
            await answer.response.defer()
            changed = await self._edit(answer, press.id, _read(typed))
            await answer.edit_original_response(view=self.panel(answer, changed))

        return LinesDialog(texts, press.what, lines, submit, limit=WORD_LIMIT)

    # --- the commands ---------------------------------------------------------------------------

    async def pause(self, interaction: Interaction, number: int) -> Subscription:
        """Have one rest."""
        guild_id = guild_of(interaction).id
        return await self._follow.pause(guild_id, number, interaction.user.id, self._bot.now())

    async def resume(self, interaction: Interaction, number: int) -> Subscription:
        """Go on with one."""
        guild_id = guild_of(interaction).id
        resumed = await self._follow.resume(guild_id, number, interaction.user.id, self._bot.now())
        self._wake()
        return resumed

    async def unfollow(self, interaction: Interaction, number: int) -> Subscription:
        """End one."""
        guild_id = guild_of(interaction).id
        return await self._follow.unfollow(guild_id, number, interaction.user.id, self._bot.now())

    def _ended(self, interaction: Interaction, ended: Subscription) -> str:
        return self._bot.texts(interaction)(
            "news.said.unfollowed", name=name_of(ended), number=ended.number
        )

    async def test(self, interaction: Interaction, number: int) -> None:
        """Show the newest story to who asks, as it would be posted."""
        texts = self._bot.texts(interaction)
        post = await self._follow.test(guild_of(interaction).id, number, self._bot.now())
        if post is None:
            await interaction.followup.send(texts("news.said.nothing_to_test"), ephemeral=True)
            return
        message = embeds.message(self.look(interaction), post)
        await interaction.followup.send(
            "\n".join(part for part in (texts("news.said.test"), message.content) if part),
            embeds=list(message.embeds),
            suppress_embeds=message.without_previews,
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )


def _read(typed: dict[str, str]) -> dict[str, object]:
    """What was written into a dialog, as options. Raises ``UserError`` with the mend."""
    if "quiet" in typed:
        return {"quiet": parse_quiet(typed["quiet"])}
    if "at" in typed:
        day = typed["weekday"].strip()
        if day not in {"1", "2", "3", "4", "5", "6", "7"}:
            raise UserError("news.refused.weekday", typed=day[:40])
        return {"at": parse_clock_time(typed["at"]), "weekday": int(day) - 1}
    return {key: parse_words(text) for key, text in typed.items()}
