"""The colours of the pictures, and the arithmetic that keeps them legible.

The formulas and ratios are those of WCAG 2.2: 4.5 : 1 for text (criterion 1.4.3) and 3 : 1 for the
parts of a chart (1.4.11). A picture brings its own dark ground, so it reads the same in Discord's
dark and light themes.
"""

from __future__ import annotations

import hashlib

TEXT_RATIO = 4.5
SHAPE_RATIO = 3.0

Colour = tuple[int, int, int]
"""Red, green and blue, each 0…255."""

GROUND: Colour = (0x17, 0x19, 0x24)
PANEL: Colour = (0x22, 0x25, 0x34)
TRACK: Colour = (0x33, 0x37, 0x4A)
EDGE: Colour = (0x3A, 0x3F, 0x55)
TEXT: Colour = (0xF5, 0xF6, 0xFC)
MUTED: Colour = (0xB6, 0xBB, 0xD2)
INK: Colour = (0x12, 0x13, 0x1C)
WARNING: Colour = (0xFF, 0xB0, 0x57)
GOLD: Colour = (0xF4, 0xC6, 0x4F)
SILVER: Colour = (0xC9, 0xD0, 0xDE)
BRONZE: Colour = (0xE0, 0x98, 0x65)

AVATARS: tuple[Colour, ...] = (
    (0x8E, 0xC5, 0xFF),
    (0xFF, 0xB3, 0x8A),
    (0x8F, 0xDD, 0xB4),
    (0xF2, 0xD0, 0x6B),
    (0xD7, 0xB5, 0xFF),
    (0xFF, 0xA8, 0xC5),
    (0x7F, 0xDA, 0xDC),
    (0xC9, 0xD6, 0x7E),
    (0xB0, 0xBC, 0xFF),
    (0xE8, 0xC3, 0xA5),
)
"""Light grounds of avatars, all for ``INK`` initials; they decorate and mean nothing."""


def parse_colour(text: str) -> Colour:
    """The colour of ``#rrggbb``. Raises ``ValueError`` for anything else."""
    if len(text) != len("#rrggbb") or not text.startswith("#"):
        raise ValueError(f"{text!r} is not a colour like #5865f2")
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it: 0 is black, 1 is white."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the constants of sRGB
        for value in (channel / 255 for channel in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1…21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0…1) of ``other`` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def legible(colour: Colour, ground: Colour, ratio: float) -> Colour:
    """``colour``, made just light enough to reach ``ratio`` on a dark ``ground``.

    White reaches 9 : 1 and more on every ground here, so there is always such a colour.
    """
    for step in range(21):
        lighter = mix(colour, (255, 255, 255), step / 20)
        if contrast(lighter, ground) >= ratio:
            return lighter
    return 255, 255, 255


def avatar_colour(member_id: int) -> Colour:
    """The ground of a member's avatar: always the same for the same id."""
    digest = hashlib.blake2s(str(member_id).encode(), digest_size=2).digest()
    return AVATARS[int.from_bytes(digest, "big") % len(AVATARS)]
