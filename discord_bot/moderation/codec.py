"""Values of moderation as the texts and whole numbers that the database keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.folding import fold
from discord_bot.moderation.appeals import Appeal, AppealState
from discord_bot.moderation.cases import Case, CaseMessage, CaseState, Outcome, Step, StepKind
from discord_bot.moderation.learning import Example, Ruling
from discord_bot.moderation.model import Label, Reason, Stage, Target, TargetKind
from discord_bot.moderation.policy import Action, MessageKind
from discord_bot.moderation.report import CaseFacts
from discord_bot.moderation.standing import MemberWarning
from discord_bot.sealing import Seal

_UNIT = 10_000
"""Confidences are kept as whole ten-thousandths."""

_Row = Mapping[str, Any]


def text_keys(text: str | None, seal: Seal) -> tuple[str, ...]:
    """Digests of a text without what people type differently, to know repeats by; see ``Seal``.

    None at all for nothing: what Discord hides from the bot is no repeat of what else it hides.
    """
    folded = fold(text or "")
    return seal.digests(folded) if folded else ()


def text_key(text: str | None, seal: Seal) -> str | None:
    """The digest that a text is kept with."""
    return next(iter(text_keys(text, seal)), None)


def case_of(row: _Row) -> Case:
    """A case without its messages and steps."""
    kind = row["target_kind"]
    return Case(
        id=row["case_id"],
        guild_id=row["guild_id"],
        number=row["number"],
        state=CaseState(row["state"]),
        version=row["version"],
        label=Label(row["label"]),
        confidence=row["confidence"] / _UNIT,
        stage=Stage(row["stage"]),
        target=None if kind is None else Target(TargetKind(kind), row["target_name"]),
        rules=tuple(json.loads(row["rules"])),
        kind=MessageKind(row["kind"]),
        action=Action(row["action"]),
        would=Action(row["would"]),
        author_id=row["user_id"],
        count=row["messages"],
        opened_at=from_epoch(row["opened_at"]),
        last_at=from_epoch(row["last_at"]),
        decided_at=from_epoch(row["decided_at"]),
        card_channel_id=row["card_channel_id"],
        card_message_id=row["card_message_id"],
    )


def case_values(case: Case) -> dict[str, Any]:
    """The columns of a new case; its number is the database's to give."""
    return {
        "case_id": case.id,
        "guild_id": case.guild_id,
        "state": case.state,
        "version": case.version,
        "label": case.label,
        "confidence": round(case.confidence * _UNIT),
        "stage": case.stage,
        "target_kind": None if case.target is None else case.target.kind,
        "target_name": None if case.target is None else case.target.name,
        "rules": json.dumps(case.rules),
        "kind": case.kind,
        "action": case.action,
        "would": case.would,
        "user_id": case.author_id,
        "messages": case.count,
        "opened_at": to_epoch(case.opened_at),
        "last_at": to_epoch(case.last_at),
    }


def message_of(row: _Row, seal: Seal) -> CaseMessage:
    """A message of a case."""
    spans = json.loads(seal.open(row["evidence"]))
    reasons = json.loads(seal.open(row["reasons"]))
    return CaseMessage(
        id=row["entry_id"],
        case_id=row["case_id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        parent_id=row["parent_id"],
        message_id=row["message_id"],
        author_id=row["user_id"],
        kind=MessageKind(row["kind"]),
        text=seal.open(row["text"]),
        evidence=tuple((start, end) for start, end in spans),
        reasons=tuple(Reason(key, values) for key, values in reasons),
        confidence=row["confidence"] / _UNIT,
        action=Action(row["action"]),
        would=Action(row["would"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        detail=row["detail"],
        written_at=from_epoch(row["written_at"]),
        acted_at=from_epoch(row["acted_at"]),
        restored_at=from_epoch(row["restored_at"]),
        tried_at=from_epoch(row["tried_at"]),
        owed_at=from_epoch(row["owed_at"]),
        restored_as=row["restored_as"],
    )


def message_values(message: CaseMessage, seal: Seal) -> dict[str, Any]:
    """The columns of a new message of a case."""
    reasons = [[reason.key, dict(reason.values)] for reason in message.reasons]
    return {
        "entry_id": message.id,
        "case_id": message.case_id,
        "guild_id": message.guild_id,
        "channel_id": message.channel_id,
        "parent_id": message.parent_id,
        "message_id": message.message_id,
        "user_id": message.author_id,
        "kind": message.kind,
        "text": seal.close(message.text),
        "text_key": text_key(message.text, seal),
        "evidence": seal.close(json.dumps(message.evidence)),
        "reasons": seal.close(json.dumps(reasons, ensure_ascii=False)),
        "confidence": round(message.confidence * _UNIT),
        "action": message.action,
        "would": message.would,
        "outcome": message.outcome,
        "detail": message.detail,
        "written_at": to_epoch(message.written_at),
        "acted_at": to_epoch(message.acted_at),
    }


def step_of(row: _Row, seal: Seal) -> Step:
    """A line of the audit trail."""
    return Step(
        id=row["step_id"],
        case_id=row["case_id"],
        kind=StepKind(row["kind"]),
        user_id=row["user_id"],
        taken_at=from_epoch(row["taken_at"]),
        about_id=row["about_user_id"],
        minutes=row["minutes"],
        note=seal.open(row["note"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        detail=row["detail"],
    )


def step_values(step: Step, seal: Seal) -> dict[str, Any]:
    """The columns of a new step, but for its server."""
    return {
        "step_id": step.id,
        "case_id": step.case_id,
        "kind": step.kind,
        "user_id": step.user_id,
        "about_user_id": step.about_id,
        "minutes": step.minutes,
        "note": seal.close(step.note),
        "outcome": step.outcome,
        "detail": step.detail,
        "taken_at": to_epoch(step.taken_at),
    }


def appeal_of(row: _Row, seal: Seal) -> Appeal:
    """An appeal, joined with its case's number."""
    return Appeal(
        id=row["appeal_id"],
        case_id=row["case_id"],
        case_number=row["number"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        text=seal.open(row["text"]),
        state=AppealState(row["state"]),
        appealed_at=from_epoch(row["appealed_at"]),
        moderator_id=row["moderator_user_id"],
        answer=seal.open(row["answer"]),
        answered_at=from_epoch(row["answered_at"]),
    )


def warning_of(row: _Row) -> MemberWarning:
    """A warning, joined with its case's number."""
    return MemberWarning(
        case_number=row["number"],
        user_id=row["user_id"],
        moderator_id=row["moderator_user_id"],
        given_at=from_epoch(row["given_at"]),
        expires_at=from_epoch(row["expires_at"]),
    )


def example_of(row: _Row, seal: Seal) -> Example:
    """A text that moderators decided on."""
    return Example(
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        label=Label(row["label"]),
        ruling=Ruling(row["ruling"]),
        text=seal.open(row["text"]),
    )


def facts_of(row: _Row) -> CaseFacts:
    """What figures are made of."""
    return CaseFacts(
        label=Label(row["label"]),
        state=CaseState(row["state"]),
        action=Action(row["action"]),
        would=Action(row["would"]),
        rules=tuple(json.loads(row["rules"])),
        opened_at=from_epoch(row["opened_at"]),
        decided_at=from_epoch(row["decided_at"]),
    )
