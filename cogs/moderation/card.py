"""The card of a case, as moderators read it: pure functions from values to a view.

It names the rule and the words, and never says what anybody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord import ui
from discord.utils import escape_markdown

from cogs.moderation.acting import detail_text
from cogs.moderation.items import CaseItem, Press, button
from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import (
    NEWEST,
    TIME_OUTS,
    Case,
    CaseMessage,
    CaseState,
    Outcome,
    Step,
    StepKind,
    next_state,
)
from discord_bot.moderation.model import Label, Reason, Span
from discord_bot.moderation.policy import Action, MessageKind
from discord_bot.wording import Texts

SHOWN_MESSAGES = 3
"""Messages of a case that its card quotes: the first, and the newest ones."""
SHOWN_STEPS = NEWEST
"""Newest lines of the trail on a card."""
QUOTES_LIMIT = 1200
"""Characters of all quoted messages: with an appeal and the trail they fit into Discord's 4,000."""
APPEAL_LIMIT = 450
"""Characters of an appeal that a card quotes."""
_MESSAGES_LIMIT, _APPEALS_LIMIT, _TRAIL_LIMIT = 2300, 750, 900
"""Characters of a card's parts, with what Discord's markdown adds to words."""
HOUR, DAY = 60, 24 * 60
COLOURS = {
    CaseState.OPEN: discord.Colour.gold(),
    CaseState.UPHELD: discord.Colour.dark_orange(),
    CaseState.OVERRULED: discord.Colour.green(),
    CaseState.EXPIRED: discord.Colour.light_grey(),
}
ICONS = {
    CaseState.OPEN: "🟡",
    CaseState.UPHELD: "🟠",
    CaseState.OVERRULED: "🟢",
    CaseState.EXPIRED: "⚪",
}
_BUTTONS = (
    ("uphold", StepKind.UPHELD, discord.ButtonStyle.primary, "✅"),
    ("overrule", StepKind.OVERRULED, discord.ButtonStyle.secondary, "↩️"),
    ("warn", StepKind.WARNED, discord.ButtonStyle.secondary, "⚠️"),
    ("time_out", StepKind.TIMED_OUT, discord.ButtonStyle.danger, "⏳"),
    ("restore", StepKind.RESTORED, discord.ButtonStyle.secondary, "📤"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with what stands on its card besides it."""

    case: Case
    appeals: tuple[Appeal, ...] = ()


# --- words ----------------------------------------------------------------------------------------


def moment(when: datetime, style: str = "R") -> str:
    """A time that Discord shows in each reader's own zone."""
    return f"<t:{int(when.timestamp())}:{style}>"


def who(texts: Texts, user_id: int) -> str:
    """A member as a mention, which pings nobody in our messages; who was forgotten has no name."""
    return f"<@{user_id}>" if user_id else texts("moderation.card.somebody")


def span_text(texts: Texts, minutes: int) -> str:
    """A length of time in the largest unit that it is whole in."""
    if minutes % DAY == 0:
        return texts("moderation.card.days", count=minutes // DAY)
    if minutes % HOUR == 0:
        return texts("moderation.card.hours", count=minutes // HOUR)
    return texts("moderation.card.minutes", count=minutes)


def label_text(texts: Texts, label: Label) -> str:
    """What a case is about, in plain words."""
    return texts(f"moderation.card.label.{label}")


def marked(text: str, evidence: Sequence[Span], limit: int) -> str:
    """A text in Discord's markdown as it was written, with the words that tell in bold.

    At most about ``limit`` characters of the text are shown: from a little before the first telling
    word, where it is long.
    """
    first = min((start for start, _ in evidence), default=0)
    begin = 0 if len(text) <= limit else max(0, min(first - limit // 4, len(text) - limit))
    end = min(len(text), begin + limit)
    shown = "".join(
        f"**__{escape_markdown(piece)}__**" if is_telling else escape_markdown(piece)
        for piece, is_telling in _pieces(text, evidence, begin, end)
    ).replace("](", "]\\(")  # a link's parts may be in pieces that are harmless each
    return f"{'…' if begin else ''}{shown}{'…' if end < len(text) else ''}"


def _pieces(
    text: str, evidence: Sequence[Span], begin: int, end: int
) -> Iterator[tuple[str, bool]]:
    """What is shown of a text, piece by piece, and whether each is among the words that tell.

    A telling piece has no line break, and no space at its ends: Discord would not make it bold.
    """
    telling = [False] * len(text)
    for start, stop in evidence:
        telling[start:stop] = [True] * (min(stop, len(text)) - start)
    position = begin
    while position < end:
        is_telling = telling[position] and not text[position].isspace()
        after = position + 1
        while after < end and (telling[after] and text[after] != "\n") is is_telling:
            after += 1
        piece = text[position:after]
        if is_telling:
            core = piece.rstrip()
            yield core, True
            piece = piece[len(core) :]
        if piece:
            yield piece, False
        position = after


def quoted(markdown: str) -> str:
    """Markdown as a quotation."""
    return "\n".join(f"> {line}" for line in markdown.splitlines()) or "> "


def fate(texts: Texts, message: CaseMessage) -> str:
    """What was done about a message, would have been done, or could not be."""
    if message.restored_at is not None:
        return texts("moderation.card.fate.restored", when=moment(message.restored_at))
    if not message.action.takes_down:
        return _left(texts, message)
    action = texts(f"moderation.card.action.{message.action}")
    if message.outcome is None:
        return texts("moderation.card.fate.pending", action=action)
    why = "" if message.detail is None else detail_text(texts, message.detail)
    return texts(f"moderation.card.fate.{message.outcome}", action=action, why=why).strip()


def _left(texts: Texts, message: CaseMessage) -> str:
    if message.kind is MessageKind.REPORT:
        return texts("moderation.card.fate.reported")
    if message.would.takes_down:
        would = texts(f"moderation.card.action.{message.would}")
        return texts("moderation.card.fate.watched", action=would)
    return texts("moderation.card.fate.logged")


def link(message: CaseMessage) -> str:
    """Where a message stands or stood."""
    place = f"{message.guild_id}/{message.channel_id}"
    return f"https://discord.com/channels/{place}" + (
        "" if message.message_id is None else f"/{message.message_id}"
    )


# --- parts of a card ------------------------------------------------------------------------------


def _heading(texts: Texts, case: Case) -> list[str]:
    number, label = case.number, label_text(texts, case.label)
    state = texts(f"moderation.card.state.{case.state}")
    facts = [f"{ICONS[case.state]} **{state}**"]
    if case.label is not Label.OK:
        facts.append(texts("moderation.card.sure", percent=round(case.confidence * 100)))
        facts.append(texts(f"moderation.card.stage.{case.stage}"))
    if case.count > 1:
        facts.append(texts("moderation.card.repeats", count=case.count))
    lines = [f"### {texts('moderation.card.title', number=number, label=label)}"]
    lines.append(" · ".join(facts))
    if case.label is not Label.OK:
        rule = texts(f"moderation.nudge.rule.{case.label}")
        lines.append(f"-# {texts('moderation.card.rule', rule=rule)}")
    return lines


def _message(texts: Texts, message: CaseMessage, limit: int, *, why: bool) -> list[str]:
    """A message: who, where and when, what became of it, its words, and why they count."""
    line = texts(
        "moderation.card.message",
        what=texts(f"moderation.card.kind.{message.kind}"),
        member=who(texts, message.author_id),
        channel=f"<#{message.channel_id}>",
        link=link(message),
        when=moment(message.written_at),
    )
    if message.text is None:
        words = texts("moderation.card.deleted_words")
        return [line, fate(texts, message), f"-# {words}"]
    words = quoted(marked(message.text, message.evidence, limit))
    if not message.text:
        words = f"-# {texts('moderation.card.no_words')}"
    reasons = reason_lines(texts, message.reasons) if why else []
    return [line, fate(texts, message), words, *reasons]


def reason_lines(texts: Texts, reasons: Sequence[Reason]) -> list[str]:
    """Why something counts, a line each."""
    return [f"- {texts(f'moderation.reason.{item.key}', **item.values)}" for item in reasons]


def _messages(texts: Texts, case: Case) -> list[str]:
    messages = case.messages
    if len(messages) > SHOWN_MESSAGES:
        messages = (messages[0], *messages[-(SHOWN_MESSAGES - 1) :])
    lines = []
    limit = QUOTES_LIMIT // max(1, len(messages))
    for index, message in enumerate(messages):
        # What is posted over and over is wrong for the same reasons each time.
        why = index == 0 or message.reasons != messages[index - 1].reasons
        lines += ["", *_message(texts, message, limit, why=why)]
    left = len(case.messages) + case.more_messages - len(messages)
    if left:
        lines.append(f"-# {texts('moderation.card.more', count=left)}")
    if not messages:
        lines.append(f"-# {texts('moderation.card.forgotten')}")
    return lines


def _appeals(texts: Texts, appeals: Sequence[Appeal]) -> list[str]:
    lines = []
    for appeal in appeals:
        head = texts(
            f"moderation.card.appeal.{appeal.state}",
            member=who(texts, appeal.user_id),
            moderator=who(texts, appeal.moderator_id or 0),
            when=moment(appeal.appealed_at),
        )
        lines += [head, quoted(marked(appeal.text, (), APPEAL_LIMIT))]
        if appeal.answer:
            answer = marked(appeal.answer, (), APPEAL_LIMIT // 2)
            lines += ["", texts("moderation.card.answered", answer=answer)]
    return lines


def _trail(texts: Texts, case: Case) -> list[str]:
    """Who did what and when. What Discord said to taking messages down stands beside each."""
    steps = [step for step in case.steps if step.kind is not StepKind.ACTED]
    lines = [_step(texts, step) for step in steps[-SHOWN_STEPS:]]
    left = max(0, len(steps) - SHOWN_STEPS) + case.more_steps
    if left:
        earlier = texts("moderation.card.earlier", count=left)
        lines.insert(0, f"-# {earlier}")
    return lines


def _step(texts: Texts, step: Step) -> str:
    said = texts(
        f"moderation.card.step.{step.kind}",
        who=who(texts, step.user_id or 0),
        about=who(texts, step.about_id or 0),
        span=span_text(texts, step.minutes or 0),
    )
    if step.is_pending:
        said += f" ({texts('moderation.card.not_yet')})"
    elif step.outcome in {Outcome.REFUSED, Outcome.FAILED, Outcome.GONE}:
        why = "" if step.detail is None else detail_text(texts, step.detail)
        said += f" ({texts('moderation.card.not_done', why=why)})"
    if step.note:
        said += f": “{escape_markdown(step.note[:150])}”"
    return f"-# {moment(step.taken_at, 'f')} {said}"


# --- the card -------------------------------------------------------------------------------------


def card(texts: Texts, shown: Shown) -> ui.LayoutView:
    """The card with its buttons."""
    case = shown.case
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=COLOURS[case.state])
    parts = [
        _fitting([*_heading(texts, case), *_messages(texts, case)], _MESSAGES_LIMIT),
        _fitting(_appeals(texts, shown.appeals), _APPEALS_LIMIT),
        _fitting(_trail(texts, case), _TRAIL_LIMIT),
    ]
    for index, part in enumerate(part for part in parts if part):
        if index:
            container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(part))
    view.add_item(container)
    container.add_item(ui.ActionRow(*_decisions(texts, case)))
    answers = _answers(texts, shown.appeals)
    if answers:
        container.add_item(ui.ActionRow(*answers))
    return view


def _fitting(lines: Sequence[str], limit: int) -> str:
    """Lines as one text within ``limit`` characters; what is too much ends in an ellipsis."""
    text = "\n".join(lines)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _decisions(texts: Texts, case: Case) -> list[CaseItem]:
    buttons = []
    for what, kind, style, emoji in _BUTTONS:
        possible = next_state(case, kind) is not None and (
            bool(case.authors) or kind not in TIME_OUTS | {StepKind.WARNED}
        )
        press = Press(what, case.guild_id, case.number, case.version)
        label = texts(f"moderation.card.button.{what}")
        buttons.append(button(press, label, style, emoji=emoji, disabled=not possible))
    return buttons


def _answers(texts: Texts, appeals: Sequence[Appeal]) -> list[CaseItem]:
    """Buttons for the appeal that has waited longest; the next one's follow."""
    waiting = [appeal for appeal in appeals if appeal.state is AppealState.WAITING]
    if not waiting:
        return []
    appeal = waiting[0]
    return [
        button(
            Press("grant", appeal.guild_id, appeal.id),
            texts("moderation.appeal.grant"),
            discord.ButtonStyle.success,
        ),
        button(
            Press("decline", appeal.guild_id, appeal.id),
            texts("moderation.appeal.decline"),
        ),
    ]


def excerpt(texts: Texts, case: Case, limit: int = 90) -> str:
    """The newest words of a case in one line."""
    newest = next((item for item in reversed(case.messages) if item.text is not None), None)
    if newest is None or newest.text is None:
        return texts("moderation.card.deleted_words")
    if not newest.text:
        return texts("moderation.card.no_words")
    shown = marked(newest.text, newest.evidence, limit)
    return " ".join(shown.split())


def did(texts: Texts, case: Case) -> str:
    """In a word or two what a case led to."""
    if case.action.takes_down:
        return texts(f"moderation.card.action.{case.action}")
    if case.kind is MessageKind.REPORT:
        return texts("moderation.card.kind.report")
    return texts(f"moderation.card.action.{Action.LOG}")
