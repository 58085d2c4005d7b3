"""The report on moderation as a picture and in words."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from discord_bot.pictures import ModerationLabels, ModerationPicture, ModerationWeek, describe
from discord_bot.pictures.fonts import FontBook
from discord_bot.pictures.model import MAX_WEEKS
from discord_bot.pictures.paint import paint

LABELS = ModerationLabels(
    by_week="Cases by week",
    overruled="Overruled",
    response="Time to a decision",
    nothing_decided="Nothing was decided yet.",
    empty_title="No cases yet",
    empty_hint="That may well be a good sign.",
    cases=lambda count: f"{count} case" if count == 1 else f"{count} cases",
)
LEGEND = ("guessing", "pressing", "denying", "reading off looks", "attacks", "insults")


def week(number: int) -> ModerationWeek:
    return ModerationWeek(
        f"{number} May", (number, 0, 1, 2, 0, number * 3), number / 30, number * 45.0, "2 hours"
    )


QUIET = ModerationWeek("1 June", (0,) * 6)


def report(*weeks: ModerationWeek) -> ModerationPicture:
    return ModerationPicture("Moderation", "Truham Lounge", LEGEND, weeks, "#2f7d6b", LABELS)


EVERY = {
    "one week": report(week(3)),
    "eight weeks": report(*map(week, range(1, 8)), QUIET),
    "half a year": report(*map(week, range(1, MAX_WEEKS + 1))),
    "nothing decided": report(replace(week(3), overruled=None, response=None, response_text="")),
    "no cases": report(QUIET),
    "no weeks": report(),
}


@pytest.mark.parametrize("picture", EVERY.values(), ids=EVERY.keys())
def test_every_report_is_a_png_and_the_same_each_time(
    picture: ModerationPicture, fonts: FontBook
) -> None:
    png = paint(picture, fonts)
    image = Image.open(io.BytesIO(png))
    image.load()
    assert image.format == "PNG"
    assert image.width == 1100
    assert len(png) < 300_000
    assert paint(picture, fonts) == png


def test_the_same_is_said_in_words_the_newest_week_first() -> None:
    lines = describe(report(week(3), QUIET)).splitlines()
    assert lines == [
        "Moderation",
        "Truham Lounge",
        "1 June: 0 cases",
        "3 May: 15 cases (guessing: 3, denying: 1, reading off looks: 2, insults: 9); "
        "Overruled: 10%; Time to a decision: 2 hours",
    ]
    assert "No cases yet" in describe(report(QUIET))
    assert len(describe(EVERY["half a year"])) <= 1024


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="weeks do not fit"):
        report(*[QUIET] * (MAX_WEEKS + 1))
    with pytest.raises(ValueError, match="1 of 6 labels"):
        report(ModerationWeek("1 June", (1,)))
