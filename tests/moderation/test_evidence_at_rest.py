"""With a key, nobody reads in the database what members wrote; with it, everything works on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from discord_bot import evidence
from discord_bot.cli import app
from discord_bot.errors import StorageError
from discord_bot.evidence import WORDS, bring_over, census, unlock
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Place
from discord_bot.privacy import PrivacyService
from discord_bot.sealing import Seal
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.storage.backup import backup
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.moderation.house import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    COLLEAGUE,
    GUILD,
    MODERATOR,
    NOW,
    House,
    open_house,
)
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)

FIRST, SECOND, OTHER = (Fernet.generate_key().decode() for _ in range(3))
PLAIN, OLD, NEW = Seal(), Seal([FIRST]), Seal([SECOND, FIRST])
MESSAGE = 777
SECRETS = ("such a clown", "marzipan", "hazelnut", "pistachio", "walnut")
"""What stands in texts of each kind: messages, a report, a moderator's note, an appeal."""


@asynccontextmanager
async def opened(address: str, seal: Seal) -> AsyncIterator[House]:  # noqa: F811
    async with open_database(address, seal=seal) as database:
        await migrate(database, now=NOW)
        await unlock(database)
        house = await open_house(database)
        try:
            yield house
        finally:
            house.moderation.close()


async def live(house: House) -> None:
    """Something is written into every column that holds words."""
    moderation = house.moderation
    await house.enforce()
    await house.taken_down(ALICE, "such a clown with marzipan", message_id=MESSAGE)
    place = Place(guild_id=GUILD, channel_id=CHANNEL, author_id=BOB, message_id=5)
    await moderation.report(CAROL, Post("marzipan"), place, NOW, note="hazelnut, please look")
    await moderation.cases.uphold(GUILD, 1, MODERATOR, NOW, note="the pistachio again")
    appeal = await moderation.appeals.appeal(GUILD, 1, ALICE, "I meant the walnut", NOW)
    await moderation.appeals.answer(
        GUILD, appeal.id, COLLEAGUE, "a walnut it is", NOW, granted=True
    )


async def everything(database: Database) -> str:
    """All that is kept, as whoever has the database reads it."""
    found = []
    async with database.reading() as connection:
        for table in (*(words.table for words in WORDS), "moderation_cases", "bot_facts"):
            found += [
                repr(dict(row)) for row in await connection.fetch_all(f"SELECT * FROM {table}")
            ]
    return "\n".join(found)


async def is_whole(house: House) -> None:
    """Moderators and members see their words, and repeats are known again."""
    moderation = house.moderation
    case = await moderation.cases.get(GUILD, 1)
    assert case.messages[0].text == "such a clown with marzipan"
    assert case.messages[0].words == ("clown",)
    assert case.messages[0].reasons[0].values == {"words": "clown"}
    assert "the pistachio again" in [step.note for step in case.steps]
    (appeal,) = await moderation.appeals.of_case(GUILD, 1)
    assert (appeal.text, appeal.answer) == ("I meant the walnut", "a walnut it is")
    assert (await house.says(BOB, "such a clown with marzipan")).learned
    place = Place(guild_id=GUILD, channel_id=CHANNEL, author_id=ALICE, message_id=MESSAGE)
    async with house.database.reading() as connection:
        seen = await moderation._intake.seen(connection, Post("Such a clown with marzipan!"), place)
    assert seen is not None
    again = await moderation.cases.given_back(GUILD, CHANNEL, "Such a clown with marzipan!")
    assert again is not None
    exported = json.dumps(await PrivacyService(house.database).export(ALICE))
    assert "such a clown with marzipan" in exported
    assert "I meant the walnut" in exported
    rows = [row async for row in moderation.figures.export(GUILD, b"salt")]
    assert "such a clown with marzipan" in json.dumps(rows)


def quiet(_done: int, _total: int, _what: str) -> None:
    """No progress bar."""


async def test_with_a_key_no_word_is_kept_as_it_was_written(address: str) -> None:  # noqa: F811
    async with opened(address, OLD) as house:
        await live(house)
        kept = await everything(house.database)
        async with house.database.reading() as connection:
            assert set(await census(connection)) == {OLD.newest}
        assert not [word for word in SECRETS if word in kept]
        for words in WORDS:
            async with house.database.reading() as connection:
                rows = await connection.fetch_all(f"SELECT * FROM {words.table}")
            for column in words.columns:
                held = [row[column] for row in rows if row[column] is not None]
                assert held, f"the test writes nothing into {words.table}.{column}"
                assert all(value.startswith("fanbot-sealed:") for value in held)
    async with opened(address, OLD) as house:
        await is_whole(house)


