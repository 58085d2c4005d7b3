"""Other languages: a file beside the English texts is all it takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import discord
import pytest

from discord_bot.packs import data_directory, load_pack
from tests.e2e.conftest import World, WorldMaker, told

pytestmark = pytest.mark.slow  # several bots start in each

# A language that does not come with the bot, so that nothing else fills what is left out.
ITALIAN = """
[trivia.refused]
no_game = "In questo canale non c'è nessuna partita."

[commands.trivia_stop]
name = "ferma"
description = "Ferma la partita in questo canale"

[commands.trivia_play.rounds]
name = "domande"
description = "Quante domande"
"""

SPANISH = """
[commands.trivia_stop]
name = "parar"
"""


def italian_pack(directory: Path) -> Path:
    """The default pack with a few texts in Italian."""
    pack = directory / "pack"
    shutil.copytree(load_pack().path, pack)
    (pack / "wording.it.toml").write_text(ITALIAN, encoding="utf-8")
    assert data_directory() not in pack.parents
    return pack


async def test_names_and_descriptions_of_commands_are_sent_to_discord_in_every_language(
    make_world: WorldMaker, tmp_path: Path
) -> None:
    async with make_world(pack=str(italian_pack(tmp_path))) as world:
        tree = world.bot.tree
        assert tree.translator is not None
        group = tree.get_command("trivia")
        assert group is not None
        payload = await group.get_translated_payload(tree, tree.translator)
        options = {option["name"]: option for option in payload["options"]}
        assert options["stop"]["name_localizations"]["it"] == "ferma"
        assert options["stop"]["description_localizations"]["it"].startswith("Ferma")
        rounds = next(item for item in options["play"]["options"] if item["name"] == "rounds")
        assert rounds["name_localizations"]["it"] == "domande"
        assert "it" not in options["skip"].get("name_localizations", {})


async def test_every_region_of_a_language_gets_its_commands(
    make_world: WorldMaker, tmp_path: Path
) -> None:
    pack = italian_pack(tmp_path)
    (pack / "wording.es.toml").write_text(SPANISH, encoding="utf-8")
    async with make_world(pack=str(pack)) as world:
        tree = world.bot.tree
        group = tree.get_command("trivia")
        assert tree.translator is not None
        assert group is not None
        payload = await group.get_translated_payload(tree, tree.translator)
        names = {option["name"]: option["name_localizations"] for option in payload["options"]}
        assert names["stop"].items() >= {("es-ES", "parar"), ("es-419", "parar"), ("it", "ferma")}


async def test_a_server_reads_its_language_and_english_where_a_text_is_missing(
    make_world: WorldMaker, tmp_path: Path
) -> None:
    async with make_world(pack=str(italian_pack(tmp_path))) as world:
        texts = world.services.pack.wording.texts(discord.Locale.italian.value)
        assert texts("trivia.refused.no_game").startswith("In questo canale")
        assert texts("trivia.game.resume") == "Resume"
        english = await world.alice.slash(world.trivia, "trivia stop")
        assert "There is no game" in told(english)


async def test_what_everyone_sees_is_in_the_servers_language_and_the_rest_in_the_members(
    world: World,
) -> None:
    offered = await world.admin.autocomplete(world.lounge, "settings language", "language", "fran")
    assert offered == [{"name": "Français", "value": "fr"}]
    changed = await world.admin.slash(world.lounge, "settings language", language="fr")
    assert "is now Français" in told(changed)
    board = await world.alice.slash(world.trivia, "trivia leaderboard")
    assert board.response is not None
    assert "Classement du quiz" in (board.response.attachments[0].description or "")
    season = await world.alice.slash(world.lounge, "season")
    assert season.response is not None
    assert "ce qui est sorti" in (season.response.embeds[0].title or "")
    own = await world.alice.slash(world.trivia, "trivia stop")
    assert "There is no game" in told(own)
