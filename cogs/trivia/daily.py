"""The daily five: private to its member, and a post for the channel."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER, facts, is_away
from cogs._components import Interaction, reply
from cogs.trivia import embeds, views
from cogs.trivia.embeds import Look
from cogs.trivia.views import TriviaButton
from discord_bot.errors import UserError
from discord_bot.trivia import daily as rules
from discord_bot.trivia.daily_service import DailyPost, DailyView
from discord_bot.trivia.daily_store import DailyItem

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

RESULTS_SHOWN = 10
AGAIN = timedelta(minutes=5)
"""After how long a post is tried again that Discord could not take."""
LOOKED_AT = 100
"""Messages among which an earlier try is looked for."""


class Daily:
    """Shows members their five and makes the daily posts."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._service = bot.services.daily
        self._refused: set[tuple[int, date]] = set()
        self.again_at: datetime | None = bot.started_at
        """When posts are tried again that did not go at first, or were left by the last run."""

    def _look(self, where: int | Interaction) -> Look:
        return Look(self._bot.services.pack, self._bot.texts(where))

    async def open(self, interaction: Interaction) -> None:
        """Show the member today's five: the question where they are, or the result."""
        assert interaction.guild_id is not None, "the daily belongs to a server"
        view = await self._service.open(interaction.guild_id, interaction.user.id, self._bot.now())
        embed, buttons = _screen(self._look(interaction), view, None)
        await interaction.response.send_message(embed=embed, view=buttons, ephemeral=True)

    async def answer(
        self, interaction: Interaction, play_id: int, number: int, choice: int
    ) -> None:
        """Take an answer, say whether it was right, and show what comes next in its place."""
        given = await self._service.answer(
            play_id, number, interaction.user.id, choice, self._bot.now()
        )
        if given is None:
            raise UserError("trivia.daily.not_yours")
        look = self._look(interaction)
        embed, buttons = _screen(look, given.view, given.item)
        await interaction.response.edit_message(embed=embed, view=buttons)

    async def share(self, interaction: Interaction) -> None:
        """Post the member's own result of today where they are; it gives nothing away."""
        assert interaction.guild_id is not None, "the daily belongs to a server"
        view = await self._service.open(interaction.guild_id, interaction.user.id, self._bot.now())
        if view.play.current is not None:
            raise UserError("trivia.daily.unfinished")
        look = self._look(interaction.guild_id)
        text = _result(look, view)
        who = embeds.member(interaction.user.id)
        await interaction.response.send_message(
            look.texts("trivia.daily.shared", member=who, result=text)
        )

    async def post_due(self) -> None:
        """Make every daily post that is due, and those again that did not go at first."""
        now = self._bot.now()
        again = self.again_at is not None and self.again_at <= now
        waits = None if again else self.again_at
        self.again_at = now + AGAIN  # should anything below fail
        posts = await self._service.unposted(now) if again else []
        posts += await self._service.claim_posts(now)
        done = [await self._post(post) for post in posts]
        self.again_at = waits if all(done) else now + AGAIN

    async def _stands(self, post: DailyPost) -> int | None:
        """The message that an earlier try became, if it arrived."""
        assert post.tried_since is not None, "it was tried before"
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        since = post.tried_since - timedelta(seconds=1)  # kept in whole seconds
        title = _post_embed(self._look(post.guild_id), post).title
        async for found in channel.history(limit=LOOKED_AT, after=since, oldest_first=True):
            is_own = self._bot.user is not None and found.author.id == self._bot.user.id
            if is_own and any(embed.title == title for embed in found.embeds):
                return found.id
        return None

    async def _post(self, post: DailyPost) -> bool:
        """Make a post; False where it is to be tried again."""
        if (post.guild_id, post.day) in self._refused:
            return True
        try:
            found = None if post.tried_since is None else await self._stands(post)
            message_id = found or await self._send(post)
        except NO_ANSWER as error:
            # The claim stays open, and /trivia daily works anyway.
            log.warning(
                "the daily post could not be made",
                extra={
                    "guild_id": post.guild_id,
                    "channel_id": post.channel_id,
                    **facts(error),
                },
            )
            if is_away(error):
                return False
            self._refused.add((post.guild_id, post.day))  # until the next start
            return True
        await self._service.posted(post, message_id, self._bot.now())
        return True

    async def _send(self, post: DailyPost) -> int:
        look = self._look(post.guild_id)
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        play = look.texts("trivia.daily.play")
        buttons = views.button_view(
            TriviaButton.of("daily", 0, play, style=discord.ButtonStyle.success, emoji="📅")
        )
        await self._bot.services.sure()
        message = await channel.send(
            embed=_post_embed(look, post),
            view=buttons,
            nonce=f"daily{post.guild_id}"[:25],
            allowed_mentions=discord.AllowedMentions.none(),
        )
        return message.id


