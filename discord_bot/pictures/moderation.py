"""Draws a report on moderation: cases by week and label, overruled share, time to a decision."""

from __future__ import annotations

from collections.abc import Sequence

from discord_bot.pictures.blocks import (
    EMPTY_HEIGHT,
    HEADER_HEIGHT,
    bar_colour,
    empty,
    header,
    panel,
)
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas
from discord_bot.pictures.colours import AVATARS, EDGE, MUTED, TEXT, WARNING, Colour
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.model import ModerationPicture, ModerationWeek
from discord_bot.pictures.names import group_digits, percentage
from discord_bot.pictures.profile import nice_ceiling

HEADING_HEIGHT = 76
CHART_HEIGHT = 220
SMALL_HEIGHT = 120
BELOW = 64
"""Room for the names of weeks under a chart."""
GAP = 24
LEGEND_STEP = 42
NAMED_WEEKS = 8
"""Up to so many weeks each has its name and values; of more the first and last are named."""

_LEFT = MARGIN + 32
_RIGHT = WIDTH - MARGIN - 32
_SCALE = 80


def draw_moderation(picture: ModerationPicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    if not any(week.total for week in picture.weeks):
        canvas = Canvas(HEADER_HEIGHT + EMPTY_HEIGHT, fonts)
        header(canvas, picture.title, picture.subtitle, accent)
        labels = picture.labels
        empty(canvas, HEADER_HEIGHT, labels.empty_title, labels.empty_hint, accent)
        return canvas
    legend = LEGEND_STEP * ((len(picture.legend) + 1) // 2)
    first = HEADING_HEIGHT + legend + CHART_HEIGHT + BELOW + 24
    small = HEADING_HEIGHT + SMALL_HEIGHT + BELOW + 24
    canvas = Canvas(HEADER_HEIGHT + first + 2 * (small + GAP) + MARGIN, fonts)
    header(canvas, picture.title, picture.subtitle, accent)
    _draw_cases(canvas, picture, HEADER_HEIGHT, first)
    top = HEADER_HEIGHT + first + GAP
    shares = [(week.overruled, _share_text(week)) for week in picture.weeks]
    _draw_small(canvas, picture, picture.labels.overruled, shares, (top, small), WARNING, most=1.0)
    times = [(week.response, week.response_text) for week in picture.weeks]
    slowest = max((minutes for minutes, _ in times if minutes), default=1.0)
    place = (top + small + GAP, small)
    _draw_small(canvas, picture, picture.labels.response, times, place, accent, most=slowest)
    return canvas


def _share_text(week: ModerationWeek) -> str:
    return "" if week.overruled is None else percentage(week.overruled)


def _heading(canvas: Canvas, text: str, top: float) -> None:
    canvas.text(text, _LEFT, top + 50, 32, TEXT, weight=Weight.HEAVY, width=_RIGHT - _LEFT)


def _columns(weeks: Sequence[ModerationWeek]) -> list[tuple[float, float]]:
    """Left edge and width of each week's column."""
    step = (_RIGHT - _LEFT - _SCALE) / len(weeks)
    width = min(64.0, step * 0.7)
    return [
        (_LEFT + _SCALE + step * number + (step - width) / 2, width) for number in range(len(weeks))
    ]


def _draw_weeks(canvas: Canvas, weeks: Sequence[ModerationWeek], base: float) -> None:
    """The names of weeks under a chart."""
    columns = _columns(weeks)
    step = (_RIGHT - _LEFT - _SCALE) / len(weeks)
    if len(weeks) <= NAMED_WEEKS:
        for week, (left, width) in zip(weeks, columns, strict=True):
            canvas.text(
                week.name, left + width / 2, base + 40, 24, MUTED, width=step - 8, anchor=0.5
            )
        return
    canvas.text(weeks[0].name, _LEFT + _SCALE, base + 40, 24, MUTED, width=300)
    canvas.text(weeks[-1].name, _RIGHT, base + 40, 24, MUTED, width=300, anchor=1)


def _draw_cases(canvas: Canvas, picture: ModerationPicture, top: float, height: float) -> None:
    panel(canvas, top, height)
    _heading(canvas, picture.labels.by_week, top)
    for number, name in enumerate(picture.legend):
        x = _LEFT + (number % 2) * (_RIGHT - _LEFT) / 2
        middle = top + HEADING_HEIGHT + 16 + LEGEND_STEP * (number // 2)
        canvas.circle(x + 10, middle, 10, AVATARS[number])
        canvas.text(name, x + 32, middle + 9, 24, MUTED, width=(_RIGHT - _LEFT) / 2 - 48)
    base = top + height - BELOW
    ceiling = nice_ceiling(max(week.total for week in picture.weeks))
    for share in (0.0, 0.5, 1.0):
        y = base - CHART_HEIGHT * share
        canvas.rectangle(_LEFT + _SCALE, y - 1, _RIGHT - _LEFT - _SCALE, 2, EDGE)
        number_text = group_digits(round(ceiling * share))
        canvas.text(number_text, _LEFT + _SCALE - 16, y + 9, 24, MUTED, anchor=1)
    for week, place in zip(picture.weeks, _columns(picture.weeks), strict=True):
        _draw_stack(canvas, week, place, base, CHART_HEIGHT / ceiling)
    _draw_weeks(canvas, picture.weeks, base)


def _draw_stack(
    canvas: Canvas, week: ModerationWeek, place: tuple[float, float], base: float, scale: float
) -> None:
    """A week's column: one piece a label, in the legend's order from below."""
    left, width = place
    y = base
    for number, count in enumerate(week.cases):
        height = count * scale
        if count:
            canvas.rectangle(left, y - height, width, height, AVATARS[number], 3)
        y -= height


def _draw_small(
    canvas: Canvas,
    picture: ModerationPicture,
    heading: str,
    values: Sequence[tuple[float | None, str]],
    place: tuple[float, float],
    colour: Colour,
    *,
    most: float,
) -> None:
    """A chart of one value a week; where there is none, nothing stands there."""
    top, height = place
    panel(canvas, top, height)
    _heading(canvas, heading, top)
    base = top + height - BELOW
    if all(value is None for value, _ in values):
        canvas.text(picture.labels.nothing_decided, _LEFT, base - 40, 28, MUTED)
        return
    canvas.rectangle(_LEFT + _SCALE, base - 1, _RIGHT - _LEFT - _SCALE, 2, EDGE)
    step = (_RIGHT - _LEFT - _SCALE) / len(values)
    for (value, text), (left, width) in zip(values, _columns(picture.weeks), strict=True):
        if value is None:
            continue
        bar = max(3.0, (SMALL_HEIGHT - 34) * value / most)
        canvas.rectangle(left, base - bar, width, bar, colour, 4)
        if len(values) <= NAMED_WEEKS:
            middle = left + width / 2
            canvas.text(text, middle, base - bar - 8, 22, TEXT, width=step - 4, anchor=0.5)
    _draw_weeks(canvas, picture.weeks, base)
