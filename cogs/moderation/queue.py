"""The queue of cases: pages, filters, and a menu to open one. Its state is in its custom ids.

A custom id is ``queue:<what>:<page>:<state>:<label>:<author>``, with ``any`` and 0 for no filter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from cogs._components import ID, AnyInteraction, Interaction, PersistentItem, number, outdated
from cogs.moderation.card import ICONS, did, excerpt, label_text, moment, who
from cogs.moderation.items import LABEL_LIMIT
from discord_bot.moderation.cases import Case, CaseFilter, CasePage, CaseState
from discord_bot.moderation.model import Label
from discord_bot.moderation.standing import Standing
from discord_bot.wording import Texts

ANY = "any"
APPEALED = "appealed"
STATES = (*(state.value for state in CaseState), APPEALED, ANY)
"""What a queue can be narrowed down to: a state, those with an appeal that waits, or all."""
_OPTION_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of which cases is shown. ``state`` is one of ``STATES``."""

    page: int = 0
    state: str = CaseState.OPEN.value
    label: str = ANY
    author_id: int = 0

    @property
    def filter(self) -> CaseFilter:
        """The same as the service has it."""
        return CaseFilter(
            state=None if self.state in {ANY, APPEALED} else CaseState(self.state),
            label=None if self.label == ANY else Label(self.label),
            author_id=self.author_id or None,
            appealed=self.state == APPEALED,
        )

    def custom_id(self, what: str) -> str:
        """The custom id of something to press in this queue."""
        return f"queue:{what}:{self.page}:{self.state}:{self.label}:{self.author_id}"

    def after(self, what: str, chosen: Sequence[str]) -> Wanted:
        """What is wanted after something was pressed; a new filter begins at the first page."""
        first = chosen[0] if chosen else None
        if what == "state":
            return replace(self, page=0, state=_known(first or ANY, STATES))
        if what == "label":
            return replace(self, page=0, label=_known(first or ANY, (*Label, ANY)))
        if what == "author":
            return replace(self, page=0, author_id=number(first or "0"))
        return replace(self, page=max(0, self.page + {"next": 1, "back": -1}.get(what, 0)))


def _known(sent: str, choices: Collection[str]) -> str:
    if sent not in choices:
        raise outdated()
    return sent


class Turnable(Protocol):
    """The cog that turns a queue's pages."""

    async def turned(
        self, interaction: Interaction, what: str, wanted: Wanted, chosen: tuple[str, ...]
    ) -> None:
        """Show what is wanted after something was pressed or chosen."""


