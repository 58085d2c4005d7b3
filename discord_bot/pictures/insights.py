"""Draws the insights: how hard each question is against how well it tells players apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from discord_bot.pictures.blocks import (
    EMPTY_HEIGHT,
    HEADER_HEIGHT,
    INNER,
    bar_colour,
    empty,
    header,
    panel,
)
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas, Point
from discord_bot.pictures.colours import EDGE, INK, MUTED, PANEL, TEXT, WARNING, Colour, mix
from discord_bot.pictures.describe import question_facts
from discord_bot.pictures.fonts import FontBook, Line, Weight
from discord_bot.pictures.model import (
    HALF,
    TELLING_FROM,
    InsightsPicture,
    Quadrant,
    QuestionInsight,
)
from discord_bot.pictures.names import percentage, signed

PLOT_HEIGHT = 620
PLOT_PANEL = PLOT_HEIGHT + 150
LOWEST_SHOWN = -0.5
"""The plot's floor on the axis of discrimination. Lower values sit on the floor: they are all
equally alarming, and a plot down to −1 would be half empty."""
HINT_BAND = 52
"""Above and below the points, where the hints stand and no point can cover them."""
MARK = 24
DOT = 8
PROMPT_SIZE = 30
FACTS_SIZE = 26
DIVIDER: Colour = mix(EDGE, MUTED, 0.4)
PROMPT_LINES = 2

_LEFT = MARGIN + 116
_RIGHT = WIDTH - MARGIN - 56


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the axes stand on the canvas."""

    top: float

    def at(self, share: float, discrimination: float) -> Point:
        """The point for a question's two figures."""
        height = (max(LOWEST_SHOWN, discrimination) - LOWEST_SHOWN) / (1 - LOWEST_SHOWN)
        room = PLOT_HEIGHT - 2 * HINT_BAND
        return _LEFT + (_RIGHT - _LEFT) * share, self.top + HINT_BAND + room * (1 - height)


