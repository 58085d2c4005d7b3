"""The judge of news put together with the filter of messages, which knows speculation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from discord_bot.moderation.model import Label, Post, TargetKind, Verdict
from discord_bot.news.judging.judge import NewsJudge

if TYPE_CHECKING:
    from discord_bot.packs import Pack

SURE = 0.6
"""The confidence from which the filter's word counts on a headline. It was taught with messages of
chats, whose half sentences mean more than a headline's do."""

_PRIVATE = {
    Label.SPECULATION: "it speculates about somebody real",
    Label.OUTING: "it presses somebody, or tells what they have not told",
    Label.GATEKEEPING: "it accuses somebody real of faking who they are",
    Label.STEREOTYPING: "it reads from somebody's looks who they are",
}


class Filtering(Protocol):
    """The filter of messages, as far as news need it."""

    def first(self, post: Post) -> Verdict:
        """The first stage's verdict."""
        ...


class FilterGossip:
    """Asks the filter of messages whether a headline speculates about a person."""

    def __init__(self, filter_: Filtering) -> None:
        self._filter = filter_

    def speculates(self, text: str) -> str | None:
        """One clause on what is wrong, by the filter's first stage; None where nothing is."""
        verdict = self._filter.first(Post(text))
        if verdict.confidence < SURE or verdict.leading is None:
            return None
        if verdict.target is None or verdict.target.kind is not TargetKind.PERSON:
            return None
        clause = _PRIVATE.get(verdict.leading)
        return None if clause is None else f"{clause}, by the filter of messages"


def news_judge(pack: Pack, filter_: Filtering | None) -> NewsJudge:
    """The judge of news for a pack; without a filter, by its own rules on gossip alone."""
    return NewsJudge.from_pack(pack, None if filter_ is None else FilterGossip(filter_))
