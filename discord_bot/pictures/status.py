"""Draws a server's last days: a wide plot, and under it small ones, two beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from discord_bot.pictures.blocks import HEADER_HEIGHT, INNER, RADIUS, bar_colour, header
from discord_bot.pictures.canvas import MARGIN, Canvas
from discord_bot.pictures.colours import AVATARS, EDGE, MUTED, PANEL, TEXT, WARNING, Colour
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.model import StatusPicture, StatusPlot
from discord_bot.pictures.names import group_digits

GAP = 24
PAD = 28
HEADING = 74
LEGEND = 40
CHART = 150
BELOW = 56
"""Room for the names of days under a chart."""
OVER = 34
"""Room for a value over the highest column."""
WIDEST = 64.0
HUNDRED = 100
_THOUSAND, _MILLION = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a plot stands."""

    left: float
    top: float
    width: float
    height: float

    @property
    def inner_left(self) -> float:
        return self.left + PAD

    @property
    def inner_width(self) -> float:
        return self.width - 2 * PAD

    @property
    def base(self) -> float:
        return self.top + self.height - BELOW


def draw_status(picture: StatusPicture, fonts: FontBook) -> Canvas:
    """The whole picture."""
    accent = bar_colour(picture.accent)
    boxes = _boxes(picture.plots)
    bottom = max((box.top + box.height for box in boxes), default=float(HEADER_HEIGHT))
    canvas = Canvas(round(bottom) + MARGIN, fonts)
    header(canvas, picture.title, picture.subtitle, accent)
    for plot, box in zip(picture.plots, boxes, strict=True):
        colours = (WARNING,) if plot.is_share else (accent, AVATARS[3])
        _draw_plot(canvas, plot, picture.days, box, colours)
    return canvas


def _boxes(plots: tuple[StatusPlot, ...]) -> list[_Box]:
    """The first over the whole width, the others in pairs of one height."""
    if not plots:
        return []
    top = float(HEADER_HEIGHT)
    boxes = [_Box(MARGIN, top, INNER, _height(plots[:1]))]
    top += boxes[0].height + GAP
    half = (INNER - GAP) / 2
    for number in range(1, len(plots), 2):
        pair = plots[number : number + 2]
        height = _height(pair)
        boxes += [
            _Box(MARGIN + (half + GAP) * place, top, half, height) for place in range(len(pair))
        ]
        top += height + GAP
    return boxes


def _height(plots: tuple[StatusPlot, ...]) -> float:
    legend = LEGEND if any(plot.legend for plot in plots) else 0
    return HEADING + legend + OVER + CHART + BELOW


def _draw_plot(
    canvas: Canvas,
    plot: StatusPlot,
    days: tuple[str, ...],
    box: _Box,
    colours: tuple[Colour, ...],
) -> None:
    canvas.rectangle(box.left, box.top, box.width, box.height, EDGE, RADIUS)
    canvas.rectangle(box.left + 2, box.top + 2, box.width - 4, box.height - 4, PANEL, RADIUS - 2)
    right = box.inner_left + box.inner_width
    taken = canvas.text(plot.aside, right, box.top + 48, 24, MUTED, width=box.width / 3, anchor=1)
    width = box.inner_width - taken - 16
    canvas.text(
        plot.heading, box.inner_left, box.top + 48, 28, TEXT, weight=Weight.HEAVY, width=width
    )
    _draw_legend(canvas, plot, box, colours)
    canvas.rectangle(box.inner_left, box.base - 1, box.inner_width, 2, EDGE)
    if all(column is None for column in plot.columns):
        canvas.text(plot.nothing, box.inner_left, box.base - 24, 24, MUTED, width=box.inner_width)
    step = box.inner_width / max(1, len(days))
    for number, (day, column) in enumerate(zip(days, plot.columns, strict=True)):
        middle = box.inner_left + step * (number + 0.5)
        is_today = number == len(days) - 1
        colour = TEXT if is_today else MUTED
        canvas.text(day, middle, box.base + 36, 22, colour, width=step - 4, anchor=0.5)
        if column is not None:
            _draw_column(canvas, plot, column, (middle, box.base, step), colours)


def _draw_legend(canvas: Canvas, plot: StatusPlot, box: _Box, colours: tuple[Colour, ...]) -> None:
    x, middle = box.inner_left, box.top + HEADING + 12
    room = box.inner_width / max(1, len(plot.legend))
    for name, colour in zip(plot.legend, colours, strict=False):
        canvas.circle(x + 9, middle, 9, colour)
        x += 28 + canvas.text(name, x + 28, middle + 8, 22, MUTED, width=room - 44) + 28


def _draw_column(
    canvas: Canvas,
    plot: StatusPlot,
    column: tuple[int, ...],
    place: tuple[float, float, float],
    colours: tuple[Colour, ...],
) -> None:
    """A day's column with its parts from below, and its value over it; a zero is its value."""
    middle, base, step = place
    most = HUNDRED if plot.is_share else max(1, plot.most)
    width = min(WIDEST, step * 0.66)
    y = base - 1
    for part, colour in zip(column, colours, strict=False):
        if part:
            height = max(4.0, CHART * part / most)
            canvas.rectangle(middle - width / 2, y - height, width, height, colour, 4)
            y -= height
    text = f"{column[0]}%" if plot.is_share else short(sum(column))
    colour = TEXT if sum(column) else MUTED
    canvas.text(text, middle, y - 9, 22, colour, width=step - 2, anchor=0.5)


def short(number: int) -> str:
    """A count in at most five characters: ``950``, ``9 500``, ``12k``, ``3M``, rounded down."""
    if number >= 10 * _MILLION:
        return f"{group_digits(number // _MILLION)}M"
    if number >= 10 * _THOUSAND:
        return f"{number // _THOUSAND}k"
    return group_digits(number)