def _screen(
    look: Look, view: DailyView, answered: DailyItem | None
) -> tuple[discord.Embed, ui.View]:
    """What the member sees: what became of the last answer, and the next question or the result."""
    current = view.play.current
    feedback = [] if answered is None else _feedback(look, answered)
    if current is None:
        lines = [*feedback, _result(look, view), look.texts("trivia.daily.come_back")]
        embed = discord.Embed(
            title=look.texts("trivia.daily.done"),
            description="\n\n".join(lines)[:4096],
            colour=look.colour,
        )
        share = look.texts("trivia.daily.share")
        button = TriviaButton.of("share", 0, share, style=discord.ButtonStyle.primary, emoji="📣")
        return embed, views.button_view(button)
    prompt = f"### {escape_markdown(current.question.prompt)}"
    embed = discord.Embed(description="\n\n".join([*feedback, prompt])[:4096], colour=look.colour)
    grid = rules.grid(view.play.outcomes, look.pack.show.emblem)
    title = look.texts("trivia.daily.title", number=current.number, total=len(view.play.items))
    embed.set_author(name=f"{title}  {grid}")
    embed.set_footer(text=look.headline(current.question))
    buttons = views.choice_view(f"daily{current.number}", view.play.id, current.choices)
    return embed, buttons


def _feedback(look: Look, answered: DailyItem) -> list[str]:
    key = "right" if answered.correct else "wrong"
    answer = escape_markdown(answered.question.answer)
    lines = [
        look.texts(f"trivia.daily.{key}", answer=answer, points=answered.points or 0),
    ]
    if answered.question.explanation:
        lines[0] += f"\n{escape_markdown(answered.question.explanation)}"
    lines[0] += f"\n-# {look.source(answered.question)}"
    return lines


def _result(look: Look, view: DailyView) -> str:
    play = view.play
    right = sum(bool(outcome) for outcome in play.outcomes)
    score = look.texts(
        "trivia.daily.result",
        day=play.day.isoformat(),
        right=right,
        total=len(play.items),
        points=play.points,
    )
    lines = [score, rules.grid(play.outcomes, look.pack.show.emblem)]
    if view.streak.current > 1:
        lines.append(look.texts("trivia.daily.streak", count=view.streak.current))
    return "\n".join(lines)


def _post_embed(look: Look, post: DailyPost) -> discord.Embed:
    lines = [look.texts("trivia.daily.post")]
    if post.yesterday:
        lines += ["", f"**{look.texts('trivia.daily.yesterday')}**"]
        lines += [
            look.texts(
                "trivia.daily.yesterday_line",
                member=embeds.member(result.user_id),
                right=result.right,
                points=result.points,
            )
            for result in post.yesterday[:RESULTS_SHOWN]
        ]
        if len(post.yesterday) > RESULTS_SHOWN:
            rest = len(post.yesterday) - RESULTS_SHOWN
            lines.append(look.texts("trivia.reveal.more", count=rest))
    return discord.Embed(
        title=look.texts("trivia.daily.post_title", day=post.day.isoformat()),
        description="\n".join(lines)[:4096],
        colour=look.colour,
    )


async def set_preferences(
    interaction: Interaction, ceiling: int | None, boards: bool | None
) -> None:
    """Write what the member chose, and say what holds now."""
    bot, guild_id, user_id = interaction.client, interaction.guild_id or 0, interaction.user.id
    members, server = bot.services.members, bot.services.games.ceiling(guild_id)
    if ceiling is not None:
        if ceiling > server:
            raise UserError("trivia.refused.above_ceiling", season=ceiling, ceiling=server)
        await members.set_ceiling(guild_id, user_id, None if ceiling == server else ceiling)
    if boards is not None:
        await members.set_hidden(guild_id, user_id, bot.now(), hidden=not boards)
    choices = await members.get(guild_id, user_id)
    texts = bot.texts(interaction)
    season = texts("trivia.preferences.ceiling", season=choices.effective_ceiling(server))
    shown = "hidden" if choices.hidden_at is not None else "shown"
    await reply(interaction, f"{season}\n{texts(f'trivia.preferences.{shown}')}")
