"""What moderators look up, in words: history, feeds, channels, and a story's whole way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from discord import ui

from cogs.news.embeds import ICONS, NAME, TIER_ICONS, Look, kind_text, moment, tier_text, title_of
from cogs.news.escaping import bare, cut, within
from cogs.news.items import NewsItem, Press, button, row
from cogs.news.panels import pager
from cogs.news.words import name_of
from discord_bot.news.deliveries import DeliveryState
from discord_bot.news.holding import Held
from discord_bot.news.records import (
    ChannelStatus,
    EntryTrail,
    FeedStatus,
    HistoryItem,
    NewsStatus,
    StoryTrail,
)
from discord_bot.news.subscriptions import Refusal, Subscription

PAGE = 8
"""Lines of history, and feeds, on a page."""
STATE_ICONS = {
    DeliveryState.INTENDED: "⏳",
    DeliveryState.CLAIMED: "📨",
    DeliveryState.BUNDLED: "🧺",
    DeliveryState.PARKED: "🅿️",
    DeliveryState.SENT: "✅",
    DeliveryState.FAILED: "❌",
    DeliveryState.DROPPED: "🚫",
}
TITLE, DETAIL, CLAUSE, LINK = 110, 150, 140, 300
ENTRIES, CLAUSES, SUBSCRIPTIONS, DELIVERIES, PARKED = 4, 4, 12, 8, 3
_TEXT = 3900


def _view(look: Look, lines: Iterable[str], *rows: Sequence[NewsItem]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    text = cut("\n".join(lines), _TEXT)
    container: ui.Container[Any] = ui.Container(ui.TextDisplay(text), accent_colour=look.accent)
    view.add_item(container)
    for items in rows:
        if items:
            view.add_item(row(*items))
    return view


def _jump(guild_id: int, item: HistoryItem) -> str:
    """Where the post stands."""
    if item.message_id is None or item.message_channel_id is None:
        return f"<#{item.channel_id}>"
    place = f"{guild_id}/{item.message_channel_id}/{item.message_id}"
    return f"https://discord.com/channels/{place}"


def _state(look: Look, guild_id: int, item: HistoryItem) -> str:
    """Where a story is on its way to a channel, and why it does not go on."""
    when = item.due_at if item.state is DeliveryState.INTENDED else item.at
    detail = within(item.detail or "", DETAIL)
    said = look.texts(f"news.state.{item.state}", place=_jump(guild_id, item), when=moment(when))
    origin = look.texts.find(f"news.origin.{item.origin}")
    parts = [f"{STATE_ICONS[item.state]} {said}"]
    if origin is not None:
        parts.append(origin)
    if detail and item.state is not DeliveryState.SENT:
        parts.append(detail)
    return " · ".join(parts)


# --- history --------------------------------------------------------------------------------------


def history(
    look: Look, guild_id: int, items: Sequence[HistoryItem], page: int, *, has_more: bool
) -> ui.LayoutView:
    """Stories on their way to a server's channels or there, newest first."""
    lines = [f"### {look.texts('news.history.title')}"]
    for item in items:
        lines.append(f"**{title_of(look, item.story, TITLE)}**")
        lines.append(f"-# {_state(look, guild_id, item)}")
    if not items:
        lines.append(look.texts("news.history.empty"))
    turns = pager(look, "history", page, page + int(has_more)) if page or has_more else []
    return _view(look, lines, turns)


# --- status ---------------------------------------------------------------------------------------


def status(
    look: Look, found: NewsStatus, failed: int, page: int, names: Mapping[int, str]
) -> ui.LayoutView:
    """How the feeds and channels of a server are, with the buttons that mend.

    ``names`` are those of channels, by which buttons of several of them are told apart.
    """
    texts = look.texts
    last = max(len(found.feeds) - 1, 0) // PAGE
    page = min(page, last)
    lines = [
        f"### {texts('news.status.title')}",
        texts("news.status.counts", sent=found.sent_today, waiting=found.waiting, held=found.held),
    ]
    lines += [
        line for feed in found.feeds[page * PAGE : (page + 1) * PAGE] for line in _feed(look, feed)
    ]
    if not found.feeds:
        lines.append(texts("news.status.nothing"))
    noteworthy = [item for item in found.channels if item.parked_at or item.waiting]
    if noteworthy:
        lines.append(f"**{texts('news.status.channels')}**")
        lines += [_channel(look, item) for item in noteworthy[:SUBSCRIPTIONS]]
    parked = [item for item in found.channels if item.parked_at is not None]
    return _view(
        look,
        lines,
        *(_mends(look, item, names.get(item.channel_id)) for item in parked[:PARKED]),
        [button(Press("retry_all", 0), texts("news.button.retry_all", count=failed), emoji="🔄")]
        if failed
        else [],
        pager(look, "status_page", page, last) if last else [],
    )


