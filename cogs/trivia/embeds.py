"""How games look: pure functions from values to embeds, within Discord's limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord
from discord.utils import escape_markdown

from discord_bot.packs import Pack
from discord_bot.trivia.display import GameView, Reveal
from discord_bot.trivia.model import EndReason, Game, Mode, Question, Round
from discord_bot.trivia.questions_store import Submission
from discord_bot.trivia.scoring import Standing
from discord_bot.wording import Texts

MEDALS = ("🥇", "🥈", "🥉")
STARS = {"easy": "★☆☆", "medium": "★★☆", "hard": "★★★"}
LETTERS = "ABCDEF"
_ADDRESS = re.compile(r"https?://[^\s<>]{1,490}")
"""What may stand in a link's ``<…>``; a source that could break out of it is shown as text."""
SHOWN = 10
"""How many names stand in a reveal or in standings before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the looks of a server's games depend on: the pack, and the language."""

    pack: Pack
    texts: Texts

    @property
    def colour(self) -> discord.Colour:
        """The pack's accent."""
        return discord.Colour.from_str(self.pack.show.accent)

    def category(self, name: str) -> str:
        """A category's emoji and name."""
        category = self.pack.categories.get(name)
        if category is None:
            return name
        return f"{category.emoji} {category.name}" if category.emoji else category.name

    def category_name(self, name: str) -> str:
        """A category's name alone, for pictures."""
        category = self.pack.categories.get(name)
        return name if category is None else category.name

    def headline(self, question: Question) -> str:
        """A question's category and difficulty."""
        level = self.texts(f"trivia.difficulty.{question.difficulty}")
        return f"{self.category(question.category)} · {STARS[question.difficulty]} {level}"

    def source(self, question: Question) -> str:
        """Where a question's fact comes from, as a link where it is an address."""
        label = self.texts("trivia.reveal.source")
        if _ADDRESS.fullmatch(question.source):
            return f"[{label}](<{question.source}>)"
        return f"{label}: {escape_markdown(question.source)}"


def member(user_id: int) -> str:
    """A member as a mention, which shows the name and, in our embeds, pings nobody."""
    return f"<@{user_id}>"


def choice_label(index: int, choice: str) -> str:
    """A button's text: its letter and the choice, at most 80 characters."""
    return f"{LETTERS[index]}. {choice}"[:80]


def question(look: Look, game: Game, round_: Round, *, by_message: bool) -> discord.Embed:
    """An open question; ``by_message`` says whether typing in the channel works."""
    prompt = escape_markdown(round_.question.prompt)
    deadline = int(round_.deadline_at.timestamp())
    lines = [f"### {prompt}", look.texts("trivia.question.countdown", deadline=deadline)]
    if game.mode is Mode.TYPED:
        key = "typed_hint" if by_message else "typed_hint_private"
        lines.append(f"-# {look.texts(f'trivia.question.{key}')}")
    embed = discord.Embed(description="\n".join(lines), colour=look.colour)
    embed.set_author(
        name=look.texts("trivia.question.title", number=round_.number, total=game.rounds_total)
    )
    embed.set_footer(text=look.headline(round_.question))
    return embed


def reveal(look: Look, game: Game, shown: Reveal, author_id: int | None) -> discord.Embed:
    """A closed question: the answer, who got it and how fast, why it is so, and the source."""
    asked = shown.round.question
    lines = [
        f"### {escape_markdown(asked.prompt)}",
        look.texts("trivia.reveal.answer", answer=escape_markdown(asked.answer)),
    ]
    if asked.explanation:
        lines.append(escape_markdown(asked.explanation))
    lines += ["", *_winners(look, shown)]
    lines.append(f"-# {look.source(asked)}")
    if author_id is not None:
        lines.append(f"-# {look.texts('trivia.reveal.suggested', member=member(author_id))}")
    embed = discord.Embed(description="\n".join(lines)[:4096], colour=look.colour)
    embed.set_author(
        name=look.texts("trivia.question.title", number=shown.round.number, total=game.rounds_total)
    )
    embed.set_footer(text=look.headline(asked))
    return embed


def _winners(look: Look, shown: Reveal) -> list[str]:
    answers = shown.round.answers.values()
    right = sorted(
        (answer for answer in answers if answer.correct),
        key=lambda answer: (answer.elapsed_ms, answer.user_id),
    )
    if not right and shown.round.skip_votes:
        return [look.texts("trivia.reveal.skipped")]
    if not right:
        return [look.texts("trivia.reveal.nobody" if answers else "trivia.reveal.nobody_answered")]
    lines = [
        look.texts(
            "trivia.reveal.winner",
            medal=MEDALS[place] if place < len(MEDALS) else "▫️",
            member=member(answer.user_id),
            seconds=f"{answer.elapsed_ms / 1000:.1f}",
            points=shown.points.get(answer.user_id, 0),
        )
        for place, answer in enumerate(right[:SHOWN])
    ]
    if len(right) > SHOWN:
        lines.append(look.texts("trivia.reveal.more", count=len(right) - SHOWN))
    wrong = len(answers) - len(right)
    if wrong:
        lines.append(f"-# {look.texts('trivia.reveal.wrong', count=wrong)}")
    return lines


def challenge(look: Look, game: Game) -> discord.Embed:
    """A duel waits to be taken up."""
    rounds = look.texts("trivia.game.rounds", count=game.rounds_total)
    text = look.texts(
        "trivia.duel.challenge",
        challenger=member(game.starter_id),
        opponent=member(game.opponent_id or 0),
        rounds=rounds,
    )
    until = int(game.due_at.timestamp()) if game.due_at else 0
    return discord.Embed(
        title=look.texts("trivia.duel.title"),
        description=f"{text}\n{look.texts('trivia.duel.expires', until=until)}",
        colour=look.colour,
    )


