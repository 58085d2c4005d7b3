"""What can be pictured. Values only: they are made anywhere and need no drawing library.

Every word comes in with its picture, from the pack's wording. Counts are worded by functions,
because languages differ in their plurals. Limits are stated in constants and refused with
``ValueError``, never cut silently: a picture must stay small and quick to draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from discord_bot.pictures.colours import parse_colour

MAX_ROWS = 20
MAX_CATEGORIES = 12
MAX_DAYS = 62
MAX_BADGES = 12
MAX_WORST = 8
MAX_OTHERS = 5_000
MAX_LABELS = 8
MAX_WEEKS = 26
MAX_STEPS = 6
MAX_PLOTS = 5
MAX_STATUS_DAYS = 10
MAX_PARTS = 2

HALF = 0.5
TELLING_FROM = 0.2
"""Discrimination from which a question tells strong from weak players; below 0.2 classical item
analysis calls an item poor (Ebel and Frisbie, Essentials of Educational Measurement, 1991)."""

Counted = Callable[[int], str]
"""Words a number: ``lambda n: texts("trivia.points", count=n)``."""


def _at_most(limit: int, values: tuple[object, ...], what: str) -> None:
    if len(values) > limit:
        raise ValueError(f"{len(values)} {what} do not fit into a picture: at most {limit}")


@dataclass(frozen=True, slots=True)
class LeaderboardLabels:
    """The words of a leaderboard. ``streak`` words a row's streak, such as "5 days"."""

    points_heading: str
    you: str
    nameless: str
    empty_title: str
    empty_hint: str
    points: Counted
    streak: Counted


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One member's place. Members with equal points have equal ranks, as SQL's ``RANK()`` gives."""

    rank: int
    member_id: int
    name: str
    points: int
    is_viewer: bool = False
    streak: int = 0


@dataclass(frozen=True, slots=True)
class LeaderboardPicture:
    """The best of a server, and apart from them the viewer's own place if it is further down."""

    title: str
    subtitle: str
    rows: tuple[LeaderboardRow, ...]
    accent: str
    labels: LeaderboardLabels
    viewer: LeaderboardRow | None = None
    footer: str = ""

    def __post_init__(self) -> None:
        _at_most(MAX_ROWS, self.rows, "rows")
        parse_colour(self.accent)


@dataclass(frozen=True, slots=True)
class ProfileLabels:
    """The words of a profile; ``day`` words a date, as short as "3 Mar"."""

    points: str
    accuracy: str
    streak: str
    best_streak: str
    by_category: str
    activity: str
    badges: str
    nameless: str
    no_answers: str
    no_points: str
    no_badges: str
    answered: Counted
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class CategoryAccuracy:
    """How many questions of a category a member answered, and how many of them rightly."""

    name: str
    answered: int
    right: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.answered:
            raise ValueError(f"{self.name}: {self.right} right of {self.answered} answered")

    @property
    def share(self) -> float:
        """The share of right answers, 0…1; 0 for none answered."""
        return self.right / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class DayPoints:
    """The points of one day."""

    day: date
    points: int


@dataclass(frozen=True, slots=True)
class ProfilePicture:
    """How a member plays. ``days`` are in order and without gaps, usually the last thirty."""

    member_id: int
    name: str
    subtitle: str
    points: int
    streak: int
    best_streak: int
    categories: tuple[CategoryAccuracy, ...]
    days: tuple[DayPoints, ...]
    badges: tuple[str, ...]
    accent: str
    labels: ProfileLabels

    def __post_init__(self) -> None:
        _at_most(MAX_CATEGORIES, self.categories, "categories")
        _at_most(MAX_DAYS, self.days, "days")
        _at_most(MAX_BADGES, self.badges, "badges")
        parse_colour(self.accent)

    @property
    def accuracy(self) -> float | None:
        """The share of right answers over all categories; None where nothing was answered."""
        answered = sum(category.answered for category in self.categories)
        return sum(category.right for category in self.categories) / answered if answered else None


class Quadrant(StrEnum):
    """What a question's share of right answers and its discrimination say of it together."""

    HARD_TELLING = "hard_telling"
    EASY_TELLING = "easy_telling"
    HARD_MISLEADING = "hard_misleading"
    EASY_MISLEADING = "easy_misleading"


@dataclass(frozen=True, slots=True)
class InsightsLabels:
    """The words of the insights. The four quadrants are hints of two or three words.

    ``facts`` words a question's share of right answers ("12%"), its discrimination ("−0.31") and
    how many answered, such as "12% right, −0.31 apart, 42 answers".
    """

    share_axis: str
    discrimination_axis: str
    worst_heading: str
    hard_telling: str
    easy_telling: str
    hard_misleading: str
    easy_misleading: str
    empty_title: str
    empty_hint: str
    facts: Callable[[str, str, int], str]

    def hint(self, quadrant: Quadrant) -> str:
        """The words for a quadrant."""
        return {
            Quadrant.HARD_TELLING: self.hard_telling,
            Quadrant.EASY_TELLING: self.easy_telling,
            Quadrant.HARD_MISLEADING: self.hard_misleading,
            Quadrant.EASY_MISLEADING: self.easy_misleading,
        }[quadrant]