async def test_without_a_key_words_are_kept_as_ever(sqlite_address: str) -> None:  # noqa: F811
    async with opened(sqlite_address, PLAIN) as house:
        await live(house)
        kept = await everything(house.database)
        assert all(word in kept for word in SECRETS)
        assert "evidence_keys" not in kept
    async with opened(sqlite_address, PLAIN) as house:
        await is_whole(house)


async def test_from_plain_to_a_key_to_another_and_back(address: str) -> None:  # noqa: F811
    async with opened(address, PLAIN) as house:
        await live(house)
    ways = [(OLD, OLD), (NEW, NEW), (NEW, PLAIN)]
    for seal, target in ways:
        async with opened(address, seal) as house:
            await is_whole(house)  # of what was written before
            done = await bring_over(house.database, target, quiet)
            assert done.rows
            assert not done.lost
            assert not (await bring_over(house.database, target, quiet)).rows, "it is done"
            kept = await everything(house.database)
            assert any(word in kept for word in SECRETS) is (target is PLAIN)
        only = Seal([SECOND]) if target is NEW else target
        async with opened(address, only) as house:  # older keys may go
            await is_whole(house)


async def test_what_was_stopped_halfway_is_readable_and_goes_on(
    sqlite_address: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "PIECE", 1)

    class Stopped(Exception):  # noqa: N818 - nothing went wrong
        pass

    def stop_at(piece: int):
        pieces = iter(range(piece))

        def progress(_done: int, _total: int, _what: str) -> None:
            if next(pieces, None) is None:
                raise Stopped

        return progress

    async with opened(sqlite_address, PLAIN) as house:
        await live(house)
    async with opened(sqlite_address, OLD) as house:
        with pytest.raises(Stopped):
            await bring_over(house.database, OLD, stop_at(4))
    async with opened(sqlite_address, OLD) as house:
        await is_whole(house)
        async with house.database.reading() as connection:
            assert set(await census(connection)) == {None, OLD.newest}
        await bring_over(house.database, OLD, quiet)
        async with house.database.reading() as connection:
            assert set(await census(connection)) == {OLD.newest}
        await is_whole(house)


async def test_words_that_only_look_encrypted_do_not_stand_in_the_way(
    sqlite_address: str,  # noqa: F811
) -> None:
    words = ("fanbot-sealed:of a clown, so there", "fanbot-sealed:", "fanbot-sealed:0123abcd:x")
    async with opened(sqlite_address, PLAIN) as house:
        await house.enforce()
        for number, text in enumerate(words):
            place = Place(guild_id=GUILD, channel_id=CHANNEL, author_id=BOB, message_id=number)
            await house.moderation.report(CAROL, Post(text), place, NOW)
        async with house.database.reading() as connection:
            assert set(await census(connection)) == {None}
    for seal, target in ((OLD, OLD), (OLD, PLAIN)):
        async with opened(sqlite_address, seal) as house:
            assert (await bring_over(house.database, target, quiet)).rows
            cases = [await house.moderation.cases.get(GUILD, number) for number in (1, 2, 3)]
            assert tuple(case.messages[0].text for case in cases) == words


async def test_a_bot_without_the_key_does_not_start(sqlite_address: str) -> None:  # noqa: F811
    async with opened(sqlite_address, OLD) as house:
        await live(house)
    for seal in (PLAIN, Seal([OTHER])):
        with pytest.raises(StorageError, match="FANBOT_EVIDENCE_KEYS") as caught:
            async with opened(sqlite_address, seal):
                pass
        assert (OLD.newest or "") in str(caught.value)
        async with open_database(sqlite_address, seal=seal) as database:
            with pytest.raises(StorageError, match="put that key back"):
                await bring_over(database, Seal([OTHER]), quiet)
    async with opened(sqlite_address, NEW) as house:
        await is_whole(house)


async def test_a_key_that_closed_nothing_is_not_missed(sqlite_address: str) -> None:  # noqa: F811
    async with open_database(sqlite_address, seal=OLD) as database:
        await migrate(database, now=NOW)
        await unlock(database)
    async with opened(sqlite_address, Seal([OTHER])) as house:
        await live(house)
    async with opened(sqlite_address, Seal([OTHER])) as house:
        await is_whole(house)


