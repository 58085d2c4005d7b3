"""``fanbot moderation``: the filter from the command line: check, explain, evaluate."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from discord_bot.cli_output import failure, line, pretty
from discord_bot.errors import ConfigurationError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from discord_bot.moderation.conversation import Transcript
    from discord_bot.moderation.evaluation import Evaluation, GroupFigures, Share
    from discord_bot.moderation.judge import Judge
    from discord_bot.moderation.model import Post, Verdict
    from discord_bot.wording import Texts

app = typer.Typer(
    help="The respectful-discussion filter: check messages, explain verdicts, measure it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StageName = Literal["first", "second"]
StageOption = Annotated[
    StageName,
    typer.Option("--stage", help="first leaves the transformer out, second asks it when unsure."),
]
PackOption = Annotated[
    Path | None, typer.Option("--pack", help="The pack (a folder); the bot's own if left out.")
]


def _judge(stage: StageName, pack: Path | None) -> tuple[Judge, Texts]:
    from discord_bot.moderation.loading import load_judge
    from discord_bot.packs import load_pack
    from discord_bot.settings import load_settings

    loaded = load_pack(pack or load_settings().pack)
    return load_judge(loaded, second=stage == "second"), loaded.wording.texts("en")


@app.command()
def check(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Each line is JSON: text, author, reply_to, channel.")
    ] = False,
    stage: StageOption = "second",
    pack: PackOption = None,
) -> None:
    """Judge standard input, a message a line; print a verdict a line as JSON.

    A line that can't be read or judged gets {"error": ...} in its place, and the exit code is 1 at
    the end. Of lines with author and channel, the two before by the same two people in the channel
    count. An empty line is an empty message. Places in "evidence" count characters of the
    message.
    """
    from discord_bot.moderation.conversation import Transcript

    judge, texts = _judge(stage, pack)
    transcript, failed = Transcript(), 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            post = _post(_decoded(raw, number), jsonl, transcript)
            answer = _answer(judge, post, texts, first_only=stage == "first")
        except ValueError as error:
            failed += 1
            failure(f"line {number}: {error}")
            answer = {"error": str(error)}
        # Bytes, for a terminal's encoding may lack the signs that reasons are written with.
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    if failed:
        raise typer.Exit(1)


def _answer(judge: Judge, post: Post, texts: Texts, *, first_only: bool) -> dict[str, Any]:
    """The verdict on a message. Raises ``ValueError`` for whatever goes wrong inside the judge."""
    try:
        return as_json(judge.check(post, first_only=first_only), texts)
    except Exception as error:  # noqa: BLE001 - one message must not keep the others waiting
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # What an error says of itself may hold words of the message, which no log has to show.
        where = f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
        raise ValueError(f"can't be judged, by a defect of the filter ({where})") from None


def _decoded(raw: bytes, number: int) -> str:
    """A line without its end; what is no UTF-8 is read as U+FFFD."""
    line_ = raw.decode("utf-8", "replace").rstrip("\r\n")
    return line_.removeprefix("\ufeff") if number == 1 else line_


def _post(line_: str, jsonl: bool, transcript: Transcript) -> Post:
    """The message of one line, and what was said before it where author and channel are known.

    Raises ``ValueError`` saying what is wrong with it.
    """
    from discord_bot.moderation.lines import post_of, row_of
    from discord_bot.moderation.model import Post

    if not jsonl or not line_.strip():
        return Post(line_)
    row = row_of(line_)
    post, channel = post_of(row), row.get("channel")
    if post.author is None or channel is None:
        return post
    return transcript.hear(post, post.author, channel)


def as_json(verdict: Verdict, texts: Texts) -> dict[str, Any]:
    """A verdict at the default settings, as the command line's contract has it."""
    from discord_bot.moderation.policy import default_action

    target = verdict.target if verdict.is_breach else None
    return {
        "label": verdict.label.value,
        "confidence": round(verdict.confidence, 4),
        "action": default_action(verdict).value,
        "target": None if target is None else {"kind": target.kind.value, "name": target.name},
        "evidence": [list(span) for span in verdict.evidence] if verdict.is_breach else [],
        "reasons": [
            texts(f"moderation.reason.{reason.key}", **reason.values) for reason in verdict.reasons
        ]
        if verdict.is_breach
        else [],
    }


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The message.")],
    reply_to: Annotated[
        str | None, typer.Option("--reply-to", help="The message that it answers.")
    ] = None,
    stage: StageOption = "second",
    pack: PackOption = None,
) -> None:
    """Show how a message is judged, step by step."""
    from discord_bot.moderation.explain import explain as steps_of
    from discord_bot.moderation.lines import whole
    from discord_bot.moderation.model import Post

    judge, texts = _judge(stage, pack)
    post = Post(whole(text), reply_to=None if reply_to is None else whole(reply_to))
    pretty(steps_of(judge, post, texts, first_only=stage == "first"))


_PICTURE = ".png"


