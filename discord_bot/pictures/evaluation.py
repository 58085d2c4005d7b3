"""Draws what ``fanbot moderation evaluate`` measured: the same figures as its tables.

Its words are English, like those of the command line, for which alone it is.
"""

from __future__ import annotations

from discord_bot.moderation.evaluation import (
    ALARMS_ALONE,
    SET_AGAINST_ALL,
    Evaluation,
    GroupFigures,
    LabelFigures,
    ReliabilityBin,
    Share,
)
from discord_bot.moderation.model import LABELS, Label
from discord_bot.pictures.blocks import HEADER_HEIGHT, INNER, header, panel
from discord_bot.pictures.canvas import MARGIN, WIDTH, Canvas, Point
from discord_bot.pictures.colours import (
    AVATARS,
    EDGE,
    INK,
    MUTED,
    PANEL,
    TEXT,
    TRACK,
    WARNING,
    Colour,
    contrast,
    mix,
)
from discord_bot.pictures.fonts import FontBook, Weight
from discord_bot.pictures.names import group_digits, percentage

MAX_GROUPS = 40
"""Groups that are drawn, the largest; how many are left to the tables is written below them."""
GOOD: Colour = AVATARS[2]
FOUND: Colour = AVATARS[0]
F1: Colour = AVATARS[3]
GAP = 24
TILE_HEIGHT = 128
HEADING = 76
STEP = 62
NOTE = 40
CELL_HEIGHT = 58
CURVE_HEIGHT = 460
NO_VALUE = "–"

_PAD = 32
_LEFT = MARGIN + _PAD
_RIGHT = WIDTH - MARGIN - _PAD
_NAMES = 260
"""Pixels for the name of a label or group."""


def draw_evaluation(found: Evaluation, subtitle: str, fonts: FontBook) -> Canvas:
    """The whole picture: figures, labels, groups, confusion and the reliability curve."""
    groups = sorted(found.groups, key=_size, reverse=True)[:MAX_GROUPS]
    notes = _notes(groups, len(found.groups) - len(groups))
    heights = (
        TILE_HEIGHT,
        HEADING + STEP * (1 + len(found.labels)) + 16,
        HEADING + STEP * (1 + len(groups)) + NOTE * len(notes) + 16,
        HEADING + CELL_HEIGHT * (len(LABELS) + 1) + 24,
        HEADING + CURVE_HEIGHT + 110,
    )
    canvas = Canvas(HEADER_HEIGHT + sum(heights) + GAP * (len(heights) - 1) + MARGIN, fonts)
    header(canvas, "How the filter does", subtitle, GOOD)
    tops = [HEADER_HEIGHT]
    for height in heights:
        tops.append(tops[-1] + height + GAP)
    _draw_tiles(canvas, found, tops[0])
    for top, height in zip(tops[1:], heights[1:], strict=False):
        panel(canvas, top, height)
    _draw_labels(canvas, found.labels, tops[1])
    _draw_groups(canvas, groups, notes, tops[2])
    _draw_confusion(canvas, found, tops[3])
    _draw_reliability(canvas, found, tops[4])
    return canvas


def _size(group: GroupFigures) -> int:
    return group.found.total + group.false_alarms.total


def _heading(canvas: Canvas, text: str, top: float) -> None:
    canvas.text(text, _LEFT, top + 50, 32, TEXT, weight=Weight.HEAVY, width=_RIGHT - _LEFT)


def _name(label: Label) -> str:
    return label.value.replace("_", " ")


