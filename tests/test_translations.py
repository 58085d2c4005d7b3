"""Each language of the default pack says all that English says, and says it in that language."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from discord_bot.pack_wording import COMMON
from discord_bot.packs import load_pack
from discord_bot.translator import translation_key
from discord_bot.wording import placeholders
from tests.e2e.conftest import open_world

WORDING = load_pack().wording
ENGLISH = WORDING.texts("en").entries
LANGUAGES = sorted(set(WORDING.languages) - {"en"})
COMMANDS = "commands."

ALIKE = {
    "de": "April August Casting Event in Interview Moderation ms News Nickname November Pings "
    "September Trailer Trivia Version",
    "es": "ms no Spoilers Trivia",
    "fr": "Badges duel Message minute minutes ms Pause point points question questions Source "
    "Spoilers standard strict Style Version",
    "pt-BR": "ms Spoilers Trailer",
}
"""What a language says in the very words of English, because they are its own as well."""

ALIKE_COMMANDS = {
    "de": "automod countdown format link moderation news pause status thread trivia zone",
    "es": "automod spoilers trivia",
    "fr": "automod compact csv date duel format json mode news outing pause question questions "
    "setup source spoiler spoilers stop style toml trivia",
    "pt-BR": "automod link spoilers trivia",
}
"""The same of the names of commands, options and choices."""

WORD = re.compile(r"[^\W\d_]{2}")
SAID_BY_NOBODY = re.compile(r"\{\w+\}|<[^>]*>|`[^`]*`|https?://\S+|(?<!\w)/[a-z][a-z -]*")
"""What stands in a text and is no language: placeholders, marks of time, commands, addresses."""

LIMITS = (
    (
        45,  # the title of a dialog, and the labels in it
        r"trivia\.form\..+|trivia\.question\.answer_(dialog|label)|setup\.form\..+"
        r"|moderation\.nudge\.(edit|yours)|moderation\.appeal\.(dialog|label|\w+_(title|label))"
        r"|moderation\.check\.report_(title|label)|moderation\.card\.(warning|pause)\.(title|label)"
        r"|news\.form\.(ask_\w+|\w+\.label)",
    ),
    (
        80,  # a button
        r"moderation\.card\.button\..+|news\.button\..+|trivia\.review\.(approve|edit|reject)"
        r"|trivia\.duel\.(accept|decline)|trivia\.(game\.(resume|again)|daily\.(share|play))"
        r"|moderation\.nudge\.(why|wrong|open)|privacy\.(export|delete|confirm_delete|keep)"
        r"|moderation\.automod\.allow"
        r"|setup\.switch_(on|off)|season\.countdown\.(remind|schedule)|season\.watch\.stop"
        r"|status\.again|intent\.(offer|slurs|slurs_and_sexual)|moderation\.appeal\.(card|grant|decline)"
        r"|moderation\.setup\.(enforce|watch|enforce_all|watch_only|back_to_usual)",
    ),
    (
        100,  # a line of a menu, and the small print of a dialog
        r"news\.form\.\w+\.hint|moderation\.(appeal\.(\w+_)?hint|check\.report_hint)"
        r"|moderation\.card\.(warning\.hint|label\..+)|moderation\.setup\.(strict|when|mode_of)\..+"
        r"|moderation\.nudge\.edit_cut|setup\.(exact_time|other_zone|language_name)",
    ),
    (
        150,
        r"moderation\.automod\.stopped|intent\.block_message|moderation\.setup\.(scope|channel)_hint",
    ),
    (2000, r".+"),
)
"""What Discord takes at most, by the keys of what stands there; placeholders count as written."""

NAME = re.compile(r"[-'\w]{1,32}")
"""What Discord takes as the name of a command or an option; it must be in small letters too."""
DESCRIPTION_LIMIT = 100
MENU_LIMIT = 32
CHOICE_LIMIT = 100
COMMAND_LIMIT = 8000
"""Characters of one command and all that belongs to it; of each text its longest counts."""

Payload = dict[str, Any]


class Asking(app_commands.Translator):
    """Notes every key that Discord could be told a translation of, with its English."""

    def __init__(self) -> None:
        self.english: dict[str, str] = {}

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        self.english[COMMANDS + translation_key(string, context)] = string.message
        return None


async def command_tree() -> tuple[dict[str, str], list[Payload]]:
    """The keys of all commands with their English, and what Discord is sent."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_world(Path(folder) / "fanbot.db") as world:
            tree, asking = world.bot.tree, Asking()
            assert tree.translator is not None
            for command in tree.get_commands():
                await command.get_translated_payload(tree, asking)
            return asking.english, [
                await command.get_translated_payload(tree, tree.translator)
                for command in tree.get_commands()
            ]


