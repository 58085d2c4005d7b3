"""The week in which the simulated server tried the filter out: what was checked, found, decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from discord_bot.demo.world import MODERATOR, World
from discord_bot.ids import IdSource
from discord_bot.moderation.cases import Outcome
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import MessageKind, Place
from discord_bot.operations.figures import Figure
from discord_bot.services import Services

CHECKED = (214, 187, 342, 291, 158, 203, 96)
"""Messages a day, the oldest first; the last is today."""
DECIDED_AFTER = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that was said ``days`` ago, and whether moderators thought the filter right."""

    days: int
    username: str
    text: str
    upheld: bool


INCIDENTS = (
    Incident(6, "casimir", "go away, loser, nobody likes you", upheld=True),
    Incident(4, "dilan", "you're not really bi, pick a side", upheld=True),
    Incident(4, "hugo", "shut up, you are too stupid to watch this show", upheld=True),
    Incident(3, "ebba", "go away, you win every time, loser here", upheld=False),
    Incident(1, "farid", "he walks like that, so he has to be gay", upheld=True),
    Incident(0, "greta", "you can't be bi if you have only ever dated girls", upheld=True),
)
"""Said by people who do not exist, to people who do not exist. All are decided: a case that is open
and has no card gets one when the bot starts."""


async def seed_incidents(services: Services, world: World, now: datetime) -> None:
    """Write the week down, by the judge and the moderators' steps that there are for it."""
    for ago, total in enumerate(reversed(CHECKED)):
        day = (now - timedelta(days=ago)).date()
        services.counts.add(world.guild.id, Figure.CHECKED, day, total)
    await services.counts.flush()
    for incident in INCIDENTS:
        await _happen(services, world, incident, now)


async def _happen(services: Services, world: World, incident: Incident, now: datetime) -> None:
    moment = now - timedelta(days=incident.days, hours=1)
    place = Place(
        guild_id=world.guild.id,
        channel_id=world.channels["lounge"].id,
        author_id=world.members[incident.username].id,
        message_id=IdSource(lambda: moment)(),
        kind=MessageKind.MESSAGE,
    )
    decision = await services.moderation.review(Post(incident.text), place, moment)
    if decision.case is None or decision.message is None:
        return  # this pack's filter sees nothing in it
    await services.moderation.record(decision.message.id, Outcome.DONE, None, moment)
    cases, moderator = services.moderation.cases, world.members[MODERATOR].id
    decide = cases.uphold if incident.upheld else cases.overrule
    await decide(world.guild.id, decision.case.number, moderator, moment + DECIDED_AFTER)