def _feed(look: Look, feed: FeedStatus) -> list[str]:
    texts = look.texts
    icon = "🟢" if feed.quiet_since is None else "🟡"
    icon = icon if feed.problem is None else "🔴"
    head = f"{icon} **{within(feed.name, NAME)}** · {TIER_ICONS[feed.tier]} " + tier_text(
        texts, feed.tier
    )
    if feed.checked_at is None:
        return [f"{head} · {texts('news.status.unread')}"]
    facts = texts(
        "news.status.feed",
        checked=moment(feed.checked_at),
        next=moment(feed.next_at),
        count=feed.entries,
    )
    lines = [head, f"-# {facts}"]
    if feed.problem is not None:
        since = "" if feed.failing_since is None else moment(feed.failing_since)
        problem = within(feed.problem, DETAIL * 2)
        lines.append(f"-# {texts('news.status.failing', since=since, problem=problem)}")
    elif feed.quiet_since is not None:
        lines.append(f"-# {texts('news.status.quiet', since=moment(feed.quiet_since))}")
    return lines


def _channel(look: Look, item: ChannelStatus) -> str:
    channel = f"<#{item.channel_id}>"
    if item.parked_at is None:
        return look.texts("news.status.waiting", channel=channel, count=item.waiting)
    return look.texts(
        "news.status.parked",
        channel=channel,
        count=item.waiting,
        since=moment(item.parked_at),
        reason=within(item.reason or "", DETAIL),
    )


def _mends(look: Look, item: ChannelStatus, name: str | None) -> list[NewsItem]:
    of_channel = "" if name is None else f" · #{name}"
    return [
        button(
            Press(what, item.channel_id, "status"),
            f"{look.texts(f'news.button.{what}')}{of_channel}",
            emoji=emoji,
        )
        for what, emoji in (("replay", "▶️"), ("discard", "🗑️"))
    ]


# --- why ------------------------------------------------------------------------------------------


def why(look: Look, guild_id: int, trails: Sequence[StoryTrail]) -> ui.LayoutView:
    """Each story's way through the judgement and the outbox, for moderators."""
    lines = []
    for trail in trails:
        lines += [*_trail(look, guild_id, trail), ""]
    return _view(look, lines)


def _trail(look: Look, guild_id: int, trail: StoryTrail) -> list[str]:
    texts = look.texts
    if trail.story is None:
        lines = [f"### {texts('news.why.no_story')}"]
    else:
        lines = [f"### {title_of(look, trail.story, TITLE)}"]
    lines += [line for entry in trail.entries[:ENTRIES] for line in _entry(look, entry)]
    left = len(trail.entries) - ENTRIES
    if left > 0:
        lines.append(f"-# {texts('news.why.more', count=left)}")
    if trail.held is not None:
        lines.append(_held(look, trail.held))
    lines += [_taken(look, *pair) for pair in trail.subscriptions[:SUBSCRIPTIONS]]
    left = len(trail.subscriptions) - SUBSCRIPTIONS
    if left > 0:
        lines.append(f"-# {texts('news.why.more_subscriptions', count=left)}")
    lines += [_state(look, guild_id, item) for item in trail.deliveries[:DELIVERIES]]
    left = len(trail.deliveries) - DELIVERIES
    if left > 0:
        lines.append(f"-# {texts('news.why.more', count=left)}")
    return lines


def _entry(look: Look, entry: EntryTrail) -> list[str]:
    """What one source said and what was made of it."""
    texts, judged = look.texts, entry.judgement
    head = texts(
        "news.why.entry",
        source=within(entry.source, NAME),
        when=moment(entry.seen_at),
        topic=texts(f"news.topic.{judged.topic}"),
        kind=kind_text(texts, judged.kind),
    )
    facts = [head]
    if judged.gossip:
        facts.append(f"**{texts('news.why.gossip')}**")
    if judged.spoiler_season is not None:
        facts.append(texts("news.why.spoiler", season=judged.spoiler_season))
    if entry.is_backlog:
        facts.append(texts("news.why.backlog"))
    lines = [" · ".join(facts)]
    lines += [f"- {within(clause, CLAUSE)}" for clause in judged.why[:CLAUSES]]
    if entry.placed:
        lines.append(f"-# {texts('news.why.placed', how=within(entry.placed, DETAIL))}")
    return lines


def _held(look: Look, held: Held) -> str:
    if held.decision is None:
        return look.texts("news.why.held", when=moment(held.held_at))
    who = f"<@{held.decider_id}>" if held.decider_id else look.texts("news.held.somebody")
    when = moment(held.decided_at or held.held_at)
    return look.texts(f"news.held.decided.{held.decision}", who=who, when=when)


def _taken(look: Look, subscription: Subscription, refusal: Refusal | None) -> str:
    answer = look.texts("news.why.taken" if refusal is None else f"news.refusal.{refusal}")
    channel = f"<#{subscription.channel_id}>"
    return f"**{subscription.number}** {name_of(subscription)} → {channel}: {answer}"


def why_for_members(look: Look, trails: Sequence[StoryTrail]) -> str:
    """Where a post comes from and why it is here, without what moderators did about it."""
    texts = look.texts
    lines = [texts("news.why.members")]
    for trail in trails:
        if trail.story is None:
            continue
        story = trail.story
        lines.append(f"{ICONS[story.kind]} **{title_of(look, story, TITLE)}**")
        lines.append(
            texts(
                "news.why.source",
                source=within(story.source, NAME),
                tier=tier_text(texts, story.tier),
                kind=kind_text(texts, story.kind),
            )
        )
        if story.link is not None and len(story.link) <= LINK and not story.is_spoiler:
            lines.append(bare(story.link))
    return cut("\n".join(lines), 1900)
