"""Pictures of boards, profiles, questions, moderation, countdowns and days: values in, PNGs out.

``render`` draws in a thread of its own; ``describe`` says the same in words, for alt text and for
when ``render`` raises ``PicturesBusy``. Nothing here knows Discord or the database.
"""

from discord_bot.pictures.describe import ALT_TEXT_LIMIT, describe
from discord_bot.pictures.model import (
    CategoryAccuracy,
    CountdownPicture,
    CountdownStep,
    Counted,
    DayPoints,
    InsightsLabels,
    InsightsPicture,
    LeaderboardLabels,
    LeaderboardPicture,
    LeaderboardRow,
    ModerationLabels,
    ModerationPicture,
    ModerationWeek,
    Picture,
    ProfileLabels,
    ProfilePicture,
    QuestionInsight,
    StatusPicture,
    StatusPlot,
)
from discord_bot.pictures.renderer import PicturesBusy, Renderer

__all__ = [
    "ALT_TEXT_LIMIT",
    "CategoryAccuracy",
    "CountdownPicture",
    "CountdownStep",
    "Counted",
    "DayPoints",
    "InsightsLabels",
    "InsightsPicture",
    "LeaderboardLabels",
    "LeaderboardPicture",
    "LeaderboardRow",
    "ModerationLabels",
    "ModerationPicture",
    "ModerationWeek",
    "Picture",
    "PicturesBusy",
    "ProfileLabels",
    "ProfilePicture",
    "QuestionInsight",
    "Renderer",
    "StatusPicture",
    "StatusPlot",
    "close",
    "describe",
    "render",
]

_renderer = Renderer()
render = _renderer.render
close = _renderer.close
