"""FanBot: the connection to Discord, its cogs, its command tree and its one error handler."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import math
import pkgutil
import signal
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from datetime import datetime
from importlib import import_module
from time import perf_counter
from typing import Any, TypeAlias

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

import cogs
from discord_bot.errors import ConfigurationError, UserError
from discord_bot.facts import BotFacts
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.operations.server import serving
from discord_bot.operations.state import Gateway
from discord_bot.recent import Recent
from discord_bot.reporting import report
from discord_bot.services import Services, settle
from discord_bot.settings import Settings
from discord_bot.sharding import ALL, Shards
from discord_bot.translator import PackTranslator
from discord_bot.wording import Texts

log = logging.getLogger(__name__)

_BEGAN = "began"
"""The key under which an interaction carries the moment at which its command arrived."""

SCOPES = ("bot", "applications.commands")
REMEMBERED_INTERACTIONS = 2000
DRAIN_SECONDS = 8.0
"""How long a stop waits for what members just asked for; systemd and Docker wait 10 or more."""
_IN_FLIGHT = ("CommandTree-invoker", "discord-ui-", "discord.py: on_")
"""How discord.py names the tasks that serve a command, a component and an event."""


def cog_packages() -> tuple[str, ...]:
    """The import names of all cogs: the public packages under ``cogs``."""
    found = pkgutil.iter_modules(cogs.__path__, "cogs.")
    return tuple(info.name for info in found if not info.name.split(".")[-1].startswith("_"))


def required_permissions() -> discord.Permissions:
    """The permissions that the cogs declare, and no more."""
    wanted = discord.Permissions.none()
    for name in cog_packages():
        wanted |= import_module(name).PERMISSIONS
    return wanted


def permissions_for(settings: GuildSettings) -> discord.Permissions:
    """The permissions that the features need which a server has switched on."""
    wanted = discord.Permissions.none()
    for name in cog_packages():
        package = import_module(name)
        if package.FEATURE is None or settings.is_on(package.FEATURE):
            wanted |= package.PERMISSIONS
    return wanted


def intents(*, message_content: bool) -> discord.Intents:
    """The least the bot works with: servers, their messages and, if allowed, what they say.

    Those of AutoMod tell what its rules stopped and who changed them; Discord asks no leave for it.
    """
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.auto_moderation_configuration = True
    wanted.auto_moderation_execution = True
    wanted.message_content = message_content
    return wanted


Hearer: TypeAlias = Callable[[discord.Message], Coroutine[Any, Any, None] | None]
"""Looks at a message without waiting; returns what is to be done about it, or None."""
AnyCommand: TypeAlias = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu


class FanTree(app_commands.CommandTree["FanBot"]):
    """The command tree; whatever goes wrong in a command ends in the bot's one error handler."""

    async def interaction_check(self, interaction: discord.Interaction[FanBot], /) -> bool:
        """Let everybody in once, and note when a command arrived."""
        interaction.extras[_BEGAN] = perf_counter()
        return interaction.client.is_new(interaction)

    async def on_error(
        self,
        interaction: discord.Interaction[FanBot],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Hand the error over, without the wrapper that discord.py puts around it."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        expected = isinstance(cause, UserError | app_commands.AppCommandError)
        interaction.client.measure(
            interaction, interaction.command, "refused" if expected else "failed"
        )
        await interaction.client.report(interaction, cause)


def _shards(shards: Shards) -> dict[str, Any]:
    """What discord.py is told of them; left alone, it asks Discord how many there should be."""
    return {} if shards == ALL else {"shard_count": shards.count, "shard_ids": [*shards.ids]}


class FanBot(commands.AutoShardedBot):
    """The bot as Discord sees it. Everything it knows and decides is in ``services``."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=FanTree,
            help_command=None,
            intents=intents(message_content=services.settings.message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **_shards(services.settings.shards),
        )
        self.services = services
        self.facts = BotFacts(services.database)
        self.command_ids: dict[str, int] = {}
        self.started_at = services.clock()
        self._interactions = Recent(REMEMBERED_INTERACTIONS)
        self.hearers: list[Hearer] = []
        """What cogs have for each message; see ``on_message``."""
        self._lost_shards: set[int] = set()
        services.operations.gateway = self._gateway

    def _gateway(self) -> Gateway:
        """The connection as ``/health`` and ``/metrics`` tell it."""
        return Gateway(
            is_ready=self.is_ready() and not self._lost_shards,
            was_ready=self.is_ready(),
            guilds=len(self.guilds),
            latencies={
                shard: latency if math.isfinite(latency) else None
                for shard, latency in self.latencies
            },
            shards={shard: shard not in self._lost_shards for shard, _ in self.latencies},
            shard_count=self.shard_count,
        )

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Begin sessions one after the other, as Discord asks, whichever process begins them."""
        if self.services.cluster is None:
            await super().before_identify_hook(shard_id, initial=initial)
        else:
            await self.services.cluster.identify()

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Discord.py connects anew by itself; until then the bot is not well."""
        self._lost_shards.add(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """A shard is there, or there again with a new session."""
        self._lost_shards.discard(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A shard goes on where it was."""
        self._lost_shards.discard(shard_id)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event to who listens; what Discord sent is counted right here.

        It is the commonest of all events, and to start a task for it would cost more than to count.
        """
        if event_name == "socket_event_type":
            self.services.operations.metrics.event(args[0])
        else:
            super().dispatch(event_name, *args, **kwargs)

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[FanBot],
        command: AnyCommand,
    ) -> None:
        """A command ended as it should."""
        self.measure(interaction, command, "ok")

    def is_new(self, interaction: discord.Interaction[FanBot]) -> bool:
        """Whether an interaction is told of for the first time; from now on it was.

        Discord may send again what it sent before a connection was lost.
        """
        return self._interactions.add(interaction.id)

    def measure(
        self,
        interaction: discord.Interaction[FanBot],
        command: AnyCommand | None,
        outcome: str,
    ) -> None:
        """Count a command that came to its end."""
        began = interaction.extras.get(_BEGAN)
        if began is not None and command is not None:
            seconds = perf_counter() - began
            self.services.operations.metrics.command(command.qualified_name, outcome, seconds)

    def feature_failed(self, feature: Feature, problem: str, part: str = "") -> None:
        """A feature's loop failed; moderators hear of it once if it goes on.

        ``problem`` is a sentence for who runs the bot, ``part`` the loop where there are several.
        """
        if self.services.operations.watch.failed(feature, problem, self.now(), part):
            self.dispatch("feature_broken", feature)

    def feature_works(self, feature: Feature, part: str = "") -> None:
        """A feature's loop did its work."""
        if self.services.operations.watch.works(feature, part):
            self.dispatch("feature_mended", feature)

    def now(self) -> datetime:
        """The present time, from the clock that the services were opened with."""
        return self.services.clock()

    def texts(self, where: discord.Interaction[FanBot] | int) -> Texts:
        """The texts for whoever reads them: a member's own language, else the server's."""
        if isinstance(where, int):
            return self.services.pack.wording.texts(self.services.guilds.get(where).language)
        guild = self.services.guilds.get(where.guild_id or 0)
        return self.services.pack.wording.texts(where.locale.value, guild.language)

    def mention(self, command: str) -> str:
        """A command as Discord's clickable mention, or its plain name while its id is unknown."""
        identity = self.command_ids.get(command.split(" ", maxsplit=1)[0])
        return f"</{command}:{identity}>" if identity else f"`/{command}`"

    async def setup_hook(self) -> None:
        """Load every cog and bring Discord's list of commands up to date.

        Raises ``ConfigurationError`` when a cog does not load: half a bot is worse than none.
        """
        await self.tree.set_translator(PackTranslator(self.services))
        for name in cog_packages():
            try:
                await self.load_extension(name)
            except commands.ExtensionError as error:
                cause = error.__cause__ or error
                raise ConfigurationError(
                    f"The part {name} of the bot could not be loaded: {cause}"
                ) from error
        await self._sync_commands()

    async def _sync_commands(self) -> None:
        """Send the command tree to Discord, but only when it differs from what was sent last."""
        dev_guild = self.services.settings.dev_guild
        scope = None if dev_guild is None else discord.Object(dev_guild)
        if scope is not None:
            self.tree.copy_global_to(guild=scope)
        digest = self._digest(scope)
        fact = f"command_tree:{dev_guild or 'global'}"
        known = await self.facts.get(fact)
        if known is not None:
            stored = json.loads(known)
            if stored["digest"] == digest:
                self.command_ids = stored["ids"]
                return
        synced = await self.tree.sync(guild=scope)
        self.command_ids = {command.name: command.id for command in synced}
        await self.facts.put(fact, json.dumps({"digest": digest, "ids": self.command_ids}))
        log.info("commands synced", extra={"commands": len(synced), "scope": fact})

    def _digest(self, scope: discord.Object | None) -> str:
        """What stands for the command tree in all languages, at a tenth of a translation's cost."""
        tree = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=scope)]
        wording = self.services.pack.wording.under("commands")
        text = json.dumps([self.application_id, tree, wording], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    async def on_message(self, message: discord.Message, /) -> None:
        """Ask ``hearers`` whether a message is for them. There are no text commands.

        Cogs do not listen themselves: discord.py would start a task for each of them and each
        message, though most messages are for one of them at the most.
        """
        doing = [work for hear in self.hearers if (work := hear(message)) is not None]
        for work in doing[1:]:
            self.dispatch("heard", work)
        if doing:
            await doing[0]

    async def on_heard(self, work: Coroutine[Any, Any, None]) -> None:
        """A message is for more than one: none of them waits for the other, or fails with it."""
        await work

    async def report(self, interaction: discord.Interaction[FanBot], error: Exception) -> None:
        """Tell the member what went wrong; what is our fault is logged once, with a reference."""
        await report(interaction, self.texts(interaction), error)

    async def close(self) -> None:
        """Stop taking work, let what is in flight finish within bounds, then disconnect."""
        if not self.is_closed():
            await self._drain()
        await super().close()

    @staticmethod
    async def _drain() -> None:
        current = asyncio.current_task()
        running = {
            task
            for task in asyncio.all_tasks()
            if task is not current and task.get_name().startswith(_IN_FLIGHT)
        }
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=DRAIN_SECONDS)
        if late:
            log.warning("stopped with work unfinished", extra={"tasks": len(late)})


