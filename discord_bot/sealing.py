"""Words of people as the database keeps them: as they are, or encrypted with an admin's key.

The cipher is Fernet of the package cryptography: AES-128 in CBC mode with HMAC-SHA256, so that what
was changed or is under another key does not open. A kept text says itself how it is kept, so that
plain texts and those of several keys may stand side by side in a database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, overload

from discord_bot.errors import StorageError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

SETTING = "FANBOT_EVIDENCE_KEYS"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}=", re.ASCII)
"""32 bytes in base64url: https://github.com/fernet/spec/blob/master/Spec.md"""
MARK = "fanbot-sealed:"
"""What an encrypted text begins with; the key's name and another colon follow."""
HEAD = len(MARK) + 8 + 1
"""How many characters those are."""
_SEALED = re.compile(MARK + r"([0-9a-f]{8}):", re.ASCII)
_AS_IT_IS = "fanbot-plain:"
"""Goes before a text that somebody wrote so that it looks like one of ours."""
_DIGITS = 32
"""How many of the 64 digits of SHA-256 tell texts apart."""


class DamagedError(StorageError):
    """A single kept text can't be read, though its key is there."""


def new_key() -> str:
    """A key for ``FANBOT_EVIDENCE_KEYS``, of the system's randomness."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def parse_keys(text: str) -> tuple[str, ...]:
    """The keys of a list with commas between, each once; the first is the newest.

    Raises ``ValueError`` that says which one is wrong and never what it is.
    """
    found = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for number, key in enumerate(found, start=1):
        if not _SHAPE.fullmatch(key):
            raise ValueError(
                f"key number {number} of {len(found)} does not have the shape of a key (44 "
                "characters, the last is =); make one with `fanbot db keygen`"
            )
    return found


class _Key:
    """A key with what is derived from it. ``id`` tells which key it is, and nothing about it."""

    def __init__(self, key: str) -> None:
        from cryptography.fernet import Fernet

        self.fernet: Fernet = Fernet(key)
        self.id = _derived(key, b"fanbot key id", 4).hex()
        self._texts = _derived(key, b"fanbot equal texts", 32)

    def digest(self, text: str) -> str:
        return hmac.new(self._texts, text.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def _derived(key: str, purpose: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = base64.urlsafe_b64decode(key)
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(secret)


class Seal:
    """How one database keeps words: closed with the first of ``keys``, opened with any of them.

    Without keys, texts are kept as they are. ``keys`` are what ``parse_keys`` gives.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys = tuple(_Key(key) for key in keys)
        self._by_id = {key.id: key for key in self._keys}

    @property
    def ids(self) -> tuple[str, ...]:
        """The keys' names, which may be shown; the newest first."""
        return tuple(self._by_id)

    @property
    def newest(self) -> str | None:
        """The name of the key that closes; None where texts are kept as they are."""
        return self._keys[0].id if self._keys else None

    @overload
    def close(self, text: str) -> str: ...
    @overload
    def close(self, text: str | None) -> str | None: ...
    def close(self, text: str | None) -> str | None:
        """A text as it is to be kept; None stays None."""
        if text is None:
            return None
        if self._keys:
            key = self._keys[0]
            return f"{MARK}{key.id}:{key.fernet.encrypt(text.encode()).decode()}"
        is_like_ours = _SEALED.match(text) or text.startswith(_AS_IT_IS)
        return _AS_IT_IS + text if is_like_ours else text

    @overload
    def open(self, kept: str) -> str: ...
    @overload
    def open(self, kept: str | None) -> str | None: ...
    def open(self, kept: str | None) -> str | None:
        """The text that was kept, whether plain or under any of the keys; None stays None.

        Raises ``StorageError``, with the setting and the mend, for a key that is not among them and
        ``DamagedError`` for what was damaged.
        """
        if kept is None:
            return None
        match = _SEALED.match(kept)
        if match is None:
            return kept.removeprefix(_AS_IT_IS)
        key = self._by_id.get(match[1])
        if key is None:
            raise missing({match[1]}, self)
        from cryptography.fernet import InvalidToken

        try:
            return key.fernet.decrypt(kept[match.end() :].encode()).decode()
        except InvalidToken:
            raise DamagedError(
                f"Evidence that was encrypted with the key {key.id} was changed since, or is "
                "damaged; bring back a backup with 'fanbot db restore'."
            ) from None

    def digests(self, text: str) -> tuple[str, ...]:
        """What a text may be known by among those that are kept; the first is for a new one.

        Under a key it is a keyed digest, for whoever has a copy of the database could guess a short
        text from any other. The last is the plain one, of what was kept before there was a key.
        """
        plain = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
        return (*(key.digest(text) for key in self._keys), plain)


def key_of(kept: str) -> str | None:
    """The name of the key that a kept text is under; None for a plain one."""
    match = _SEALED.match(kept)
    return None if match is None else match[1]


def missing(ids: Iterable[str], seal: Seal) -> StorageError:
    """What to say where evidence is under keys that are not set."""
    named = " and ".join(sorted(ids))
    there = "does not have" if seal.ids else "is not set, and so lacks"
    return StorageError(
        f"Evidence in the database is encrypted with a key that {SETTING} {there} (its id is "
        f"{named}): put that key back, behind the newest with a comma between. If it is lost for "
        "good, 'fanbot db encrypt --give-up-lost' deletes what it closed."
    )
