"""The judge of news: an entry in, a judgement out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discord_bot.news.clustering.slots import without_outlet
from discord_bot.news.judging.beat import Beat
from discord_bot.news.judging.gossip import Gossiping, gossip_of
from discord_bot.news.judging.kinds import kind_of
from discord_bot.news.judging.marking import mark
from discord_bot.news.judging.spoilers import spoiler_of
from discord_bot.news.judging.topics import topic_of
from discord_bot.news.model import Entry, Judgement, Kind, Topic

if TYPE_CHECKING:
    from discord_bot.packs import Pack


class NewsJudge:
    """Says what entries are about, by what a pack tells of its show. Pure; may be shared."""

    def __init__(self, beat: Beat, gossiping: Gossiping | None = None) -> None:
        self._beat = beat
        self._gossiping = gossiping

    @classmethod
    def from_pack(cls, pack: Pack, gossiping: Gossiping | None = None) -> NewsJudge:
        """The judge for a pack; ``gossiping`` is asked besides the rules on tabloids' wording."""
        return cls(Beat.from_pack(pack), gossiping)

    def judge(self, entry: Entry) -> Judgement:
        """What is made of an entry."""
        headline = without_outlet(entry.title)
        marked = mark(headline, entry.summary, self._beat)
        show = self._beat.title
        if marked is None:
            return _nothing(f"nothing and nobody of {show} is named")
        title, summary = marked
        is_name = self._is_name(f"{headline} {entry.summary}")
        topic = topic_of(title, summary, show, is_name=is_name)
        if topic.topic is Topic.NOTHING:
            return _nothing(topic.why)
        gossip = gossip_of(title, summary, f"{headline}. {entry.summary}", self._gossiping)
        kind = kind_of(title, summary, headline)
        why = [topic.why, f"{kind.kind.value}: {kind.why}"]
        if gossip.why is not None:
            why.append(gossip.why)
        is_show = topic.topic is Topic.SHOW and not gossip.is_gossip
        day = entry.published.date() if entry.published is not None else None
        spoiler = spoiler_of(title, summary, kind.kind, self._beat, day) if is_show else None
        if spoiler is not None:
            why.append(f"gives away season {spoiler.season}: {spoiler.why}")
        return Judgement(
            topic=Topic.SHOW if is_show else Topic.CAST_ELSEWHERE,
            kind=Kind.OTHER if gossip.is_gossip else kind.kind,
            gossip=gossip.is_gossip,
            spoiler_season=None if spoiler is None else spoiler.season,
            why=tuple(why),
        )

    def _is_name(self, text: str) -> bool:
        """Whether the show's title stands in a text as it is written, capital and all."""
        title = re.escape(self._beat.title)
        return re.search(title, text) is not None or not re.search(title, text, re.IGNORECASE)


def _nothing(why: str) -> Judgement:
    return Judgement(Topic.NOTHING, Kind.OTHER, gossip=False, spoiler_season=None, why=(why,))
