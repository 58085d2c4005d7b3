"""A pack's wording files, each language checked against English."""

from __future__ import annotations

import re
from collections.abc import Mapping

from discord_bot.pack_files import ShowFile
from discord_bot.pack_reading import PackReader, did_you_mean
from discord_bot.wording import Texts, Wording, flatten, placeholders

ENGLISH = "en"
_LOCALE = re.compile(r"wording\.([a-z]{2}(?:-(?:[A-Z]{2}|419))?)\.toml")
"""Discord's codes: a language, and for some a country, or 419 for Latin America."""
_COMMANDS = "commands."
"""Names and descriptions of commands stand in the code in English; only translations have them."""

Entries = Mapping[str, Mapping[str, str]]
"""The texts of each locale by dotted key."""


def locale_of(file: str) -> str | None:
    """The locale of a wording file's name, or None where it is none."""
    if file == "wording.toml":
        return ENGLISH
    match = _LOCALE.fullmatch(file)
    return match[1] if match else None


def read_entries(reader: PackReader) -> dict[str, dict[str, str]]:
    """Every language of a pack; what is wrong in a file is reported and the file left out."""
    found: dict[str, dict[str, str]] = {ENGLISH: {}}
    for path in sorted(reader.folder.glob("wording*.toml")):
        locale = locale_of(path.name)
        if locale is None or (locale == ENGLISH and path.name != "wording.toml"):
            reader.report(
                path.name, "", "must be called wording.toml, or wording.fr.toml for French"
            )
            continue
        raw = reader.table(path.name)
        if raw is None:
            continue
        try:
            found[locale] = flatten(raw)
        except ValueError as error:
            key, _, message = str(error).partition(": ")
            reader.report(path.name, key, message)
    return found


def common_values(show: ShowFile) -> dict[str, str]:
    """What any text may name in braces: the show, and the emblem with its three symbols."""
    return {
        "show": show.title,
        "emblem": show.emblem.name,
        "emblem_correct": show.emblem.correct,
        "emblem_wrong": show.emblem.wrong,
        "emblem_unanswered": show.emblem.unanswered,
    }


COMMON = frozenset(common_values(ShowFile(title="any")))
"""The names that any text may have in braces."""


def check_entries(reader: PackReader, own: Entries, default: Entries | None) -> None:
    """Report keys that English lacks, placeholders that differ and half plurals.

    ``default`` is the wording of the default pack, whose English has every key that the code asks
    for; None where ``own`` is that pack's itself.
    """
    english = {**(default or {}).get(ENGLISH, {}), **own.get(ENGLISH, {})}
    for locale, entries in own.items():
        file = "wording.toml" if locale == ENGLISH else f"wording.{locale}.toml"
        if locale != ENGLISH:
            _compare(reader, file, entries, english, complete=True)
        elif default is not None:
            _compare(reader, file, entries, default[ENGLISH], complete=False)
        _check_plurals(reader, file, entries)


def _compare(
    reader: PackReader,
    file: str,
    entries: Mapping[str, str],
    english: Mapping[str, str],
    *,
    complete: bool,
) -> None:
    """Hold each text to its English one; ``complete`` asks for all of its placeholders too."""
    for key, text in entries.items():
        if key.startswith(_COMMANDS):
            continue
        if key not in english:
            hint = did_you_mean(key, english) or "; leave it out"
            reader.report(file, key, f"is not a text that the bot says{hint}")
            continue
        wanted, given = placeholders(english[key]) - COMMON, placeholders(text) - COMMON
        if added := given - wanted:
            known = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none"
            reader.report(
                file,
                key,
                f"has {_braced(added)}, which nothing fills; use what English has: {known}",
            )
        missing = wanted - given - ({"count"} if key.endswith(".one") else set())
        if complete and missing:
            reader.report(file, key, f"lacks {_braced(missing)}, which English has; put it in")


def _braced(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _check_plurals(reader: PackReader, file: str, entries: Mapping[str, str]) -> None:
    for key in entries:
        table, _, form = key.rpartition(".")
        other = {"one": "other", "other": "one"}.get(form)
        if other is not None and f"{table}.{other}" not in entries:
            reader.report(file, key, f'stands without its "{other}"; give both')


def build(own: Entries, default: Entries | None, show: ShowFile) -> Wording:
    """The wording of a pack: its own texts, then the default pack's, then the same in English."""
    common = common_values(show)
    layers: list[Entries] = [own] if default is None else [own, default]
    english: Texts | None = None
    for entries in reversed([layer[ENGLISH] for layer in layers]):
        english = Texts(ENGLISH, entries, english, common)
    assert english is not None, "there is one layer at least"
    languages = {ENGLISH: english}
    for locale in sorted({name for layer in layers for name in layer} - {ENGLISH}):
        texts = english
        for layer in reversed(layers):
            if locale in layer:
                texts = Texts(locale, layer[locale], texts, common)
        languages[locale] = texts
    return Wording(languages)
