"""A case as a row for others to learn from: what was written and decided, and nobody's number."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from discord_bot.moderation.cases import Case, CaseMessage

_ID = re.compile(r"\d{15,20}")
"""Discord's ids, in mentions, links to messages and on their own."""


class Pseudonyms:
    """Names for ids that are the same within one export and tell nothing without its salt."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt

    def of(self, discord_id: int | str | None) -> str | None:
        """The name for an id; None for nobody, and for those who asked to be forgotten."""
        if not discord_id:
            return None
        digest = hmac.new(self._salt, str(discord_id).encode(), hashlib.sha256)
        return digest.hexdigest()[:16]

    def hide(self, text: str | None) -> str | None:
        """A text with its ids hashed. Names that people wrote out stay."""
        if text is None:
            return None
        return _ID.sub(lambda match: self.of(match[0]) or "", text)


def export_row(case: Case, names: Pseudonyms) -> dict[str, Any]:
    """One line of an export, as plain values for JSON."""
    target = case.target
    return {
        "case": case.number,
        "opened_at": case.opened_at.isoformat(),
        "decided_at": None if case.decided_at is None else case.decided_at.isoformat(),
        "state": case.state.value,
        "label": case.label.value,
        "confidence": case.confidence,
        "stage": case.stage.value,
        "target": None if target is None else {"kind": target.kind.value, "name": target.name},
        "rules": list(case.rules),
        "kind": case.kind.value,
        "messages": [_message(message, names) for message in case.messages],
        "steps": [
            {
                "kind": step.kind.value,
                "at": step.taken_at.isoformat(),
                "by": names.of(step.user_id),
                "outcome": None if step.outcome is None else step.outcome.value,
            }
            for step in case.steps
        ],
    }


def _message(message: CaseMessage, names: Pseudonyms) -> dict[str, Any]:
    return {
        "text": names.hide(message.text),
        "evidence": [names.hide(words) for words in message.words],
        "reasons": [reason.key for reason in message.reasons],
        "confidence": message.confidence,
        "author": names.of(message.author_id),
        "channel": names.of(message.channel_id),
        "action": message.action.value,
        "would": message.would.value,
        "outcome": None if message.outcome is None else message.outcome.value,
        "at": message.written_at.isoformat(),
    }
