"""Draws a leaderboard: places, avatars, names, and bars in proportion to the first place."""

from __future__ import annotations

from dataclasses import dataclass

from discord_bot.pictures.blocks import (
    EMPTY_HEIGHT,
    HEADER_HEIGHT,
    avatar,
    bar_colour,
    chip,
    empty,
    header,
    panel,
)
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas
from discord_bot.pictures.colours import (
    BRONZE,
    EDGE,
    GOLD,
    INK,
    MUTED,
    PANEL,
    SILVER,
    TEXT,
    TEXT_RATIO,
    TRACK,
    Colour,
    legible,
)
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.model import LeaderboardPicture, LeaderboardRow
from discord_bot.pictures.names import group_digits

ROW_HEIGHT = 88
ROW_STEP = 98
GAP_HEIGHT = 44
FOOTER_HEIGHT = 56
MEDALS = {1: GOLD, 2: SILVER, 3: BRONZE}

_RANK_X = MARGIN + 50
_AVATAR_X = MARGIN + 128
_NAME_X = MARGIN + 178
_RIGHT = WIDTH - MARGIN - 28


@dataclass(frozen=True, slots=True)
class _Measure:
    """What all rows share: the widest number, the most points, the accent."""

    points_width: float
    most: int
    accent: Colour


def draw_leaderboard(picture: LeaderboardPicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    shown = [*picture.rows, *([picture.viewer] if picture.viewer else [])]
    footer = FOOTER_HEIGHT if picture.footer else MARGIN - (ROW_STEP - ROW_HEIGHT)
    if not shown:
        canvas = Canvas(HEADER_HEIGHT + EMPTY_HEIGHT, fonts)
        header(canvas, picture.title, picture.subtitle, accent)
        empty(canvas, HEADER_HEIGHT, picture.labels.empty_title, picture.labels.empty_hint, accent)
        return canvas
    gap = GAP_HEIGHT if picture.viewer else 0
    canvas = Canvas(HEADER_HEIGHT + ROW_STEP * len(shown) + gap + footer, fonts)
    heading = picture.labels.points_heading
    header(canvas, picture.title, picture.subtitle, accent, aside=heading)
    numbers = [fonts.line(group_digits(row.points), 40, Weight.HEAVY).width for row in shown]
    measure = _Measure(max(numbers), max(1, *(row.points for row in shown)), accent)
    _draw_rows(canvas, picture, measure)
    canvas.text(picture.footer, MARGIN, canvas.height - 24, 26, MUTED)
    return canvas


def _draw_rows(canvas: Canvas, picture: LeaderboardPicture, measure: _Measure) -> None:
    top = HEADER_HEIGHT
    for row in picture.rows:
        _draw_row(canvas, row, picture, measure, top)
        top += ROW_STEP
    if picture.viewer is not None:
        for step in range(3):
            middle = top + (GAP_HEIGHT - 10) / 2
            canvas.circle(WIDTH / 2 - 24 + 24 * step, middle, 5, MUTED)
        _draw_row(canvas, picture.viewer, picture, measure, top + GAP_HEIGHT)


def _draw_row(
    canvas: Canvas, row: LeaderboardRow, picture: LeaderboardPicture, measure: _Measure, top: int
) -> None:
    own = row.is_viewer or row is picture.viewer
    if own:
        panel(canvas, top, ROW_HEIGHT, measure.accent, border=4)
    else:
        panel(canvas, top, ROW_HEIGHT, EDGE)
    middle = top + ROW_HEIGHT / 2
    _draw_rank(canvas, row.rank, middle)
    avatar(canvas, row.member_id, row.name, _AVATAR_X, middle, 30)
    canvas.text(
        group_digits(row.points), _RIGHT, middle + 14, 40, TEXT, weight=Weight.HEAVY, anchor=1
    )
    length = _RIGHT - measure.points_width - 32 - _NAME_X
    canvas.rectangle(_NAME_X, top + 58, length, 12, TRACK, 6)
    if row.points > 0:
        filled = max(12.0, length * row.points / measure.most)
        canvas.rectangle(_NAME_X, top + 58, filled, 12, measure.accent, 6)
    _draw_name(canvas, row, picture, measure, top, length, own=own)


def _draw_rank(canvas: Canvas, rank: int, middle: float) -> None:
    medal = MEDALS.get(rank)
    if medal is not None:
        canvas.circle(_RANK_X, middle, 25, medal)
    size = 32 if rank < 1000 else 24  # noqa: PLR2004 - four digits are set smaller
    ink = MUTED if medal is None else INK
    canvas.text(
        group_digits(rank),
        _RANK_X,
        middle + size * 0.36,
        size,
        ink,
        weight=Weight.HEAVY,
        width=84,
        anchor=0.5,
    )


def _draw_name(
    canvas: Canvas,
    row: LeaderboardRow,
    picture: LeaderboardPicture,
    measure: _Measure,
    top: int,
    length: float,
    *,
    own: bool,
) -> None:
    labels = picture.labels
    streak = canvas.fonts.fit(labels.streak(row.streak) if row.streak else "", 26, length * 0.4)
    you = canvas.fonts.fit(labels.you if own else "", 24, length * 0.3, Weight.HEAVY)
    room = length - (streak.width + 20 if streak.width else 0) - (you.width + 44 if own else 0)
    name = canvas.fonts.drawable(row.name) or labels.nameless
    width = canvas.text(name, _NAME_X, top + 43, 34, TEXT, width=room)
    if own:
        ground = legible(measure.accent, PANEL, TEXT_RATIO)
        chip(canvas, labels.you, _NAME_X + width + 16, top + 31, ground, INK)
    canvas.line(streak, _NAME_X + length - streak.width, top + 42, MUTED)
