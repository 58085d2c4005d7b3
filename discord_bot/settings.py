"""What an admin sets from outside: the environment and ``.env``, read once by the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from discord_bot.errors import ConfigurationError
from discord_bot.monitoring_address import MonitoringAddress
from discord_bot.pack_reading import did_you_mean
from discord_bot.sealing import Seal, parse_keys
from discord_bot.sharding import Shards
from discord_bot.storage.address import SqliteAddress, parse_address

#: Three base64url parts parted by dots; Discord documents no lengths, so only the shape is held.
_TOKEN_SHAPE = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}", re.ASCII)
_SHARDS = re.compile(r"(?P<first>\d{1,6})(?:-(?P<last>\d{1,6}))?", re.ASCII)
_MOST_SHARDS = 100_000
"""At a thousand servers each, more than there are."""
_HOST = re.compile(
    r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f:]*:[0-9a-f:.]*", re.ASCII | re.IGNORECASE
)


class Settings(BaseSettings):
    """Frozen settings of one process. Every field is documented in ``.env.example``."""

    model_config = SettingsConfigDict(
        env_prefix="FANBOT_",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
    )

    discord_token: Annotated[SecretStr | None, Field(validation_alias="DISCORD_TOKEN")] = None
    database: Annotated[
        str, Field(validation_alias=AliasChoices("FANBOT_DATABASE", "DATABASE_URL"))
    ] = "fanbot.db"
    shard_count: Annotated[
        int | None,
        Field(ge=1, validation_alias=AliasChoices("FANBOT_SHARD_COUNT", "SHARD_COUNT")),
    ] = None
    shard_ids: Annotated[
        tuple[int, ...] | None,
        NoDecode,
        Field(validation_alias=AliasChoices("FANBOT_SHARD_IDS", "SHARD_IDS")),
    ] = None
    pack: str | None = None
    dev_guild: int | None = None
    message_content: bool = True
    homepage: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    allowed_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    evidence_keys: SecretStr | None = None
    daily_backups: Annotated[int, Field(ge=0, le=1000)] = 7
    backup_folder: str | None = None
    monitoring: str = "127.0.0.1:9464"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "text", "json"] = "auto"

    @field_validator("discord_token", mode="after")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or not token.get_secret_value().strip():
            return None
        stripped = token.get_secret_value().strip()
        if not _TOKEN_SHAPE.fullmatch(stripped):
            raise ValueError(
                "does not have the shape of a bot token (three parts with dots between); "
                "copy it again from the Bot page of the Developer Portal"
            )
        return SecretStr(stripped)

    @field_validator("evidence_keys", mode="after")
    @classmethod
    def _are_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            parse_keys(keys.get_secret_value())
        return keys

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _are_hosts(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = frozenset(value.replace(",", " ").split())
        if not all(_HOST.fullmatch(name) for name in names):
            raise ValueError(
                "is a list of names of hosts with commas between, without https:// and ports, "
                "such as feeds.lan, *.example.org"
            )
        return names

    @field_validator("shard_ids", mode="before")
    @classmethod
    def _are_shards(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found: list[int] = []
        for piece in value.replace(",", " ").split():
            match = _SHARDS.fullmatch(piece)
            if match is None:
                raise ValueError("is a list of shards with commas between, such as 0,1 or 4-7")
            first, last = int(match["first"]), int(match["last"] or match["first"])
            found.extend(range(first, min(last, _MOST_SHARDS) + 1))
        return tuple(found)

    @field_validator("monitoring", mode="after")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        MonitoringAddress.parse(text)
        return text

    @property
    def seal(self) -> Seal:
        """How people's words are kept in the database."""
        keys = "" if self.evidence_keys is None else self.evidence_keys.get_secret_value()
        return Seal(parse_keys(keys))

    @property
    def shards(self) -> Shards:
        """The shards that this process serves. Raises ``ConfigurationError``."""
        return Shards.of(self.shard_count, self.shard_ids)

    @property
    def backup_place(self) -> Path:
        """Where daily backups go: the chosen folder, or ``backups`` beside a SQLite database."""
        if self.backup_folder is not None:
            return Path(self.backup_folder)
        place = parse_address(self.database)
        path = place.path if isinstance(place, SqliteAddress) else None
        return Path("backups") if path is None else path.parent / "backups"

    @property
    def monitoring_address(self) -> MonitoringAddress | None:
        """Where ``/health`` and ``/metrics`` are; None where they are switched off."""
        return MonitoringAddress.parse(self.monitoring)


def _name_of(field: str) -> str:
    return "DISCORD_TOKEN" if field == "discord_token" else f"FANBOT_{field.upper()}"


def unknown_names(names: Iterable[str]) -> list[str]:
    """A sentence for each of ``names`` that begins as settings do and is none of them."""
    known = {_name_of(field) for field in Settings.model_fields}
    strangers = {name for name in names if name.upper().startswith("FANBOT_")}
    return [
        f"{name} is no setting of fanbot, so it changes nothing"
        f"{did_you_mean(name.upper(), known)} (see .env.example)."
        for name in sorted(strangers)
        if name.upper() not in known
    ]


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, then ``env_file`` for what the environment does not set.

    Raises ``ConfigurationError`` with one sentence naming the variable and the mend; values are
    never repeated in it, since one of them may be the token.
    """
    try:
        # pydantic-settings takes the file by keyword at run time; its types do not tell.
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "settings"
        name = field if field.isupper() else _name_of(field)
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{name}: {message} (see .env.example).") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{env_file} is not UTF-8 text; save it again as UTF-8.") from None
    except OSError as error:
        raise ConfigurationError(
            f"{env_file} cannot be read ({error.strerror}); give the bot's user the right to."
        ) from None