def _draw_tiles(canvas: Canvas, found: Evaluation, top: float) -> None:
    alarms = found.false_alarms_per_thousand
    tiles = (
        (_percent(found.found.value), "breaches found"),
        (_percent(found.label_right.value), "of these, label right"),
        (NO_VALUE if alarms is None else f"{alarms:.1f}", "alarms per 1,000 ok"),
        (f"{found.calibration_error:.3f}", "calibration error"),
    )
    width = (INNER - 3 * 16) / 4
    for place, (value, caption) in enumerate(tiles):
        left = MARGIN + place * (width + 16)
        canvas.rectangle(left, top, width, TILE_HEIGHT, EDGE, 20)
        canvas.rectangle(left + 2, top + 2, width - 4, TILE_HEIGHT - 4, PANEL, 18)
        middle, room = left + width / 2, width - 24
        canvas.text(value, middle, top + 66, 50, TEXT, weight=Weight.HEAVY, width=room, anchor=0.5)
        canvas.text(caption, middle, top + 106, 24, MUTED, width=room, anchor=0.5)


def _percent(share: float | None) -> str:
    return NO_VALUE if share is None else f"{share:.1%}"


# --- bars -----------------------------------------------------------------------------------------


def _bar(
    canvas: Canvas,
    value: float | None,
    text: str,
    place: tuple[float, float, float],
    colour: Colour,
) -> None:
    """A share as a bar with its text above; ``place`` is left, top and width."""
    left, top, width = place
    canvas.text(text, left, top + 28, 24, TEXT, width=width)
    canvas.rectangle(left, top + 38, width, 12, TRACK, 6)
    if value:
        canvas.rectangle(left, top + 38, max(12.0, width * value), 12, colour, 6)


def _counted(share: Share) -> str:
    """A share with how many it is of; small numbers tell little."""
    return f"{_percent(share.value)} of {group_digits(share.total)}" if share.total else NO_VALUE


def _columns(canvas: Canvas, captions: tuple[str, ...], top: float) -> list[tuple[float, float]]:
    """Name the columns; left and width of each."""
    width = (_RIGHT - _LEFT - _NAMES - (len(captions) - 1) * GAP) / len(captions)
    places = [(_LEFT + _NAMES + place * (width + GAP), width) for place in range(len(captions))]
    for (left, _), caption in zip(places, captions, strict=True):
        canvas.text(caption, left, top + 34, 26, MUTED, width=width)
    return places


def _score(value: float | None) -> str:
    return NO_VALUE if value is None else f"{value:.3f}"


def _draw_labels(canvas: Canvas, labels: tuple[LabelFigures, ...], top: float) -> None:
    _heading(canvas, "By label", top)
    row = top + HEADING
    columns = _columns(canvas, ("precision", "recall", "F1"), row)
    for item in labels:
        row += STEP
        canvas.text(_name(item.label), _LEFT, row + 40, 28, TEXT, width=_NAMES - 20)
        bars = (
            (item.precision.value, _counted(item.precision), GOOD),
            (item.recall.value, _counted(item.recall), FOUND),
            (item.f1, _score(item.f1), F1),
        )
        for (left, width), (value, text, colour) in zip(columns, bars, strict=True):
            _bar(canvas, value, text, (left, row, width), colour)


def _draw_groups(
    canvas: Canvas, groups: list[GroupFigures], notes: tuple[str, ...], top: float
) -> None:
    _heading(canvas, "By group", top)
    row = top + HEADING
    columns = _columns(canvas, ("precision", "recall", "F1", "false alarms"), row)
    for item in groups:
        row += STEP
        canvas.text(item.group, _LEFT, row + 40, 28, TEXT, width=_NAMES - 20)
        alarms, mark = item.false_alarms, " *" if item.is_set_against_all else ""
        bars = (
            (item.precision.value, _counted(item.precision) + mark, GOOD),
            (item.found.value, _counted(item.found), FOUND),
            (item.f1, _score(item.f1), F1),
            (alarms.value, _counted(alarms), WARNING),
        )
        for (left, width), (value, text, colour) in zip(columns, bars, strict=True):
            _bar(canvas, value, text, (left, row, width), colour)
    row += STEP + 34
    for place, note in enumerate(notes):
        canvas.text(note, _LEFT, row + place * NOTE, 26, MUTED, width=_RIGHT - _LEFT)


