"""How a case looks to moderators: its author's own words, the telling ones marked, no markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.moderation.card import Shown, card, marked, span_text
from discord_bot.moderation.appeals import APPEAL_LIMIT, Appeal, AppealState
from discord_bot.moderation.cases import (
    NOTE_LIMIT,
    Case,
    CaseMessage,
    CaseState,
    Outcome,
    Step,
    StepKind,
)
from discord_bot.moderation.model import (
    BREACHES,
    Label,
    Post,
    Reason,
    Span,
    Stage,
    Target,
    TargetKind,
)
from discord_bot.moderation.policy import Action, MessageKind, Place
from discord_bot.packs import load_pack
from tests.moderation.house import ALICE, CHANNEL, GUILD, MODERATOR, NOW, House

TEXTS = load_pack().wording.texts("en")
COMPONENTS, CHARACTERS = 40, 4000
"""What Discord takes in one message: https://discord.com/developers/docs/components/reference."""


def message(text: str | None, number: int = 1, **values: Any) -> CaseMessage:
    base = CaseMessage(
        id=number,
        case_id=1,
        guild_id=GUILD,
        channel_id=CHANNEL,
        parent_id=None,
        message_id=number,
        author_id=ALICE,
        kind=MessageKind.MESSAGE,
        text=text,
        evidence=((0, 4),),
        reasons=(Reason("insults_person"), Reason("sexual_remark")),
        confidence=0.9,
        action=Action.REMOVE,
        would=Action.REMOVE,
        outcome=Outcome.DONE,
        detail=None,
        written_at=NOW,
    )
    return replace(base, **values)


def case(**values: Any) -> Case:
    base = Case(
        id=1,
        guild_id=GUILD,
        number=7,
        state=CaseState.OPEN,
        version=0,
        label=Label.HARASSMENT,
        confidence=0.9,
        stage=Stage.RULES,
        target=Target(TargetKind.PERSON, "Kit Connor"),
        rules=("insults",),
        kind=MessageKind.MESSAGE,
        action=Action.REMOVE,
        would=Action.REMOVE,
        author_id=ALICE,
        count=1,
        opened_at=NOW,
        last_at=NOW,
        messages=(message("some words"),),
    )
    return replace(base, **values)


def read(shown: Shown) -> str:
    view = card(TEXTS, shown)
    return "\n".join(
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )


@pytest.mark.parametrize(
    ("text", "evidence", "expected"),
    [
        ("a clown here", [(2, 7)], "a **__clown__** here"),
        ("a clown\nhere", [(2, 12)], "a **__clown__**\n**__here__**"),
        ("a  clown ", [(1, 9)], "a  **__clown__** "),
        ("clown", [(0, 3), (2, 5)], "**__clown__**"),
        ("*a* clown", [(4, 9)], r"\*a\* **__clown__**"),
        ("[a clown](https://example.org)", [(3, 8)], r"[a **__clown__**]\(https://example.org)"),
        ("nothing", [], "nothing"),
        ("", [], ""),
    ],
)
def test_telling_words_are_marked(text: str, evidence: list[Span], expected: str) -> None:
    assert marked(text, evidence, 100) == expected


@given(
    st.text("ab \n", max_size=60).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(
                st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
                    lambda pair: (min(pair), max(pair))
                ),
                max_size=4,
            ),
        )
    )
)
def test_marking_changes_no_word_and_each_mark_holds(case_: tuple[str, list[Span]]) -> None:
    text, evidence = case_
    shown = marked(text, evidence, 1000)
    assert shown.replace("**__", "").replace("__**", "") == text
    for piece in shown.split("**__")[1:]:
        inside = piece.split("__**")[0]
        assert inside.strip() == inside != ""
        assert "\n" not in inside


def test_a_long_text_is_shown_around_its_telling_words() -> None:
    text = "before " * 200 + "clown" + " after" * 200
    shown = marked(text, [(1400, 1405)], 200)
    assert "**__clown__**" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 220


