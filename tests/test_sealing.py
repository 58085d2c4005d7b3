"""Texts come back as they were, whatever they look like; a wrong key opens nothing."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.errors import StorageError
from discord_bot.sealing import Seal, key_of, new_key, parse_keys

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
LIKE_OURS = st.sampled_from(["fanbot-sealed:0123abcd:", "fanbot-plain:", "fanbot-sealed:", ""])
TEXTS = st.builds(str.__add__, LIKE_OURS, st.text())
PLAIN, OLDER, BOTH = Seal(), Seal([OLD]), Seal([NEW, OLD])


@settings(max_examples=40)
@given(TEXTS)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    for seal in (PLAIN, OLDER):
        assert seal.open(seal.close(text)) == text
        assert BOTH.open(seal.close(text)) == text, "old keys and plain texts stay readable"


@given(st.text())
def test_without_a_key_nothing_changes(text: str) -> None:
    assert PLAIN.close(text) == text
    assert PLAIN.open(text) == text


def test_under_a_key_nothing_of_a_text_is_seen() -> None:
    kept = BOTH.close("Du bist ein Clown 🤡")
    assert "Clown" not in kept
    assert kept != BOTH.close("Du bist ein Clown 🤡"), "who compares two learns nothing"
    assert key_of(kept) == BOTH.newest
    assert BOTH.close(None) is None
    assert BOTH.open(None) is None


def test_another_key_opens_nothing_and_says_what_to_do() -> None:
    kept = OLDER.close("a secret")
    for seal in (PLAIN, Seal([OTHER])):
        with pytest.raises(StorageError, match="FANBOT_EVIDENCE_KEYS") as caught:
            seal.open(kept)
        assert OLDER.ids[0] in str(caught.value)
        assert not any(key in str(caught.value) for key in (OLD, OTHER))


def test_what_was_changed_does_not_open() -> None:
    kept = OLDER.close("a secret")
    middle = len(kept) - 20
    changed = kept[:middle] + ("A" if kept[middle] != "A" else "B") + kept[middle + 1 :]
    with pytest.raises(StorageError, match="backup"):
        OLDER.open(changed)


def test_equal_texts_are_known_again_and_nobody_can_guess_them() -> None:
    new, old, plain = BOTH.digests("clown")
    assert (plain,) == PLAIN.digests("clown")
    assert OLDER.digests("clown") == (old, plain)
    assert len({new, old, plain, *Seal([OTHER]).digests("clown")}) == 4
    assert BOTH.digests("clown") != BOTH.digests("clowns")


def test_keys_come_as_a_list_and_a_wrong_one_is_named_by_its_place() -> None:
    assert parse_keys(f" {NEW}, {OLD},{NEW}\n") == (NEW, OLD)
    assert parse_keys(new_key())
    assert parse_keys("") == ()
    for wrong in (OLD[:-1], "hunter2", OLD + "x", OLD.replace(OLD[3], "!")):
        with pytest.raises(ValueError, match="key number 2 of 2") as caught:
            parse_keys(f"{NEW},{wrong}")
        assert wrong not in str(caught.value)
