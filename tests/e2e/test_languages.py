"""Other languages: a file beside the English texts is all it takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import discord

from discord_bot.packs import data_directory, load_pack
from tests.e2e.conftest import WorldMaker, told

GERMAN = """
[trivia.refused]
no_game = "In diesem Kanal läuft gerade kein Spiel."

[commands.trivia_stop]
name = "stopp"
description = "Beende das Spiel in diesem Kanal"

[commands.trivia_play.rounds]
name = "runden"
description = "Wie viele Fragen"
"""


def german_pack(directory: Path) -> Path:
    """The default pack with a few texts in German."""
    pack = directory / "pack"
    shutil.copytree(load_pack().path, pack)
    (pack / "wording.de.toml").write_text(GERMAN, encoding="utf-8")
    assert data_directory() not in pack.parents
    return pack


async def test_names_and_descriptions_of_commands_are_sent_to_discord_in_every_language(
    make_world: WorldMaker, tmp_path: Path
) -> None:
    async with make_world(pack=str(german_pack(tmp_path))) as world:
        tree = world.bot.tree
        assert tree.translator is not None
        group = tree.get_command("trivia")
        assert group is not None
        payload = await group.get_translated_payload(tree, tree.translator)
        options = {option["name"]: option for option in payload["options"]}
        assert options["stop"]["name_localizations"] == {"de": "stopp"}
        assert options["stop"]["description_localizations"]["de"].startswith("Beende")
        rounds = next(item for item in options["play"]["options"] if item["name"] == "rounds")
        assert rounds["name_localizations"] == {"de": "runden"}
        assert options["skip"].get("name_localizations", {}) == {}


async def test_a_server_reads_its_language_and_english_where_a_text_is_missing(
    make_world: WorldMaker, tmp_path: Path
) -> None:
    async with make_world(pack=str(german_pack(tmp_path))) as world:
        texts = world.services.pack.wording.texts(discord.Locale.german.value)
        assert texts("trivia.refused.no_game").startswith("In diesem Kanal")
        assert texts("trivia.game.resume") == "Resume"
        english = await world.alice.slash(world.trivia, "trivia stop")
        assert "There is no game" in told(english)
