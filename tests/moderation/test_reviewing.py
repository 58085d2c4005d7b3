"""From a post to a decision that is written down before it is done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.moderation.cases import CaseState, Outcome, StepKind
from discord_bot.moderation.judging import Bench
from discord_bot.moderation.model import Label, Post, Stage, Verdict
from discord_bot.moderation.policy import Action, ChannelMode, MessageKind, Place, Rule
from discord_bot.moderation.service import JudgingError
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage.database import Row
from discord_bot.storage.sqlite import SqliteConnection
from tests.moderation.house import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    DAN,
    GUILD,
    MODERATOR,
    NOW,
    House,
    WordJudge,
    reopened,
)


@contextmanager
def no_database(house: House) -> Iterator[None]:
    """Fails what asks the database for anything."""
    database, house.moderation._database = house.moderation._database, None  # type: ignore[assignment]
    try:
        yield
    finally:
        house.moderation._database = database


async def test_ordinary_talk_never_touches_the_database(house: House) -> None:
    with no_database(house):
        decision = await house.says(ALICE, "I came out to my mum today")
        assert (decision.action, decision.case) == (Action.NONE, None)
        assert house.moderation.is_watching(Place(GUILD, CHANNEL, ALICE), house.now)


async def test_watch_mode_writes_a_case_and_leaves_the_message(house: House) -> None:
    decision = await house.says(ALICE, "just a guess")
    assert (decision.action, decision.would) == (Action.LOG, Action.NUDGE)
    assert (decision.case_number, decision.is_new, decision.count) == (1, True, 1)
    case = await house.moderation.cases.get(GUILD, 1)
    assert case.state is CaseState.OPEN
    assert case.messages[0].words == ("guess",)
    assert case.messages[0].reasons[0].key == "like_speculation"
    assert case.pending_messages == ()
    assert case.rules == ("says-guess",)


async def test_an_act_is_intended_until_discord_answers(house: House) -> None:
    await house.enforce()
    decision = await house.says(ALICE, "what a clown")
    assert decision.action is Action.REMOVE
    assert decision.case is not None
    assert [item.outcome for item in decision.case.messages] == [None]
    assert decision.message is not None
    case = await house.moderation.record(
        decision.message.id, Outcome.REFUSED, "50013 Missing Permissions", house.now
    )
    assert case is not None
    (message,) = case.messages
    assert (message.outcome, message.detail) == (Outcome.REFUSED, "50013 Missing Permissions")
    assert not message.is_down
    assert case.held == ()
    assert [(step.kind, step.outcome) for step in case.steps] == [
        (StepKind.OPENED, None),
        (StepKind.ACTED, Outcome.REFUSED),
    ]


async def test_what_a_crash_left_undone_is_found_after_a_restart(house: House) -> None:
    await house.enforce()
    await house.says(ALICE, "what a clown")
    done = await house.taken_down(BOB, "a guess")
    assert done.case_id is not None
    await house.moderation.cases.attach_card(done.case_id, 1, 2)
    again = await reopened(house)
    (case,) = await again.moderation.cases.unfinished(again.now)
    assert [item.author_id for item in case.pending_messages] == [ALICE]
    await again.moderation.record(case.messages[0].id, Outcome.DONE, None, again.now)
    (uncarded,) = await again.moderation.cases.unfinished(again.now)
    assert (uncarded.pending_messages, uncarded.card_message_id) == ((), None)
    await again.moderation.cases.attach_card(case.id, 1, 3)
    assert await again.moderation.cases.unfinished(again.now) == []
    again.moderation.close()


async def test_acts_of_the_day_before_yesterday_are_left(house: House) -> None:
    await house.enforce()
    await house.says(ALICE, "what a clown")
    house.wait(days=2)
    assert await house.moderation.cases.unfinished(house.now) == []


async def test_the_same_breach_over_and_over_is_one_case(house: House) -> None:
    first = await house.says(ALICE, "what a clown")
    house.wait(minutes=3)
    second = await house.says(ALICE, "whaat... a CLOWN")
    house.wait(minutes=9)
    third = await house.says(BOB, "What a clown!")
    assert [item.case_number for item in (first, second, third)] == [1, 1, 1]
    assert [item.count for item in (first, second, third)] == [1, 2, 3]
    assert [item.is_new for item in (first, second, third)] == [True, False, False]
    case = await house.moderation.cases.get(GUILD, 1)
    assert case.authors == (ALICE, BOB)
    assert [item.text for item in case.messages] == [
        "what a clown",
        "whaat... a CLOWN",
        "What a clown!",
    ]


async def test_what_is_no_repeat_has_a_case_of_its_own(house: House) -> None:
    await house.says(ALICE, "what a clown")
    assert (await house.says(ALICE, "a guess")).case_number == 2, "another label"
    assert (await house.says(BOB, "you clown")).case_number == 3, "another author and text"
    assert (await house.says(ALICE, "you sad clown")).case_number == 4, "another text"
    assert (await house.says(ALICE, "not what a clown")).case_number == 5, "its opposite"
    assert (await house.says(BOB, "whaat a clown")).case_number == 6, "near, but of somebody else"
    house.wait(minutes=11)
    assert (await house.says(ALICE, "what a clown")).case_number == 7, "too late"
    await house.moderation.cases.uphold(GUILD, 7, MODERATOR, house.now)
    assert (await house.says(ALICE, "what a clown")).case_number == 8, "that one was decided"


async def test_a_text_can_not_wander_from_one_breach_to_another_within_a_case(
    house: House,
) -> None:
    texts = ("you are a clown of sea", "you are a clown of see", "you are a clown of seed")
    numbers = [(await house.says(ALICE, text)).case_number for text in texts]
    assert numbers == [1, 1, 1]
    assert (await house.says(ALICE, "you are a clown of needs")).case_number == 2


async def test_each_message_of_a_raid_reads_as_little_as_the_one_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0

    def counted(function: Callable[..., Awaitable[list[Row]]]) -> Callable[..., object]:
        async def fetch(*arguments: object) -> list[Row]:
            nonlocal read
            rows = await function(*arguments)
            read += len(rows)
            return rows

        return fetch

    monkeypatch.setattr(SqliteConnection, "fetch_all", counted(SqliteConnection.fetch_all))
    await house.enforce()
    await house.moderation.policies.set_rule(
        GUILD, MODERATOR, Label.HARASSMENT, Rule(sure=Action.TIME_OUT), house.now
    )
    each = []
    for author in range(1, 61):
        read = 0
        decision = await house.taken_down(author, "what a clown")
        assert decision.time_out is not None
        await house.moderation.cases.record_step(
            decision.time_out.step_id, Outcome.DONE, None, house.now
        )
        shown = await house.moderation.cases.to_show(GUILD, 1)
        each.append(read)
    assert decision.count == 60
    assert each[-1] == each[20]
    assert (shown.messages[0].author_id, shown.messages[-1].author_id) == (1, 60)
    assert len(shown.messages) + shown.more_messages == 60
    handled = await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert (len(handled.restore), len(handled.lift)) == (60, 60), "a decision is on all of them"


async def test_overruling_one_of_two_breaches_says_nothing_of_the_other(house: House) -> None:
    await house.enforce()
    await house.taken_down(ALICE, "that clown scene was so funny")
    other = await house.taken_down(ALICE, "you are a clown and nobody likes you")
    assert other.case_number == 2
    handled = await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    assert [item.text for item in handled.restore] == ["that clown scene was so funny"]
    assert (await house.says(BOB, "that clown scene was so funny")).learned
    assert not (await house.says(BOB, "you are a clown and nobody likes you")).learned
    assert len(await house.moderation.cases.held(GUILD, 2)) == 1


async def test_cases_are_numbered_in_each_server(house: House) -> None:
    assert (await house.says(ALICE, "a guess")).case_number == 1
    elsewhere = await house.moderation.review(
        Post("a guess"), Place(GUILD + 1, CHANNEL, ALICE), house.now
    )
    assert elsewhere.case_number == 1


async def test_breaches_at_the_same_moment_get_numbers_of_their_own(house: House) -> None:
    decisions = await asyncio.gather(
        *(house.says(author, f"clown number {author}") for author in range(1, 9))
    )
    assert sorted(item.case_number or 0 for item in decisions) == list(range(1, 9))


async def test_an_edit_that_changes_nothing_is_no_second_message(house: House) -> None:
    await house.enforce()
    await house.taken_down(ALICE, "a guess", message_id=77)
    again = await house.says(ALICE, "a guess", message_id=77, kind=MessageKind.EDIT)
    assert (again.action, again.case_number, again.count) == (Action.NONE, 1, 1)
    changed = await house.says(ALICE, "my best guess", message_id=77, kind=MessageKind.EDIT)
    assert (changed.action, changed.case_number) == (Action.NUDGE, 2)


async def test_the_case_remembers_the_most_that_was_done(house: House) -> None:
    await house.says(ALICE, "meh you are all the same")
    await house.enforce(Label.HARASSMENT)
    house.judge.words["meh"] = (Label.HARASSMENT, 0.95)
    await house.says(ALICE, "meh you are all the same")
    house.judge.words["meh"] = (Label.HARASSMENT, 0.6)
    await house.says(ALICE, "meh you are all the same!")
    case = await house.moderation.cases.get(GUILD, 1)
    assert (case.action, case.would, case.count) == (Action.REMOVE, Action.REMOVE, 3)


async def test_the_second_stage_is_asked_when_unsure_off_the_loop(house: House) -> None:
    assert (await house.says(ALICE, "hmm, fine")).verdict.stage is Stage.SECOND
    assert (await house.says(ALICE, "hmm")).action is Action.LOG
    assert len(house.judge.threads) == 2
    assert all(name.startswith("second-stage") for name in house.judge.threads)


async def test_a_judge_that_fails_lets_the_message_flow_and_is_made_up_for(house: House) -> None:
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    with pytest.raises(JudgingError):
        await house.moderation.review(Post("broken"), place, house.now)
    assert await house.moderation.missed(place, house.now) is True, "moderators are told"
    assert await house.moderation.missed(place, house.now) is False, "once"
    other = Place(GUILD, CHANNEL, BOB, message_id=6)
    assert await house.moderation.missed(other, house.now) is False
    assert await house.moderation.missed(Place(GUILD, CHANNEL, BOB), house.now) is False
    backlog = await house.moderation.backlog()
    assert [(item.message_id, item.author_id) for item in backlog] == [(5, ALICE), (6, BOB)]
    for item in backlog:
        await house.moderation.caught_up(item)
    assert await house.moderation.backlog() == []
    assert await house.moderation.missed(place, house.now) is True


class SlowJudge(WordJudge):
    def second(self, post: Post, verdict: Verdict) -> Verdict:
        time.sleep(0.3)
        return verdict


async def test_a_second_stage_that_hangs_is_not_waited_for() -> None:
    bench = Bench(SlowJudge(), patience=0.05)
    with pytest.raises(JudgingError):
        await bench.judge(Post("hmm"))
    bench.close()


async def test_off_paused_exempt_and_silent_channels_are_not_watched(house: House) -> None:
    place = Place(GUILD, CHANNEL, ALICE, role_ids=frozenset({9}))
    change = house.moderation.policies
    assert house.moderation.is_watching(place, house.now)
    await change.change(GUILD, MODERATOR, house.now, exempt_roles=frozenset({9}))
    assert not house.moderation.is_watching(place, house.now)
    await change.change(GUILD, MODERATOR, house.now, exempt_roles=frozenset())
    await change.set_channel(GUILD, MODERATOR, CHANNEL, ChannelMode.OFF, house.now)
    assert not house.moderation.is_watching(place, house.now)
    await change.set_channel(GUILD, MODERATOR, CHANNEL, ChannelMode.NORMAL, house.now)
    assert house.moderation.is_watching(place, house.now)
    await house.guilds.change(GUILD, MODERATOR, house.now, moderation_on=False)
    assert not house.moderation.is_watching(place, house.now)
    assert not house.guilds.get(GUILD).is_on(Feature.MODERATION)


async def test_three_members_against_one_are_told_once(house: House) -> None:
    words = ("you clown", "what a clown", "clown!!", "clown it is")
    told = [
        (await house.says(author, text, aimed_at=99)).pile_on
        for author, text in zip((ALICE, BOB, CAROL, DAN), words, strict=True)
    ]
    assert told == [None, None, 3, None]


async def test_a_rule_may_let_the_author_pause(house: House) -> None:
    await house.enforce()
    await house.moderation.policies.set_rule(
        GUILD, MODERATOR, Label.HARASSMENT, Rule(sure=Action.TIME_OUT), house.now
    )
    decision = await house.says(ALICE, "what a clown")
    assert decision.action is Action.TIME_OUT
    assert decision.time_out is not None
    assert (decision.time_out.user_id, decision.time_out.span.total_seconds()) == (ALICE, 3600)
    await house.done(decision)
    await house.moderation.cases.record_step(
        decision.time_out.step_id, Outcome.DONE, None, house.now
    )
    case = await house.moderation.cases.get(GUILD, 1)
    assert (case.timed_out, len(case.held)) == ((ALICE,), 1)


async def test_a_dry_check_writes_nothing(house: House) -> None:
    decision = await house.moderation.check(Post("a guess"), Place(GUILD, CHANNEL, ALICE))
    assert (decision.would, decision.case) == (Action.NUDGE, None)
    with pytest.raises(UserError):
        await house.moderation.cases.get(GUILD, 1)


async def test_a_members_report_becomes_a_case_whatever_the_judge_thinks(house: House) -> None:
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    reported = await house.moderation.report(BOB, Post("you are so subtle"), place, house.now)
    assert (reported.is_new, reported.action) == (True, Action.LOG)
    assert reported.case is not None
    assert (reported.case.label, reported.case.kind) == (Label.OK, MessageKind.REPORT)
    again = await house.moderation.report(CAROL, Post("you are so subtle"), place, house.now)
    assert (again.is_new, again.case_number) == (False, reported.case_number)
    assert again.case is not None
    reporters = [step.user_id for step in again.case.steps if step.kind is StepKind.REPORTED]
    assert reporters == [BOB, CAROL]
    with pytest.raises(UserError, match=r"moderation\.refused\.reported"):
        await house.moderation.report(BOB, Post("you are so subtle"), place, house.now)


async def test_a_report_of_what_the_filter_saw_joins_its_case(house: House) -> None:
    seen = await house.says(ALICE, "a guess", message_id=5)
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    reported = await house.moderation.report(BOB, Post("a guess"), place, house.now)
    assert (reported.case_id, reported.is_new) == (seen.case_id, False)


async def test_a_report_of_what_was_decided_or_edited_since_is_a_case_with_these_words(
    house: House,
) -> None:
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    await house.says(ALICE, "a guess", message_id=5)
    await house.moderation.cases.overrule(GUILD, 1, MODERATOR, house.now)
    closed = await house.moderation.report(BOB, Post("a guess"), place, house.now)
    edited = await house.moderation.report(BOB, Post("go away"), place, house.now)
    assert [item.case_number for item in (closed, edited)] == [2, 3]
    assert all(item.is_new for item in (closed, edited))
    case = await house.moderation.cases.get(GUILD, 3)
    assert (case.state, [item.text for item in case.messages]) == (CaseState.OPEN, ["go away"])
    joined = await house.moderation.report(CAROL, Post("a guess"), place, house.now)
    assert (joined.case_number, joined.is_new) == (2, False)
    assert (await house.moderation.cases.get(GUILD, 1)).steps[-1].kind is StepKind.OVERRULED


async def test_who_reported_something_is_not_heard_on_it_again_once_it_was_decided(
    house: House,
) -> None:
    place = Place(GUILD, CHANNEL, ALICE, message_id=5)
    for text in ("you are so subtle", ""):
        reported = await house.moderation.report(BOB, Post(text), place, house.now)
        number = reported.case_number or 0
        also = await house.moderation.report(CAROL, Post(text), place, house.now)
        assert also.case_number == number
        await house.moderation.cases.overrule(GUILD, number, MODERATOR, house.now)
        with pytest.raises(UserError, match=r"moderation\.refused\.reported"):
            await house.moderation.report(BOB, Post(text), place, house.now)


async def test_what_automod_stopped_is_a_case_that_is_done(house: House) -> None:
    place = Place(GUILD, CHANNEL, ALICE)
    decision = await house.moderation.blocked(Post("some slur"), place, house.now)
    assert decision.case is not None
    assert (decision.case.label, decision.case.kind) == (
        Label.IDENTITY_ATTACK,
        MessageKind.AUTOMOD,
    )
    assert decision.case.pending_messages == ()
    assert len(decision.case.held) == 1
    named = await house.moderation.blocked(Post("a gaydar word"), place, house.now)
    assert named.case is not None
    assert named.case.label is Label.STEREOTYPING
    repeat = await house.moderation.blocked(Post("some slur"), place, house.now)
    assert (repeat.case_number, repeat.count) == (1, 2)


async def test_cases_that_nobody_decided_close_and_their_words_go_in_time(house: House) -> None:
    await house.says(ALICE, "a guess")
    assert await house.moderation.tidy(house.now) == []
    house.wait(days=16)
    upheld = await house.upheld(BOB, "what a clown")
    house.wait(days=15)
    (closed,) = await house.moderation.tidy(house.now)
    case = await house.moderation.cases.get(GUILD, 1)
    assert closed == case
    assert (case.state, case.steps[-1].kind) == (CaseState.EXPIRED, StepKind.EXPIRED)
    assert case.messages[0].text == "a guess"
    house.wait(days=20)
    await house.moderation.tidy(house.now)
    first = await house.moderation.cases.get(GUILD, 1)
    second = await house.moderation.cases.get(GUILD, upheld.case.number)
    assert first.messages[0].text == "a guess", "closed only 20 days ago"
    assert (second.messages[0].text, second.messages[0].words) == (None, ())


async def test_messages_that_discord_hides_from_the_bot_are_no_repeats(house: House) -> None:
    first = await house.moderation.blocked(Post(""), Place(GUILD, CHANNEL, ALICE), house.now)
    other = await house.moderation.blocked(Post(""), Place(GUILD, CHANNEL, BOB), house.now)
    assert (first.case_number, other.case_number) == (1, 2)


async def test_the_real_judge_sits_in_the_services(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database=str(tmp_path / "fanbot.db"))
    async with Services.open(settings, clock=lambda: NOW) as services:
        place = Place(GUILD, CHANNEL, ALICE, message_id=1)
        decision = await services.moderation.review(
            Post("so is Kit Connor gay irl or not"), place, NOW
        )
        assert decision.case is not None
        assert decision.verdict.label is Label.SPECULATION
        exported = await services.privacy.export(ALICE)
        assert exported["moderation_messages"][0]["evidence"]
