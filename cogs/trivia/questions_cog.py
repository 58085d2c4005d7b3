"""``/questions``: moderators' commands for their server's own questions and for reports."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, reply
from cogs._members import is_moderator
from cogs.trivia import embeds
from cogs.trivia.embeds import Look
from cogs.trivia.review import Review
from cogs.trivia.views import Level
from discord_bot.errors import PackError, UserError
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.exchange import ImportResult, export_questions, parse_questions
from discord_bot.trivia.questions_store import SubmissionState

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

MAX_FILE_MB = 2
LISTED = 20
LABEL = 100


class ServerQuestions(commands.Cog):
    """What moderators do with their server's own questions."""

    questions = app_commands.Group(
        name="questions",
        description="For moderators: this server's own trivia questions",
        guild_only=True,
        default_permissions=discord.Permissions(manage_messages=True),
    )

    def __init__(self, bot: FanBot, review: Review) -> None:
        self.bot = bot
        self.review = review

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        if not is_moderator(interaction):
            raise app_commands.CheckFailure
        return True

    @questions.command(name="add", description="Write a question, see it, and approve it")
    @app_commands.describe(
        category="Its category",
        difficulty="How hard it is",
        season="The earliest season whose viewers it does not spoil",
    )
    async def add(
        self,
        interaction: Interaction,
        category: str,
        difficulty: Level,
        season: app_commands.Range[int, 0, 99],
    ) -> None:
        """Open the form; what it sends is shown before it counts."""
        await interaction.response.send_modal(
            self.review.form(interaction, category, Difficulty(difficulty), season)
        )

    @add.autocomplete("category")
    async def _categories(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        named = self.bot.services.pack.categories
        return [
            app_commands.Choice(name=category.name, value=name)
            for name, category in sorted(named.items())
            if typed.casefold() in category.name.casefold()
        ][:25]

    @questions.command(name="edit", description="Change the texts of a question")
    @app_commands.describe(question="Which of this server's questions")
    async def edit(self, interaction: Interaction, question: str) -> None:
        """Open the form filled with the question."""
        await self.review.edit(interaction, question)

    @questions.command(name="retire", description="Take a question out of this server's games")
    @app_commands.describe(question="Which of this server's questions")
    async def retire(self, interaction: Interaction, question: str) -> None:
        """Ask a question no more."""
        await interaction.response.defer(ephemeral=True)
        await self.review.retire(interaction, question)

    @edit.autocomplete("question")
    @retire.autocomplete("question")
    async def _own(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        own = self.bot.services.questions.active(interaction.guild_id or 0)
        return [
            app_commands.Choice(name=item.prompt[:LABEL], value=item.id)
            for item in own
            if typed.casefold() in item.prompt.casefold()
        ][:25]

    @questions.command(name="list", description="This server's own questions")
    async def list_own(self, interaction: Interaction) -> None:
        """Show the server's questions."""
        await interaction.response.defer(ephemeral=True)
        look = Look(self.bot.services.pack, self.bot.texts(interaction))
        own = self.bot.services.questions.active(interaction.guild_id or 0)
        if not own:
            await reply(interaction, look.texts("trivia.own.list_empty"))
            return
        lines = [f"- {discord.utils.escape_markdown(item.prompt)}" for item in own[:LISTED]]
        if len(own) > LISTED:
            lines.append(look.texts("trivia.own.list_more", count=len(own) - LISTED))
        embed = discord.Embed(
            title=look.texts("trivia.own.list_title", count=len(own)),
            description=embeds.fitting(look, lines),
            colour=look.colour,
        )
        await interaction.followup.send(embed=embed, ephemeral=True)

    @questions.command(name="review", description="Decide on members' suggestions")
    async def queue(self, interaction: Interaction) -> None:
        """Show the suggestion that has waited longest."""
        await interaction.response.defer(ephemeral=True)
        await self.review.queue(interaction)

    @questions.command(name="reported", description="Questions that members reported")
    async def reported(self, interaction: Interaction) -> None:
        """Show what was reported, and why."""
        await interaction.response.defer(ephemeral=True)
        await self.review.reported(interaction)

    @questions.command(name="resolve", description="Ask a reported question again")
    @app_commands.describe(question="Which reported question you have looked at")
    async def resolve(self, interaction: Interaction, question: str) -> None:
        """Mark the reports as looked at."""
        await interaction.response.defer(ephemeral=True)
        await self.review.resolve(interaction, question)

    @resolve.autocomplete("question")
    async def _open_reports(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        guild_id = interaction.guild_id or 0
        reported = await self.bot.services.questions.reported(guild_id)
        named = {
            item.question_id: self.review.prompt_of(guild_id, item.question_id) or item.question_id
            for item in reported
        }
        return [
            app_commands.Choice(name=prompt[:LABEL], value=question_id)
            for question_id, prompt in named.items()
            if typed.casefold() in prompt.casefold()
        ][:25]

    @questions.command(
        name="import", description="Add questions from a file (YAML, JSON, CSV, TOML)"
    )
    @app_commands.describe(file="A file of questions, at most 2 MB")
    async def import_file(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Read a file, add what holds, and say what was skipped and why."""
        await interaction.response.defer(ephemeral=True)
        if file.size > MAX_FILE_MB * 1024 * 1024:
            raise UserError("trivia.own.too_big", limit=MAX_FILE_MB)
        found = await asyncio.to_thread(_read, file.filename, await file.read())
        guild_id = interaction.guild_id or 0
        ceiling = self.bot.services.games.ceiling(guild_id)
        fitting = [entry for entry in found.questions if entry.season <= ceiling]
        count = await self.bot.services.questions.add_many(
            guild_id, interaction.user.id, fitting, self.bot.now()
        )
        look = Look(self.bot.services.pack, self.bot.texts(interaction))
        skipped = [f"{item.where}: {item.why}" for item in found.skipped]
        skipped += [
            look.texts("trivia.draft.above_ceiling", season=entry.season, ceiling=ceiling)
            for entry in found.questions
            if entry.season > ceiling
        ]
        text = look.texts("trivia.own.imported", count=count)
        if not skipped:
            await reply(interaction, text)
            return
        text += f"\n{look.texts('trivia.own.skipped', count=len(skipped))}"
        report = discord.File(io.BytesIO("\n".join(skipped).encode()), filename="skipped.txt")
        await reply(interaction, text, file=report)

    @questions.command(name="export", description="This server's own questions as a file")
    @app_commands.describe(format="The kind of file; TOML can be imported again")
    async def export(
        self,
        interaction: Interaction,
        format: Literal["toml", "json", "csv", "red"] = "toml",  # noqa: A002 - the option's name
    ) -> None:
        """Send the server's questions as a file."""
        await interaction.response.defer(ephemeral=True)
        submissions = await self.bot.services.questions.in_state(
            interaction.guild_id or 0, SubmissionState.APPROVED
        )
        text = export_questions([item.question for item in submissions], format)
        ending = "yaml" if format == "red" else format
        file = discord.File(io.BytesIO(text.encode()), filename=f"questions.{ending}")
        await reply(interaction, self.bot.texts(interaction)("trivia.own.exported"), file=file)


def _read(name: str, content: bytes) -> ImportResult:
    """Read an uploaded file. Raises ``UserError`` saying why it cannot be read."""
    try:
        return parse_questions(content, name)
    except PackError as error:
        raise UserError("trivia.own.unreadable", why=str(error)[:300]) from None
