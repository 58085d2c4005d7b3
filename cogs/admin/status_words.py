"""How the bot is in a server, in plain words, and its last days as a picture's values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from discord.utils import escape_markdown

from discord_bot.guilds import Feature
from discord_bot.operations.figures import Figure, Week
from discord_bot.operations.guild_status import Finding, GuildStatus, Level, Topic, findings
from discord_bot.packs import Pack
from discord_bot.pictures import StatusPicture, StatusPlot
from discord_bot.pictures.names import group_digits
from discord_bot.wording import Texts

ICONS = {Level.WELL: "✅", Level.OFF: "➖", Level.WAITING: "🕒", Level.WRONG: "⚠️"}
NAMED = 3
"""Feeds and channels that a line names; of more it tells how many."""
_NAME = 60
COMMANDS = {
    "setup": "setup",
    "resume": "resume",
    "queue": "case queue",
    "follow": "news follow",
    "news": "news status",
    "held": "news held",
}
_FEATURES = {Topic(feature): feature for feature in Feature}


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Says findings in one language. ``mention`` makes a command clickable."""

    texts: Texts
    mention: Callable[[str], str]
    now: datetime

    def head(self, status: GuildStatus) -> str:
        """The title, and whether there is something to do."""
        wrong = sum(item.level is Level.WRONG for item in findings(status, self.now))
        told = self.texts("status.wrong", count=wrong) if wrong else self.texts("status.all_well")
        return f"## {self.texts('status.title')}\n{told}"

    def nothing_yet(self) -> str:
        """What stands in the place of empty plots."""
        return self.texts(
            "status.nothing_yet",
            play=self.mention("trivia play"),
            follow=self.mention("news follow"),
            setup=self.mention("setup"),
        )

    def lines(self, status: GuildStatus) -> list[str]:
        """A line for each finding, and under it what to do about it."""
        return [line for item in findings(status, self.now) for line in self._lines(item, status)]

    def _lines(self, item: Finding, status: GuildStatus) -> Iterator[str]:
        topic = "feature" if item.topic in _FEATURES else item.topic
        key = f"status.{topic}.{item.state}"
        yield f"{ICONS[item.level]} {self.texts(key, **self._values(item, status))}"
        if self.texts.find(f"{key}_mend") is not None:
            commands = {name: self.mention(command) for name, command in COMMANDS.items()}
            yield f"-# {self.texts(f'{key}_mend', **commands)}"

    def _values(self, item: Finding, status: GuildStatus) -> dict[str, object]:
        """What the text of a finding may name."""
        feature = _FEATURES.get(item.topic)
        if feature is not None:
            return self._of_feature(feature, status)
        if item.topic is Topic.GATEWAY:
            return {"milliseconds": max(1, round((status.latency or 0) * 1000))}
        if item.topic is Topic.BACKUP:
            return {"at": _stamp(status.backup.newest_at)}
        return self._of_rows(item.topic, status)

    def _of_feature(self, feature: Feature, status: GuildStatus) -> dict[str, object]:
        return {
            "feature": self.texts(f"setup.feature.{feature}"),
            "until": _stamp(status.settings.paused_until(feature, self.now)),
            "since": _stamp(status.failing.get(feature)),
        }

    def _of_rows(self, topic: Topic, status: GuildStatus) -> dict[str, object]:
        queue, news = status.queue, status.news
        if queue is None or news is None:
            return {}
        waiting = {"cases": queue.cases, "held": queue.held, "appeals": queue.appeals}
        parts = [self.texts(f"status.queue.{what}", count=n) for what, n in waiting.items() if n]
        failing = (
            self.texts(
                "status.feeds.named",
                name=escape_markdown(name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"),
                since=_stamp(since),
            )
            for name, since in news.failing[:NAMED]
        )
        found: dict[Topic, dict[str, object]] = {
            Topic.QUEUE: {"what": ", ".join(parts)},
            Topic.MISSED: {"count": queue.missed},
            Topic.FEEDS: {
                "count": len(news.failing) or news.followed,
                "names": self._named(failing, len(news.failing)),
            },
            Topic.CHANNELS: {
                "channels": self._named(
                    (f"<#{channel}>" for channel in news.parked[:NAMED]), len(news.parked)
                )
            },
            Topic.OUTBOX: {"count": queue.news, "since": _stamp(queue.oldest_news)},
            Topic.HELD_NEWS: {"count": news.held},
        }
        return found.get(topic, {})

    def _named(self, names: Iterable[str], total: int) -> str:
        left = total - NAMED
        shown = ", ".join(names)
        return shown if left <= 0 else f"{shown} {self.texts('status.more', count=left)}"


def _stamp(moment: datetime | None) -> int:
    """For Discord's marks of time; a text that names one has one."""
    return 0 if moment is None else int(moment.timestamp())


def make_picture(texts: Texts, week: Week, server: str, zone: str, pack: Pack) -> StatusPicture:
    """A week as a picture's values."""
    return StatusPicture(
        title=texts("status.plot.title"),
        subtitle=texts(
            "status.plot.subtitle",
            server=server,
            first=_date(texts, week.days[0]),
            last=_date(texts, week.days[-1]),
            zone=zone.replace("_", " "),
        ),
        days=tuple(texts(f"status.weekday.d{day.weekday()}") for day in week.days),
        dates=tuple(_date(texts, day) for day in week.days),
        plots=(
            _counted(texts, week, "checked", Figure.CHECKED),
            _counted(texts, week, "found", Figure.NOTED, Figure.ACTED),
            _overruled(texts, week),
            _counted(texts, week, "news", Figure.NEWS),
            _counted(texts, week, "trivia", Figure.GAMES, Figure.DAILIES),
        ),
        accent=pack.show.accent,
    )


def _date(texts: Texts, day: date) -> str:
    return texts("moderation.report.day", day=day.day, month=texts(f"trivia.month.m{day.month}"))


def _counted(texts: Texts, week: Week, what: str, *figures: Figure) -> StatusPlot:
    every = [week.of(figure) for figure in figures]
    return StatusPlot(
        heading=texts(f"status.plot.{what}"),
        columns=tuple(zip(*every, strict=True)),
        aside=" + ".join(group_digits(sum(days)) for days in every),
        legend=tuple(texts(f"status.plot.{figure}") for figure in figures)
        if len(figures) > 1
        else (),
    )


def _overruled(texts: Texts, week: Week) -> StatusPlot:
    decided, overruled = sum(week.of(Figure.DECIDED)), sum(week.of(Figure.OVERRULED))
    return StatusPlot(
        heading=texts("status.plot.overruled"),
        columns=tuple(
            None if share is None else (round(share * 100),) for share in week.overruled_shares
        ),
        aside=texts("status.plot.share", overruled=overruled, decided=decided) if decided else "",
        nothing=texts("status.plot.nothing_decided"),
        is_share=True,
    )
