"""What an admin may write for a database, and what is shown of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.errors import StorageError
from discord_bot.storage.address import PostgresAddress, SqliteAddress, parse_address


@pytest.mark.parametrize(
    "written", ["fanbot.db", "./fanbot.db", "sqlite:///fanbot.db", "sqlite:fanbot.db"]
)
def test_a_path_and_a_sqlite_address_name_the_same_file(written):
    assert parse_address(written) == SqliteAddress(Path.cwd().resolve() / "fanbot.db")


def test_an_absolute_sqlite_address_has_four_slashes(tmp_path):
    assert parse_address(f"sqlite:///{tmp_path}/a.db") == SqliteAddress(tmp_path.resolve() / "a.db")


def test_a_link_and_its_target_are_one_database(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    assert parse_address(str(tmp_path / "link.db")) == parse_address(str(tmp_path / "real.db"))


@pytest.mark.parametrize("written", [":memory:", "sqlite:///:memory:"])
def test_memory_is_a_database_without_a_place(written):
    assert parse_address(written) == SqliteAddress(None)


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("", "empty"),
        ("sqlite://", "empty"),
        ("  ", "empty"),
        ("sqlite://fanbot.db", "three slashes"),
        ("mysql://user:secret@host/x", "unknown scheme"),
        ("postgresql+asyncpg://user:secret@host/x", "unknown scheme"),
    ],
)
def test_anything_else_is_refused_without_repeating_it(written, mend):
    with pytest.raises(StorageError, match=mend) as caught:
        parse_address(written)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:secret@db.example:5433/fanbot", "postgresql://db.example:5433/fanbot"),
        ("postgres://db.example/fanbot?password=secret", "postgres://db.example/fanbot"),
        ("postgresql:///fanbot?host=/run/postgresql", "postgresql:///fanbot"),
        ("postgresql://ann:sec/ret@db.example/fanbot", "postgresql://…"),
        ("postgresql://ann:secret", "postgresql://…"),
    ],
)
def test_host_and_name_are_shown_and_nothing_else(url, shown):
    address = parse_address(url)
    assert isinstance(address, PostgresAddress)
    assert address.shown == shown
    assert "secret" not in repr(address)


@given(
    user=st.text(min_size=1),
    password=st.text(min_size=6).filter(lambda text: text not in "postgresql://host:5432/fanbot…"),
    escaped=st.booleans(),
)
def test_no_password_is_ever_shown_escaped_or_not(user, password, escaped):
    if escaped:
        user, password = quote(user, safe=""), quote(password, safe="")
    address = parse_address(f"postgresql://{user}:{password}@host:5432/fanbot")
    assert isinstance(address, PostgresAddress)
    # A user's name such as "x/y" leaves doubt, and then nothing but the scheme is shown.
    assert address.shown in {"postgresql://host:5432/fanbot", "postgresql://…"}
