"""The command line ``fanbot``. Only here are the environment and ``.env`` read.

Exit codes: 0 fine, 1 refused with one sentence on standard error, 2 wrong usage.

``fanbot -h`` is to answer at once, so a command imports what it needs when it is asked for.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discord_bot import __version__
from discord_bot.cli_database import app as database_app
from discord_bot.cli_doctor import doctor
from discord_bot.cli_moderation import app as moderation_app
from discord_bot.cli_news import app as news_app
from discord_bot.cli_output import failure, findings, line, waiting
from discord_bot.cli_trivia import app as trivia_app
from discord_bot.errors import ConfigurationError

if TYPE_CHECKING:
    from discord_bot.settings import Settings

AUTHORIZE = "https://discord.com/oauth2/authorize"
ENV_FILE = Path(".env")

app = typer.Typer(
    name="fanbot",
    help="A Discord bot for fan servers: cast trivia, season news and respectful discussion.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(doctor)
app.add_typer(database_app, name="db")
app.add_typer(moderation_app, name="moderation")
app.add_typer(news_app, name="news")
app.add_typer(trivia_app, name="trivia")

DatabaseOption = Annotated[
    str | None, typer.Option("--db", help="The database: a file or a postgresql:// address.")
]


def _version(value: bool) -> None:
    if value:
        print(f"fanbot {__version__}")  # noqa: T201 - what the option is for
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Everything that concerns all commands."""


def _settings(database: str | None = None) -> Settings:
    from discord_bot.settings import load_settings

    settings = load_settings(ENV_FILE)
    return settings if database is None else settings.model_copy(update={"database": database})


def _unknown_names() -> list[str]:
    """A sentence for each name that looks like a setting and is none: a slip would go unnoticed."""
    from dotenv import dotenv_values

    from discord_bot.settings import unknown_names

    return unknown_names([*os.environ, *dotenv_values(ENV_FILE)])


@app.command()
def run(
    db: DatabaseOption = None,
    live: Annotated[
        bool, typer.Option("--live", help="Refuse to start without a token: no demo instead.")
    ] = False,
) -> None:
    """Connect to Discord; without a token, start the demo instead."""
    settings = _settings(db)
    for sentence in _unknown_names():
        failure(sentence)
    if settings.discord_token is None and live:
        raise ConfigurationError(
            "No DISCORD_TOKEN is set: copy the token from the Bot page of the Developer Portal "
            "into the settings that this service is started with."
        )
    if settings.discord_token is None:
        line("No DISCORD_TOKEN is set, so this is the demo on a simulated server.")
        _demo(settings, db, 0)
        return
    from discord_bot.bot import run_bot
    from discord_bot.logs import set_up

    set_up(settings.log_level, settings.log_format)
    asyncio.run(run_bot(settings))


@app.command()
def demo(
    db: DatabaseOption = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port; 0 takes any free one.")
    ] = 0,
) -> None:
    """Start the bot on a simulated server, to be tried in a browser; needs no token."""
    _demo(_settings(db), db, port)


def _demo(settings: Settings, database: str | None, port: int) -> None:
    from discord_bot.demo import run_demo
    from discord_bot.logs import set_up

    set_up("WARNING" if settings.log_level == "INFO" else settings.log_level, settings.log_format)
    with waiting("Starting the demo ...") as started:

        def announce(address: str) -> None:
            started()
            line(f"Open {address} in a browser. Ctrl-C stops.")

        asyncio.run(run_demo(settings, port=port, database=database, announce=announce))


@app.command()
def check(
    pack: Annotated[
        Path | None, typer.Option(help="Check this pack (a folder) in place of the bot's own.")
    ] = None,
    write_schemas: Annotated[
        Path | None,
        typer.Option(help="Write the JSON Schemas of the pack's files into this folder, too."),
    ] = None,
) -> None:
    """Check settings, pack and database, and say which permissions the bot needs."""
    settings = _settings()
    with waiting("Checking ..."):
        from discord_bot import checks
        from discord_bot.bot import required_permissions

        wanted = [name.replace("_", " ") for name, on in required_permissions() if on]
        found = [
            *checks.check_settings(settings, _unknown_names()),
            *checks.check_content(pack or settings.pack),
            asyncio.run(checks.check_database(settings.database)),
            checks.Check(checks.Level.OK, "permissions", f"needed: {', '.join(wanted)}"),
        ]
    findings(found)
    if write_schemas is not None:
        _write_schemas(write_schemas)
    if any(item.level is checks.Level.FAIL for item in found):
        raise typer.Exit(1)


def _write_schemas(folder: Path) -> None:
    from discord_bot.pack_schemas import write_schemas

    try:
        for path in write_schemas(folder):
            line(f"wrote {path}")
    except OSError as error:
        raise ConfigurationError(
            f"The schemas cannot be written to {folder} ({error.strerror}); name another folder."
        ) from error


@app.command()
def health() -> None:
    """Ask the running bot whether it is well; exit code 1 where it is not, or not there."""
    from http.client import HTTPException

    from discord_bot.monitoring_address import ask

    address = _settings().monitoring_address
    if address is None:
        raise ConfigurationError("FANBOT_MONITORING is off, so a running bot can't be asked.")
    try:
        told = ask(address)
    except (OSError, HTTPException, ValueError) as error:
        raise ConfigurationError(
            f"No bot answers at {address} ({type(error).__name__}): it does not run, or has "
            "another FANBOT_MONITORING."
        ) from error
    line("\n".join([told.status, *told.problems]))
    if not told.is_up:
        raise typer.Exit(1)


@app.command()
def invite(
    application_id: Annotated[
        int | None,
        typer.Option(min=1, help="The application's id; taken from the token if left out."),
    ] = None,
) -> None:
    """Print the address that invites the bot, with exactly the permissions its cogs declare."""
    from urllib.parse import urlencode

    identity = application_id or _application_of(_settings())

    from discord_bot.bot import SCOPES, required_permissions

    query = urlencode(
        {
            "client_id": identity,
            "permissions": required_permissions().value,
            "scope": " ".join(SCOPES),
        }
    )
    line(f"{AUTHORIZE}?{query}")


def _application_of(settings: Settings) -> int:
    """The application's id, which is the first part of a bot's token in base64."""
    import base64
    import binascii

    if settings.discord_token is not None:
        first = settings.discord_token.get_secret_value().split(".")[0]
        try:
            decoded = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_")
            return int(decoded)
        except (binascii.Error, ValueError):
            pass  # not every token has been so; the sentence below says what to do
    raise ConfigurationError(
        "The application's id is not known: set DISCORD_TOKEN, or name it with --application-id "
        "(General Information in the Developer Portal)."
    )


def main() -> None:
    """Run the command line; every refusal is one sentence on standard error and exit code 1."""
    try:
        app()
    except ConfigurationError as error:
        failure(str(error))
        sys.exit(1)