def _notes(groups: list[GroupFigures], left_out: int) -> tuple[str, ...]:
    """What stands below the groups, as below the tables."""
    notes = []
    if left_out:
        notes.append(f"and {group_digits(left_out)} smaller groups, which the tables show")
    if any(item.is_set_against_all for item in groups):
        notes.append(f"* {SET_AGAINST_ALL}")
    if not all(item.found.total for item in groups):
        notes.append(f"{NO_VALUE} {ALARMS_ALONE}")
    return tuple(notes)


# --- confusion ------------------------------------------------------------------------------------


def _draw_confusion(canvas: Canvas, found: Evaluation, top: float) -> None:
    _heading(canvas, "Confusion: rows as people labelled, columns as judged", top)
    left_edge = _LEFT + 210.0
    width = (_RIGHT - left_edge) / len(LABELS)
    row = top + HEADING
    for place, label in enumerate(LABELS):
        middle, name = left_edge + (place + 0.5) * width, _name(label).split()[0]
        canvas.text(name, middle, row + 36, 18, MUTED, width=width - 2, anchor=0.5)
    for true in LABELS:
        row += CELL_HEIGHT
        canvas.text(_name(true), _LEFT, row + 38, 26, TEXT, width=200)
        total = sum(found.confusion[true, given] for given in LABELS)
        for place, given in enumerate(LABELS):
            count = found.confusion[true, given]
            left = left_edge + place * width
            share = count / total if total else 0.0
            _draw_cell(canvas, count, share, given is true, (left, row, width))


def _draw_cell(
    canvas: Canvas, count: int, share: float, is_right: bool, place: tuple[float, float, float]
) -> None:
    """One count, the stronger coloured the larger its share of the row."""
    left, top, width = place
    ground = mix(TRACK, GOOD if is_right else WARNING, share)
    canvas.rectangle(left + 3, top + 3, width - 6, CELL_HEIGHT - 6, ground, 8)
    if count:
        ink = max((TEXT, INK), key=lambda colour: contrast(colour, ground))
        number = group_digits(count)
        middle = left + width / 2
        canvas.text(number, middle, top + 38, 26, ink, width=width - 12, anchor=0.5)


# --- reliability ----------------------------------------------------------------------------------


def _draw_reliability(canvas: Canvas, found: Evaluation, top: float) -> None:
    _heading(canvas, "Reliability: confidence, and how many were breaches", top)
    base = top + HEADING + CURVE_HEIGHT
    left = _LEFT + 90
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y, x = base - CURVE_HEIGHT * share, left + (_RIGHT - left) * share
        canvas.rectangle(left, y - 1, _RIGHT - left, 2, EDGE)
        canvas.rectangle(x - 1, base - CURVE_HEIGHT, 2, CURVE_HEIGHT, EDGE)
        canvas.text(percentage(share), left - 16, y + 9, 26, MUTED, anchor=1)
        canvas.text(percentage(share), x, base + 38, 26, MUTED, anchor=0.5)
    canvas.stroke((left, base), (_RIGHT, base - CURVE_HEIGHT), 3, MUTED)
    caption = "on the line, it is as sure as it is right; the bars are 95 % intervals"
    canvas.text(caption, _RIGHT, base + 80, 26, MUTED, anchor=1)
    previous: Point | None = None
    for bar in found.reliability:
        previous = _draw_bin(canvas, bar, previous, (left, base))


def _draw_bin(
    canvas: Canvas, bar: ReliabilityBin, previous: Point | None, origin: Point
) -> Point | None:
    """One point of the curve with its interval, joined to the one before."""
    share, interval = bar.breaches.value, bar.breaches.interval
    if share is None or interval is None:
        return previous
    left, base = origin
    x = left + (_RIGHT - left) * bar.confidence
    low, middle, high = (base - CURVE_HEIGHT * value for value in (interval[0], share, interval[1]))
    canvas.rectangle(x - 2, high, 4, max(1.0, low - high), mix(PANEL, FOUND, 0.6))
    if previous is not None:
        canvas.stroke(previous, (x, middle), 4, FOUND)
    canvas.circle(x, middle, 9, FOUND)
    return x, middle
