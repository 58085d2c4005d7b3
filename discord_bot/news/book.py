"""What every server follows, in memory: asked for each story, each post and each autocompletion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from discord_bot.errors import UserError
from discord_bot.news.subscriptions import Following, Subscription


class SubscriptionBook:
    """All subscriptions by server and by id. ``show`` is what following the show is called."""

    def __init__(self, subscriptions: Iterable[Subscription], show: str) -> None:
        self.show = show
        self._guilds: dict[int, dict[int, Subscription]] = {}
        self._ids: dict[int, Subscription] = {}
        self._by_feed: dict[int | None, dict[int, Subscription]] = {}
        for subscription in subscriptions:
            self.put(subscription)

    def __len__(self) -> int:
        return len(self._ids)

    def put(self, subscription: Subscription) -> Subscription:
        """Add a subscription, or what it is now; returns it with its name."""
        if subscription.following is Following.SHOW:
            subscription = replace(subscription, name=self.show)
        self._guilds.setdefault(subscription.guild_id, {})[subscription.number] = subscription
        self._ids[subscription.id] = subscription
        self._by_feed.setdefault(subscription.feed_id, {})[subscription.id] = subscription
        return subscription

    def remove(self, subscription: Subscription) -> None:
        """Take a subscription out."""
        del self._guilds[subscription.guild_id][subscription.number]
        del self._ids[subscription.id]
        del self._by_feed[subscription.feed_id][subscription.id]

    def forget(self, user_id: int) -> None:
        """Credit a moderator no longer; the database was told by privacy's forget."""
        for item in list(self._ids.values()):
            if item.creator_id == user_id:
                self.put(replace(item, creator_id=0))

    def forget_guild(self, guild_id: int) -> None:
        """Drop the subscriptions of a server whose rows were deleted."""
        for subscription in self.of_guild(guild_id):
            self.remove(subscription)

    def replace(self, guild_id: int | None, subscriptions: Iterable[Subscription]) -> None:
        """Have a server's subscriptions, or all, be these: another process changed some."""
        for server in [*self._guilds] if guild_id is None else [guild_id]:
            self.forget_guild(server)
        for subscription in subscriptions:
            self.put(subscription)

    def by_id(self, subscription_id: int | None) -> Subscription | None:
        """A subscription by its id; None where it ended, and for None."""
        return None if subscription_id is None else self._ids.get(subscription_id)

    def of_guild(self, guild_id: int) -> tuple[Subscription, ...]:
        """What a server follows, in the order of numbers."""
        found = self._guilds.get(guild_id, {})
        return tuple(found[number] for number in sorted(found))

    def guilds(self) -> tuple[int, ...]:
        """The servers that follow something."""
        return tuple(guild_id for guild_id, found in self._guilds.items() if found)

    def get(self, guild_id: int, number: int) -> Subscription:
        """A server's subscription by its number. Raises ``UserError`` where there is none."""
        found = self._guilds.get(guild_id, {}).get(number)
        if found is None:
            raise UserError("news.refused.unknown", number=number)
        return found

    def may_see(self, guild_id: int, feed_id: int, source: str | None) -> bool:
        """Whether a server is shown what a feed says: the pack lists it, or it is followed there.

        What one server follows by an address is not put before others, whoever is behind it.
        """
        mine = self._guilds.get(guild_id, {}).values()
        return source is not None or any(item.feed_id == feed_id for item in mine)

    def followers(self, feed_id: int, source: str | None) -> list[Subscription]:
        """Who takes what a feed reports, paused or not, in the order in which they began."""
        # A feed's own followers, and those of the show, which have no feed.
        own, show = self._by_feed.get(feed_id, {}), self._by_feed.get(None, {})
        found = [item for item in (*own.values(), *show.values()) if item.follows(feed_id, source)]
        return sorted(found, key=lambda item: item.id)
