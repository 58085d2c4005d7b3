"""Draws a member's profile: figures, accuracy by category, points by day, badges."""

from __future__ import annotations

from collections.abc import Sequence

from discord_bot.pictures.blocks import (
    HEADER_HEIGHT,
    INNER,
    avatar,
    bar_colour,
    chip,
    header,
    panel,
)
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas
from discord_bot.pictures.colours import EDGE, MUTED, PANEL, TEXT, TRACK, Colour
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.model import CategoryAccuracy, DayPoints, ProfilePicture
from discord_bot.pictures.names import group_digits, percentage

TILE_HEIGHT = 128
CATEGORY_STEP = 62
CHART_HEIGHT = 170
HEADING_HEIGHT = 76
GAP = 24
CHIP_STEP = 50
NO_VALUE = "–"

_PAD = 32
_LEFT = MARGIN + _PAD
_RIGHT = WIDTH - MARGIN - _PAD


def draw_profile(picture: ProfilePicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    badges = _chip_rows(picture.badges, fonts)
    categories = HEADING_HEIGHT + CATEGORY_STEP * max(1, len(picture.categories)) + 16
    activity = HEADING_HEIGHT + (CHART_HEIGHT + 64 if _played(picture) else CATEGORY_STEP + 16)
    honours = HEADING_HEIGHT + CHIP_STEP * max(1, len(badges)) + 24
    canvas = Canvas(
        HEADER_HEIGHT + TILE_HEIGHT + categories + activity + honours + 3 * GAP + MARGIN, fonts
    )
    name = fonts.drawable(picture.name) or picture.labels.nameless
    header(canvas, name, picture.subtitle, accent, left=MARGIN + 124)
    avatar(canvas, picture.member_id, picture.name, MARGIN + 50, 88, 50)
    top = HEADER_HEIGHT
    _draw_tiles(canvas, picture, top)
    top += TILE_HEIGHT + GAP
    _draw_categories(canvas, picture, accent, top, categories)
    top += categories + GAP
    _draw_activity(canvas, picture, accent, top, activity)
    top += activity + GAP
    _draw_badges(canvas, picture, badges, top, honours)
    return canvas


def _played(picture: ProfilePicture) -> bool:
    return any(day.points > 0 for day in picture.days)


def _draw_tiles(canvas: Canvas, picture: ProfilePicture, top: float) -> None:
    labels = picture.labels
    accuracy = NO_VALUE if picture.accuracy is None else percentage(picture.accuracy)
    tiles = (
        (group_digits(picture.points), labels.points),
        (accuracy, labels.accuracy),
        (group_digits(picture.streak), labels.streak),
        (group_digits(picture.best_streak), labels.best_streak),
    )
    width = (INNER - 3 * 16) / 4
    for place, (value, caption) in enumerate(tiles):
        left = MARGIN + place * (width + 16)
        canvas.rectangle(left, top, width, TILE_HEIGHT, EDGE, 20)
        canvas.rectangle(left + 2, top + 2, width - 4, TILE_HEIGHT - 4, PANEL, 18)
        middle, room = left + width / 2, width - 24
        canvas.text(value, middle, top + 68, 50, TEXT, weight=Weight.HEAVY, width=room, anchor=0.5)
        canvas.text(caption, middle, top + 106, 26, MUTED, width=room, anchor=0.5)


def _heading(canvas: Canvas, text: str, top: float) -> None:
    canvas.text(text, _LEFT, top + 50, 32, TEXT, weight=Weight.HEAVY, width=_RIGHT - _LEFT)


def _draw_categories(
    canvas: Canvas, picture: ProfilePicture, accent: Colour, top: float, height: float
) -> None:
    panel(canvas, top, height)
    _heading(canvas, picture.labels.by_category, top)
    row = top + HEADING_HEIGHT
    if not picture.categories:
        canvas.text(picture.labels.no_answers, _LEFT, row + 34, 28, MUTED, width=_RIGHT - _LEFT)
    for category in picture.categories:
        _draw_category(canvas, picture, category, accent, row)
        row += CATEGORY_STEP


def _draw_category(
    canvas: Canvas, picture: ProfilePicture, category: CategoryAccuracy, accent: Colour, top: float
) -> None:
    share = percentage(category.share) if category.answered else NO_VALUE
    canvas.text(share, _RIGHT, top + 40, 34, TEXT, weight=Weight.HEAVY, width=100, anchor=1)
    length = _RIGHT - 116 - _LEFT
    answered = picture.labels.answered(category.answered)
    taken = canvas.text(answered, _LEFT + length, top + 26, 26, MUTED, width=length * 0.4, anchor=1)
    canvas.text(category.name, _LEFT, top + 26, 30, TEXT, width=length - taken - 24)
    canvas.rectangle(_LEFT, top + 36, length, 14, TRACK, 7)
    if category.right:
        canvas.rectangle(_LEFT, top + 36, max(14.0, length * category.share), 14, accent, 7)


def _draw_activity(
    canvas: Canvas, picture: ProfilePicture, accent: Colour, top: float, height: float
) -> None:
    panel(canvas, top, height)
    _heading(canvas, picture.labels.activity, top)
    if not _played(picture):
        canvas.text(
            picture.labels.no_points, _LEFT, top + HEADING_HEIGHT + 34, 28, MUTED, width=INNER - 80
        )
        return
    most = max(day.points for day in picture.days)
    ceiling = nice_ceiling(most)
    chart_top, base = top + HEADING_HEIGHT + 8, top + HEADING_HEIGHT + 8 + CHART_HEIGHT
    scale = canvas.fonts.line(group_digits(ceiling), 26).width + 20
    for share in (0.0, 0.5, 1.0):
        y = base - CHART_HEIGHT * share
        canvas.rectangle(_LEFT + scale, y - 1, _RIGHT - _LEFT - scale, 2, EDGE)
        canvas.text(
            group_digits(round(ceiling * share)), _LEFT + scale - 16, y + 9, 26, MUTED, anchor=1
        )
    _draw_columns(canvas, picture.days, ceiling, accent, (_LEFT + scale, chart_top, base))
    first, last = picture.days[0].day, picture.days[-1].day
    canvas.text(picture.labels.day(first), _LEFT + scale, base + 40, 26, MUTED, width=300)
    canvas.text(picture.labels.day(last), _RIGHT, base + 40, 26, MUTED, width=300, anchor=1)


def _draw_columns(
    canvas: Canvas,
    days: Sequence[DayPoints],
    ceiling: int,
    accent: Colour,
    place: tuple[float, float, float],
) -> None:
    left, top, base = place
    step = (_RIGHT - left) / len(days)
    for number, day in enumerate(days):
        if day.points > 0:
            height = max(6.0, (base - top) * day.points / ceiling)
            width = min(40.0, step * 0.72)
            x = left + step * number + (step - width) / 2
            canvas.rectangle(x, base - height, width, height, accent, 6)


def nice_ceiling(most: int) -> int:
    """The smallest round and even number from ten up that is not below ``most``."""
    unit = 10
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if unit * factor >= most:
                return unit * factor
        unit *= 10


def _chip_rows(badges: Sequence[str], fonts: FontBook) -> list[list[str]]:
    """The badges in the rows that they fill."""
    rows: list[list[str]] = []
    x = float(INNER)
    for badge in badges:
        width = fonts.fit(badge, 24, INNER - 2 * _PAD - 28, Weight.HEAVY).width + 40
        if x + width - 12 > INNER - 2 * _PAD:
            rows.append([])
            x = 0.0
        rows[-1].append(badge)
        x += width
    return rows


def _draw_badges(
    canvas: Canvas,
    picture: ProfilePicture,
    rows: Sequence[Sequence[str]],
    top: float,
    height: float,
) -> None:
    panel(canvas, top, height)
    _heading(canvas, picture.labels.badges, top)
    middle = top + HEADING_HEIGHT + 22
    if not rows:
        canvas.text(picture.labels.no_badges, _LEFT, middle + 12, 28, MUTED, width=INNER - 80)
    for row in rows:
        x = float(_LEFT)
        for badge in row:
            x += chip(canvas, badge, x, middle, TRACK, TEXT) + 12
        middle += CHIP_STEP
