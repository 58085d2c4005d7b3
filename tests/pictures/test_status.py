"""A server's last days as a picture and in words."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from discord_bot.pictures import StatusPicture, StatusPlot, describe
from discord_bot.pictures.colours import AVATARS, PANEL, SHAPE_RATIO, WARNING, contrast
from discord_bot.pictures.fonts import FontBook
from discord_bot.pictures.paint import paint
from discord_bot.pictures.status import short

DAYS = ("Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu")
DATES = tuple(f"{day} May" for day in range(1, 8))

CHECKED = StatusPlot("Checked", ((204,), (0,), (12345,), (7,), (0,), (0,), (99_000_000,)), "99M")
FOUND = StatusPlot(
    "Found", ((3, 1), (0, 0), (5, 0), (0, 2), (0, 0), (0, 0), (1, 1)), "9 + 4", ("noted", "down")
)
OVERRULED = StatusPlot(
    "Overruled", ((25,), None, (0,), None, None, None, (100,)), "2 of 7", (), "Nothing", True
)
QUIET = StatusPlot("News", ((0,),) * 7)


def picture(*plots: StatusPlot) -> StatusPicture:
    return StatusPicture("The last days", "Truham Lounge", DAYS, DATES, plots, "#2f7d6b")


EVERY = {
    "five plots": picture(CHECKED, FOUND, OVERRULED, QUIET, FOUND),
    "one plot": picture(CHECKED),
    "two plots": picture(CHECKED, FOUND),
    "no plots": picture(),
    "nothing decided": picture(replace(OVERRULED, columns=(None,) * 7)),
    "long words": picture(replace(FOUND, heading="W" * 300, legend=("m" * 90, "w" * 90))),
}


@pytest.mark.parametrize("drawn", EVERY.values(), ids=EVERY.keys())
def test_every_week_is_a_png_and_the_same_each_time(drawn: StatusPicture, fonts: FontBook) -> None:
    png = paint(drawn, fonts)
    image = Image.open(io.BytesIO(png))
    image.load()
    assert image.format == "PNG"
    assert image.width == 1100
    assert len(png) < 150_000
    assert paint(drawn, fonts) == png


def test_what_differs_looks_different(fonts: FontBook) -> None:
    other = replace(FOUND, columns=((1, 3), *FOUND.columns[1:]))
    assert paint(picture(FOUND), fonts) != paint(picture(other), fonts), "parts have colours"
    zero = replace(OVERRULED, columns=((25,), (0,), *OVERRULED.columns[2:]))
    assert paint(picture(OVERRULED), fonts) != paint(picture(zero), fonts), "0% is not nothing"


def test_columns_stand_out_from_their_ground() -> None:
    for colour in (WARNING, AVATARS[3]):
        assert contrast(colour, PANEL) >= SHAPE_RATIO


def test_the_same_is_said_in_words_without_the_days_on_which_nothing_was() -> None:
    assert describe(picture(CHECKED, FOUND, OVERRULED, QUIET)).splitlines() == [
        "The last days",
        "Truham Lounge",
        "Checked (99M): 1 May: 204; 3 May: 12\u202f345; 4 May: 7; 7 May: 99\u202f000\u202f000",
        "Found, noted + down (9 + 4): 1 May: 3 + 1; 3 May: 5 + 0; 4 May: 0 + 2; 7 May: 1 + 1",
        "Overruled (2 of 7): 1 May: 25%; 3 May: 0%; 7 May: 100%",
        "News: –",
    ]
    assert "Overruled (2 of 7): Nothing" in describe(EVERY["nothing decided"])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (9_999, "9\u202f999"),
        (10_000, "10k"),
        (12_999, "12k"),
        (9_999_999, "9999k"),
        (10_000_000, "10M"),
    ],
)
def test_a_value_over_a_column_is_short(number: int, text: str) -> None:
    assert short(number) == text


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="plots do not fit"):
        picture(*[QUIET] * 6)
    with pytest.raises(ValueError, match="News: 6 of 7 days"):
        picture(replace(QUIET, columns=QUIET.columns[1:]))
    with pytest.raises(ValueError, match="parts of a column"):
        replace(FOUND, columns=((1,),) * 7)
    with pytest.raises(ValueError, match="parts do not fit"):
        replace(FOUND, legend=("a", "b", "c"), columns=((1, 2, 3),) * 7)
    with pytest.raises(ValueError, match="colour"):
        replace(picture(), accent="teal")
