"""The same content as a picture's, as plain lines for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from discord_bot.pictures.model import (
    CountdownPicture,
    InsightsPicture,
    LeaderboardPicture,
    LeaderboardRow,
    ModerationPicture,
    ModerationWeek,
    Picture,
    ProfilePicture,
    QuestionInsight,
    StatusPicture,
    StatusPlot,
)
from discord_bot.pictures.names import (
    clean,
    clusters,
    escape_markdown,
    group_digits,
    percentage,
    signed,
)

ALT_TEXT_LIMIT = 1024
"""Discord's limit for the description of an attachment."""
MIN_LIMIT = 100
ELLIPSIS = "…"
NO_VALUE = "–"

Word = Callable[[str], str]


def describe(picture: Picture, limit: int = ALT_TEXT_LIMIT, *, markdown: bool = False) -> str:
    """``picture`` in words, at most ``limit`` characters.

    Where it does not fit, the last lines of its list give way, and never the viewer's own line.
    ``markdown`` escapes what people chose, for use in a message; alt text is shown as it is.
    Raises ``ValueError`` for a limit under ``MIN_LIMIT``.
    """
    if limit < MIN_LIMIT:
        raise ValueError(f"a description needs at least {MIN_LIMIT} characters, not {limit}")
    word: Word = (lambda text: escape_markdown(clean(text))) if markdown else clean
    match picture:
        case LeaderboardPicture():
            return _leaderboard(picture, limit, word)
        case ProfilePicture():
            return _bounded(_profile_lines(picture, word), (), limit)
        case InsightsPicture():
            return _bounded(_insights_lines(picture, word), (), limit)
        case ModerationPicture():
            return _bounded(_moderation_lines(picture, word), (), limit)
        case CountdownPicture():
            return _bounded(_countdown_lines(picture, word), (), limit)
        case StatusPicture():
            return _bounded(_status_lines(picture, word), (), limit)


def _leaderboard(picture: LeaderboardPicture, limit: int, word: Word) -> str:
    head = [word(picture.title), word(picture.subtitle)]
    if not picture.rows and picture.viewer is None:
        return _bounded([*head, picture.labels.empty_title, picture.labels.empty_hint], (), limit)
    lines = [_row_line(row, picture, word) for row in picture.rows]
    own = next((n for n, row in enumerate(picture.rows) if row.is_viewer), None)
    tail = []
    if picture.viewer is not None:
        tail = [ELLIPSIS, _row_line(picture.viewer, picture, word)]
    elif own is not None and len("\n".join([*head, *lines[: own + 1]])) > limit - len("\n…"):
        tail = [lines.pop(own)]
    return _bounded([*head, *lines], [*tail, word(picture.footer)], limit)


def _row_line(row: LeaderboardRow, picture: LeaderboardPicture, word: Word) -> str:
    labels = picture.labels
    name = word(row.name) or labels.nameless
    you = f" ({labels.you})" if row.is_viewer or row is picture.viewer else ""
    streak = f", {labels.streak(row.streak)}" if row.streak else ""
    return f"{row.rank}. {name}{you}: {labels.points(row.points)}{streak}"


def _profile_lines(picture: ProfilePicture, word: Word) -> list[str]:
    labels = picture.labels
    accuracy = NO_VALUE if picture.accuracy is None else percentage(picture.accuracy)
    categories = [
        f"{word(category.name)}: {percentage(category.share)}, {labels.answered(category.answered)}"
        for category in picture.categories
    ]
    days = "; ".join(
        f"{labels.day(day.day)}: {group_digits(day.points)}" for day in picture.days if day.points
    )
    badges = ", ".join(word(badge) for badge in picture.badges)
    return [
        word(picture.name) or labels.nameless,
        word(picture.subtitle),
        f"{labels.points}: {group_digits(picture.points)}",
        f"{labels.accuracy}: {accuracy}",
        f"{labels.streak}: {group_digits(picture.streak)}",
        f"{labels.best_streak}: {group_digits(picture.best_streak)}",
        f"{labels.badges}: {badges or labels.no_badges}",
        f"{labels.by_category}:",
        *(categories or [labels.no_answers]),
        f"{labels.activity}: {days or labels.no_points}",
    ]