def draw_insights(picture: InsightsPicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    if not picture.worst and not picture.others:
        canvas = Canvas(HEADER_HEIGHT + EMPTY_HEIGHT, fonts)
        header(canvas, picture.title, picture.subtitle, accent)
        labels = picture.labels
        empty(canvas, HEADER_HEIGHT, labels.empty_title, labels.empty_hint, accent)
        return canvas
    prompts = [
        fonts.wrap(question.prompt, PROMPT_SIZE, INNER - 140, PROMPT_LINES)
        for question in picture.worst
    ]
    listing = sum(len(lines) * 38 + 62 for lines in prompts) + 84 if prompts else -24
    canvas = Canvas(HEADER_HEIGHT + PLOT_PANEL + 24 + listing + MARGIN, fonts)
    header(canvas, picture.title, picture.subtitle, accent)
    panel(canvas, HEADER_HEIGHT, PLOT_PANEL)
    plot = _Plot(HEADER_HEIGHT + 66)
    _draw_axes(canvas, picture, plot)
    _draw_points(canvas, picture, accent, plot)
    if prompts:
        _draw_listing(canvas, picture, prompts, HEADER_HEIGHT + PLOT_PANEL + 24, listing)
    return canvas


def _draw_axes(canvas: Canvas, picture: InsightsPicture, plot: _Plot) -> None:
    labels = picture.labels
    bottom = plot.top + PLOT_HEIGHT
    canvas.text(labels.discrimination_axis, MARGIN + 28, plot.top - 26, 26, MUTED)
    canvas.text(labels.share_axis, _RIGHT, bottom + 70, 26, MUTED, anchor=1)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, _ = plot.at(share, 0)
        canvas.rectangle(x - 1, plot.top, 2, PLOT_HEIGHT, EDGE)
        canvas.text(percentage(share), x, bottom + 36, 26, MUTED, anchor=0.5)
    for value in (-0.5, 0.0, 0.5, 1.0):
        _, y = plot.at(0, value)
        canvas.rectangle(_LEFT, y - 1, _RIGHT - _LEFT, 2, EDGE)
        canvas.text(signed(value), _LEFT - 16, y + 9, 26, MUTED, anchor=1)
    middle, telling = plot.at(HALF, TELLING_FROM)
    canvas.rectangle(middle - 2, plot.top, 4, PLOT_HEIGHT, DIVIDER)
    canvas.rectangle(_LEFT, telling - 2, _RIGHT - _LEFT, 4, DIVIDER)
    _draw_hints(canvas, picture, plot)


def _draw_hints(canvas: Canvas, picture: InsightsPicture, plot: _Plot) -> None:
    above, below = plot.top + 34, plot.top + PLOT_HEIGHT - 16
    room = (_RIGHT - _LEFT) / 2 - 40
    for quadrant, x, y, anchor in (
        (Quadrant.HARD_TELLING, _LEFT + 14, above, 0.0),
        (Quadrant.EASY_TELLING, _RIGHT - 14, above, 1.0),
        (Quadrant.HARD_MISLEADING, _LEFT + 14, below, 0.0),
        (Quadrant.EASY_MISLEADING, _RIGHT - 14, below, 1.0),
    ):
        hint = picture.labels.hint(quadrant)
        canvas.text(hint, x, y, 28, TEXT, weight=Weight.HEAVY, width=room, anchor=anchor)


def _draw_points(canvas: Canvas, picture: InsightsPicture, accent: Colour, plot: _Plot) -> None:
    for question in picture.others:
        if question.discrimination is not None:
            x, y = plot.at(question.share, question.discrimination)
            canvas.circle(x, y, DOT + 2, PANEL)
            canvas.circle(x, y, DOT, accent)
    numbered = [
        (number, plot.at(question.share, question.discrimination))
        for number, question in enumerate(picture.worst, start=1)
        if question.discrimination is not None
    ]
    places = spread([point for _, point in numbered], 2 * MARK + 4, plot.top)
    for (_, point), place in zip(numbered, places, strict=True):
        if math.dist(point, place) > MARK:
            canvas.stroke(point, place, 3, WARNING)
            canvas.diamond(*point, DOT, WARNING)
    for (number, _), (x, y) in zip(numbered, places, strict=True):
        _draw_mark(canvas, number, x, y)


def spread(points: Sequence[Point], distance: float, top: float) -> list[Point]:
    """``points`` pushed apart until no two are nearer than ``distance``, within the plot.

    Marks that would cover each other step aside; the same points give the same places.
    """
    places = [(x + number * 0.01, y) for number, (x, y) in enumerate(points)]
    for _ in range(60):
        moved = False
        for one in range(len(places)):
            for other in range(one):
                (ax, ay), (bx, by) = places[one], places[other]
                gap = max(1e-6, math.dist(places[one], places[other]))
                if gap < distance:
                    shift = (distance - gap) / 2 + 0.5
                    dx, dy = (ax - bx) / gap * shift, (ay - by) / gap * shift
                    places[one] = _inside(ax + dx, ay + dy, top)
                    places[other] = _inside(bx - dx, by - dy, top)
                    moved = True
        if not moved:
            break
    return places


def _inside(x: float, y: float, top: float) -> Point:
    return min(max(x, _LEFT), _RIGHT), min(max(y, top), top + PLOT_HEIGHT)


def _draw_mark(canvas: Canvas, number: int, x: float, y: float) -> None:
    canvas.diamond(x, y, MARK + 4, INK)
    canvas.diamond(x, y, MARK, WARNING)
    canvas.text(str(number), x, y + 9, 26, INK, weight=Weight.HEAVY, anchor=0.5)


def _draw_listing(
    canvas: Canvas,
    picture: InsightsPicture,
    prompts: Sequence[Sequence[Line]],
    top: float,
    height: float,
) -> None:
    panel(canvas, top, height)
    left = MARGIN + 32
    heading = picture.labels.worst_heading
    canvas.text(heading, left, top + 50, 32, TEXT, weight=Weight.HEAVY, width=INNER - 64)
    y = top + 108
    for number, (question, lines) in enumerate(zip(picture.worst, prompts, strict=True), start=1):
        _draw_mark(canvas, number, left + MARK, y - 10)
        y = _draw_question(canvas, picture, question, lines, y)


def _draw_question(
    canvas: Canvas,
    picture: InsightsPicture,
    question: QuestionInsight,
    lines: Sequence[Line],
    y: float,
) -> float:
    left = MARGIN + 108
    for line in lines:
        canvas.line(line, left, y, TEXT)
        y += 38
    width, taken = INNER - 140.0, 0.0
    if question.quadrant is not None:
        hint = picture.labels.hint(question.quadrant)
        taken = canvas.text(hint, left, y, FACTS_SIZE, WARNING, width=width) + 24
    facts = question_facts(question, picture)
    canvas.text(facts, left + taken, y, FACTS_SIZE, MUTED, width=width - taken)
    return y + 62
