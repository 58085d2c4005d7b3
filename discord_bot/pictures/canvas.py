"""A picture in the making: smooth shapes and set text on a dark ground.

Pillow draws text smoothly but shapes with jagged edges, so each shape is drawn as a mask at four
times its size and scaled down; masks of the same shape are kept for the rest of the picture.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from discord_bot.pictures.colours import GROUND, Colour
from discord_bot.pictures.fonts import FontBook, Line, Weight

WIDTH = 1100
"""Twice the 550 pixels that Discord shows, for displays with doubled pixels."""
MARGIN = 40
_FINER = 4

Point = tuple[float, float]


class Canvas:
    """Draws in pixels from the top left corner."""

    def __init__(self, height: int, fonts: FontBook) -> None:
        self.fonts = fonts
        self.height = height
        self._image = Image.new("RGB", (WIDTH, height), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._masks: dict[tuple[int, int, tuple[Point, ...] | int], Image.Image] = {}

    def png(self) -> bytes:
        """The picture as a PNG file: the same bytes for the same drawing.

        A palette of 256 makes the file a third as large and is written twice as fast; no channel of
        a colour moves by more than some six per cent, and those of large areas by one in 255.
        """
        buffer = io.BytesIO()
        small = self._image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.save(buffer, format="PNG")
        return buffer.getvalue()

    def rectangle(
        self, left: float, top: float, width: float, height: float, colour: Colour, radius: int = 0
    ) -> None:
        """A filled rectangle with round corners."""
        box_width, box_height = max(1, round(width)), max(1, round(height))
        rounded = min(radius, box_width // 2, box_height // 2)
        key = (box_width, box_height, rounded)
        if key not in self._masks:
            mask = Image.new("L", (box_width * _FINER, box_height * _FINER))
            ImageDraw.Draw(mask).rounded_rectangle(
                (0, 0, mask.width - 1, mask.height - 1), rounded * _FINER, fill=255
            )
            self._masks[key] = mask.reduce(_FINER)
        self._image.paste(colour, (round(left), round(top)), self._masks[key])

    def circle(self, x: float, y: float, radius: int, colour: Colour) -> None:
        """A disc around a point."""
        self.rectangle(x - radius, y - radius, 2 * radius, 2 * radius, colour, radius)

    def polygon(self, corners: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        left, top = (int(min(c[axis] for c in corners)) for axis in (0, 1))
        width, height = (int(max(c[axis] for c in corners)) + 2 for axis in (0, 1))
        local = tuple((x - left, y - top) for x, y in corners)
        key = (width - left, height - top, local)
        if key not in self._masks:
            mask = Image.new("L", ((width - left) * _FINER, (height - top) * _FINER))
            fine = [(x * _FINER, y * _FINER) for x, y in local]
            ImageDraw.Draw(mask).polygon(fine, fill=255)
            self._masks[key] = mask.reduce(_FINER)
        self._image.paste(colour, (left, top), self._masks[key])

    def diamond(self, x: float, y: float, radius: int, colour: Colour) -> None:
        """A square on its corner around a point."""
        self.polygon([(x - radius, y), (x, y - radius), (x + radius, y), (x, y + radius)], colour)

    def stroke(self, start: Point, end: Point, width: float, colour: Colour) -> None:
        """A straight line between two points."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = (dx * dx + dy * dy) ** 0.5
        if length == 0:
            return
        across_x, across_y = -dy / length * width / 2, dx / length * width / 2
        self.polygon(
            [
                (start[0] + across_x, start[1] + across_y),
                (end[0] + across_x, end[1] + across_y),
                (end[0] - across_x, end[1] - across_y),
                (start[0] - across_x, start[1] - across_y),
            ],
            colour,
        )

    def line(self, line: Line, x: float, baseline: float, colour: Colour) -> float:
        """Draw a set line from ``x``; returns where it ends."""
        for segment in line.segments:
            position = (round(x + segment.x), round(baseline))
            self._draw.text(position, segment.text, fill=colour, font=segment.font, anchor="ls")
        return x + line.width

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: int,
        colour: Colour,
        *,
        weight: Weight = Weight.TEXT,
        width: float = WIDTH - 2 * MARGIN,
        anchor: float = 0.0,
    ) -> float:
        """Draw ``text`` in at most ``width`` pixels; returns its width.

        ``anchor`` is the share of the width that stands left of ``x``: 0 begins there, 0.5 centres,
        1 ends there.
        """
        line = self.fonts.fit(text, size, width, weight)
        self.line(line, x - line.width * anchor, baseline, colour)
        return line.width
