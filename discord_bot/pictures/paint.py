"""From a picture's values to a PNG file. Importing this loads the drawing library."""

from __future__ import annotations

from discord_bot.pictures.countdown import draw_countdown
from discord_bot.pictures.fonts import FontBook
from discord_bot.pictures.insights import draw_insights
from discord_bot.pictures.leaderboard import draw_leaderboard
from discord_bot.pictures.model import (
    CountdownPicture,
    InsightsPicture,
    LeaderboardPicture,
    ModerationPicture,
    Picture,
    ProfilePicture,
    StatusPicture,
)
from discord_bot.pictures.moderation import draw_moderation
from discord_bot.pictures.profile import draw_profile
from discord_bot.pictures.status import draw_status


def paint(picture: Picture, fonts: FontBook) -> bytes:
    """``picture`` as a PNG file: the same bytes for the same values and fonts."""
    match picture:
        case LeaderboardPicture():
            return draw_leaderboard(picture, fonts).png()
        case ProfilePicture():
            return draw_profile(picture, fonts).png()
        case InsightsPicture():
            return draw_insights(picture, fonts).png()
        case ModerationPicture():
            return draw_moderation(picture, fonts).png()
        case CountdownPicture():
            return draw_countdown(picture, fonts).png()
        case StatusPicture():
            return draw_status(picture, fonts).png()
