"""Servers' own questions: written, looked at, decided; reports on any question."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER, facts
from cogs._components import Interaction, reply
from cogs._members import is_moderator
from cogs.trivia import embeds, views
from cogs.trivia.embeds import Look
from cogs.trivia.forms import QuestionForm, RejectForm
from cogs.trivia.views import TriviaButton
from discord_bot.errors import UserError
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.drafts import Draft
from discord_bot.trivia.questions import REPORTS_TO_REST
from discord_bot.trivia.questions_store import Submission, SubmissionState

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)


def question_id_of(number: int) -> str:
    """The id of a server's question from the number that buttons carry."""
    return f"server-{number}"


def _number(submission: Submission) -> int:
    return int(submission.question.id.removeprefix("server-"))


class Review:
    """The moderators' queue, and what members bring to it."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._service = bot.services.questions

    def _look(self, where: int | Interaction) -> Look:
        return Look(self._bot.services.pack, self._bot.texts(where))

    # --- writing --------------------------------------------------------------------------------

    def form(
        self, interaction: Interaction, category: str, difficulty: Difficulty, season: int
    ) -> QuestionForm:
        """The form for a new question; what it sends becomes a suggestion."""
        return QuestionForm(
            self._bot.texts(interaction),
            self._suggested,
            category=category,
            difficulty=difficulty,
            season=season,
        )

    async def _suggested(self, interaction: Interaction, draft: Draft) -> None:
        guild_id = interaction.guild_id or 0
        submission = await self._service.submit(
            guild_id,
            interaction.user.id,
            draft,
            self._bot.services.games.ceiling(guild_id),
            self._bot.now(),
            approved=False,
        )
        texts = self._bot.texts(interaction)
        if is_moderator(interaction):
            embed, buttons = self._card(interaction, submission, texts("trivia.review.preview"))
            await interaction.response.send_message(embed=embed, view=buttons, ephemeral=True)
            return
        await reply(interaction, texts("trivia.suggest.thanks"))
        await self._announce(guild_id, submission)

    async def _announce(self, guild_id: int, submission: Submission) -> None:
        """Tell the moderators' channel, where there is one, that a suggestion waits."""
        channel_id = self._bot.services.guilds.get(guild_id).log_channel
        if channel_id is None:
            return
        look = self._look(guild_id)
        who = embeds.member(submission.author_id)
        embed, buttons = self._card(
            guild_id, submission, look.texts("trivia.suggest.new", member=who)
        )
        channel = self._bot.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(embed=embed, view=buttons)
        except NO_ANSWER as error:
            # The suggestion itself is safe and stands in /questions review.
            log.warning(
                "a suggestion could not be announced",
                extra={"guild_id": guild_id, "channel_id": channel_id, **facts(error)},
            )

    def _card(
        self, where: int | Interaction, submission: Submission, intro: str
    ) -> tuple[discord.Embed, ui.View]:
        look = self._look(where)
        embed = embeds.submission(look, submission, intro)
        number, texts = _number(submission), look.texts
        approve, success = texts("trivia.review.approve"), discord.ButtonStyle.success
        reject, danger = texts("trivia.review.reject"), discord.ButtonStyle.danger
        buttons = views.button_view(
            TriviaButton.of("approve", number, approve, style=success),
            TriviaButton.of("edit", number, texts("trivia.review.edit")),
            TriviaButton.of("reject", number, reject, style=danger),
        )
        return embed, buttons

    # --- deciding -------------------------------------------------------------------------------

    async def queue(self, interaction: Interaction) -> None:
        """Show a moderator the suggestion that has waited longest."""
        waiting = await self._service.in_state(interaction.guild_id or 0, SubmissionState.SUGGESTED)
        texts = self._bot.texts(interaction)
        if not waiting:
            await reply(interaction, texts("trivia.review.empty"))
            return
        intro = texts("trivia.review.title", number=1, total=len(waiting))
        embed, buttons = self._card(interaction, waiting[0], intro)
        await interaction.followup.send(embed=embed, view=buttons, ephemeral=True)

    async def pressed(self, interaction: Interaction, what: str, number: int) -> None:
        """A moderator pressed a button of a card, perhaps one of an earlier run."""
        if not is_moderator(interaction):
            raise UserError("errors.not_allowed")
        question_id = question_id_of(number)
        if what == "edit":
            await self.edit(interaction, question_id)
        elif what == "reject":
            texts = self._bot.texts(interaction)

            async def rejected(answer: Interaction, reason: str) -> None:
                await self._decide(answer, question_id, SubmissionState.REJECTED, reason)

            await interaction.response.send_modal(RejectForm(texts, rejected))
        else:
            await self._decide(interaction, question_id, SubmissionState.APPROVED, None)

    async def _decide(
        self, interaction: Interaction, question_id: str, state: SubmissionState, reason: str | None
    ) -> None:
        guild_id = interaction.guild_id or 0
        decided = await self._service.decide(
            guild_id, question_id, state, interaction.user.id, reason, self._bot.now()
        )
        look = self._look(interaction)
        text = look.texts(f"trivia.review.{state}")
        embed = embeds.submission(look, decided, text)
        await interaction.response.edit_message(embed=embed, view=None)
        if decided.author_id not in {0, interaction.user.id}:
            told = await self._tell_author(interaction, decided)
            await reply(interaction, look.texts(f"trivia.suggest.{'told' if told else 'not_told'}"))

    async def _tell_author(self, interaction: Interaction, decided: Submission) -> bool:
        """Write the author what became of the suggestion; False where they take no messages."""
        text = self._bot.texts(decided.guild_id)(
            f"trivia.suggest.{decided.state}",
            server=interaction.guild.name if interaction.guild else "",
            prompt=escape_markdown(decided.question.prompt),
            reason=escape_markdown(decided.reason or ""),
        )
        try:
            author = await self._bot.fetch_user(decided.author_id)
            await author.send(text)
        except (discord.Forbidden, discord.NotFound):
            return False
        except NO_ANSWER as error:
            log.warning(
                "an author could not be told of a decision",
                extra={"guild_id": decided.guild_id, "user_id": decided.author_id, **facts(error)},
            )
            return False
        return True

    async def edit(self, interaction: Interaction, question_id: str) -> None:
        """Open the form filled with a question of this server."""
        guild_id = interaction.guild_id or 0
        submission = await self._service.get(guild_id, question_id)
        if submission is None:
            raise UserError("trivia.draft.unknown_question")
        filled = Draft.of(submission.question)

        async def edited(answer: Interaction, draft: Draft) -> None:
            ceiling = self._bot.services.games.ceiling(guild_id)
            changed = await self._service.edit(guild_id, question_id, draft, ceiling)
            intro = self._bot.texts(answer)("trivia.review.edited")
            if changed.state is SubmissionState.SUGGESTED:
                embed, buttons = self._card(answer, changed, intro)
                await answer.response.send_message(embed=embed, view=buttons, ephemeral=True)
            else:
                embed = embeds.submission(self._look(answer), changed, intro)
                await answer.response.send_message(embed=embed, ephemeral=True)

        form = QuestionForm(
            self._bot.texts(interaction),
            edited,
            category=filled.category,
            difficulty=filled.difficulty,
            season=filled.season,
            filled=filled,
        )
        await interaction.response.send_modal(form)

    async def retire(self, interaction: Interaction, question_id: str) -> None:
        """Take a question of this server out of its games."""
        decided = await self._service.decide(
            interaction.guild_id or 0,
            question_id,
            SubmissionState.RETIRED,
            interaction.user.id,
            None,
            self._bot.now(),
        )
        prompt = escape_markdown(decided.question.prompt)
        await reply(
            interaction, self._bot.texts(interaction)("trivia.review.retired", prompt=prompt)
        )

    # --- reports --------------------------------------------------------------------------------

    async def report(self, interaction: Interaction, question_id: str, reason: str) -> None:
        """A member reports a question."""
        guild_id = interaction.guild_id or 0
        if self.prompt_of(guild_id, question_id) is None:
            raise UserError("trivia.report.unknown")
        reported = await self._service.report(
            guild_id, question_id, interaction.user.id, reason, self._bot.now()
        )
        texts = self._bot.texts(interaction)
        rests = reported.count >= REPORTS_TO_REST
        text = (
            texts("trivia.report.rests")
            if rests
            else texts("trivia.report.thanks", count=reported.count)
        )
        await reply(interaction, text)

    def prompt_of(self, guild_id: int, question_id: str) -> str | None:
        """The text of a question that this server may have been asked, or None."""
        question = self._bot.services.bank.get(question_id)
        if question is not None:
            return question.prompt
        own = {item.id: item.prompt for item in self._service.active(guild_id)}
        return own.get(question_id)

    async def reported(self, interaction: Interaction) -> None:
        """Show moderators what was reported, and why."""
        guild_id = interaction.guild_id or 0
        look = self._look(interaction)
        lines = [
            look.texts(
                "trivia.report.line",
                prompt=escape_markdown(self.prompt_of(guild_id, item.question_id) or ""),
                question=item.question_id,
                count=item.count,
                reasons=", ".join(
                    sorted({look.texts(f"trivia.report.reason.{text}") for text in item.reasons})
                ),
            )
            for item in await self._service.reported(guild_id)
        ]
        if not lines:
            await reply(interaction, look.texts("trivia.report.none"))
            return
        embed = discord.Embed(title=look.texts("trivia.report.title"), colour=look.colour)
        embed.description = embeds.fitting(look, lines)
        await interaction.followup.send(embed=embed, ephemeral=True)

    async def resolve(self, interaction: Interaction, question_id: str) -> None:
        """A moderator has looked at a reported question: it is asked again."""
        count = await self._service.resolve(
            interaction.guild_id or 0, question_id, interaction.user.id, self._bot.now()
        )
        texts = self._bot.texts(interaction)
        if not count:
            raise UserError("trivia.report.not_reported")
        await reply(interaction, texts("trivia.report.resolved", count=count))
