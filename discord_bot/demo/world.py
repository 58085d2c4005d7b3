"""The simulated server: who is in it, its channels, and what was said before anyone looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import discord
from simcord import ChannelHandle, Env, GuildHandle, MemberActor, RoleHandle, UserHandle
from simcord.backend.access import can_access_channel

BOT_NAME = "fanbot"


class Role(StrEnum):
    """What somebody is in the simulated server."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to act as."""

    name: str
    role: Role

    @property
    def username(self) -> str:
        """The name in lower case: the key of ``World.members``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Line:
    """Something said in a channel ``minutes`` before the demo began."""

    minutes: int
    channel: str
    username: str
    text: str


_Overwritable = (
    RoleHandle
    | MemberActor
    | UserHandle
    | discord.Role
    | discord.Member
    | discord.User
    | discord.ClientUser
)
"""What simcord takes permissions in a channel for. Its dict is invariant, so all are named."""

MEMBER, MODERATOR, ADMIN = "mira", "jonas", "adaeze"
"""The three that the page puts first: one of each role."""

# Ids are given out in the order in which things are made. A database kept between runs holds ids,
# so new people and channels go to the end of these tables and nobody is taken out.
PEOPLE = (
    Person("Mira", Role.MEMBER),
    Person("Jonas", Role.MODERATOR),
    Person("Adaeze", Role.ADMIN),
    Person("Bea", Role.MEMBER),
    Person("Casimir", Role.MEMBER),
    Person("Dilan", Role.MEMBER),
    Person("Ebba", Role.MEMBER),
    Person("Farid", Role.MEMBER),
    Person("Greta", Role.MEMBER),
    Person("Hugo", Role.MEMBER),
    Person("Imani", Role.MEMBER),
)
ROLE_COLORS = {Role.MODERATOR: 0x57B894, Role.ADMIN: 0xC4A7E7}

CHANNELS = {
    "lounge": "Talk about the show. Be kind: there is a person behind every name.",
    "trivia": "Type /trivia and see what there is: a game for all, or your five of the day.",
    "season-news": "What is new about the show, posted by fanbot with its source.",
    "mod-log": "What fanbot did and why. Only moderators and admins see this channel.",
}

CHATTER = (
    Line(52, "lounge", "bea", "rewatched the first episode last night and I regret nothing 💚"),
    Line(51, "lounge", "hugo", "that opening scene still gets me every time"),
    Line(47, "lounge", "ebba", "the soundtrack alone deserves an award"),
    Line(46, "lounge", "bea", "which song though"),
    Line(44, "lounge", "ebba", "all of them. I will not be taking questions"),
    Line(39, "trivia", "casimir", "who's up for a rematch tonight?"),
    Line(38, "trivia", "imani", "me! I have been studying 😌"),
    Line(36, "trivia", "dilan", "she means she rewatched it again"),
    Line(31, "lounge", "farid", "hi everyone, I'm new here. just finished it in one weekend"),
    Line(30, "lounge", "greta", "welcome Farid! the best weekend you'll have had in a while"),
    Line(28, "lounge", "jonas", "Welcome! Spoilers go behind `||bars||`: some are not there yet."),
    Line(27, "lounge", "farid", "will do, thank you 🙏"),
    Line(12, "lounge", "imani", "has everyone done their daily questions? number four got me"),
    Line(11, "lounge", "hugo", "no hints!! I'm saving it for the bus home"),
)


class PlaceKind(StrEnum):
    """What sort of place it is; the page shows each with a sign of its own."""

    CHANNEL = "channel"
    THREAD = "thread"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, thread or direct message, and who may look into it."""

    channel: ChannelHandle
    kind: PlaceKind
    viewers: Mapping[int, MemberActor | UserHandle]


