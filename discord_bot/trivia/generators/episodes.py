"""Titles, numbers and the order of episodes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from discord_bot.folding import fold
from discord_bot.pack_files import Difficulty, Episode, Season
from discord_bot.packs import Pack
from discord_bot.trivia.generators.recipes import WORDING, Option, Recipe, digest
from discord_bot.trivia.spellings import episode_spellings, season_spellings
from discord_bot.wording import Texts

CATEGORY = "episodes"
_IN_ORDER = 3
"""Episodes to be put in order: three give six orders, of which four are shown."""

_PER_EPISODE = 2
"""Sets of episodes to be put in order that end with the same one."""


@dataclass(frozen=True, slots=True)
class _Guide:
    """The episodes of a show by season."""

    seasons: dict[int, Season]
    episodes: tuple[Episode, ...]
    texts: Texts

    @classmethod
    def of(cls, pack: Pack) -> _Guide:
        return cls(
            seasons={season.number: season for season in pack.show.seasons},
            episodes=tuple(sorted(pack.show.episodes, key=lambda item: (item.season, item.number))),
            texts=pack.wording.texts(),
        )

    def season(self, number: int) -> tuple[Episode, ...]:
        """The episodes of one season, in order."""
        return tuple(episode for episode in self.episodes if episode.season == number)

    def after(self, episode: Episode, steps: int = 1) -> Episode | None:
        """The episode that many numbers later in the same season."""
        wanted = (episode.season, episode.number + steps)
        found = (item for item in self.episodes if (item.season, item.number) == wanted)
        return next(found, None)

    def neighbours(self, episode: Episode) -> str:
        """A sentence on what comes before and after an episode, or nothing for an only one."""
        before, following = self.after(episode, -1), self.after(episode)
        table = f"{WORDING}.neighbours"
        if before and following:
            return self.texts(f"{table}.both", before=before.title, after=following.title)
        if before:
            return self.texts(f"{table}.before", before=before.title)
        if following:
            return self.texts(f"{table}.after", after=following.title)
        return ""

    def titled(self, title: str) -> list[Episode]:
        """All episodes of that title."""
        return [item for item in self.episodes if fold(item.title) == fold(title)]

    def others(self, season: int) -> list[int]:
        """The other seasons that have episodes, in order."""
        return sorted({episode.season for episode in self.episodes} - {season})


def recipes(pack: Pack) -> Iterator[Recipe]:
    """All questions on episodes, but for those that a title shared by two would make unclear."""
    guide = _Guide.of(pack)
    for episode in guide.episodes:
        yield _title(guide, episode)
        yield from _next(guide, episode)
        if len(guide.titled(episode.title)) == 1:
            yield _number(guide, episode)
            yield _season(guide, episode)
            yield _of_season(guide, episode)
            yield from _not_of_season(guide, episode)
    yield from _orders(guide)


def _recipe(
    guide: _Guide,
    kind: str,
    episode: Episode,
    answer: str,
    options: list[Option],
    difficulty: Difficulty,
    *,
    aliases: tuple[str, ...] = (),
    typed: bool = True,
    season: int | None = None,
) -> Recipe:
    """``season`` is the one that the question speaks of, if not the episode's own."""
    return Recipe(
        id=f"{kind}-s{episode.season}e{episode.number}",
        kind=kind,
        answer=answer,
        aliases=aliases,
        options=options,
        difficulty=difficulty,
        season=max(episode.season, season or 0),
        category=CATEGORY,
        source=episode.source,
        values={
            "title": episode.title,
            "number": episode.number,
            "season": guide.seasons[season or episode.season].title,
            "own_season": guide.seasons[episode.season].title,
            "neighbours": guide.neighbours(episode),
        },
        typed=typed,
    )


def _titles(near: Episode, episodes: tuple[Episode, ...]) -> list[Option]:
    return [
        Option(item.title, item.season, abs(item.number - near.number))
        for item in episodes
        if fold(item.title) != fold(near.title)
    ]


def _title(guide: _Guide, episode: Episode) -> Recipe:
    """What an episode is called."""
    options = _titles(episode, guide.season(episode.season))
    return _recipe(guide, "title", episode, episode.title, options, Difficulty.HARD)


