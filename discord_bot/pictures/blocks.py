"""The parts that all pictures share: a heading, an avatar, a chip, a friendly word for no data."""

from __future__ import annotations

from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas
from discord_bot.pictures.colours import (
    EDGE,
    INK,
    MUTED,
    PANEL,
    SHAPE_RATIO,
    TEXT,
    TRACK,
    Colour,
    avatar_colour,
    legible,
    parse_colour,
)
from discord_bot.pictures.fonts import Weight
from discord_bot.pictures.names import initials

INNER = WIDTH - 2 * MARGIN
HEADER_HEIGHT = 168
EMPTY_HEIGHT = 260
RADIUS = 20


def bar_colour(accent: str) -> Colour:
    """A pack's accent, light enough to stand out from every ground that bars are drawn on."""
    return legible(parse_colour(accent), TRACK, SHAPE_RATIO)


def header(
    canvas: Canvas,
    title: str,
    subtitle: str,
    accent: Colour,
    *,
    left: float = MARGIN,
    aside: str = "",
) -> None:
    """The accent's line along the top edge, the title, under it the subtitle and ``aside``."""
    canvas.rectangle(0, 0, WIDTH, 10, accent)
    width = WIDTH - MARGIN - left
    canvas.text(title, left, 88, 54, TEXT, weight=Weight.HEAVY, width=width)
    taken = canvas.text(aside, WIDTH - MARGIN - 28, 136, 26, MUTED, width=240, anchor=1)
    canvas.text(subtitle, left, 136, 30, MUTED, width=width - taken - (60 if aside else 0))


def avatar(canvas: Canvas, member_id: int, name: str, x: float, y: float, radius: int) -> None:
    """A member's initials on the member's colour, around a point."""
    colour = avatar_colour(member_id)
    canvas.circle(x, y, radius, colour)
    letters = canvas.fonts.drawable(initials(canvas.fonts.drawable(name)))
    size = round(radius * (1.15 if len(letters) == 1 else 0.9))
    canvas.text(
        letters, x, y + size * 0.36, size, INK, weight=Weight.HEAVY, width=2 * radius, anchor=0.5
    )


def chip(canvas: Canvas, text: str, x: float, middle: float, ground: Colour, ink: Colour) -> float:
    """A word in a capsule, from ``x``, around the height ``middle``; returns its width."""
    line = canvas.fonts.fit(text, 24, INNER - 40, Weight.HEAVY)
    canvas.rectangle(x, middle - 19, line.width + 28, 38, ground, 19)
    canvas.line(line, x + 14, middle + 9, ink)
    return line.width + 28


def panel(canvas: Canvas, top: float, height: float, edge: Colour = EDGE, border: int = 2) -> None:
    """A raised surface over the whole width."""
    canvas.rectangle(MARGIN, top, INNER, height, edge, RADIUS)
    inset = 2 * border
    canvas.rectangle(
        MARGIN + border, top + border, INNER - inset, height - inset, PANEL, RADIUS - border
    )


def empty(canvas: Canvas, top: float, title: str, hint: str, accent: Colour) -> None:
    """A friendly word where there is nothing to show yet."""
    panel(canvas, top, EMPTY_HEIGHT - MARGIN)
    for step, height in enumerate((18, 34, 26)):
        canvas.rectangle(WIDTH / 2 - 32 + step * 24, top + 74 - height, 16, height, accent, 6)
    middle, width = WIDTH / 2, INNER - 80
    canvas.text(title, middle, top + 128, 36, TEXT, weight=Weight.HEAVY, width=width, anchor=0.5)
    canvas.text(hint, middle, top + 174, 28, MUTED, width=width, anchor=0.5)
