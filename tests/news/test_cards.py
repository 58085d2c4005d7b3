"""How news look: whatever a source wrote, it pings nobody and breaks out of nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.news import embeds, held_card
from cogs.news.embeds import DESCRIPTION_LIMIT, EMBEDS_LIMIT, MESSAGE_LIMIT, Look
from cogs.news.escaping import address, escaped, spoiler, within
from discord_bot.news.deliveries import DIGEST_STORIES
from discord_bot.news.holding import HeldEntry, HeldReason, HeldStory
from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.posts import AlsoBy, Origin, Post, PostKind, StoryView
from discord_bot.news.subscriptions import Style
from discord_bot.packs import load_pack

LOOK = Look(load_pack().wording.texts("en"), discord.Colour.from_str("#57B894"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
STORY = StoryView(
    id=1,
    title="A third season is announced",
    summary="It comes next year.",
    link="https://example.org/season-3?from=feed",
    image="https://example.org/picture.png",
    kind=Kind.RENEWAL,
    topic=Topic.SHOW,
    tier=Tier.OFFICIAL,
    source="Example",
    published=NOW,
    seen_at=NOW,
    spoiler_season=None,
    is_spoiler=False,
)
POST = Post(
    id=7,
    kind=PostKind.STORY,
    origin=Origin.NEWS,
    guild_id=1,
    channel_id=2,
    stories=(STORY,),
    name="Example",
)
NASTY = st.lists(
    st.sampled_from(
        [
            "||",
            "|",
            "\\",
            "**",
            "__",
            "~~",
            "`",
            "```",
            "@everyone",
            "@here",
            "<@1>",
            "<@&2>",
            "<#3>",
            "</setup:4>",
            "<t:1:R>",
            "[a](https://b.example)",
            "](https://b.example)",
            "https://c.example/||x||",
            "https://d.example/a_b_c",
            "\u200b",
            "\u202e",
            "\n",
            "# ",
            "> ",
            "- ",
            "-# ",
            "1. ",
            " ",
            "word",
            "🏳️‍🌈",
            "<",
            ">",
            "(",
            ")",
            "\U000e0001",
        ]
    ),
    max_size=30,
).map("".join) | st.text(max_size=400)
"""What has a meaning in Discord, in any order, and anything else."""
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*([*_~`|<>\[\]])")
LINK = re.compile(r"https?://\S+")
MENTION = re.compile(r"@(?:everyone|here)|(?<!\\)(?:\\\\)*<(?:@[!&]?|#|/|t:|a?:)\w")


def loose(text: str) -> list[str]:
    """Markup that Discord would follow, outside of addresses."""
    return UNESCAPED.findall(LINK.sub("", text))


@given(NASTY, st.integers(20, 400))
def test_nothing_that_is_escaped_is_markup(text: str, limit: int) -> None:
    shown = within(text, limit, line=False)
    assert len(shown) <= limit
    assert not loose(shown)
    assert not MENTION.search(shown)
    assert not re.search(r"^\s*(?:#{1,3} |-# |>|- |\d+[.)]\s)", shown, re.MULTILINE)


@given(NASTY)
def test_what_is_behind_a_bar_stays_there(text: str) -> None:
    shown = spoiler(within(text, 300))
    inner = shown[2:-2]
    assert "||" not in inner
    assert inner.endswith(" "), "a bar at its end would join ours"


@given(NASTY)
@example("\xa00")
@example("\u202egnp.exe")
@example("\ud800")
def test_an_address_cannot_be_broken_out_of(text: str) -> None:
    shown = address(f"https://example.org/{text}")
    assert not re.search(r"[\s<>|()\[\]`*\\]", shown)
    assert not [character for character in shown if unicodedata.category(character)[0] in "CZ"]


def test_what_people_write_is_left_as_it_is() -> None:
    text = "Kit & Joe: “Season 3” – 50% more! (really) #1 🏳️‍🌈 https://example.org/a_b?c=d"
    assert escaped(text, 200) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**bold**", r"\*\*bold\*\*"),
        ("@everyone look", "@\u200beveryone look"),
        ("[here](https://evil.example)", r"\[here\](https://evil.example)"),
        ("see https://x.example/a_(b).", "see https://x.example/a_%28b)."),
        ("# Heading", r"\# Heading"),
        ("x\u202ey\u200bz", "xyz"),
        ("a" * 30, f"{'a' * 19}…"),
        ("Z̶̧̛̛͓̲͇̗̀͌͗", "Z̶̧̛"),
    ],
)
def test_what_would_be_markup_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    assert escaped(typed, 20 if len(typed) == 30 else 200) == shown


# --- cards ----------------------------------------------------------------------------------------


def everything(message: embeds.Message) -> str:
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or ""]
    return "\n".join(parts)


def test_a_card_names_who_says_it_how_near_they_are_and_when() -> None:
    card = embeds.message(LOOK, POST).embeds[0]
    assert card.title == "A third season is announced"
    assert card.url == STORY.link
    assert card.image.url == STORY.image
    assert card.author.name == "🔁 Renewal"
    assert card.description == (
        "It comes next year.\n\n-# **Example** · ✅ official · <t:1767225600:R>"
    )


def test_whoever_else_reported_it_is_named_with_a_link() -> None:
    also = (AlsoBy("Other [paper]", "https://o.example/1"), AlsoBy("Third", "https://t.example/2"))
    card = embeds.card(LOOK, replace(STORY, also=also))
    assert card.description is not None
    assert card.description.endswith(
        r"-# Also reported by [Other \[paper\]](<https://o.example/1>), [Third](<https://t.example/2>)"
    )


def test_above_the_ceiling_only_the_bar_knows_what_it_is_about() -> None:
    also = (AlsoBy("Other", "https://o.example/season-3-sad-end"),)
    story = replace(
        STORY, is_spoiler=True, spoiler_season=3, title="They break up", summary="Sad.", also=also
    )
    for style in Style:
        message = embeds.message(LOOK, replace(POST, stories=(story,), style=style))
        shown = re.sub(r"\|\|.*?\|\|", "", everything(message))
        assert "News on season 3" in shown
        assert "break up" not in shown + message.title
        assert "Sad" not in shown
        assert "season-3" not in shown, "its address tells, too, and so do those of others"
        assert not any(embed.image.url for embed in message.embeds)
        assert not any(embed.url for embed in message.embeds)


def test_a_digest_without_a_title_behind_the_bar_has_no_empty_bar() -> None:
    story = replace(STORY, is_spoiler=True, spoiler_season=3, title="", link=None)
    for kind, style in ((PostKind.DIGEST, Style.CARD), (PostKind.STORY, Style.COMPACT)):
        message = embeds.message(LOOK, replace(POST, kind=kind, style=style, stories=(story,)))
        assert "||" not in everything(message)


def test_the_thread_of_a_digest_is_called_as_its_source_is_written() -> None:
    post = replace(POST, kind=PostKind.DIGEST, name="The_Paper *weekly*")
    message = embeds.message(LOOK, post)
    assert message.title == "The_Paper *weekly*: 1 story"
    assert message.embeds[0].title == r"The\_Paper \*weekly\*: 1 story"


def test_without_preview_there_is_a_line_and_no_picture() -> None:
    message = embeds.message(LOOK, replace(POST, plain=True))
    assert not message.embeds
    assert message.without_previews
    assert STORY.link is not None
    assert STORY.link in message.content.splitlines()


def test_the_summary_is_shown_as_the_source_laid_it_out() -> None:
    story = replace(STORY, markdown="**It** comes.\n\n- next year")
    card = embeds.card(LOOK, story)
    assert (card.description or "").startswith("**It** comes.\n\n- next year\n")
    long = replace(STORY, markdown="\n".join(["a line of text"] * 100))
    assert len(embeds.card(LOOK, long).description or "") < 800


STORIES = st.builds(
    lambda title, summary, source, link, spoils, also: replace(
        STORY,
        title=title,
        summary=summary,
        source=source,
        link=f"https://example.org/{'x' * link}",
        image=f"https://example.org/{'y' * link}",
        is_spoiler=spoils,
        spoiler_season=3 if spoils else None,
        also=tuple(AlsoBy(source, f"https://example.org/{'z' * link}") for _ in range(also)),
    ),
    NASTY,
    NASTY,
    NASTY,
    st.sampled_from([1, 90, 700, 1900, 2500]),
    st.booleans(),
    st.sampled_from([0, 1, 3, 40]),
)


def test_long_addresses_leave_less_room_for_those_who_reported_the_same() -> None:
    link = f"https://example.org/{'x' * 1900}"
    also = tuple(AlsoBy("Wren Weekly", f"{link}{number}") for number in range(3))
    story = replace(STORY, link=link, also=also, is_spoiler=True, spoiler_season=3)
    description = embeds.card(LOOK, story).description or ""
    assert len(description) <= DESCRIPTION_LIMIT
    assert link in description


@pytest.mark.slow
@settings(max_examples=100)
@given(STORIES, st.sampled_from(list(Style)), st.booleans())
def test_no_story_breaks_discords_limits_or_pings(
    story: StoryView, style: Style, plain: bool
) -> None:
    message = embeds.message(LOOK, replace(POST, stories=(story,), style=style, plain=plain))
    assert len(message.content) <= MESSAGE_LIMIT
    assert 1 <= len(message.title) <= embeds.THREAD_LIMIT
    for embed in message.embeds:
        assert len(embed.title or "") <= embeds.TITLE_LIMIT
        assert len(embed.description or "") <= DESCRIPTION_LIMIT
        assert len(embed) <= EMBEDS_LIMIT
    shown = re.sub(r"<t:\d+:R>", "", everything(message))
    assert not MENTION.search(shown)


@settings(max_examples=20)
@given(st.lists(STORIES, min_size=1, max_size=DIGEST_STORIES))
def test_a_digest_fits_whatever_is_in_it_and_leaves_no_story_out(stories: list[StoryView]) -> None:
    message = embeds.message(
        LOOK, replace(POST, kind=PostKind.DIGEST, stories=tuple(stories), name="x" * 90)
    )
    assert sum(len(embed) for embed in message.embeds) <= EMBEDS_LIMIT
    assert all(len(embed.description or "") <= DESCRIPTION_LIMIT for embed in message.embeds)
    assert everything(message).count("-# **") >= len(stories)


@settings(max_examples=30)
@given(STORIES, st.lists(NASTY, max_size=9))
def test_a_held_story_fits_alone_and_in_the_queue(story: StoryView, why: list[str]) -> None:
    held = HeldStory(1, story, HeldReason.GOSSIP, tuple(why), NOW)
    card = held_card.card(LOOK, HeldEntry(held), "d1")
    assert card.content_length() <= 4000
    pages = held_card.queue(LOOK, [held] * held_card.PAGE, 9, 1)
    assert pages.content_length() <= 4000
    assert pages.total_children_count <= 40