async def test_words_under_a_lost_key_can_be_given_up(address: str) -> None:  # noqa: F811
    async with opened(address, OLD) as house:
        await live(house)
    fresh = Seal([OTHER])
    async with open_database(address, seal=fresh) as database:
        done = await bring_over(database, fresh, quiet, give_up_lost=True)
        assert done.lost > 4
    async with opened(address, fresh) as house:
        case = await house.moderation.cases.get(GUILD, 1)
        assert (case.messages[0].text, case.messages[0].words) == (None, ())
        assert case.state == "overruled", "what was decided stays"
        assert not (await house.says(BOB, "such a clown with marzipan")).learned


async def test_deleted_evidence_counts_as_nothing_to_encrypt(sqlite_address: str) -> None:  # noqa: F811
    async with opened(sqlite_address, OLD) as house:
        await live(house)
        house.wait(days=200)
        await house.moderation.tidy(house.now)
        async with house.database.reading() as connection:
            assert set(await census(connection)) == {OLD.newest}


# --- files --------------------------------------------------------------------------------------


def words_in_files(folder: Path) -> set[str]:
    """The secrets that stand in any file: the database, its write-ahead log, copies."""
    held = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert held
    return {word for word in SECRETS if word.encode() in held}


async def test_no_word_is_in_the_file_nor_its_log_nor_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "fanbot.db"
    async with opened(str(path), OLD) as house:
        await live(house)
        assert (tmp_path / "fanbot.db-wal").stat().st_size
        await backup(str(path), tmp_path / "copy.db")
        assert words_in_files(tmp_path) == set()


def fanbot(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout.strip()


def test_an_admin_encrypts_rotates_and_decrypts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def live_in(seal: Seal) -> None:
        async with opened("fanbot.db", seal) as house:
            await live(house)

    async def check(seal: Seal) -> None:
        async with opened("fanbot.db", seal) as house:
            await is_whole(house)

    asyncio.run(live_in(PLAIN))
    assert words_in_files(tmp_path) == set(SECRETS)
    with pytest.raises(Exception, match="FANBOT_EVIDENCE_KEYS is not set"):
        fanbot("db", "encrypt")
    first = fanbot("db", "keygen")
    monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", first)
    assert Seal([first]).ids[0] in fanbot("db", "encrypt")
    assert words_in_files(tmp_path) == set(), "not even in pages that are free now"
    second = fanbot("db", "keygen")
    monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", f"{second},{first}")
    told = fanbot("db", "encrypt")
    assert second not in told
    asyncio.run(check(Seal([second])))
    monkeypatch.setenv("FANBOT_EVIDENCE_KEYS", second)
    fanbot("db", "decrypt")
    asyncio.run(check(PLAIN))


async def test_the_bot_refuses_to_start_with_another_key(tmp_path: Path) -> None:
    path = str(tmp_path / "fanbot.db")
    async with opened(path, OLD) as house:
        await live(house)
    pack = Path(__file__).resolve().parents[1] / "packs" / "tiny"
    wrong = Settings(database=path, pack=str(pack), evidence_keys=OTHER)
    with pytest.raises(StorageError, match="FANBOT_EVIDENCE_KEYS does not have"):
        async with Services.open(wrong):
            pass


async def test_a_damaged_example_is_left_out_and_named(
    sqlite_address: str,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with opened(sqlite_address, OLD) as house:
        await house.enforce()
        for number, text in enumerate(("a guess about tapes", "a guess about films"), start=1):
            await house.says(ALICE, text)
            await house.moderation.cases.overrule(GUILD, number, MODERATOR, NOW)
        async with house.database.transaction() as connection:
            (damaged, _) = await connection.fetch_all(
                "SELECT example_id FROM moderation_examples ORDER BY example_id"
            )
            await connection.execute(
                "UPDATE moderation_examples SET text = SUBSTR(text, 1, LENGTH(text) - 5)"
                " WHERE example_id = :id",
                {"id": damaged["example_id"]},
            )
    async with opened(sqlite_address, OLD) as house:
        assert (await house.says(CAROL, "a guess about films")).learned
        assert not (await house.says(CAROL, "a guess about tapes")).learned
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "moderation_examples is damaged" in record.message
    assert record.__dict__["example_id"] == damaged["example_id"]
