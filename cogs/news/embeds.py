"""How news look: pure functions from a post to a message, within Discord's limits.

Whatever a source wrote goes through ``escaping``; only our own words are markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import discord

from cogs.news.escaping import address, bare, cut, escaped, host, one_line, spoiler, within
from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.posts import Origin, Post, PostKind, StoryView
from discord_bot.news.subscriptions import Style
from discord_bot.wording import Texts

ICONS = {
    Kind.RENEWAL: "🔁",
    Kind.RELEASE_DATE: "📅",
    Kind.TRAILER: "🎬",
    Kind.CASTING: "🎭",
    Kind.PRODUCTION: "🎥",
    Kind.INTERVIEW: "🎙️",
    Kind.AWARD: "🏆",
    Kind.BOOK: "📚",
    Kind.OTHER: "📰",
}
TIER_ICONS = {Tier.OFFICIAL: "✅", Tier.TRADE: "🗞️", Tier.OTHER: "💬"}
MESSAGE_LIMIT = 2000
TITLE_LIMIT, DESCRIPTION_LIMIT, EMBEDS_LIMIT = 256, 4096, 6000
"""https://discord.com/developers/docs/resources/message#embed-object-embed-limits."""
THREAD_LIMIT = 100
"""Characters of a thread's name."""
ADDRESS_LIMIT = 2048
"""Characters of the address in an embed."""
SUMMARY, COMPACT_TITLE, DIGEST_TITLE, NAME = 600, 300, 120, 60
"""What is shown of a source's texts, escapes included."""
ALSO_ROOM = {Style.CARD: 2400, Style.COMPACT: 900}
"""Characters for those who reported the same."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the looks of news depend on: the language and the colour of a server."""

    texts: Texts
    accent: discord.Colour


@dataclass(frozen=True, slots=True)
class Message:
    """What a post becomes. ``title`` names the thread that it begins in a forum."""

    title: str
    content: str = ""
    embeds: tuple[discord.Embed, ...] = field(default=())
    without_previews: bool = False


def message(look: Look, post: Post) -> Message:
    """What is shown for a post of one story or of several."""
    if post.kind is PostKind.DIGEST or len(post.stories) != 1:
        return digest(look, post)
    story = post.stories[0]
    if post.plain or post.style is Style.COMPACT:
        return compact(look, story)
    return Message(thread_name(look, story), embeds=(card(look, story),))


# --- words ----------------------------------------------------------------------------------------


def moment(when: datetime, style: str = "R") -> str:
    """A time that Discord shows in each reader's own zone."""
    return f"<t:{int(when.timestamp())}:{style}>"


def kind_text(texts: Texts, kind: Kind) -> str:
    """What kind of news it is."""
    return texts(f"news.kind.{kind}_news")


def tier_text(texts: Texts, tier: Tier) -> str:
    """How close a source is to those who make the show."""
    return texts(f"news.tier.{tier}_source")


def title_of(look: Look, story: StoryView, limit: int) -> str:
    """A story's title; one that says nothing where the real one gives too much away."""
    if story.is_spoiler:
        return look.texts("news.card.neutral", season=story.spoiler_season or 0)
    return within(story.title, limit) or look.texts("news.card.untitled")


def thread_name(look: Look, story: StoryView) -> str:
    """The same for a thread, whose name Discord shows without markup."""
    if story.is_spoiler:
        return cut(title_of(look, story, THREAD_LIMIT), THREAD_LIMIT)
    name = cut(one_line(story.title), THREAD_LIMIT)
    return name or cut(look.texts("news.card.untitled"), THREAD_LIMIT)


def _facts(look: Look, story: StoryView) -> str:
    """Who says it, how close they are, and when."""
    tier = tier_text(look.texts, story.tier)
    parts = [f"**{within(story.source, NAME)}**", f"{TIER_ICONS[story.tier]} {tier}"]
    if story.topic is Topic.CAST_ELSEWHERE:
        parts.append(look.texts("news.card.elsewhere"))
    parts.append(moment(story.published or story.seen_at))
    return " · ".join(parts)


def _also(look: Look, story: StoryView, room: int) -> str:
    """Who else reported it, as links; whoever does not fit is counted.

    Addresses tell as much as titles, and are behind a bar where those are.
    """
    links: list[str] = []
    also = story.also
    for item in also:
        link = f"[{within(item.name, NAME) or host(item.link)}]({bare(item.link)})"
        room -= len(link) + 2
        if room < 0:
            break
        links.append(link)
    left = len(also) - len(links)
    names = spoiler(", ".join(links)) if story.is_spoiler else ", ".join(links)
    if left and links:
        return look.texts("news.card.also_more", names=names, count=left)
    if left:
        return look.texts("news.card.also_count", count=left)
    return look.texts("news.card.also", names=names)


# --- one story ------------------------------------------------------------------------------------


