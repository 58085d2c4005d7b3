"""Pictures for the tests, with words that no code knows."""

from __future__ import annotations

from datetime import date, timedelta

from discord_bot.pictures import (
    CategoryAccuracy,
    CountdownPicture,
    CountdownStep,
    DayPoints,
    InsightsLabels,
    InsightsPicture,
    LeaderboardLabels,
    LeaderboardPicture,
    LeaderboardRow,
    ProfileLabels,
    ProfilePicture,
    QuestionInsight,
)

ACCENT = "#2f7d6b"

BOARD_LABELS = LeaderboardLabels(
    points_heading="points",
    you="you",
    nameless="A member",
    empty_title="Nobody has played yet",
    empty_hint="Start a round with /trivia play and be the first.",
    points=lambda count: f"{count} point" if count == 1 else f"{count} points",
    streak=lambda count: f"{count} day" if count == 1 else f"{count} days",
)

PROFILE_LABELS = ProfileLabels(
    points="points",
    accuracy="right",
    streak="day streak",
    best_streak="best streak",
    by_category="Right answers by category",
    activity="Points in the last 30 days",
    badges="Badges",
    nameless="A member",
    no_answers="No answers yet: /trivia play starts a round.",
    no_points="No points in this time.",
    no_badges="The first badge comes with the first finished daily.",
    answered=lambda count: f"{count} answered",
    day=lambda day: f"{day.day} {day:%b}",
)

INSIGHTS_LABELS = InsightsLabels(
    share_axis="answered rightly",
    discrimination_axis="tells players apart",
    worst_heading="Worth a look",
    hard_telling="hard but fair",
    easy_telling="fair",
    hard_misleading="check the answer",
    easy_misleading="too easy to tell",
    empty_title="Not enough answers yet",
    empty_hint="Questions show up here once five members have answered them.",
    facts=lambda share, apart, count: f"{share} right, {apart} apart, {count} answers",
)

NAMES = (
    "Ella",
    "Nick & Charlie forever",
    "さくら🌸",
    "مريم",
    "**markdown** ~~fan~~ `x` ||y||",
    "A very long display name 32 chars",
    "שירה כהן",
    "🍂 Tara 🏳️‍🌈",
    "𝓔𝓵𝓵𝓮 ♡",
    "Z̷̡̛͉͍͎̟a̸̧̛̪͕l̶̢̰͔g̵̡̹o\u202eevil\u200b\u200b",
)


def board(names=NAMES, *, viewer=True, footer="142 members played · updated 14:05 UTC"):
    points = [12480, 9750, 9750, 7310, 6200, 4105, 3990, 2120, 860, 15]
    ranks = [1, 2, 2, 4, 5, 6, 7, 8, 9, 10]
    rows = tuple(
        LeaderboardRow(rank, 1000 + n, name, score, streak=(5, 0, 12, 1)[n % 4])
        for n, (rank, name, score) in enumerate(zip(ranks, names, points, strict=False))
    )
    own = LeaderboardRow(23, 77, "Sam Okafor", 9, is_viewer=True, streak=3) if viewer else None
    return LeaderboardPicture(
        "Leaderboard",
        "This week · all categories · Leaf Lounge",
        rows,
        ACCENT,
        BOARD_LABELS,
        own,
        footer,
    )


def profile(**changes):
    first = date(2026, 2, 10)
    values = {
        "member_id": 42,
        "name": "Imogen Heaney-Smith",
        "subtitle": "Leaf Lounge · rank 4 of 142",
        "points": 7310,
        "streak": 12,
        "best_streak": 31,
        "categories": (
            CategoryAccuracy("Cast", 120, 101),
            CategoryAccuracy("Episodes", 64, 39),
            CategoryAccuracy("Music", 22, 9),
            CategoryAccuracy("Behind the scenes", 40, 33),
            CategoryAccuracy("Books", 3, 0),
        ),
        "days": tuple(
            DayPoints(first + timedelta(days=n), (n * 37 % 11) * 23 * (n % 5 != 2))
            for n in range(30)
        ),
        "badges": (
            "First daily",
            "Seven days in a row",
            "Hundred right",
            "Quick leaf",
            "Duel winner",
        ),
        "accent": ACCENT,
        "labels": PROFILE_LABELS,
    }
    return ProfilePicture(**(values | changes))


def insights(**changes):
    values = {
        "title": "Questions worth a look",
        "subtitle": "214 questions with five answers or more · Leaf Lounge",
        "worst": (
            QuestionInsight("Which song plays while the snow falls?", 42, 0.12, -0.31),
            QuestionInsight(
                "In which episode of the second season do the friends visit the museum, and who of "
                "them buys the postcard of the sunflowers that is later seen on the bedroom wall?",
                18,
                0.14,
                -0.28,
            ),
            QuestionInsight("Who plays the art teacher?", 51, 0.97, 0.02),
            QuestionInsight("What colour is the bus?", 33, 0.31, 0.08),
            QuestionInsight("Which actor was born first?", 4, 0.25, None),
        ),
        "others": tuple(
            QuestionInsight(f"Question {n}", 20, (n * 37 % 97) / 100, ((n * 53 % 89) - 14) / 100)
            for n in range(120)
        ),
        "accent": ACCENT,
        "labels": INSIGHTS_LABELS,
    }
    return InsightsPicture(**(values | changes))


def countdown(**changes):
    values = {
        "figure": "28",
        "unit": "days to go",
        "title": "The fourth series is broadcast",
        "date": "Thursday, 24 December 2026, 08:00 (Europe/London)",
        "kind": "Release",
        "emblem": "\N{LEAF FLUTTERING IN WIND}",
        "accent": ACCENT,
        "steps": tuple(
            CountdownStep(name, number == 0)
            for number, name in enumerate(("30 days", "7 days", "1 day", "the day"))
        ),
    }
    return CountdownPicture(**(values | changes))