class _Evaluate(TyperCommand):
    """Lets ``--plot`` stand alone: what follows it is its value only where it names a picture.

    So ``--plot FILE.jsonl`` reads FILE.jsonl and never overwrites it.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write a ``--plot`` that stands alone as ``--plot=``, which typer can read."""
        end = args.index("--") if "--" in args else len(args)
        given = [
            f"{argument}="
            if argument == "--plot" and not following.lower().endswith(_PICTURE)
            else argument
            for argument, following in pairwise([*args[:end], ""])
        ]
        return super().parse_args(ctx, given + args[end:])


@app.command(cls=_Evaluate)
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Labelled messages.")],
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot",
            metavar="[PICTURE.png]",
            help="Draw the same figures, too: to FILE.png beside FILE, or to another picture.",
        ),
    ] = None,
    stage: StageOption = "second",
    pack: PackOption = None,
) -> None:
    """Measure the filter on labelled messages: per label and group, false alarms, calibration."""
    from discord_bot.moderation.evaluation import evaluate as compare
    from discord_bot.moderation.evaluation import read_labelled

    picture = None if plot is None else _picture(file, plot)
    rows = read_labelled(file)
    if picture is not None:
        _try_to_write(picture)
    judge, _ = _judge(stage, pack)
    verdicts = [judge.check(row.post, first_only=stage == "first") for row in rows]
    found = compare(rows, verdicts)
    _print(found)
    if picture is not None:
        _draw(found, picture, f"{file.name}, {found.messages:,} messages")


def _picture(file: Path, plot: str) -> Path:
    """Where to draw to. Raises ``BadParameter`` for what is no picture's name, or is ``file``."""
    picture = Path(plot) if plot else file.with_name(f"{file.stem}{_PICTURE}")
    if picture.suffix.lower() != _PICTURE:
        raise typer.BadParameter(f"{plot} does not end in {_PICTURE}.", param_hint="--plot")
    if picture.absolute() == file.absolute() or (picture.exists() and picture.samefile(file)):
        why = f"{picture} is the file that is read; name another picture."
        raise typer.BadParameter(why, param_hint="--plot")
    return picture


def _try_to_write(picture: Path) -> None:
    """Find out before minutes of judging whether a file can be written; leaves it as it is.

    Raises ``ConfigurationError`` where that is refused.
    """
    is_new = not picture.exists()
    try:
        with picture.open("ab"):
            pass
        if is_new:
            picture.unlink()
    except OSError as error:
        raise _unwritable(picture, error) from None


def _unwritable(picture: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(f"{picture} can't be written ({error.strerror}); name another file.")


def _draw(found: Evaluation, picture: Path, subtitle: str) -> None:
    """Write the picture. Raises ``ConfigurationError`` where that is refused."""
    from discord_bot.pictures.evaluation import draw_evaluation
    from discord_bot.pictures.fonts import FontBook

    png = draw_evaluation(found, subtitle, FontBook()).png()
    try:
        picture.write_bytes(png)
    except OSError as error:
        raise _unwritable(picture, error) from None
    line(f"picture: {picture}")


def _percent(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.value:.1%} [{low:.0%}-{high:.0%}] of {share.total}"


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _by_group(groups: Sequence[GroupFigures]) -> RenderableType:
    """The groups, and below them what their figures can't say by themselves."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from discord_bot.moderation.evaluation import ALARMS_ALONE, SET_AGAINST_ALL

    table = Table("group", "precision", "recall", "F1", "false alarms", title="By group")
    for item in groups:
        precision = _percent(item.precision) + (" *" if item.is_set_against_all else "")
        recall, alarms = _percent(item.found), _percent(item.false_alarms)
        # Whoever made the file named its groups, which are no markup.
        table.add_row(Text(item.group), precision, recall, _score(item.f1), alarms)
    notes = []
    if any(item.is_set_against_all for item in groups):
        notes.append(Text(f"* {SET_AGAINST_ALL}", style="dim"))
    if not all(item.found.total for item in groups):
        notes.append(Text(f"- {ALARMS_ALONE}", style="dim"))
    return Group(table, *notes)


def _print(found: Evaluation) -> None:
    from rich.table import Table

    from discord_bot.moderation.model import LABELS

    labels = Table("label", "precision", "recall", "F1", title="By label")
    for item in found.labels:
        precision, recall = _percent(item.precision), _percent(item.recall)
        labels.add_row(item.label.value, precision, recall, _score(item.f1))
    confusion = Table("is \\ judged", *(label.value for label in LABELS), title="Confusion")
    for true in LABELS:
        counts = (str(found.confusion[true, given] or "·") for given in LABELS)
        confusion.add_row(true.value, *counts)
    reliability = Table("confidence", "breaches among them", title="Calibration")
    for bar in found.reliability:
        reliability.add_row(f"{bar.confidence:.2f}", _percent(bar.breaches))
    for table in (labels, _by_group(found.groups), confusion, reliability):
        pretty(table)
    per_thousand = found.false_alarms_per_thousand
    line(f"messages: {found.messages}")
    line(f"breaches found: {_percent(found.found)}")
    line(f"label right among breaches found: {_percent(found.label_right)}")
    line(f"false alarms per 1,000 ok: {'-' if per_thousand is None else f'{per_thousand:.1f}'}")
    line(f"expected calibration error: {found.calibration_error:.3f}")