@dataclass(frozen=True, slots=True)
class QuestionInsight:
    """How a question fared: its share of right answers, 0…1, and its discrimination, −1…1.

    ``discrimination`` is None where too few answered to tell: such a question is listed, not drawn.
    """

    prompt: str
    answered: int
    share: float
    discrimination: float | None

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or not -1 <= (self.discrimination or 0) <= 1:
            raise ValueError(f"{self.prompt}: share {self.share}, {self.discrimination} apart")

    @property
    def quadrant(self) -> Quadrant | None:
        """Where the question stands; None without a discrimination."""
        if self.discrimination is None:
            return None
        if self.discrimination >= TELLING_FROM:
            return Quadrant.HARD_TELLING if self.share < HALF else Quadrant.EASY_TELLING
        return Quadrant.HARD_MISLEADING if self.share < HALF else Quadrant.EASY_MISLEADING


@dataclass(frozen=True, slots=True)
class InsightsPicture:
    """All questions that were played, the worst of them numbered and named, worst first."""

    title: str
    subtitle: str
    worst: tuple[QuestionInsight, ...]
    others: tuple[QuestionInsight, ...]
    accent: str
    labels: InsightsLabels

    def __post_init__(self) -> None:
        _at_most(MAX_WORST, self.worst, "worst questions")
        _at_most(MAX_OTHERS, self.others, "questions")
        parse_colour(self.accent)


@dataclass(frozen=True, slots=True)
class ModerationLabels:
    """The words of a report on moderation. ``cases`` words a number of them."""

    by_week: str
    overruled: str
    response: str
    nothing_decided: str
    empty_title: str
    empty_hint: str
    cases: Counted


@dataclass(frozen=True, slots=True)
class ModerationWeek:
    """A week's cases by label, in the picture's order of labels.

    ``overruled`` is the share of the decided, 0…1, and ``response`` the median minutes to the first
    decision, ``response_text`` the same in words; None and empty where nothing was decided.
    """

    name: str
    cases: tuple[int, ...]
    overruled: float | None = None
    response: float | None = None
    response_text: str = ""

    @property
    def total(self) -> int:
        """All cases of the week."""
        return sum(self.cases)


@dataclass(frozen=True, slots=True)
class ModerationPicture:
    """How moderation went, week by week, oldest first, ``legend`` naming the labels."""

    title: str
    subtitle: str
    legend: tuple[str, ...]
    weeks: tuple[ModerationWeek, ...]
    accent: str
    labels: ModerationLabels

    def __post_init__(self) -> None:
        _at_most(MAX_LABELS, self.legend, "labels")
        _at_most(MAX_WEEKS, self.weeks, "weeks")
        parse_colour(self.accent)
        for week in self.weeks:
            if len(week.cases) != len(self.legend):
                raise ValueError(f"{week.name}: {len(week.cases)} of {len(self.legend)} labels")


@dataclass(frozen=True, slots=True)
class CountdownStep:
    """A reminder on the way to an event, and whether it lies behind."""

    name: str
    passed: bool


@dataclass(frozen=True, slots=True)
class CountdownPicture:
    """How long it still is to an event: ``figure`` and ``unit``, such as "28" and "days to go".

    ``figure`` is a word where no number fits. ``emblem`` is a symbol of the pack's.
    """

    figure: str
    unit: str
    title: str
    date: str
    kind: str
    emblem: str
    accent: str
    steps: tuple[CountdownStep, ...] = ()

    def __post_init__(self) -> None:
        _at_most(MAX_STEPS, self.steps, "steps")
        parse_colour(self.accent)


@dataclass(frozen=True, slots=True)
class StatusPlot:
    """One kind of thing, day by day.

    ``columns`` are a day's parts, named by ``legend`` where there are several; None is a day of
    which there is nothing to say. ``is_share``: they are whole per cents, of one part. ``aside``
    sums it up in a word or two; ``nothing`` stands in the place of columns where all are None.
    """

    heading: str
    columns: tuple[tuple[int, ...] | None, ...]
    aside: str = ""
    legend: tuple[str, ...] = ()
    nothing: str = ""
    is_share: bool = False

    def __post_init__(self) -> None:
        _at_most(MAX_PARTS, self.legend, "parts")
        parts = 1 if self.is_share else max(1, len(self.legend))
        for column in self.columns:
            if column is not None and (len(column) != parts or min(column) < 0):
                raise ValueError(f"{self.heading}: {column} are not {parts} parts of a column")

    @property
    def most(self) -> int:
        """The highest column."""
        return max((sum(column) for column in self.columns if column is not None), default=0)


@dataclass(frozen=True, slots=True)
class StatusPicture:
    """What happened in a server in the last ``days``, oldest first: the first plot is the widest.

    ``days`` are as short as "Fri"; ``dates`` say them in full for who can't see the picture.
    """

    title: str
    subtitle: str
    days: tuple[str, ...]
    dates: tuple[str, ...]
    plots: tuple[StatusPlot, ...]
    accent: str

    def __post_init__(self) -> None:
        _at_most(MAX_PLOTS, self.plots, "plots")
        _at_most(MAX_STATUS_DAYS, self.days, "days")
        parse_colour(self.accent)
        for what, values in [("dates", self.dates), *((p.heading, p.columns) for p in self.plots)]:
            if len(values) != len(self.days):
                raise ValueError(f"{what}: {len(values)} of {len(self.days)} days")


Picture = (
    LeaderboardPicture
    | ProfilePicture
    | InsightsPicture
    | ModerationPicture
    | CountdownPicture
    | StatusPicture
)