@pytest.mark.parametrize("filling", ["word ", "*_~`|>\\", "🌿", "\n- a\n"])
def test_the_fullest_card_fits(filling: str) -> None:
    long = filling * 4000
    appeals = tuple(
        Appeal(
            id=number,
            case_id=1,
            case_number=7,
            guild_id=GUILD,
            user_id=ALICE + number,
            text=long[:APPEAL_LIMIT],
            state=state,
            appealed_at=NOW,
            moderator_id=MODERATOR,
            answer=long[:APPEAL_LIMIT],
        )
        for number, state in enumerate((AppealState.DECLINED, AppealState.WAITING))
    )
    steps = tuple(
        Step(
            number, 1, kind, MODERATOR, NOW, ALICE, 60, long[:NOTE_LIMIT], Outcome.FAILED, "failed"
        )
        for number, kind in enumerate(StepKind)
    )
    messages = tuple(message(long[:4000], number) for number in range(1, 6))
    view = card(TEXTS, Shown(case(messages=messages, steps=steps, count=5), appeals))
    items = list(view.walk_children())
    texts = [item.content for item in items if isinstance(item, discord.ui.TextDisplay)]
    assert len(items) <= COMPONENTS
    assert sum(map(len, texts)) <= CHARACTERS


@pytest.mark.parametrize("label", list(Label))
@pytest.mark.parametrize("state", list(CaseState))
def test_a_card_never_names_whom_the_filter_thought_it_was_about(
    label: Label, state: CaseState
) -> None:
    text = read(Shown(case(label=label, state=state)))
    assert "Kit" not in text
    assert "**__some__** words" in text


@pytest.mark.parametrize("label", BREACHES)
def test_a_card_names_the_rule(label: Label) -> None:
    assert TEXTS(f"moderation.nudge.rule.{label}") in read(Shown(case(label=label)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"outcome": None}, "**Not done yet**: it is to be taken down."),
        ({"outcome": Outcome.GONE, "detail": "edited"}, "Its author changed it first."),
        ({"outcome": Outcome.FAILED, "detail": "failed"}, "**Failed**: it should have been"),
        ({"outcome": Outcome.REFUSED, "detail": "manage_messages"}, "*Manage Messages*"),
        ({"action": Action.LOG, "would": Action.LOG}, "only noted"),
        ({"action": Action.LOG, "would": Action.HOLD}, "It would have been held"),
        ({"action": Action.LOG, "kind": MessageKind.REPORT}, "a member asks you to look"),
        ({"restored_at": NOW}, "**Given back**"),
        ({"text": None, "evidence": (), "reasons": ()}, "The words were deleted"),
    ],
)
def test_what_became_of_a_message(values: dict[str, Any], expected: str) -> None:
    assert expected in read(Shown(case(messages=(replace(message("some words"), **values),))))


async def test_the_card_of_a_case_that_grows_says_what_the_whole_of_it_would(house: House) -> None:
    await house.enforce()
    cases = house.moderation.cases
    for author in range(1, 13):
        decision = await house.taken_down(author, "what a clown", message_id=author)
        words = Post("what a clown")
        place = Place(GUILD, CHANNEL, author, message_id=author)
        await house.moderation.report(author + 1, words, place, house.now)
        few, whole = await cases.to_show(GUILD, 1), await cases.get(GUILD, 1)
        assert read(Shown(few)) == read(Shown(whole))
    assert "9 more" in read(Shown(few))
    assert decision.case is not None
    assert len(few.messages) < len(whole.messages)
    await cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert len((await cases.to_show(GUILD, 1)).messages) == 12, "it grows no more"


async def test_who_repeats_something_in_a_crowd_is_known_for_it(house: House) -> None:
    """Their first messages are there beside the newest of all: three letters are enough."""
    await house.enforce()
    for author in (*[ALICE] * 4, *range(1, 20)):
        await house.taken_down(author, "what a clown")
    last = await house.says(ALICE, "what a clown")
    assert last.message is not None
    case = await house.moderation.record(last.message.id, Outcome.DONE, None, house.now)
    assert case is not None
    assert [item.author_id for item in case.messages].count(ALICE) == 5


def test_a_pause_is_told_in_whole_units() -> None:
    spans = [timedelta(minutes=90), timedelta(hours=1), timedelta(hours=36), timedelta(days=7)]
    told = [span_text(TEXTS, int(span / timedelta(minutes=1))) for span in spans]
    assert told == ["90 minutes", "1 hour", "36 hours", "7 days"]