def families(siblings: list[Payload]) -> Iterator[list[Payload]]:
    """Everything that stands side by side: commands, the options of one, the choices of one."""
    yield siblings
    for item in siblings:
        for inside in (item.get("options"), item.get("choices")):
            if inside:
                yield from families(inside)


def said(item: Payload, what: str, locale: str) -> str:
    return str(item.get(f"{what}_localizations", {}).get(locale, item.get(what, "")))


def size(item: Payload) -> int:
    """Characters as Discord counts them."""
    own = sum(
        max(
            len(text)
            for text in (item.get(what, ""), *item.get(f"{what}_localizations", {}).values())
        )
        for what in ("name", "description")
    )
    inside = [*item.get("options", ()), *item.get("choices", ())]
    return own + len(str(item.get("value", ""))) + sum(map(size, inside))


def of_commands(locale: str) -> dict[str, str]:
    entries = WORDING.languages[locale].entries
    return {key: text for key, text in entries.items() if key.startswith(COMMANDS)}


def left_in_english(
    english: Mapping[str, str], texts: Mapping[str, str], alike: str
) -> dict[str, str]:
    """The texts that have words in them, equal those of English, and are not among ``alike``."""
    left = {}
    for key in english.keys() & texts.keys():
        words = SAID_BY_NOBODY.sub("", english[key]).strip(" .:,*#-")
        if texts[key] == english[key] and WORD.search(words) and words not in alike.split():
            left[key] = texts[key]
    return left


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_text_is_missing_and_none_is_too_many(locale: str) -> None:
    said = {key for key in WORDING.languages[locale].entries if not key.startswith(COMMANDS)}
    assert said == set(ENGLISH)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_whatever_is_filled_in_has_its_place(locale: str) -> None:
    texts = WORDING.languages[locale].entries
    for key in ENGLISH.keys() & texts.keys():
        wanted, given = placeholders(ENGLISH[key]) - COMMON, placeholders(texts[key]) - COMMON
        number = {"count"} if key.endswith(".one") else set()
        assert given - number == wanted - number, key


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_text_was_left_in_english(locale: str) -> None:
    texts = WORDING.languages[locale].entries
    assert not left_in_english(ENGLISH, texts, ALIKE.get(locale, ""))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_text_fits_where_discord_shows_it(locale: str) -> None:
    for key, text in WORDING.languages[locale].entries.items():
        limit = next(limit for limit, keys in LIMITS if re.fullmatch(keys, key))
        assert len(text) <= limit, key


async def test_every_command_option_and_choice_has_a_name_and_a_description() -> None:
    """All languages at once, for reading the command tree takes longer than all the rest."""
    english, payloads = await command_tree()
    for locale in LANGUAGES:
        texts = of_commands(locale)
        assert texts.keys() == english.keys(), locale
        assert not left_in_english(english, texts, ALIKE_COMMANDS.get(locale, "")), locale
    for locale in discord.Locale:
        if WORDING.texts(locale.value).locale == "en":
            continue
        for siblings in families(payloads):
            names = [said(item, "name", locale.value) for item in siblings]
            assert len(set(names)) == len(names), (locale, names)
            for item in siblings:
                fits(item, locale.value)
    assert max(map(size, payloads)) <= COMMAND_LIMIT


def fits(item: Payload, locale: str) -> None:
    """Hold one name and one description against what Discord takes."""
    name, description = said(item, "name", locale), said(item, "description", locale)
    if "value" in item:
        assert 1 <= len(name) <= CHOICE_LIMIT, (locale, name)
    elif not item.get("description"):
        assert 1 <= len(name) <= MENU_LIMIT, (locale, name)
    else:
        assert NAME.fullmatch(name), (locale, name)
        assert name == name.lower(), (locale, name)
        assert 1 <= len(description) <= DESCRIPTION_LIMIT, (locale, name)
        assert description == description.strip(), (locale, name)
