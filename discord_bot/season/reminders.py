"""Who is to be told what: written down before it is sent, and how it ended written after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService
from discord_bot.season import planning, rules
from discord_bot.season.calendars import CalendarService
from discord_bot.season.model import (
    EVERYBODY,
    Event,
    Notice,
    NoticeKind,
    NoticeState,
    Subscription,
    Watch,
)
from discord_bot.season.notices_store import NoticeStore, WatchStore
from discord_bot.storage.database import Connection, Database

LOOKED_FOR = timedelta(days=1)
"""How long after its time it is looked for whether a notice arrived, where that can't be seen."""
LEASE = timedelta(minutes=3)
"""How long a notice may be under way before it counts as lost."""
REMEMBERED = timedelta(days=400)
"""How long it matters what somebody was told of an event."""
PRIVATE_KEPT = timedelta(days=30)
"""How long it is kept what a member was told in private."""
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice to be sent now; ``uncertain`` says that an earlier try may have arrived."""

    notice: Notice
    uncertain: bool


@dataclass(frozen=True, slots=True)
class _Listener:
    """The server's channel, or a member of it, and what they want to hear of."""

    user_id: int
    since: datetime
    watch: Watch | None = None
    channel: Subscription | None = None


class ReminderService:
    """Reminds servers and members, and tells them of changes of what they were told."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        calendars: CalendarService,
        new_id: Callable[[], int],
    ) -> None:
        self._database = database
        self._guilds = guilds
        self._calendars = calendars
        self._new_id = new_id
        # Servers whose dates may have changed since they were looked at; None for all of them.
        self._changed: set[int] | None = None

    def dates_changed(self, guild_id: int) -> None:
        """A server's date was changed: who was told of it is looked up at the next ``prepare``."""
        if self._changed is not None:
            self._changed.add(guild_id)

    # --- members ------------------------------------------------------------------------------

    async def watch(self, guild_id: int, user_id: int, key: str, now: datetime) -> bool:
        """Remind a member in private; False where that is so already.

        Raises ``UserError`` where there is no such event, or it is over.
        """
        event = self._calendars.get(guild_id, key)
        if event.when is not None and now >= event.when.over_at(self._calendars.zone(guild_id)):
            raise UserError("season.refused.watch_over")
        async with self._database.transaction() as connection:
            return await WatchStore.put(
                connection,
                Watch(user_id, guild_id, key, event.title, event.source, event.when, now),
            )

    async def unwatch(self, guild_id: int, user_id: int, key: str) -> bool:
        """Remind a member no longer; False where that is so already."""
        async with self._database.transaction() as connection:
            return await WatchStore.remove(connection, user_id, guild_id, key)

    async def notice(self, notice_id: int) -> Notice | None:
        """A notice that was written down."""
        async with self._database.reading() as connection:
            return await NoticeStore.get(connection, notice_id)

    async def failed(self, guild_id: int, now: datetime) -> list[Notice]:
        """What a server's channel could not be told, newest first."""
        async with self._database.reading() as connection:
            return await NoticeStore.failed(connection, guild_id, now - timedelta(days=14))

    # --- what is due --------------------------------------------------------------------------

    async def prepare(self, now: datetime) -> None:
        """Write down whatever is to be told now."""
        async with self._database.reading() as connection:
            watched = await WatchStore.events(connection)
            told = await NoticeStore.guilds(connection, now - REMEMBERED)
        known = {*self._calendars.subscriptions(), *watched, *told}
        looked = filter(self._guilds.shards.serves, known)
        changed, self._changed = self._changed, set()
        try:
            for guild_id in sorted(looked):
                thorough = changed is None or guild_id in changed
                if not self._guilds.get(guild_id).is_active(Feature.NEWS, now):
                    self._keep(guild_id, thorough=thorough)
                elif thorough or self._fresh(guild_id, now):
                    await self._prepare(guild_id, now)
        except BaseException:
            self._changed = None  # nobody knows how far it came: look at all of them again
            raise

    def _keep(self, guild_id: int, *, thorough: bool) -> None:
        """A server that is paused is looked at when it goes on."""
        if thorough and self._changed is not None:
            self._changed.add(guild_id)

    def _fresh(self, guild_id: int, now: datetime) -> bool:
        """Whether anybody in a server might have to be reminded of something now."""
        zone = self._calendars.zone(guild_id)
        return any(
            event.when is not None and rules.fresh_stage(event.when, now, zone) is not None
            for event in self._calendars.visible(guild_id)
        )

    def next_due(self, now: datetime) -> datetime | None:
        """When a reminder next falls due in any server; reads nothing but memory."""
        zones: dict[tuple[str, int], Sequence[Event]] = {}
        for settings in (*self._guilds.all(), None):
            guild_id = 0 if settings is None else settings.guild_id
            own = any(event.is_own for event in self._calendars.events(guild_id).values())
            zone = self._calendars.zone(guild_id)
            zones[zone, guild_id if own else 0] = self._calendars.visible(guild_id)
        moments = (rules.next_due(events, now, zone) for (zone, _), events in zones.items())
        return min((item for item in moments if item is not None), default=None)

    async def _prepare(self, guild_id: int, now: datetime) -> None:
        """Write down what one server and its members are to be told."""
        events = self._calendars.events(guild_id)
        ceiling, zone = self._calendars.ceiling(guild_id), self._calendars.zone(guild_id)
        async with self._database.transaction() as connection:
            heard_by = _by_listener(
                await NoticeStore.of_guild(connection, guild_id, now - REMEMBERED)
            )
            watches = await WatchStore.of_guild(connection, guild_id)
            for key, listener in self._listeners(guild_id, events, watches, heard_by):
                event = events.get(key)
                if event is not None and event.spoils > ceiling:
                    continue
                heard = heard_by.get((listener.user_id, key), ())
                await self._tell(connection, guild_id, key, event, listener, heard, now, zone)

    def _listeners(
        self,
        guild_id: int,
        events: Mapping[str, Event],
        watches: Iterable[Watch],
        heard_by: Mapping[tuple[int, str], Sequence[Notice]],
    ) -> list[tuple[str, _Listener]]:
        """Everybody who may have to be told something, with the key of what it is about."""
        found = [
            (watch.event_key, _Listener(watch.user_id, watch.created_at, watch=watch))
            for watch in watches
        ]
        channel = self._calendars.subscription(guild_id)
        if channel is not None:
            told = [key for user_id, key in heard_by if user_id == EVERYBODY]
            keys = dict.fromkeys([*events, *told])
            everybody = _Listener(EVERYBODY, channel.since, channel=channel)
            found = [*((key, everybody) for key in keys), *found]
        return found

    async def _tell(
        self,
        connection: Connection,
        guild_id: int,
        key: str,
        event: Event | None,
        listener: _Listener,
        heard: Sequence[Notice],
        now: datetime,
        zone: str,
    ) -> None:
        when = None if event is None else event.when
        since = max(listener.since, (event.changed_at if event else None) or listener.since)
        watch = listener.watch
        first = None if watch is None else watch.told
        known = planning.Known(since, heard, watch is not None, first)
        plan = planning.plan(known, when, now, zone)
        for notice_id in plan.drop:
            await NoticeStore.end(connection, notice_id, NoticeState.DROPPED, now)
        if plan.change is not None or plan.stage is not None:
            title, source = _named(event, heard, watch)
            notice = self._notice(guild_id, key, listener, plan, now)
            expires = planning.expires_at(plan, when, now, zone)
            done = replace(notice, title=title, source=source, told=when, expires_at=expires)
            await NoticeStore.insert(connection, done)
        gone = event is None or (when is not None and now >= rules.stale_at(when, 0, zone))
        if gone and watch is not None:
            await WatchStore.remove(connection, listener.user_id, guild_id, key)

    def _notice(
        self,
        guild_id: int,
        key: str,
        listener: _Listener,
        plan: planning.Plan,
        now: datetime,
    ) -> Notice:
        channel = listener.channel
        return Notice(
            id=self._new_id(),
            guild_id=guild_id,
            user_id=listener.user_id,
            channel_id=None if channel is None else channel.channel_id,
            role_id=None if channel is None else channel.role_id,
            event_key=key,
            title="",
            source="",
            kind=NoticeKind.REMINDER if plan.change is None else NoticeKind.CHANGE,
            days=plan.stage,
            told=None,
            was=None if plan.change is None else plan.change.was,
            state=NoticeState.INTENDED,
            attempts=0,
            created_at=now,
            expires_at=now,
        )

    # --- sending ------------------------------------------------------------------------------

    async def recover(self, now: datetime) -> None:
        """After a start: what was under way when the process ended is looked into at once."""
        async with self._database.transaction() as connection:
            await NoticeStore.recover(connection, now, self._guilds.shards)
            await NoticeStore.purge_private(connection, now - PRIVATE_KEPT)

    async def claim(self, now: datetime) -> list[Sending]:
        """What is to be sent now, each marked as under way. What is stale is dropped instead.

        What may have arrived in an earlier try is given all the same, to be looked for.
        """
        found = []
        async with self._database.transaction(own=True) as connection:
            for notice in await NoticeStore.ready(connection, now, self._guilds.shards):
                uncertain = notice.state is NoticeState.SENDING
                if not self._guilds.get(notice.guild_id).is_active(Feature.NEWS, now):
                    later = now + _LONGEST_WAIT
                    await NoticeStore.again(connection, notice.id, notice.state, later, None)
                elif now >= notice.expires_at + (LOOKED_FOR if uncertain else timedelta()):
                    await NoticeStore.end(connection, notice.id, NoticeState.DROPPED, now)
                else:
                    await NoticeStore.begin(connection, notice.id, now, now + LEASE)
                    found.append(Sending(notice, uncertain))
        return found

    async def sent(self, notice: Notice, message_id: int, now: datetime) -> None:
        """It stands in its channel. A member who was told that the hour has come is done."""
        async with self._database.transaction() as connection:
            await NoticeStore.end(
                connection, notice.id, NoticeState.SENT, now, message_id=message_id
            )
            if notice.is_private and notice.days == 0:
                await WatchStore.remove(
                    connection, notice.user_id, notice.guild_id, notice.event_key
                )

    async def dropped(self, notice: Notice, now: datetime) -> None:
        """It did not arrive, and is not true any more."""
        async with self._database.transaction() as connection:
            await NoticeStore.end(connection, notice.id, NoticeState.DROPPED, now)

    async def failed_for_good(self, notice: Notice, detail: str, now: datetime) -> None:
        """It can't be sent. A member who can't be reached is not reminded any more."""
        async with self._database.transaction() as connection:
            await NoticeStore.end(connection, notice.id, NoticeState.FAILED, now, detail=detail)
            if notice.is_private:
                await WatchStore.remove(
                    connection, notice.user_id, notice.guild_id, notice.event_key
                )

    async def try_again(
        self,
        notice: Notice,
        detail: str,
        now: datetime,
        *,
        uncertain: bool,
        wait: float | None = None,
    ) -> None:
        """It was not sent, or nobody knows; ``wait`` is in seconds, as Discord asked for."""
        pause = min(_FIRST_WAIT * 2 ** min(notice.attempts, 10), _LONGEST_WAIT)
        if wait is not None:
            pause = max(pause, timedelta(seconds=wait))
        state = NoticeState.SENDING if uncertain else NoticeState.INTENDED
        async with self._database.transaction() as connection:
            await NoticeStore.again(connection, notice.id, state, now + pause, detail)

    async def next_try(self) -> datetime | None:
        """When the next open notice is to be tried; None where none is open."""
        async with self._database.reading() as connection:
            return await NoticeStore.next_try(connection, self._guilds.shards)


def _by_listener(notices: Iterable[Notice]) -> dict[tuple[int, str], list[Notice]]:
    found: dict[tuple[int, str], list[Notice]] = {}
    for notice in notices:
        found.setdefault((notice.user_id, notice.event_key), []).append(notice)
    return found


def _named(event: Event | None, heard: Sequence[Notice], watch: Watch | None) -> tuple[str, str]:
    """Title and source of an event, or what was last told of one that is gone."""
    told = event or (heard[-1] if heard else watch)
    assert told is not None, "nobody is told of what they never heard of"
    return told.title, told.source
