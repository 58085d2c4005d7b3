"""Another server with rows of every feature: nothing that happens elsewhere may change any."""

from __future__ import annotations

from typing import Any

from discord_bot.housekeeping.tables import GUILD_TABLES
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import MessageKind, Place
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.drafts import Draft
from tests.e2e.conftest import World

SECRET = "zanzibar"
"""A word that stands in the other server's rows alone."""


class Neighbour:
    """The other server, with rows of every feature."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.guild = world.env.create_guild("Higgs")
        self.channel = self.guild.create_text_channel(SECRET)
        self.owner = self.guild.add_member(world.env.create_user("vera"))
        self.role = world.guild.create_role("Poets")
        self.strings: list[str] = [SECRET, "1"]

    async def fill(self) -> None:
        services, now = self.world.services, self.world.env.now()
        here, owner = self.guild.id, self.owner.id
        await services.guilds.change(here, owner, now, language="fr", moderation_on=True)
        draft = Draft(
            prompt=f"Who went to {SECRET}?",
            answers="Isaac",
            distractors="Tao\nElle\nTori",
            explanation="",
            source=f"https://{SECRET}.example/",
            category=next(iter(services.pack.categories)),
            difficulty=Difficulty.EASY,
            season=0,
        )
        for approved in (True, False):
            submission = await services.questions.submit(
                here, owner, draft, 3, now, approved=approved
            )
            self.strings.append(submission.question.id)
        post = Post(f"so is tobie gay or what, asks {SECRET}")
        place = Place(
            guild_id=here,
            channel_id=self.channel.id,
            author_id=owner,
            message_id=4711,
            kind=MessageKind.MESSAGE,
        )
        decision = await services.moderation.review(post, place, now)
        assert decision.case is not None
        followed = await services.news.follow.follow(
            here, owner, self.channel.id, now, url=f"https://{SECRET}.example/feed", title=SECRET
        )
        assert (decision.case.number, followed.number) == (1, 1)
        await services.counts.flush()  # else it would be written down while commands are tried

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything of this server."""
        found = {}
        async with self.world.services.database.reading() as connection:
            for table in GUILD_TABLES:
                held = await connection.fetch_all(
                    f"SELECT * FROM {table} WHERE guild_id = :guild_id",
                    {"guild_id": self.guild.id},
                )
                found[table] = [dict(row) for row in held]
        return found
