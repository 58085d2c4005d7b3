"""Every text that a person reads, by key and language.

Texts live in a pack's ``wording.toml`` (English) and ``wording.<locale>.toml``. A key is the dotted
path of tables; ``{name}`` is a placeholder. Where a text depends on a number, the key is a table
with ``one`` and ``other``, chosen by the value ``count``.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_FORMATTER = string.Formatter()


def placeholders(template: str) -> frozenset[str]:
    """The names in braces of a template.

    Raises ``ValueError`` for anything but a plain name, so that a text can never reach into the
    attributes of what fills it.
    """
    names = set()
    for _, name, spec, conversion in _FORMATTER.parse(template):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"{{{name}}} is not a plain placeholder")
        names.add(name)
    return frozenset(names)


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables as dotted keys. Raises ``ValueError`` naming a key that is not a text."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{path}."))
        elif isinstance(value, str):
            try:
                placeholders(value)
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
            flat[path] = value
        else:
            raise ValueError(f"{path}: must be text in quotes")  # noqa: TRY004 - one kind for all faults
    return flat


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language, falling back key by key to the next."""

    locale: str
    entries: Mapping[str, str]
    fallback: Texts | None = None
    common: Mapping[str, str] | None = None
    _variants: dict[str, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What ``variants`` found: it is asked for the same few tables for each made question."""

    def find(self, key: str) -> str | None:
        """The raw template of ``key``, or None where no language has it."""
        text = self.entries.get(key)
        if text is None and self.fallback is not None:
            return self.fallback.find(key)
        return text

    def own(self, key: str) -> str | None:
        """The raw template of ``key`` in this very language, or None where only others have it."""
        text = self.entries.get(key)
        if text is None and self.fallback is not None and self.fallback.locale == self.locale:
            return self.fallback.own(key)
        return text

    def variants(self, table: str) -> tuple[str, ...]:
        """The keys directly under ``table``, of this language and those it falls back to."""
        known = self._variants.get(table)
        if known is not None:
            return known
        prefix = f"{table}."
        found = {
            key for key in self.entries if key.startswith(prefix) and "." not in key[len(prefix) :]
        }
        if self.fallback is not None:
            found.update(self.fallback.variants(table))
        return self._variants.setdefault(table, tuple(sorted(found)))

    def under(self, table: str) -> dict[str, str]:
        """The raw templates below ``table`` by key, those fallen back to included."""
        below = {} if self.fallback is None else self.fallback.under(table)
        own = {key: text for key, text in self.entries.items() if key.startswith(f"{table}.")}
        return below | own

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of ``key`` with its placeholders filled.

        Raises ``KeyError`` for an unknown key or a missing value: both are defects.
        """
        template = self.find(key)
        if template is None and "count" in values:
            form = "one" if values["count"] == 1 else "other"
            template = self.find(f"{key}.{form}")
        if template is None:
            raise KeyError(key)
        return template.format_map({**(self.common or {}), **values})


@dataclass(frozen=True, slots=True)
class Wording:
    """The languages of a pack. English is always there."""

    languages: Mapping[str, Texts]
    default: str = "en"

    def texts(self, *locales: str | None) -> Texts:
        """The texts for the first of ``locales`` that exists: exactly, else by its language.

        ``texts("pt-BR", "fr")`` is Brazilian Portuguese, else Portuguese, else French, else
        English.
        """
        for locale in locales:
            for name in (locale, locale.split("-", maxsplit=1)[0]) if locale else ():
                if name in self.languages:
                    return self.languages[name]
        return self.languages[self.default]

    def under(self, table: str) -> dict[str, dict[str, str]]:
        """Everything below ``table``, by locale and key."""
        return {locale: texts.under(table) for locale, texts in self.languages.items()}