class QueueItem(
    PersistentItem[ui.Item[Any]],
    template=(
        rf"queue:(?P<what>next|back|renew|state|label|author|open):(?P<page>{ID})"
        rf":(?P<state>{'|'.join(STATES)}):(?P<label>{'|'.join((*Label, ANY))}):(?P<author>{ID})"
    ),
):
    """Any button or menu of a queue."""

    def __init__(self, item: ui.Item[Any], what: str, wanted: Wanted) -> None:
        super().__init__(item)
        self.what = what
        self.wanted = wanted

    @classmethod
    async def from_custom_id(
        cls, _interaction: AnyInteraction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The item of a queue that may be older than this process."""
        wanted = Wanted(int(match["page"]), match["state"], match["label"], int(match["author"]))
        return cls(item, match["what"], wanted)

    async def act(self, interaction: Interaction) -> None:
        """Hand over to the cog."""
        data = cast("dict[str, Any]", interaction.data or {})
        cog = cast("Turnable", interaction.client.get_cog("Cases"))
        await cog.turned(interaction, self.what, self.wanted, tuple(data.get("values", ())))


def _button(what: str, wanted: Wanted, label: str, *, disabled: bool = False) -> QueueItem:
    made: ui.Button[Any] = ui.Button(
        custom_id=wanted.custom_id(what), label=label[:LABEL_LIMIT], disabled=disabled
    )
    return QueueItem(made, what, wanted)


def _menu(
    what: str, wanted: Wanted, options: list[discord.SelectOption], placeholder: str
) -> QueueItem:
    made: ui.Select[Any] = ui.Select(
        custom_id=wanted.custom_id(what), options=options, placeholder=placeholder[:150]
    )
    return QueueItem(made, what, wanted)


def line(texts: Texts, case: Case, *, appealed: bool = False) -> str:
    """A case in two lines: what it is about, whose, when; and its newest words."""
    facts = [
        f"{ICONS[case.state]} **{case.number}** {label_text(texts, case.label)}",
        who(texts, case.author_id),
        moment(case.last_at),
        did(texts, case),
    ]
    if case.count > 1:
        facts.append(texts("moderation.card.repeats", count=case.count))
    if appealed:
        facts.append(f"**{texts('moderation.queue.appealed')}**")
    return f"{' · '.join(facts)}\n-# {excerpt(texts, case)}"


def panel(
    texts: Texts, found: CasePage, wanted: Wanted, appealed: Collection[int], accent: discord.Colour
) -> ui.LayoutView:
    """A page of the queue; ``appealed`` are the ids of cases with an appeal that waits."""
    wanted = replace(wanted, page=found.page)
    title = texts("moderation.queue.title", count=found.total)
    lines = [f"### {title}", *_narrowed(texts, wanted)]
    for case in found.cases:
        lines += ["", line(texts, case, appealed=case.id in appealed)]
    if not found.cases:
        lines.append(texts("moderation.queue.empty"))
    if found.pages > 1:
        page = texts("moderation.queue.page", number=found.page + 1, total=found.pages)
        lines += ["", f"-# {page}"]
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=accent)
    container.add_item(ui.TextDisplay("\n".join(lines)[:4000]))
    view.add_item(container)
    if found.cases:
        view.add_item(ui.ActionRow(_to_open(texts, wanted, found.cases)))
    view.add_item(ui.ActionRow(_states(texts, wanted)))
    view.add_item(ui.ActionRow(_labels(texts, wanted)))
    view.add_item(ui.ActionRow(_author(texts, wanted)))
    view.add_item(ui.ActionRow(*_pages(texts, wanted, found)))
    return view


def _narrowed(texts: Texts, wanted: Wanted) -> list[str]:
    """The filters that are on, in words."""
    parts = [texts(f"moderation.queue.state.{wanted.state}")]
    if wanted.label != ANY:
        parts.append(label_text(texts, Label(wanted.label)))
    if wanted.author_id:
        parts.append(who(texts, wanted.author_id))
    return [f"-# {' · '.join(parts)}"]


def _to_open(texts: Texts, wanted: Wanted, cases: Sequence[Case]) -> QueueItem:
    options = [
        discord.SelectOption(
            label=f"{case.number} · {label_text(texts, case.label)}"[:_OPTION_LIMIT],
            value=str(case.number),
        )
        for case in cases
    ]
    return _menu("open", wanted, options, texts("moderation.queue.open"))


def _states(texts: Texts, wanted: Wanted) -> QueueItem:
    options = [
        discord.SelectOption(
            label=texts(f"moderation.queue.state.{state}"),
            value=state,
            default=state == wanted.state,
        )
        for state in STATES
    ]
    return _menu("state", wanted, options, texts("moderation.queue.by_state"))


def _labels(texts: Texts, wanted: Wanted) -> QueueItem:
    every = discord.SelectOption(
        label=texts("moderation.queue.every_label"), value=ANY, default=wanted.label == ANY
    )
    options = [
        discord.SelectOption(
            label=label_text(texts, label)[:_OPTION_LIMIT],
            value=label.value,
            default=label.value == wanted.label,
        )
        for label in Label
    ]
    return _menu("label", wanted, [every, *options], texts("moderation.queue.by_label"))


def _author(texts: Texts, wanted: Wanted) -> QueueItem:
    chosen = [discord.Object(wanted.author_id, type=discord.User)] if wanted.author_id else []
    made: ui.UserSelect[Any] = ui.UserSelect(
        custom_id=wanted.custom_id("author"),
        placeholder=texts("moderation.queue.by_member"),
        min_values=0,
        default_values=chosen,
    )
    return QueueItem(made, "author", wanted)


def _pages(texts: Texts, wanted: Wanted, found: CasePage) -> list[QueueItem]:
    is_last = found.page + 1 >= found.pages
    return [
        _button("back", wanted, texts("moderation.queue.back"), disabled=found.page == 0),
        _button("renew", wanted, texts("moderation.queue.renew")),
        _button("next", wanted, texts("moderation.queue.next"), disabled=is_last),
    ]


def member_panel(
    texts: Texts, standing: Standing, days: int, cases: Sequence[Case], accent: discord.Colour
) -> ui.LayoutView:
    """How a member stands: warnings that count, upheld cases, what is due, and newest cases."""
    lines = [texts("moderation.queue.member.title", member=f"<@{standing.user_id}>")]
    lines.append(texts("moderation.queue.member.upheld", count=standing.upheld, days=days))
    lines += [
        texts(
            "moderation.queue.member.warning",
            number=warning.case_number,
            moderator=who(texts, warning.moderator_id),
            given=moment(warning.given_at, "D"),
            until=moment(warning.expires_at, "D"),
        )
        for warning in standing.warnings
    ]
    if not standing.warnings:
        lines.append(texts("moderation.queue.member.no_warnings"))
    if standing.escalate is not None:
        lines.append(texts("moderation.queue.member.due"))
    for case in cases:
        lines += ["", line(texts, case)]
    if not cases:
        lines.append(texts("moderation.queue.member.no_cases"))
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=accent)
    container.add_item(ui.TextDisplay("\n".join(lines)[:4000]))
    view.add_item(container)
    wanted = Wanted(state=ANY, author_id=standing.user_id)
    if cases:
        view.add_item(ui.ActionRow(_to_open(texts, wanted, cases)))
        everything = _button("renew", wanted, texts("moderation.queue.member.all"))
        view.add_item(ui.ActionRow(everything))
    return view