def lobby(look: Look, game: Game) -> discord.Embed:
    """A lightning round that everyone may join until time is up."""
    deadline = int(game.due_at.timestamp()) if game.due_at else 0
    return discord.Embed(
        title=f"⚡ {look.texts('trivia.lightning.title')}",
        description=look.texts("trivia.lightning.lobby", deadline=deadline),
        colour=look.colour,
    )


def paused(look: Look, game: Game) -> discord.Embed:
    """A game takes a break since nobody answers."""
    until = int(game.due_at.timestamp()) if game.due_at else 0
    return discord.Embed(
        title=look.texts("trivia.game.paused_title"),
        description=look.texts("trivia.game.paused", until=until),
        colour=look.colour,
    )


def lightning_question(look: Look, round_: Round, before: str = "") -> discord.Embed:
    """One member's next lightning question, under what became of the one before."""
    prompt = look.texts(
        "trivia.lightning.question",
        number=round_.number,
        prompt=escape_markdown(round_.question.prompt),
    )
    deadline = int(round_.deadline_at.timestamp())
    countdown = look.texts("trivia.question.countdown", deadline=deadline)
    text = "\n".join(part for part in (before, prompt, countdown) if part)
    return discord.Embed(description=text, colour=look.colour)


def summary(look: Look, view: GameView) -> discord.Embed:
    """The end of a game: why, and the standings."""
    game = view.game
    lines = []
    reason = _end_text(look, game)
    if reason:
        lines.append(reason)
    if view.standings and not view.standings[0].points:
        lines.append(look.texts("trivia.game.summary_no_points"))
    elif view.standings:
        lines += [_headline_of(look, game, view.standings), *_standing_lines(look, view.standings)]
        if len(view.standings) == 1 and not view.on_boards:
            lines.append(f"-# {look.texts('trivia.game.solo')}")
    elif game.end_reason is EndReason.FINISHED:
        lines.append(look.texts("trivia.game.summary_nobody"))
    return discord.Embed(
        title=f"🏁 {look.texts('trivia.game.summary_title')}",
        description="\n".join(line for line in lines if line)[:4096],
        colour=look.colour,
    )


def _end_text(look: Look, game: Game) -> str:
    if game.end_reason is EndReason.EXPIRED:
        key = "expired" if game.round_number else "expired_challenge"
        return look.texts(f"trivia.game.{key}")
    keys: Mapping[EndReason | None, str] = {
        EndReason.STOPPED: "trivia.game.stopped",
        EndReason.DECLINED: "trivia.game.declined",
        EndReason.EXHAUSTED: "trivia.game.exhausted",
    }
    key = keys.get(game.end_reason, "")
    return look.texts(key) if key else ""


def _headline_of(look: Look, game: Game, standings: tuple[Standing, ...]) -> str:
    leaders = [standing for standing in standings if standing.rank == 1]
    if len(leaders) > 1:
        return f"**{look.texts('trivia.game.summary_tie')}**"
    if game.mode is Mode.DUEL:
        winner = member(leaders[0].user_id)
        return f"**{look.texts('trivia.game.summary_duel_winner', member=winner)}**"
    return ""


def _standing_lines(look: Look, standings: tuple[Standing, ...]) -> list[str]:
    lines = [
        look.texts(
            "trivia.game.summary_line",
            rank=MEDALS[standing.rank - 1] if standing.rank <= len(MEDALS) else f"{standing.rank}.",
            member=member(standing.user_id),
            points=standing.points,
        )
        for standing in standings[:SHOWN]
    ]
    if len(standings) > SHOWN:
        lines.append(look.texts("trivia.reveal.more", count=len(standings) - SHOWN))
    return lines


def submission(look: Look, submitted: Submission, intro: str) -> discord.Embed:
    """A server's own question as moderators see it, answers and all."""
    asked, texts = submitted.question, look.texts
    lines = [intro, f"### {escape_markdown(asked.prompt)}", f"✅ {escape_markdown(asked.answer)}"]
    if asked.aliases:
        aliases = escape_markdown(", ".join(asked.aliases))
        lines.append(f"-# {texts('trivia.review.aliases', aliases=aliases)}")
    lines += [f"▫️ {escape_markdown(text)}" for text in asked.distractors]
    if not asked.distractors:
        lines.append(f"-# {texts('trivia.review.typed_only')}")
    if asked.explanation:
        lines.append(escape_markdown(asked.explanation))
    details = texts(
        "trivia.review.details",
        category=look.category(asked.category),
        difficulty=texts(f"trivia.difficulty.{asked.difficulty}"),
        season=asked.season,
    )
    lines += [f"-# {details}", f"-# {look.source(asked)}"]
    if submitted.author_id:
        created = int(submitted.created_at.timestamp())
        by = texts("trivia.review.by", member=member(submitted.author_id), created=created)
        lines.append(f"-# {by}")
    return discord.Embed(description="\n".join(lines)[:4096], colour=look.colour)


def fitting(look: Look, lines: Sequence[str], limit: int = 4000) -> str:
    """As many whole lines as fit into an embed, and how many more there are."""
    shown: list[str] = []
    used = 0
    for line in lines:
        used += len(line) + 1
        if used > limit:
            shown.append(look.texts("trivia.reveal.more", count=len(lines) - len(shown)))
            break
        shown.append(line)
    return "\n".join(shown)