@dataclass(frozen=True, slots=True)
class World:
    """The simulated server and handles for everything that was made with it."""

    env: Env
    guild: GuildHandle
    members: Mapping[str, MemberActor]
    channels: Mapping[str, ChannelHandle]

    def places(self) -> Iterator[Place]:
        """Every channel there is now, threads under theirs, then direct messages with the bot."""
        for channel in self.guild.channels.values():
            yield self._place(channel, PlaceKind.CHANNEL)
            for thread in channel.threads:
                yield self._place(thread, PlaceKind.THREAD)
        for person in self.members.values():
            # Asking a handle for its direct messages would begin them.
            if person.id in self.env.backend.dm_channels:
                yield Place(person.user.dm_channel, PlaceKind.DIRECT, {person.id: person.user})

    def _place(self, channel: ChannelHandle, kind: PlaceKind) -> Place:
        allowed = {
            member.id: member
            for member in self.members.values()
            if can_access_channel(self.env, channel.id, member, history=True)
        }
        return Place(channel, kind, allowed)

    def latest_message(self, channel_id: int, viewer_id: int | None = None) -> int | None:
        """The id of the newest message in a channel that a person, or everyone, can see."""
        messages = self.env.backend.messages.get(channel_id, {})
        seen = (key for key, message in messages.items() if message.visible_to(viewer_id))
        return max(seen, default=None)


def build_world(env: Env, title: str, now: datetime) -> World:
    """Make the server before the bot connects, and move its clock to ``now``.

    Ids tell when something was made. Everything with a lasting id is made at the simulation's
    epoch, so that it has the same id in every run.
    """
    env.backend.bot_user.name = BOT_NAME
    users = {
        person.username: env.create_user(person.username, global_name=person.name)
        for person in PEOPLE
    }
    guild = env.create_guild(title, owner=users[ADMIN])
    moderator = guild.create_role(
        "Moderator", permissions=_moderator_permissions(), color=ROLE_COLORS[Role.MODERATOR]
    )
    admin = guild.create_role(
        "Admin",
        permissions=discord.Permissions(administrator=True),
        color=ROLE_COLORS[Role.ADMIN],
    )
    roles = {Role.MEMBER: (), Role.MODERATOR: (moderator,), Role.ADMIN: (admin,)}
    members = {
        person.username: guild.add_member(users[person.username], roles=roles[person.role])
        for person in PEOPLE
    }
    world = World(env, guild, members, _create_channels(guild))
    _talk(world, now)
    return world


def _moderator_permissions() -> discord.Permissions:
    return discord.Permissions(
        manage_messages=True,
        moderate_members=True,
        kick_members=True,
        view_audit_log=True,
        manage_threads=True,
    )


def _create_channels(guild: GuildHandle) -> dict[str, ChannelHandle]:
    everyone, roles = guild.default_role, guild.roles
    bot = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    overwrites: dict[str, dict[_Overwritable, discord.PermissionOverwrite]] = {
        "season-news": {
            everyone: discord.PermissionOverwrite(send_messages=False),
            roles[BOT_NAME]: bot,
        },
        "mod-log": {
            everyone: discord.PermissionOverwrite(view_channel=False),
            roles["Moderator"]: discord.PermissionOverwrite(view_channel=True),
            roles[BOT_NAME]: bot,
        },
    }
    return {
        name: guild.create_text_channel(name, topic=topic, overwrites=overwrites.get(name))
        for name, topic in CHANNELS.items()
    }


def _talk(world: World, now: datetime) -> None:
    """Say ``CHATTER`` at its times and leave the clock at ``now``.

    A wall clock that is set to before the simulation's epoch cannot be followed: then the
    simulated server lives on from its epoch.
    """
    backend = world.env.backend

    def wait_until(moment: datetime) -> None:
        backend.advance_clock(max(0.0, (moment - world.env.now()).total_seconds()))

    for line in CHATTER:
        wait_until(now - timedelta(minutes=line.minutes))
        author = world.members[line.username]
        backend.create_message(world.channels[line.channel].id, author.id, line.text)
    wait_until(now)
