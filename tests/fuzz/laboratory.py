"""Where the bot is given what nobody would think of, and is held to its law.

The law: nothing is raised that is not meant for a member, every interaction gets an answer, none
takes longer than Discord waits, and no row of another server changes.

Examples are the same in every run. ``FUZZ_EXAMPLES=200 pytest tests/fuzz`` tries so many of each
kind, other ones in each run; what fails prints how to try it again.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import simcord
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from cogs._cooldowns import Cooldown
from tests.e2e.conftest import EXPECTED_ERRORS, World, open_world, told
from tests.e2e.neighbour import Neighbour

SECONDS = 3.0
"""How long Discord waits for an answer."""
WANTED = os.environ.get("FUZZ_EXAMPLES")
APOLOGY = "went wrong on my side"


def budget(examples: int, *, shrinking: bool = True) -> settings:
    """So many examples, unless the environment asks for more.

    To look for the smallest that fails has no sense in a world that each of them changes.
    """
    phases = (Phase.explicit, Phase.generate, *([Phase.shrink] if shrinking else []))
    return settings(
        phases=phases,
        max_examples=int(WANTED or examples),
        derandomize=WANTED is None,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


Act = Callable[[], Awaitable[Any]]


@dataclass
class Laboratory:
    """A world in an event loop of its own: an example is an act in it."""

    runner: asyncio.Runner
    world: World
    neighbour: Neighbour
    machine: simcord.MemberActor
    """Another bot."""
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def run(self, act: Act) -> Any:
        """Do something, in the world's time."""

        async def within() -> Any:
            with self.world.env.time_context():
                return await act()

        return self.runner.run(within())

    @property
    def neighbour_in_private(self) -> simcord.UserHandle:
        """The other server's owner in their direct messages."""
        return self.neighbour.owner.user

    def be_patient(self) -> None:
        """Forget what was used how often: no command has to be waited for."""
        for cog in self.world.bot.cogs.values():
            for part in vars(cog).values():
                if isinstance(part, Cooldown):
                    part._buckets._cache.clear()

    def answer(self, act: Act, what: object) -> simcord.InteractionResult | None:
        """The answer to an interaction, by the law; None for what Discord would not let through."""
        cursor, began = self.world.env.error_cursor, time.process_time()
        try:
            result: simcord.InteractionResult = self.run(act)
        except simcord.SetupError:
            return None  # what Discord itself would refuse
        taken = time.process_time() - began
        self.look(cursor, what)
        assert result.acknowledged or result.modal, f"no answer to {what!r}"
        assert taken < SECONDS, f"{taken:.1f} s for {what!r}"
        assert APOLOGY not in told(result), f"an apology for {what!r}"
        return result

    def look(self, cursor: int, what: object) -> None:
        """Nothing went wrong since then."""
        raised = [
            error
            for error in self.world.env.errors_since(cursor)
            if not isinstance(getattr(error, "original", error), EXPECTED_ERRORS)
        ]
        logged, self.world.faults.found = self.world.faults.found, []
        found = [*map(repr, raised), *logged]
        assert not found, f"{what!r}: {found}"

    def spared(self) -> bool:
        """Whether the other server is as it was."""
        return bool(self.run(self.neighbour.rows) == self.before)


@contextmanager
def open_laboratory(database: Path) -> Iterator[Laboratory]:
    """A laboratory whose two servers have something of everything."""
    with asyncio.Runner() as runner:
        opening = open_world(database)
        world = runner.run(opening.__aenter__())
        try:
            machine = world.guild.add_member(world.env.create_user("machine", bot=True))
            lab = Laboratory(runner, world, Neighbour(world), machine)
            lab.run(lambda: _furnish(lab))
            yield lab
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def _furnish(lab: Laboratory) -> None:
    world, guild = lab.world, lab.world.guild
    await lab.neighbour.fill()
    lab.before = await lab.neighbour.rows()
    await world.services.guilds.change(
        guild.id,
        world.admin.id,
        world.env.now(),
        moderation_on=True,
        log_channel=world.log.id,
    )
    for make in (guild.create_voice_channel, guild.create_stage_channel, guild.create_news_channel):
        make(f"a {make.__name__}")
    guild.create_forum_channel("a forum")
    guild.create_category("a category")


def words(least: int = 0, most: int = 6000) -> st.SearchStrategy[str]:
    """Texts of so many characters: what people write, and what people try."""
    known = st.sampled_from([text for text in AWKWARD if least <= len(text) <= most])
    size = min(most, max(least, 120))
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=size)
    long = st.sampled_from(LETTERS).map(lambda letter: (letter * most)[:most])
    return st.one_of(known, anything, long)


LETTERS = ("a", "é", "🏳️‍🌈", "﷽", "`", "\n", "*", "<@1>", "\u202e")
AWKWARD = (
    *("0", "1", "-1", "00", "9" * 19, "9" * 40, "9223372036854775808", "1e400", "nan", "٣", "²"),
    *("2026-02-30", "9999-12-31", "0001-01-01", "2026-03-29 02:30", "10:00", "25:61", "in 5", "1d"),
    *(
        "10000000000 days",
        "tomorrow",
        "-",
        "--",
        ".",
        "...",
        " ",
        "\t\n",
        "\u200b",
        "\x00",
        "a\x00b",
    ),
    *("@everyone", "<@&1>", "<#99999999999999999999>", "<t:99999999999999999:R>", "</x:1>"),
    *("'; DROP TABLE guilds; --", "%s %d {0} {x}", "{", "}", "{text}", "\\", "**", "```", "||a||"),
    *("http://127.0.0.1:9/feed", "http://[::1", "http://[", "https://", "file:///etc/passwd"),
    *("https://user:word@127.0.0.1:9/", "http://127.0.0.1:99999/", "http://0x7f.1/", "//a"),
    *("Europe/London", "Mars/Olympus", "en", "xx", "is nick gay or what", "Nick", "s3e4", "S99E99"),
    "A right answer\nanother\n\n\nagain",
)
