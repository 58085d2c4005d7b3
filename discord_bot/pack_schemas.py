"""JSON Schema files of the pack formats, with which editors complete and check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from discord_bot.pack_files import (
    CalendarFile,
    CastFile,
    CategoriesFile,
    ModerationFile,
    NewsFile,
    PacksFile,
    QuestionsFile,
    ShowFile,
)

_MODELS: dict[str, type[BaseModel]] = {
    "calendar": CalendarFile,
    "cast": CastFile,
    "categories": CategoriesFile,
    "moderation": ModerationFile,
    "news": NewsFile,
    "packs": PacksFile,
    "show": ShowFile,
    "trivia": QuestionsFile,
}

_WORDING: dict[str, Any] = {
    "title": "WordingFile",
    "description": "``wording.toml``: texts by key, in tables within tables.",
    "type": "object",
    "additionalProperties": {"$ref": "#/$defs/TextOrTable"},
    "$defs": {
        "TextOrTable": {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"$ref": "#/$defs/TextOrTable"}},
            ]
        }
    },
}


class _TomlSchema(GenerateJsonSchema):
    """Schemas without null, which TOML does not have: what is not known is left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """The schema of the value that is there."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A default, unless it is that there is none."""
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def schemas() -> dict[str, str]:
    """The text of each schema file by its name."""
    found = {
        name: model.model_json_schema(schema_generator=_TomlSchema)
        for name, model in _MODELS.items()
    }
    found["wording"] = _WORDING
    return {
        f"{name}.schema.json": json.dumps(
            {"$schema": GenerateJsonSchema.schema_dialect, **schema}, indent=2, ensure_ascii=False
        )
        + "\n"
        for name, schema in sorted(found.items())
    }


def write_schemas(directory: Path) -> list[Path]:
    """Write all schema files into ``directory`` and return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        path = directory / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
