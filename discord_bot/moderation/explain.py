"""How a verdict comes about, step by step, for people: ``fanbot moderation explain``."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from discord_bot.moderation.judge import Judge
from discord_bot.moderation.model import LABELS, Label, Post, Verdict
from discord_bot.wording import Texts


def explain(judge: Judge, post: Post, texts: Texts, *, first_only: bool = False) -> RenderableType:
    """The steps: words and their classes, rules, scores, and what comes of them."""
    trace = judge.trace(post)
    words = Table("word", "read as", "classes", title="1. Words", title_justify="left")
    for written, read, classes in trace.words:
        words.add_row(Text(written), Text(read), Text(", ".join(classes), style="dim"))
    rules = Table("rule", "speaks for", "words", title="2. Rules", title_justify="left")
    for rule, label, matched in trace.rules:
        style = "green" if label is Label.OK else "red"
        rules.add_row(Text(rule), Text(label.value, style=style), Text(matched))
    scores = Table("label", "probability", title="3. First stage", title_justify="left")
    for label, likely in zip(LABELS, trace.likely, strict=True):
        bar = "█" * round(likely * 30)
        scores.add_row(label.value, Text(f"{likely:6.1%} {bar}"))
    first = judge.first(post)
    steps: list[RenderableType] = [words, rules, scores]
    verdict = first
    if first_only or not judge.has_second:
        steps.append(Text("4. Second stage: not asked (left out, or not installed)", style="dim"))
    elif not judge.is_unsure(first):
        steps.append(Text("4. Second stage: not asked, the first is sure", style="dim"))
    else:
        verdict = judge.second(post, first)
        steps.append(Text(f"4. Second stage: {verdict.confidence:.1%} for a breach"))
    steps.append(_conclusion(post, verdict, texts))
    return Group(*steps)


def _conclusion(post: Post, verdict: Verdict, texts: Texts) -> Text:
    colour = "bold red" if verdict.is_breach else "bold green"
    said = Text("Verdict: ")
    said.append(f"{verdict.label.value}, breach {verdict.confidence:.1%}", style=colour)
    if not verdict.is_breach:
        return said
    if verdict.target is not None:
        name = f" {verdict.target.name}" if verdict.target.name else ""
        said.append(f"\nAbout: {verdict.target.kind.value}{name}")
    said.append("\nWords: ")
    for number, (start, end) in enumerate(verdict.evidence):
        said.append(" … " if number else "")
        said.append(post.text[start:end], style="reverse")
    for reason in verdict.reasons:
        said.append(f"\n- {texts(f'moderation.reason.{reason.key}', **reason.values)}")
    return said
