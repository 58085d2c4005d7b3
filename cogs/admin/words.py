"""A server's settings in plain words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from discord.utils import escape_markdown

from cogs._policy_words import PolicyWords
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.moderation.policies import FIELDS, HISTORY
from discord_bot.news.policies import HISTORY as NEWS_HISTORY
from discord_bot.packs import Pack
from discord_bot.wording import Texts

FLAGS = ("trivia_on", "news_on", "moderation_on", "relaxed", "solo_on_boards")
CHANNELS = ("daily_channel", "news_channel", "log_channel")
_OF_FEATURE = {
    "trivia_on": Feature.TRIVIA,
    "daily_channel": Feature.TRIVIA,
    "daily_time": Feature.TRIVIA,
    "relaxed": Feature.TRIVIA,
    "solo_on_boards": Feature.TRIVIA,
    "news_on": Feature.NEWS,
    "news_channel": Feature.NEWS,
    "moderation_on": Feature.MODERATION,
}
_SHOWN = (
    "trivia_on",
    "news_on",
    "moderation_on",
    "daily_channel",
    "daily_time",
    "news_channel",
    "log_channel",
    "ceiling",
    "language",
    "timezone",
    "moderator_role",
    "relaxed",
    "solo_on_boards",
)
"""Every setting that people choose, in the order in which it is told."""


def concerns(key: str, features: Collection[Feature]) -> bool:
    """Whether a setting means anything with these features."""
    feature = _OF_FEATURE.get(key)
    return feature is None or feature in features


@dataclass(frozen=True, slots=True)
class Words:
    """Says settings and their values in one language."""

    texts: Texts
    pack: Pack

    def name(self, key: str) -> str:
        """What a setting is called; a key that this version does not know stays as it is."""
        full = f"setup.name.{key}"
        return self.texts(full) if self.texts.find(full) is not None else f"`{key}`"

    def value(self, key: str, value: object) -> str:
        """A setting's value; channels, roles and times as Discord shows them."""
        if key.startswith(HISTORY):
            field = key.removeprefix(HISTORY)
            return PolicyWords(self.texts).value(field, FIELDS.read(field, value))
        if key.startswith(NEWS_HISTORY):
            return self._of_news(value)
        return self._of_setting(key, value)

    def _of_news(self, value: object) -> str:
        """What was changed of the news: posts an hour, something that is followed, or the tiers."""
        if not isinstance(value, dict):
            return escape_markdown(str(value))
        return " ".join(
            f"{self.texts(f'news.policy.tier.{tier}_source')}: {self._of_tier(chosen)}"
            for tier, chosen in value.items()
        )

    def _of_tier(self, chosen: Mapping[str, Any]) -> str:
        texts, channel = self.texts, chosen.get("channel_id")
        return " ".join(
            (
                texts("news.policy.own_channel")
                if channel is None
                else texts("news.policy.channel", channel=f"<#{channel}>"),
                texts("news.policy.pings" if chosen.get("ping") else "news.policy.no_ping"),
                texts("news.policy.held" if chosen.get("hold") else "news.policy.not_held"),
            )
        )

    def _of_setting(self, key: str, value: object) -> str:
        if key == "ceiling":
            return self.ceiling(value if isinstance(value, int) else None)
        if value is None:
            return self.texts("setup.none")
        if isinstance(value, bool):
            return self.texts("setup.on" if value else "setup.off")
        if isinstance(value, datetime):
            return f"<t:{int(value.timestamp())}:f>"
        if key == "language":
            return self.language(str(value))
        sigil = "#" if key.endswith("_channel") else "@&" if key.endswith("_role") else None
        return str(value) if sigil is None else f"<{sigil}{value}>"

    def ceiling(self, number: int | None) -> str:
        """A spoiler ceiling; None is what the pack begins with."""
        if number is None:
            usual = self.pack.show.spoilers.default_ceiling
            return self.texts("setup.ceiling.default", season=self.season(usual))
        if number == 0:
            return self.texts("setup.ceiling.nothing")
        return self.texts("setup.ceiling.up_to", season=self.season(number))

    def season(self, number: int) -> str:
        """A season's title, or its number where the pack does not have it."""
        titles = {season.number: season.title for season in self.pack.show.seasons}
        return titles.get(number) or self.texts("setup.ceiling.number", number=number)

    def language(self, locale: str) -> str:
        """A language's own name for itself."""
        texts = self.pack.wording.languages.get(locale)
        return locale if texts is None else texts("setup.language_name")

    def feature(self, feature: Feature) -> str:
        """What a feature is called."""
        return self.texts(f"setup.feature.{feature}")

    def lines(self, settings: GuildSettings, features: Collection[Feature]) -> list[str]:
        """Every setting that means something with these features, a line each."""
        return [
            f"**{self.name(key)}**: {self.value(key, getattr(settings, key))}"
            for key in _SHOWN
            if concerns(key, features)
        ]
