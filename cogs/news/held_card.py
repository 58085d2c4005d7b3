"""The queue of held stories as moderators see it: one card each, and the pages of `/news held`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from cogs.news.embeds import (
    ICONS,
    NAME,
    TIER_ICONS,
    Look,
    heading,
    kind_text,
    moment,
    tier_text,
)
from cogs.news.escaping import bare, within
from cogs.news.items import NewsItem, Press, button, row
from discord_bot.news.holding import HeldDecision, HeldEntry, HeldStory
from discord_bot.news.posts import StoryView

PAGE = 3
"""Stories on a page of the queue."""
TITLE, SUMMARY, LINK, REASONS, REASON = 250, 700, 300, 5, 150
SUMMARY_IN_QUEUE, REASONS_IN_QUEUE = 150, 2
"""Three stories with all that stay within Discord's 4,000 characters."""
_STYLES = {
    HeldDecision.POST: ("post", discord.ButtonStyle.success, "✅"),
    HeldDecision.POST_PLAIN: ("post_plain", discord.ButtonStyle.secondary, "🔗"),
    HeldDecision.SKIP: ("skip", discord.ButtonStyle.danger, "🚫"),
}
DECISIONS = {what: decision for decision, (what, _, _) in _STYLES.items()}


def card(look: Look, held: HeldEntry, mark: str) -> ui.LayoutView:
    """A held story in the log, with buttons until somebody has decided, and with who did after."""
    view = ui.LayoutView(timeout=None)
    colour = discord.Colour.gold() if held.decision is None else discord.Colour.light_grey()
    container: ui.Container[Any] = ui.Container(accent_colour=colour)
    container.add_item(ui.TextDisplay(_text(look, held.held, SUMMARY, REASONS)))
    if held.decision is not None:
        container.add_item(ui.TextDisplay(_decided(look, held)))
    container.add_item(row(*_buttons(look, held, mark)))
    view.add_item(container)
    return view


def _text(look: Look, held: HeldStory, summary_limit: int, reasons: int) -> str:
    texts, story = look.texts, held.story
    lines = [
        f"### {texts(f'news.held.title.{held.reason}')}",
        f"{ICONS[story.kind]} **{within(story.title, TITLE) or texts('news.card.untitled')}**",
        _facts(look, story),
    ]
    summary = within(story.summary, summary_limit)
    if summary and summary != within(story.title, summary_limit):
        lines += [f"> {summary}", ""]
    if story.link is not None and len(story.link) <= LINK:
        lines.append(bare(story.link))
    lines += _why(look, held, reasons)
    return "\n".join(lines)


def _facts(look: Look, story: StoryView) -> str:
    texts = look.texts
    parts = [
        f"**{heading(story.source, NAME)}**",
        f"{TIER_ICONS[story.tier]} {tier_text(texts, story.tier)}",
        kind_text(texts, story.kind),
        moment(story.published or story.seen_at),
    ]
    if story.is_spoiler:
        parts.append(texts("news.held.spoiler", season=story.spoiler_season or 0))
    return f"-# {' · '.join(parts)}"


def _why(look: Look, held: HeldStory, reasons: int) -> list[str]:
    lines = [look.texts(f"news.held.reason.{held.reason}")]
    lines += [f"- {within(clause, REASON)}" for clause in held.why[:reasons]]
    left = len(held.why) - reasons
    if left > 0:
        lines.append(f"-# {look.texts('news.held.more_reasons', count=left)}")
    return lines


def _decided(look: Look, held: HeldEntry) -> str:
    who = f"<@{held.decider_id}>" if held.decider_id else look.texts("news.held.somebody")
    when = "" if held.decided_at is None else moment(held.decided_at)
    return f"**{look.texts(f'news.held.decided.{held.decision}', who=who, when=when)}**"


def _buttons(look: Look, held: HeldEntry, mark: str) -> list[NewsItem]:
    """The mark is on the first of them, which stays when they are of no more use."""
    return [
        button(
            Press(what, held.held.story.id, mark),
            look.texts(f"news.button.{what}"),
            style,
            emoji=emoji,
            disabled=held.decision is not None,
        )
        for what, style, emoji in _STYLES.values()
    ]


def queue(
    look: Look, waiting: Sequence[HeldStory], total: int, page: int, said: str | None = None
) -> ui.LayoutView:
    """A page of what waits, oldest first. ``said`` is what came of the last press."""
    view = ui.LayoutView(timeout=None)
    title = look.texts("news.held.queue", count=total)
    lines = [f"### {title}"]
    if said is not None:
        lines.append(said)
    if not waiting:
        lines.append(look.texts("news.held.empty"))
    view.add_item(ui.TextDisplay("\n".join(lines)))
    for held in waiting:
        container: ui.Container[Any] = ui.Container(accent_colour=discord.Colour.gold())
        text = _text(look, held, SUMMARY_IN_QUEUE, REASONS_IN_QUEUE)
        container.add_item(ui.TextDisplay(text))
        container.add_item(row(*_queue_buttons(look, held, page)))
        view.add_item(container)
    if total > PAGE:
        view.add_item(row(*_pages(look, total, page)))
    return view


def _queue_buttons(look: Look, held: HeldStory, page: int) -> list[NewsItem]:
    return [
        button(
            Press(f"queue_{what}", held.story.id, str(page)),
            look.texts(f"news.button.{what}"),
            style,
            emoji=emoji,
        )
        for what, style, emoji in _STYLES.values()
    ]


def _pages(look: Look, total: int, page: int) -> list[NewsItem]:
    last = (total - 1) // PAGE
    return [
        button(
            Press("queue", max(page - 1, 0), "back"),
            look.texts("news.button.back"),
            disabled=page == 0,
        ),
        button(
            Press("queue", min(page + 1, last), "next"),
            look.texts("news.button.next"),
            disabled=page >= last,
        ),
    ]