def card(look: Look, story: StoryView) -> discord.Embed:
    """A story with its picture. What gives too much away is behind a bar and has no picture."""
    embed = discord.Embed(title=title_of(look, story, TITLE_LIMIT), colour=look.accent)
    embed.set_author(name=f"{ICONS[story.kind]} {kind_text(look.texts, story.kind)}")
    lines = list(_told(story))
    link = None if story.link is None else address(story.link)
    if link is not None and len(link) > ADDRESS_LIMIT:
        lines.append(f"-# {look.texts('news.card.too_long', host=host(link))}")
    elif link is not None and story.is_spoiler:
        lines.append(spoiler(f"<{link}>"))
    elif link is not None:
        embed.url = link
    lines += ["", f"-# {_facts(look, story)}"]
    if story.also:
        room = min(ALSO_ROOM[Style.CARD], DESCRIPTION_LIMIT - len("\n".join(lines)) - 100)
        lines.append(f"-# {_also(look, story, room)}")
    embed.description = "\n".join(lines).strip()
    if story.image is not None and not story.is_spoiler:
        image = address(story.image)
        embed.set_image(url=image if len(image) <= ADDRESS_LIMIT else None)
    return embed


def _told(story: StoryView) -> Iterator[str]:
    """The summary, and the title where another stands in its place."""
    plain = within(story.summary, SUMMARY, line=False)
    if story.is_spoiler:
        title = within(story.title, TITLE_LIMIT)
        if title:
            yield spoiler(title)
        if plain:
            yield spoiler(plain)
    elif one_line(story.summary) != one_line(story.title):
        yield _first_lines(story.markdown, SUMMARY) or plain


def _first_lines(markdown: str, limit: int) -> str:
    """As many whole lines as fit; nothing where none does, or a block of code would stay open."""
    shown: list[str] = []
    for line in markdown.split("\n"):
        limit -= len(line) + 1
        if limit < 0:
            shown.append("…")
            break
        shown.append(line)
    text = "\n".join(shown).strip()
    return "" if text == "…" or text.count("```") % 2 else text


def compact(look: Look, story: StoryView) -> Message:
    """A story in a line, with its address below."""
    icon = ICONS[story.kind]
    lines = [f"{icon} **{title_of(look, story, COMPACT_TITLE)}** · {_facts(look, story)}"]
    link = None if story.link is None else address(story.link)
    title = within(story.title, COMPACT_TITLE)
    if story.is_spoiler and title:
        lines.append(spoiler(title))
    if link is not None and len(link) > MESSAGE_LIMIT // 3:
        lines.append(f"-# {look.texts('news.card.too_long', host=host(link))}")
    elif link is not None:
        lines.append(spoiler(f"<{link}>") if story.is_spoiler else link)
    if story.also:
        room = min(ALSO_ROOM[Style.COMPACT], MESSAGE_LIMIT - len("\n".join(lines)) - 100)
        lines.append(f"-# {_also(look, story, room)}")
    return Message(thread_name(look, story), "\n".join(lines), without_previews=True)


# --- several --------------------------------------------------------------------------------------


def digest(look: Look, post: Post) -> Message:
    """Stories as a list, over two embeds where one does not hold them."""
    key = f"news.digest.{'overflow' if post.origin is Origin.OVERFLOW else 'title'}"
    count = len(post.stories)
    title = look.texts(key, count=count, name=within(post.name, NAME))
    plain = look.texts(key, count=count, name=one_line(post.name))
    parts = [_part(look, story) for story in post.stories]
    room = EMBEDS_LIMIT - len(title) - 2 * len(parts)
    while sum(map(len, parts)) > room:
        longest = max(range(len(parts)), key=lambda place: len(parts[place]))
        shorter = _part(look, post.stories[longest], with_link=False)
        if shorter == parts[longest]:
            break
        parts[longest] = shorter
    embeds = [
        discord.Embed(description=text, colour=look.accent)
        for text in _pages(parts, DESCRIPTION_LIMIT)
    ]
    embeds[0].title = title
    return Message(cut(plain, THREAD_LIMIT), embeds=tuple(embeds))


def _part(look: Look, story: StoryView, *, with_link: bool = True) -> str:
    """A story of a digest: its title, who says it, and the address as it is."""
    head = f"{ICONS[story.kind]} **{title_of(look, story, DIGEST_TITLE)}**"
    title = within(story.title, DIGEST_TITLE)
    if story.is_spoiler and title:
        head += f" {spoiler(title)}"
    lines = [head, f"-# {_facts(look, story)}"]
    if story.link is not None:
        link = address(story.link)
        if not with_link:
            lines.append(f"-# {look.texts('news.card.too_long', host=host(link))}")
        else:
            lines.append(f"-# {spoiler(f'<{link}>') if story.is_spoiler else link}")
    return "\n".join(lines)


def _pages(parts: Sequence[str], limit: int) -> list[str]:
    """Parts joined by empty lines into texts of at most ``limit`` characters; one at least."""
    pages = [""]
    for part in parts:
        joined = f"{pages[-1]}\n\n{part}" if pages[-1] else part
        if len(joined) > limit and pages[-1]:
            pages.append(part)
        else:
            pages[-1] = joined
    return pages


def heading(text: str, limit: int = NAME) -> str:
    """A name that somebody else chose, to stand among our words."""
    return escaped(one_line(text), limit)
