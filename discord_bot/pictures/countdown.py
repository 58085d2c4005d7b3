"""Draws a countdown: how long it still is, to what, on which day, and what of the way is done."""

from __future__ import annotations

from discord_bot.pictures.blocks import bar_colour, chip
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas
from discord_bot.pictures.colours import (
    GROUND,
    INK,
    MUTED,
    PANEL,
    TEXT,
    TEXT_RATIO,
    TRACK,
    Colour,
    legible,
    mix,
)
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.model import CountdownPicture

HEIGHT = 520
SHORT_HEIGHT = 396
"""Without the way there."""
FIGURE_SIZE = 196
FIGURE_WIDTH = 350
TITLE_SIZE = 44
TITLE_LINES = 3
DATE_LINES = 2

_LEFT = MARGIN + 36
_TEXT = _LEFT + FIGURE_WIDTH + 44
_RIGHT = WIDTH - MARGIN - 36
_MIDDLE = 198
"""The height around which figure and title stand."""


def draw_countdown(picture: CountdownPicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    canvas = Canvas(HEIGHT if picture.steps else SHORT_HEIGHT, fonts)
    _draw_ground(canvas, picture, accent)
    _draw_figure(canvas, picture, accent)
    _draw_title(canvas, picture, accent)
    if picture.steps:
        _draw_way(canvas, picture, accent)
    return canvas


def _draw_ground(canvas: Canvas, picture: CountdownPicture, accent: Colour) -> None:
    """A raised surface, and the pack's emblem on it, large and faint."""
    canvas.rectangle(MARGIN / 2, MARGIN / 2, WIDTH - MARGIN, canvas.height - MARGIN, PANEL, 28)
    canvas.rectangle(MARGIN / 2, MARGIN / 2, 14, canvas.height - MARGIN, accent, 7)
    centre = _LEFT + FIGURE_WIDTH / 2
    faint = mix(PANEL, accent, 0.13)
    canvas.text(picture.emblem, centre, _MIDDLE + 118, 320, faint, width=460, anchor=0.5)
    clear = mix(PANEL, accent, 0.6)
    canvas.text(picture.emblem, WIDTH - 76, 96, 52, clear, width=120, anchor=0.5)


def _draw_figure(canvas: Canvas, picture: CountdownPicture, accent: Colour) -> None:
    """The number, or a word in its place, as large as it fits."""
    ink = legible(accent, PANEL, TEXT_RATIO)
    size = FIGURE_SIZE
    while size > TITLE_SIZE:
        if canvas.fonts.line(picture.figure, size, Weight.HEAVY).width <= FIGURE_WIDTH:
            break
        size -= 6
    centre = _LEFT + FIGURE_WIDTH / 2
    baseline = _MIDDLE + size * 0.36 - (26 if picture.unit else 0)
    canvas.text(
        picture.figure,
        centre,
        baseline,
        size,
        ink,
        weight=Weight.HEAVY,
        width=FIGURE_WIDTH,
        anchor=0.5,
    )
    canvas.text(
        picture.unit,
        centre,
        max(baseline + 62, _MIDDLE + 70),
        38,
        TEXT,
        weight=Weight.HEAVY,
        width=FIGURE_WIDTH,
        anchor=0.5,
    )
    canvas.rectangle(_LEFT + FIGURE_WIDTH + 18, _MIDDLE - 92, 3, 184, TRACK, 1)


def _draw_title(canvas: Canvas, picture: CountdownPicture, accent: Colour) -> None:
    """What is to come, when, and what kind of thing it is."""
    width = _RIGHT - _TEXT
    lines = canvas.fonts.wrap(picture.title, TITLE_SIZE, width, TITLE_LINES, Weight.HEAVY)
    dates = canvas.fonts.wrap(picture.date, 28, width, DATE_LINES)
    step = TITLE_SIZE + 8
    height = 38 + 20 + step * len(lines) + 10 + 38 * len(dates)
    top = _MIDDLE - height / 2
    chip(canvas, picture.kind, _TEXT, top + 19, legible(accent, PANEL, TEXT_RATIO), INK)
    baseline = top + 38 + 20 + TITLE_SIZE * 0.8
    for line in lines:
        canvas.line(line, _TEXT, baseline, TEXT)
        baseline += step
    baseline += 38 - step + 10
    for line in dates:
        canvas.line(line, _TEXT, baseline, MUTED)
        baseline += 38


def _draw_way(canvas: Canvas, picture: CountdownPicture, accent: Colour) -> None:
    """The reminders as stepping stones, those that lie behind filled."""
    y = canvas.height - 106
    first, last = _LEFT + 40, _RIGHT - 40
    gap = (last - first) / max(1, len(picture.steps) - 1)
    done = sum(step.passed for step in picture.steps)
    canvas.rectangle(first, y - 4, last - first, 8, TRACK, 4)
    if done > 1:
        canvas.rectangle(first, y - 4, gap * (done - 1), 8, accent, 4)
    for number, step in enumerate(picture.steps):
        x = first + gap * number
        canvas.circle(x, y, 18, PANEL)
        canvas.circle(x, y, 14, accent if step.passed else TRACK)
        if not step.passed:
            canvas.circle(x, y, 9, GROUND)
        ink = TEXT if step.passed else MUTED
        canvas.text(step.name, x, y + 50, 26, ink, width=gap - 16, anchor=0.5)