def _insights_lines(picture: InsightsPicture, word: Word) -> list[str]:
    head = [word(picture.title), word(picture.subtitle)]
    if not picture.worst and not picture.others:
        return [*head, picture.labels.empty_title, picture.labels.empty_hint]
    questions = [
        f"{number}. {word(question.prompt)} ({_hint(question, picture)}"
        f"{question_facts(question, picture)})"
        for number, question in enumerate(picture.worst, start=1)
    ]
    return [*head, f"{picture.labels.worst_heading}:", *questions] if questions else head


def question_facts(question: QuestionInsight, picture: InsightsPicture) -> str:
    """A question's figures in words."""
    apart = NO_VALUE if question.discrimination is None else signed(question.discrimination)
    return picture.labels.facts(percentage(question.share), apart, question.answered)


def _hint(question: QuestionInsight, picture: InsightsPicture) -> str:
    return "" if question.quadrant is None else f"{picture.labels.hint(question.quadrant)}: "


def _moderation_lines(picture: ModerationPicture, word: Word) -> list[str]:
    """A line a week, the newest first, for it is what one wants to know."""
    head = [word(picture.title), word(picture.subtitle)]
    if not any(week.total for week in picture.weeks):
        return [*head, picture.labels.empty_title, picture.labels.empty_hint]
    return [*head, *(_week_line(week, picture, word) for week in reversed(picture.weeks))]


def _week_line(week: ModerationWeek, picture: ModerationPicture, word: Word) -> str:
    labels = picture.labels
    named = ", ".join(
        f"{word(name)}: {count}"
        for name, count in zip(picture.legend, week.cases, strict=True)
        if count
    )
    parts = [f"{week.name}: {labels.cases(week.total)}" + (f" ({named})" if named else "")]
    if week.overruled is not None:
        parts.append(f"{labels.overruled}: {percentage(week.overruled)}")
    if week.response_text:
        parts.append(f"{labels.response}: {week.response_text}")
    return "; ".join(parts)


def _countdown_lines(picture: CountdownPicture, word: Word) -> list[str]:
    figure = " ".join(part for part in (picture.figure, picture.unit) if part)
    return [word(picture.title), word(figure), word(picture.date), word(picture.kind)]


def _status_lines(picture: StatusPicture, word: Word) -> list[str]:
    """A line a plot, each day that there is something of with its value."""
    plots = [_plot_line(plot, picture.dates, word) for plot in picture.plots]
    return [word(picture.title), word(picture.subtitle), *plots]


def _plot_line(plot: StatusPlot, dates: Sequence[str], word: Word) -> str:
    """Parts of a day are added up in the order of the legend: that is short enough for a week."""
    legend = f", {' + '.join(map(word, plot.legend))}" if plot.legend else ""
    aside = f" ({word(plot.aside)})" if plot.aside else ""
    said = [
        f"{word(day)}: " + (f"{column[0]}%" if plot.is_share else _parts(column))
        for day, column in zip(dates, plot.columns, strict=True)
        if column is not None and (plot.is_share or any(column))
    ]
    values = "; ".join(said) or word(plot.nothing) or NO_VALUE
    return f"{word(plot.heading)}{legend}{aside}: {values}"


def _parts(column: Sequence[int]) -> str:
    return " + ".join(map(group_digits, column))


def _bounded(lines: Sequence[str], tail: Sequence[str], limit: int) -> str:
    """``lines`` and ``tail``; what does not fit is taken from the end of ``lines`` and marked."""
    kept = [line for line in lines if line]
    ending = [line for line in tail if line]
    if len(text := "\n".join([*kept, *ending])) <= limit:
        return text
    if ending[:1] != [ELLIPSIS]:
        ending.insert(0, ELLIPSIS)
    while len(kept) > 1 and len("\n".join([*kept, *ending])) > limit:
        kept.pop()
    if len(text := "\n".join([*kept, *ending])) <= limit:
        return text
    room = limit - len("\n".join(["", *ending]))
    return "\n".join([_cut(kept[0], room), *ending]) if room > 0 else _cut(ending[-1], limit)


def _cut(text: str, limit: int) -> str:
    """``text`` within ``limit`` characters, never cut inside of what a reader sees as one."""
    if len(text) <= limit:
        return text
    kept = ""
    for piece in clusters(text):
        if len(kept) + len(piece) > limit - len(ELLIPSIS):
            break
        kept += piece
    return kept + ELLIPSIS
