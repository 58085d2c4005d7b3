"""What a server follows and how, in plain words."""

from __future__ import annotations

from cogs.news.embeds import NAME, TIER_ICONS, heading, kind_text
from cogs.news.escaping import within
from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.policies import TierPolicy
from discord_bot.news.subscriptions import Options, Rhythm, Subscription
from discord_bot.wording import Texts

_WORDS = 200
"""Characters of keywords."""
_DAYS = 7


def name_of(subscription: Subscription) -> str:
    """What is followed, as a source's name that is safe to show."""
    return heading(subscription.name, NAME)


def line(texts: Texts, subscription: Subscription) -> str:
    """A subscription in a line."""
    options = subscription.options
    parts = [
        f"**{subscription.number}** {name_of(subscription)} → <#{subscription.channel_id}>",
        rhythm_text(texts, options),
    ]
    if options.kinds != frozenset(Kind):
        parts.append(kinds_text(texts, options.kinds))
    if options.words_in or options.words_out:
        parts.append(texts("news.words.filtered"))
    if options.role_id is not None:
        parts.append(role_text(subscription.guild_id, options.role_id))
    if subscription.paused_at is not None:
        parts.append(f"⏸️ **{texts('news.words.paused')}**")
    return " · ".join(parts)


def kinds_text(texts: Texts, kinds: frozenset[Kind]) -> str:
    """Which kinds of news; all of them are *everything*."""
    if kinds == frozenset(Kind):
        return texts("news.words.every_kind")
    return ", ".join(kind_text(texts, kind) for kind in Kind if kind in kinds)


def day_text(texts: Texts, weekday: int) -> str:
    """A day of the week; 0 is Monday."""
    return texts(f"news.day.{weekday % _DAYS}")


def rhythm_text(texts: Texts, options: Options) -> str:
    """When it is posted."""
    if options.rhythm is Rhythm.WEEKLY:
        day = day_text(texts, options.weekday)
        return texts("news.words.weekly", day=day, time=options.at)
    if options.rhythm is Rhythm.DAILY:
        return texts("news.words.daily", time=options.at)
    if options.quiet is not None:
        return texts("news.words.quiet", start=options.quiet.start, end=options.quiet.end)
    return texts("news.words.instant")


def role_text(guild_id: int, role_id: int) -> str:
    """Who is pinged, as a mention that pings nobody in what only moderators see."""
    return "@everyone" if role_id == guild_id else f"<@&{role_id}>"


def ceiling_text(texts: Texts, ceiling: int | None) -> str:
    """From where on stories stand behind a bar."""
    if ceiling is None:
        return texts("news.words.ceiling_of_server")
    return texts("news.words.ceiling", season=ceiling)


def options_lines(texts: Texts, subscription: Subscription, zone: str) -> list[str]:
    """Everything that can be chosen of a subscription, a line each."""
    options, no_words = subscription.options, texts("news.words.no_words")
    words_in = within(", ".join(options.words_in), _WORDS) or no_words
    words_out = within(", ".join(options.words_out), _WORDS) or no_words
    role, nobody = options.role_id, texts("news.words.nobody")
    pinged = nobody if role is None else role_text(subscription.guild_id, role)
    values = {
        "kinds": kinds_text(texts, options.kinds),
        "rhythm": f"{rhythm_text(texts, options)} ({zone})",
        "style": texts(f"news.style.{options.style}"),
        "role": pinged,
        "words_in": words_in,
        "words_out": words_out,
        "ceiling": ceiling_text(texts, options.ceiling),
        "elsewhere": yes(texts, Topic.CAST_ELSEWHERE in options.topics),
        "crosspost": yes(texts, options.crosspost),
    }
    return [f"**{texts(f'news.option.{key}')}**: {value}" for key, value in values.items()]


def yes(texts: Texts, is_so: bool) -> str:
    """Yes or no."""
    return texts("news.words.yes" if is_so else "news.words.no")


def tier_lines(texts: Texts, tier: Tier, policy: TierPolicy) -> list[str]:
    """What is done with stories of a tier."""
    where = (
        texts("news.policy.own_channel")
        if policy.channel_id is None
        else texts("news.policy.channel", channel=f"<#{policy.channel_id}>")
    )
    ping = texts("news.policy.pings" if policy.ping else "news.policy.no_ping")
    hold = texts("news.policy.held" if policy.hold else "news.policy.not_held")
    return [
        f"**{TIER_ICONS[tier]} {texts(f'news.policy.tier.{tier}_source')}**",
        f"-# {texts(f'news.policy.about.{tier}_source')}",
        f"{where} {ping} {hold}",
    ]