async def run_bot(settings: Settings) -> None:
    """Connect to Discord and stay until SIGTERM or SIGINT.

    Raises ``ConfigurationError`` with one sentence for a wrong token or a missing intent.
    """
    assert settings.discord_token is not None, "the command line starts the demo without a token"
    async with (
        Services.open(settings) as services,
        FanBot(services) as bot,
        serving(
            settings.monitoring_address,
            services.operations,
            required="monitoring" in settings.model_fields_set,
        ),
    ):
        settle()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: loop.create_task(bot.close()))
        try:
            cluster = services.cluster
            async with nullcontext() if cluster is None else cluster.held_by(bot.close):
                await bot.start(settings.discord_token.get_secret_value())
        except discord.LoginFailure:
            raise ConfigurationError(
                "Discord refused the token: copy it again from the Bot page of the Developer "
                "Portal into DISCORD_TOKEN."
            ) from None
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            raise ConfigurationError(
                f"Discord cannot be reached ({type(error).__name__}): check the network and "
                "https://discordstatus.com, then start again."
            ) from None
        except discord.PrivilegedIntentsRequired:
            raise ConfigurationError(
                "Discord does not allow this bot to read messages: switch on Message Content "
                "Intent on the Bot page of the Developer Portal, or set "
                "FANBOT_MESSAGE_CONTENT=off to run without it."
            ) from None
