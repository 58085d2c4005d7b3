"""``fanbot trivia``: questions from other bots' lists into a pack, and a pack's questions out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from discord_bot.cli_output import counted, failure, line, steps
from discord_bot.errors import ConfigurationError

app = typer.Typer(
    help="Questions: import lists into a pack, export a pack's questions.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FormatName = Literal["toml", "json", "csv", "red"]
"""The values of ``exchange.Format``, written out since importing it takes a tenth of a second."""


@app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Red's lists (YAML), Open Trivia DB (JSON), CSV."),
    ],
    into: Annotated[Path, typer.Option("--into", help="The pack's folder; made if missing.")],
) -> None:
    """Read questions from files into a pack, and report what was skipped and why."""
    from discord_bot.trivia.exchange import read_questions, target_of, write_questions

    added = skipped = 0
    with steps() as progress:
        for done, path in enumerate(files):
            progress(done, len(files), path.name)
            found = read_questions(path, target_of(into, path.stem))
            for item in found.skipped:
                failure(f"skipped {path.name} {item.where}: {item.why}")
            skipped += len(found.skipped)
            if not found.questions:
                continue
            written = write_questions(
                found.questions, into, path.stem, categories=found.categories, origin=path.name
            )
            line(f"{written}: {counted(len(found.questions), 'question')}")
            added += len(found.questions)
    line(f"{counted(added, 'question')} into {into}, {skipped} skipped")
    if not added and skipped:
        raise typer.Exit(1)


@app.command()
def export(
    pack: Annotated[
        Path | None, typer.Option(help="The pack (a folder); the bot's own if left out.")
    ] = None,
    kind: Annotated[FormatName, typer.Option("--format", help="The kind of file.")] = "toml",
    output: Annotated[
        Path | None, typer.Option(help="The file to write; standard output if left out.")
    ] = None,
) -> None:
    """Write a pack's hand-written questions as a file."""
    from discord_bot.packs import load_pack
    from discord_bot.settings import load_settings
    from discord_bot.trivia.exchange import export_questions

    loaded = load_pack(pack or load_settings().pack)
    text = export_questions(loaded.questions, kind)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{output} cannot be written ({error.strerror}); name another place with --output."
        ) from error
    line(f"wrote {counted(len(loaded.questions), 'question')} to {output}")
