"""Fonts: which one can draw what, how wide a text is, and where it must be cut."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from unicodedata import normalize

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]  # fontTools ships no py.typed
from PIL import ImageFont, features

from discord_bot.pictures.names import clean, clusters, is_emoji, reads_right_to_left

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "fonts"
ELLIPSIS = "…"
_INVISIBLE = dict.fromkeys(map(ord, "\u200c\u200d\ufe0e\ufe0f"))

_SYSTEM_DIRECTORIES = {
    "darwin": ("/System/Library/Fonts", "/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}.get(sys.platform, ("/usr/share/fonts", "/usr/local/share/fonts"))

SYSTEM_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK*-Regular.otf",
    "NotoSans*-Regular.ttf",
    "wqy-microhei.ttc",
    "DroidSansFallback*.ttf",
    "Hiragino Sans GB.ttc",
    "AppleSDGothicNeo.ttc",
    "Arial Unicode.ttf",
    "msyh.ttc",
    "malgun.ttf",
    "YuGothM.ttc",
    "Nirmala.tt[cf]",
    "LeelawUI.ttf",
)
"""Patterns of the fonts that systems bring for the scripts that are not shipped, best first."""


class Weight(StrEnum):
    """How heavy a text is set; the value is the shipped file."""

    TEXT = "Nunito-SemiBold.ttf"
    HEAVY = "Nunito-ExtraBold.ttf"


class Face:
    """One font file. What it covers is read when first asked."""

    def __init__(self, path: Path, layout: ImageFont.Layout) -> None:
        self._path = path
        self._layout = layout
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}

    @cached_property
    def _covered(self) -> frozenset[int]:
        try:
            with self._path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
                return frozenset(font.getBestCmap() or ())
        except (TTLibError, OSError) as error:
            log.warning("cannot read the font %s: %s", self._path, error)
            return frozenset()

    def covers(self, piece: str) -> bool:
        """Whether every visible character of ``piece`` has a glyph here."""
        return all(ord(c) in self._covered for c in piece if ord(c) not in _INVISIBLE)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at ``size`` pixels."""
        if size not in self._sizes:
            self._sizes[size] = ImageFont.truetype(self._path, size, layout_engine=self._layout)
        return self._sizes[size]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one font, ``x`` pixels from the start of its line."""

    text: str
    font: ImageFont.FreeTypeFont
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """A text set in one line, ready to be drawn."""

    segments: tuple[Segment, ...]
    width: float


class FontBook:
    """Sets text in the shipped fonts, and where they lack a character in those of the system.

    ``shaping`` joins Arabic letters and emoji and orders what reads from right to left; it needs
    the Raqm library, which Pillow brings, and FriBiDi, which it finds or not. Without it Arabic
    letters stand apart, in the right order.
    """

    def __init__(
        self,
        directories: Iterable[str | Path] = _SYSTEM_DIRECTORIES,
        *,
        shaping: bool | None = None,
    ) -> None:
        self._shaping = features.check("raqm") if shaping is None else shaping
        self._layout = ImageFont.Layout.RAQM if self._shaping else ImageFont.Layout.BASIC
        self._weights = {weight: self._shipped(weight.value) for weight in Weight}
        self._emoji = self._shipped("NotoEmoji-Medium.ttf")
        self._broad = self._shipped("DejaVuSans.ttf")
        self._directories = tuple(Path(directory) for directory in directories)

    def _shipped(self, name: str) -> Face:
        return Face(SHIPPED / name, self._layout)

    @cached_property
    def _system(self) -> tuple[Face, ...]:
        found: dict[Path, None] = {}
        for pattern in SYSTEM_FONTS:
            for directory in self._directories:
                found.update(dict.fromkeys(sorted(directory.rglob(pattern))))
        return tuple(Face(path, self._layout) for path in found)

    def drawable(self, text: str) -> str:
        """``text`` cleaned of all that no font can draw; letters in costume become plain ones."""
        return clean("".join(piece for piece, _ in self._faces(clean(text), Weight.TEXT)))

    def line(self, text: str, size: int, weight: Weight = Weight.TEXT) -> Line:
        """``text`` set at ``size`` pixels, without what no font can draw."""
        visible = clean(text)
        stretches: list[tuple[str, Face]] = []
        for piece, face in self._faces(visible, weight):
            if piece == " " and stretches and stretches[-1][0].endswith(" "):
                continue
            continues = piece == " " and stretches and stretches[-1][1] is not self._emoji
            if stretches and (face is stretches[-1][1] or continues):
                stretches[-1] = (stretches[-1][0] + piece, stretches[-1][1])
            else:
                stretches.append((piece, face))
        if not any(stretch.strip() for stretch, _ in stretches):
            return Line((), 0.0)
        if reads_right_to_left(visible):
            stretches.reverse()
        segments: list[Segment] = []
        x = 0.0
        for stretch, face in stretches:
            font = face.at(size)
            ordered = self._visual(stretch)
            segments.append(Segment(ordered, font, x))
            x += font.getlength(ordered)
        return Line(tuple(segments), x)

    def fit(self, text: str, size: int, width: float, weight: Weight = Weight.TEXT) -> Line:
        """``text`` set in at most ``width`` pixels, with an ellipsis where it had to be cut."""
        whole = self.line(text, size, weight)
        if whole.width <= width:
            return whole
        pieces = clusters(clean(text))
        low, high = 0, len(pieces)
        while low < high:
            middle = (low + high + 1) // 2
            if self.line(_shortened(pieces[:middle]), size, weight).width <= width:
                low = middle
            else:
                high = middle - 1
        return self.line(_shortened(pieces[:low]), size, weight)

    def wrap(
        self, text: str, size: int, width: float, lines: int, weight: Weight = Weight.TEXT
    ) -> tuple[Line, ...]:
        """``text`` set in at most ``lines`` lines, broken at spaces; the last one may be cut."""
        words = clean(text).split(" ")
        done: list[Line] = []
        while words and len(done) < lines - 1:
            count = len(words)
            while count > 1 and self.line(" ".join(words[:count]), size, weight).width > width:
                count -= 1
            done.append(self.fit(" ".join(words[:count]), size, width, weight))
            words = words[count:]
        if not words:
            return tuple(done)
        return (*done, self.fit(" ".join(words), size, width, weight))

    def _faces(self, text: str, weight: Weight) -> Iterable[tuple[str, Face]]:
        for cluster in clusters(text):
            piece = self._plain(cluster, self._weights[weight])
            if (face := self._face(piece, weight)) is not None:
                yield piece, face
                continue
            for plain in clusters(normalize("NFKC", piece)):
                for part in (plain, plain[0]):
                    if (face := self._face(part, weight)) is not None:
                        yield part, face
                        break

    @staticmethod
    def _plain(piece: str, face: Face) -> str:
        """``piece`` without the marks that ``face`` lacks, where it has the letter."""
        if len(piece) == 1 or is_emoji(piece) or not face.covers(piece[0]):
            return piece
        return "".join(character for character in piece if face.covers(character))

    def _face(self, piece: str, weight: Weight) -> Face | None:
        shipped: Sequence[Face] = (self._weights[weight], self._broad, self._emoji)
        if is_emoji(piece):
            shipped = (self._emoji, self._broad)
        for face in shipped:
            if face.covers(piece):
                return face
        return next((face for face in self._system if face.covers(piece)), None)

    def _visual(self, stretch: str) -> str:
        """``stretch`` as Pillow wants it.

        Without Raqm it draws all characters from left to right, the invisible ones as boxes.
        """
        if self._shaping:
            return stretch
        visible = stretch.translate(_INVISIBLE)
        return "".join(reversed(clusters(visible))) if reads_right_to_left(visible) else visible


def _shortened(pieces: Sequence[str]) -> str:
    return "".join(pieces).rstrip() + ELLIPSIS
