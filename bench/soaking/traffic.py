"""What people do in the town, by chance of one seed: a round is some minutes of a busy server.

Every kind of thing that members, moderators and admins do happens in every round. What somebody
may not do here, or can do no more, is refused as it is on Discord, and counted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import simcord
from simcord.backend.errors import BackendError
from simcord.components import walk_components

from bench.soaking.town import HOSTS, House, Town

Step = Callable[[House], Awaitable[Any]]

BUTTON, MENU, INPUT = 2, 3, 4
LINKED = {5, 6}
"""Styles of buttons that open something instead of telling the bot."""
_SOURCE = "https://example.org/news/a-date"


@dataclass(frozen=True)
class Size:
    """How much happens in one server in one round."""

    messages: int = 40
    breaches: int = 5
    questions: int = 6
    dailies: int = 2
    commands: int = 10
    presses: int = 10
    stories: int = 2
    arrivals: int = 3


HEADLINES = (
    "Heartstopper {thing} gets a {what} with {who}",
    "First look at the Heartstopper {thing}: {who} and a {what}",
    "{who} talks about the {what} of the Heartstopper {thing}",
    "Netflix announces a {what} for the Heartstopper {thing}",
    "Is {who} secretly dating? Fans of Heartstopper think the {what} tells",
    "Heartstopper {thing} ending explained: what the {what} means",
    "Weather: a {what} over the {thing}",
)
THINGS = ("film", "book", "soundtrack", "exhibition", "podcast", "artbook", "reunion", "tour")
PEOPLE = (
    "Kit Connor",
    "Joe Locke",
    "Yasmin Finney",
    "William Gao",
    "Alice Oseman",
    "Tobie Donovan",
)
EVERYONES = (
    ("trivia leaderboard", {"period": "all"}),
    ("trivia leaderboard", {}),
    ("trivia profile", {}),
    ("trivia daily", {}),
    ("trivia preferences", {"season": 3}),
    ("countdown", {}),
    ("season", {}),
    ("season", {"number": 2}),
    ("help", {}),
    ("about", {}),
    ("privacy", {}),
    ("appeal", {}),
)
MODERATORS = (
    ("trivia insights", {}),
    ("questions review", {}),
    ("questions reported", {}),
    ("questions list", {}),
    ("case queue", {}),
    ("moderation report", {}),
    ("news list", {}),
    ("news history", {}),
    ("news status", {}),
    ("news held", {}),
    ("news export", {}),
    ("calendar list", {}),
    ("status", {}),
)
ADMINS = (
    ("setup", {}),
    ("settings show", {}),
    ("settings history", {}),
    ("moderation setup", {}),
    ("moderation export", {}),
)


class Traffic:
    """Does things in the town, and counts them."""

    def __init__(
        self,
        town: Town,
        rng: random.Random,
        size: Size,
        ordinary: list[str],
        breaches: list[str],
    ) -> None:
        self._town, self._rng, self._size = town, rng, size
        self._ordinary, self._breaches = ordinary, breaches
        self.done: Counter[str] = Counter()
        self._joined = 0
        self._round = 0

    async def round(self, seconds: float) -> None:
        """A round of so many virtual seconds, in which everybody is busy."""
        self._round += 1
        town = self._town
        steps: list[tuple[str, House, Step]] = []
        for house in town.houses:
            steps += self._plan(house)
        self._rng.shuffle(steps)
        pause = seconds / (len(steps) + 1)
        for name, house, step in steps:
            await self._do(name, step(house))
            await town.env.advance_time(pause)
        await self._reconnect()

    async def _do(self, name: str, step: Awaitable[Any]) -> None:
        """Do one thing. What Discord itself would not let anybody do is told apart."""
        try:
            await step
        except (simcord.SetupError, BackendError, IndexError):
            name = f"{name}, not possible"
        self.done[name] += 1

    def _plan(self, house: House) -> list[tuple[str, House, Step]]:
        size = self._size
        kinds: dict[str, list[Step]] = {
            "messages": [self._message] * (size.messages),
            "breaches": [self._breach] * (size.breaches),
            "edits and deletions": [self._second_thoughts] * (size.messages // 8),
            "games": [self._game],
            "dailies": [self._daily] * (size.dailies),
            "commands": [self._command] * (size.commands),
            "buttons pressed": [self._press_something] * (size.presses),
            "letters answered": [self._answer_letter] * (size.breaches),
            "stories": [self._story] * (size.stories),
            "arrivals and departures": [self._come_and_go] * (size.arrivals),
            "settings changed": [self._settings],
            "dates": [self._date],
            "messages looked at": [self._message_menu] * (2),
        }
        return [(name, house, step) for name, steps in kinds.items() for step in steps]

    # --- talk -----------------------------------------------------------------------------------

    def _anyone(self, house: House) -> simcord.MemberActor:
        return self._rng.choice(house.members + house.passing)

    async def _message(self, house: House) -> None:
        lounge = house.places["lounge"]
        earlier = lounge.last_message if self._rng.random() < 0.2 else None
        text = self._rng.choice(self._ordinary)
        await self._anyone(house).send(lounge, text, reply_to=earlier)

    async def _breach(self, house: House) -> None:
        await self._anyone(house).send(house.places["lounge"], self._rng.choice(self._breaches))

    async def _second_thoughts(self, house: House) -> None:
        """Somebody changes or deletes one of the last messages."""
        lounge = house.places["lounge"]
        people = {who.id: who for who in house.members + house.passing}
        mine = [item for item in lounge.history()[-20:] if item.author.id in people]
        message = self._rng.choice(mine)
        who = people[message.author.id]
        if self._rng.random() < 0.5:
            await who.edit(message, self._rng.choice(self._ordinary))
        else:
            await who.delete(message)

    async def _message_menu(self, house: House) -> None:
        lounge = house.places["lounge"]
        message = self._rng.choice(lounge.history()[-10:])
        if self._rng.random() < 0.5:
            await house.moderator.context_menu(lounge, "Check this message", message)
        else:
            who = self._anyone(house)
            shown = await who.context_menu(lounge, "Report to moderators", message)
            await self._submit(who, shown)

    # --- games ----------------------------------------------------------------------------------

    async def _game(self, house: House) -> None:
        """A game from its start to its end, or until its starter has enough."""
        trivia, env = house.places["trivia"], self._town.env
        starter = self._rng.choice(house.members)
        mode = self._rng.choice(("buttons", "buttons", "typed", "lightning", "duel"))
        options: dict[str, Any] = {"mode": mode, "rounds": self._size.questions}
        if mode == "duel":
            options["opponent"] = self._rng.choice(
                [other for other in house.members if other is not starter]
            )
        if mode == "lightning":
            del options["rounds"]
        await starter.slash(trivia, "trivia play", **options)
        for _ in range(self._size.questions):
            if mode == "typed":
                for who in self._rng.sample(house.members, 2):
                    await who.send(trivia, self._rng.choice(PEOPLE))
            else:
                await self._answers(house, trivia)
            await env.advance_time(40)
        await starter.slash(trivia, "trivia stop")

    async def _answers(self, house: House, trivia: simcord.ChannelHandle) -> None:
        """Some members choose an answer of the newest question."""
        for who in self._rng.sample(house.members, 3):
            asked = [item for item in trivia.history()[-5:] if _usable(_raw(self._town, item))]
            if asked:
                custom_id = self._rng.choice(_usable(_raw(self._town, asked[-1])))["custom_id"]
                await self._do("answers", who.click(asked[-1], custom_id=custom_id))

    async def _daily(self, house: House) -> None:
        who = self._rng.choice(house.members)
        shown = await who.slash(house.places["trivia"], "trivia daily")
        for _ in range(6):
            shown = await self._press(who, shown.response) or shown

    # --- commands, buttons ----------------------------------------------------------------------

    async def _command(self, house: House) -> None:
        """A command, and what it shows is looked into."""
        who, table = self._rng.choice(
            (
                (self._rng.choice(house.members), EVERYONES),
                (self._rng.choice(house.members), EVERYONES),
                (house.moderator, MODERATORS),
                (house.admin, ADMINS),
            )
        )
        name, options = self._rng.choice(table)
        shown = await who.slash(house.places["lounge"], name, **options)
        for _ in range(3):
            answers = [item for item in (shown.response, *shown.followups) if item is not None]
            again = await self._press(who, answers[-1]) if answers else None
            if again is None:
                break
            shown = again

    async def _press_something(self, house: House) -> None:
        """A button of one of the newest messages in any channel, by whoever may see it."""
        channel = house.places[self._rng.choice(("trivia", "mod-log", "mod-log", "season-news"))]
        shown = [item for item in channel.history()[-15:] if _usable(_raw(self._town, item))]
        who = house.moderator if channel.name == "mod-log" else self._anyone(house)
        await self._press(who, self._rng.choice(shown) if shown else None)

    async def _answer_letter(self, house: House) -> None:
        """A member whose message was touched looks at the bot's letter, and perhaps appeals."""
        backend = self._town.env.backend
        told = [
            who for who in house.members if backend.messages.get(backend.dm_channels.get(who.id, 0))
        ]
        if told:
            who = self._rng.choice(told)
            await self._press(who.user, self._rng.choice(who.user.dm_channel.history()[-3:]))

    async def _press(self, who: Any, message: Any) -> simcord.InteractionResult | None:
        """Press a button or choose from a menu by chance, and fill in what it asks for."""
        if message is None:
            return None
        items = _usable(_raw(self._town, message))
        if not items:
            return None
        item = self._rng.choice(items)
        if item["type"] == MENU:
            values = [self._rng.choice(item["options"])["value"]]
            shown = await who.select(message, values, custom_id=item["custom_id"])
        else:
            shown = await who.click(message, custom_id=item["custom_id"])
        return await self._submit(who, shown) or shown

    async def _submit(
        self, who: Any, shown: simcord.InteractionResult
    ) -> simcord.InteractionResult | None:
        """Fill in a dialog, if one was shown."""
        if not shown.modal:
            return None
        values: dict[str, Any] = {}
        for item in walk_components(shown.modal["components"]):
            if item.get("type") == INPUT:
                text = item.get("value") or self._rng.choice(self._ordinary)
                values[item["custom_id"]] = text[: item.get("max_length") or 200]
            elif item.get("type") == MENU:
                values[item["custom_id"]] = [item["options"][0]["value"]]
        return await who.submit_modal(shown, values)

    # --- the rest -------------------------------------------------------------------------------

    async def _story(self, _house: House) -> None:
        """Something is news at one or two hosts, and is read when their feeds are due."""
        rng = self._rng
        title = rng.choice(HEADLINES).format(
            thing=rng.choice(THINGS),
            who=rng.choice(PEOPLE),
            what=" ".join(rng.sample(self._words(), 2)),
        )
        for host in rng.sample(HOSTS, rng.choice((1, 1, 2))):
            text = rng.choice(self._ordinary)
            self._town.press.tell(host, title, text, self._town.env.now())

    def _words(self) -> list[str]:
        words = self._rng.choice(self._ordinary).split()
        return [word for word in words if word.isalpha()] + ["poster", "trailer", "date", "scene"]

    async def _come_and_go(self, house: House) -> None:
        env = self._town.env
        self._joined += 1
        new = house.guild.add_member(env.create_user(f"passing{self._joined}"))
        house.passing.append(new)
        await env.settle()
        await new.send(house.places["lounge"], self._rng.choice(self._ordinary))
        while len(house.passing) > 3:
            self._town.away(house.passing.pop(0))
            await env.settle()

    async def _settings(self, house: House) -> None:
        """An admin changes something, and a feature that somebody switched off is on again."""
        lounge, on = house.places["lounge"], self._round % 2 == 0
        for feature in ("trivia", "news", "moderation"):
            await house.admin.slash(lounge, "settings feature", feature=feature, on=True)
        await house.admin.slash(lounge, "settings relaxed", on=on)
        await house.admin.slash(lounge, "settings daily", time="18:00" if on else "18:30")
        zone = self._rng.choice(("Europe/London", "Europe/Berlin", "America/New_York"))
        await house.admin.slash(lounge, "settings timezone", zone=zone)
        await house.admin.slash(
            lounge, "settings channel", what="log_channel", channel=house.places["mod-log"]
        )

    async def _date(self, house: House) -> None:
        """A date of the server's own, an hour from now; those that are over go."""
        lounge, now = house.places["lounge"], self._town.env.now()
        own = self._town.services.calendars.events(house.guild.id)
        for event in list(own.values()):
            if event.title.startswith("Watch party"):
                await house.moderator.slash(lounge, "calendar remove", event=event.key)
        await house.moderator.slash(
            lounge,
            "calendar add",
            title=f"Watch party {self._round}",
            date=f"{now:%Y-%m-%d}",
            time=f"{min(now.hour + 1, 23):02}:{now.minute:02}",
            source=_SOURCE,
        )

    async def _reconnect(self) -> None:
        """The gateway is lost for good, and a new session begins."""
        shard = self._town.bot.shards[0]
        await shard.disconnect()
        await self._town.env.advance_time(5)
        await shard.reconnect()
        await self._town.env.settle()
        self.done["reconnects"] += 1


def _raw(town: Town, message: Any) -> Any:
    """A message as simcord keeps it, or None where it is gone."""
    channel = message.channel.id if isinstance(message, discord.Message) else message.channel_id
    return town.env.backend.messages.get(channel, {}).get(message.id)


def _usable(message: Any) -> list[dict[str, Any]]:
    """The buttons and menus of a message that can be used."""
    if message is None:
        return []
    return [
        item
        for item in walk_components(message.components)
        if item.get("type") in {BUTTON, MENU}
        and item.get("style") not in LINKED
        and item.get("custom_id")
        and not item.get("disabled")
    ]