def _next(guide: _Guide, episode: Episode) -> Iterator[Recipe]:
    """What comes right after an episode."""
    following = guide.after(episode)
    if following is None or len(guide.titled(episode.title)) > 1:
        return
    options = [
        option
        for option in _titles(following, guide.season(episode.season))
        if option.text != episode.title
    ]
    yield _recipe(guide, "next", episode, following.title, options, Difficulty.HARD)


def _number(guide: _Guide, episode: Episode) -> Recipe:
    """The number of an episode within its season."""
    choice = f"{WORDING}.number.choice"
    options = [
        Option(
            guide.texts(choice, number=item.number),
            item.season,
            abs(item.number - episode.number),
        )
        for item in guide.season(episode.season)
        if item != episode
    ]
    return _recipe(
        guide,
        "number",
        episode,
        guide.texts(choice, number=episode.number),
        options,
        Difficulty.HARD,
        aliases=episode_spellings(episode.season, episode.number),
    )


def _season(guide: _Guide, episode: Episode) -> Recipe:
    """The season of an episode; asked where two seasons at least may be the answer."""
    others = guide.others(episode.season)
    recipe = _recipe(
        guide,
        "season",
        episode,
        guide.seasons[episode.season].title,
        [Option(guide.seasons[item].title, 0, abs(item - episode.season)) for item in others],
        Difficulty.MEDIUM,
        aliases=season_spellings(episode.season),
    )
    return replace(recipe, season=max([episode.season, *others[:1]]))


def _of_season(guide: _Guide, episode: Episode) -> Recipe:
    """Which of several episodes is of a season."""
    own = {fold(item.title) for item in guide.season(episode.season)}
    options = [
        option for option in _titles(episode, guide.episodes) if fold(option.text) not in own
    ]
    return _recipe(
        guide, "of-season", episode, episode.title, options, Difficulty.MEDIUM, typed=False
    )


def _not_of_season(guide: _Guide, episode: Episode) -> Iterator[Recipe]:
    """Which of several episodes is not of a season: the one before its own, else the one after."""
    others = guide.others(episode.season)
    if not others:
        return
    season = min(others, key=lambda number: (abs(number - episode.season), number))
    yield _recipe(
        guide,
        "not-of-season",
        episode,
        episode.title,
        _titles(episode, guide.season(season)),
        Difficulty.MEDIUM,
        typed=False,
        season=season,
    )


def _orders(guide: _Guide) -> Iterator[Recipe]:
    """Three episodes of a season to be put in order.

    Each is asked with pairs of those before it, so that the next episode changes none of the sets.
    """
    for episode in guide.episodes:
        earlier = [item for item in guide.season(episode.season) if item.number < episode.number]
        pairs = sorted(
            itertools.combinations(earlier, _IN_ORDER - 1),
            key=lambda pair: digest("order", *map(_place, (*pair, episode))),
        )
        for pair in pairs[:_PER_EPISODE]:
            chosen = (*pair, episode)
            if len({fold(item.title) for item in chosen}) == _IN_ORDER:
                yield _order(guide, chosen)


def _place(episode: Episode) -> str:
    return f"s{episode.season}e{episode.number}"


def _order(guide: _Guide, chosen: tuple[Episode, ...]) -> Recipe:
    numbers = "-".join(str(episode.number) for episode in chosen)
    identity = f"order-s{chosen[0].season}-{numbers}"
    shuffled = sorted(chosen, key=lambda item: digest(identity, item.title))
    mixed = shuffled[1:] + shuffled[:1] if tuple(shuffled) == chosen else shuffled
    orders = [_arrow(order) for order in itertools.permutations(chosen)]
    season = guide.seasons[chosen[0].season]
    return Recipe(
        id=identity,
        kind="order",
        answer=_arrow(chosen),
        options=[Option(text) for text in orders[1:]],
        difficulty=Difficulty.HARD,
        season=season.number,
        category=CATEGORY,
        source=chosen[0].source,
        values={
            "season": season.title,
            "titles": ", ".join(f"“{item.title}”" for item in mixed),
            "numbers": ", ".join(str(item.number) for item in chosen),
        },
        typed=False,
    )


def _arrow(episodes: tuple[Episode, ...]) -> str:
    return " → ".join(episode.title for episode in episodes)
