"""``fanbot news``: season news from the command line."""

from __future__ import annotations

import typer

from discord_bot.cli_news_judge import judge

app = typer.Typer(
    help="Season news: judge what feeds say.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(judge)


@app.callback()
def root() -> None:
    """Everything that concerns all commands of the news."""
