"""How a verdict comes about, step by step, for people: ``fanbot moderation explain``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from discord_bot.moderation.judge import SETTLED, Judge, Trace
from discord_bot.moderation.model import LABELS, Label, Post, Verdict
from discord_bot.moderation.rules import Rule
from discord_bot.wording import Texts


def explain(judge: Judge, post: Post, texts: Texts, *, first_only: bool = False) -> RenderableType:
    """The steps: words and their classes, rules, scores, what settles it, and what comes of it."""
    trace = judge.trace(post)
    steps: list[RenderableType] = []
    if post.reply_to:
        steps.append(Text("In answer to: ").append(post.reply_to, style="italic"))
    steps += [_words(trace), _rules(trace), _scores(trace)]
    if trace.is_bare:
        steps.append(Text("Nothing is said, so it is fine", style="green"))
    elif trace.settled_by is not None:
        steps.append(_settled(trace.settled_by))
    verdict = first = judge.first(post)
    if first_only or not judge.has_second:
        steps.append(Text("4. Second stage: not asked (left out, or not installed)", style="dim"))
    elif not judge.is_unsure(first):
        settled = trace.settled_by is not None and trace.settled_by.label is Label.OK
        why = "a rule settled it" if settled else "the first is sure"
        steps.append(Text(f"4. Second stage: not asked, {why}", style="dim"))
    else:
        verdict = judge.second(post, first)
        steps += _second(judge, post)
    steps.append(_conclusion(post, verdict, texts))
    return Group(*steps)


def _words(trace: Trace) -> Table:
    words = Table("word", "read as", "classes", title="1. Words", title_justify="left")
    for written, read, classes in trace.words:
        words.add_row(Text(written), Text(read), Text(", ".join(classes), style="dim"))
    return words


def _rules(trace: Trace) -> Table:
    rules = Table("rule", "speaks for", "words", title="2. Rules", title_justify="left")
    for rule, label, matched in trace.rules:
        style = "green" if label is Label.OK else "red"
        rules.add_row(Text(rule), Text(label.value, style=style), Text(matched))
    return rules


def _scores(trace: Trace) -> Table:
    scores = Table("label", "probability", title="3. First stage", title_justify="left")
    for label, likely in zip(LABELS, trace.likely, strict=True):
        bar = "█" * round(likely * 30)
        scores.add_row(label.value, Text(f"{likely:6.1%} {bar}"))
    return scores


def _second(judge: Judge, post: Post) -> Iterator[Text]:
    trace = judge.trace_second(post)
    if trace is not None:
        yield Text(f"4. Second stage: {1 - trace.likely[0]:.1%} for a breach")
        if trace.settled_by is not None:
            yield _settled(trace.settled_by)


def _settled(rule: Rule) -> Text:
    """That a rule overrides the probabilities, and with what."""
    if rule.label is Label.OK:
        return Text(f"Settled by rule {rule.id}: fine, whatever is likely", style="green")
    to = f"{rule.label.value} at {SETTLED:.0%}, for a moderator to look at"
    return Text(f"Settled by rule {rule.id}: {to}", style="red")


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
