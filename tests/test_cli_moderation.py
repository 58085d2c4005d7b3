"""``fanbot moderation`` as other programs call it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

import pytest

from discord_bot import cli_moderation
from discord_bot.moderation.judge import Judge
from discord_bot.moderation.model import Label, Post, Verdict
from discord_bot.moderation.policy import Action
from tests.command_line import call
from tests.test_cli import environment, refused

BREACH = "is tobie gay or what"
FINE = "my dog slept through the whole episode"
TRIPS = "biscuit"
KEYS = ["label", "confidence", "action", "target", "evidence", "reasons"]


@pytest.fixture(autouse=True, scope="module")
def one_judge() -> Iterator[None]:
    """The judge is read once for all calls, not at each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli_moderation, "_judge", cache(cli_moderation._judge))
        yield


class Tripping:
    """A judge that has a defect, which one message meets."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def check(self, post: Post, *, first_only: bool) -> Verdict:
        if post.text == TRIPS:
            raise KeyError(post.text)
        return self._judge.check(post, first_only=first_only)


def moderation(
    directory: Path, *arguments: str, given: str | bytes = b""
) -> subprocess.CompletedProcess[str]:
    """Run the command with ``given`` on its standard input, to its end."""
    return call(directory, "moderation", *arguments, given=given)


def check(directory: Path, given: str | bytes, *options: str) -> list[dict[str, Any]]:
    """The first stage's verdicts, a line each; nothing may have gone wrong."""
    result = moderation(directory, "check", "--stage", "first", *options, given=given)
    assert result.returncode == 0, result.stderr
    assert not result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for lines and has not been told that there are no more."""
    with subprocess.Popen(
        [sys.executable, "-m", "discord_bot", "moderation", "check", "--stage", "first"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


class TestCheck:
    def test_each_line_gets_its_verdict_in_order(self, tmp_path: Path) -> None:
        texts = [FINE, BREACH, FINE, BREACH, BREACH, FINE]
        answers = check(tmp_path, "".join(f"{text}\n" for text in texts))
        expected = ["speculation" if text == BREACH else "ok" for text in texts]
        assert [answer["label"] for answer in answers] == expected

    def test_a_verdict_has_what_was_promised(self, tmp_path: Path) -> None:
        breach, fine = check(tmp_path, f"{BREACH}\n{FINE}\n")
        assert list(breach) == list(fine) == KEYS
        assert breach["label"] in set(Label)
        assert breach["action"] in set(Action) - {Action.NONE}
        assert breach["target"] == {"kind": "person", "name": "Tobie Donovan"}
        assert 0.5 <= breach["confidence"] <= 1
        assert all(reason.endswith(".") for reason in breach["reasons"])
        assert breach["reasons"]
        for start, end in breach["evidence"]:
            assert "tobie" in BREACH[start:end]
        assert fine == {
            "label": "ok",
            "confidence": fine["confidence"],
            "action": "none",
            "target": None,
            "evidence": [],
            "reasons": [],
        }
        assert 0 <= fine["confidence"] < 0.5

    def test_evidence_counts_characters_and_not_bytes(self, tmp_path: Path) -> None:
        text = f"🍂 é 😀 {BREACH}"
        (answer,) = check(tmp_path, f"{text}\n")
        ((start, end),) = answer["evidence"]
        assert text[start:end].startswith("is tobie gay")

    def test_answers_come_while_more_is_being_written(self, asked: subprocess.Popen[bytes]) -> None:
        for text, label in ((BREACH, "speculation"), (FINE, "ok"), (BREACH, "speculation")):
            pipe(asked.stdin).write(f"{text}\n".encode())
            pipe(asked.stdin).flush()
            answer = json.loads(pipe(asked.stdout).readline())
            assert answer["label"] == label
        assert asked.poll() is None, "it waits for the next line"

    def test_nothing_in_gives_nothing_out(self, tmp_path: Path) -> None:
        assert check(tmp_path, "") == []

    def test_the_last_line_needs_no_end(self, tmp_path: Path) -> None:
        assert [row["label"] for row in check(tmp_path, f"{FINE}\r\n{BREACH}")] == [
            "ok",
            "speculation",
        ]

    @pytest.mark.parametrize("options", [[], ["--jsonl"]])
    def test_an_empty_line_is_an_empty_message(self, tmp_path: Path, options: list[str]) -> None:
        assert [row["label"] for row in check(tmp_path, "\n\n \n", *options)] == ["ok"] * 3

    def test_a_very_long_line_is_one_message(self, tmp_path: Path) -> None:
        answers = check(tmp_path, f"{'la ' * 100_000}\n{'x' * 300_000}\n{FINE}\n")
        assert len(answers) == 3
        assert answers[2]["label"] == "ok"

    def test_bytes_that_are_no_text_stop_nothing(self, tmp_path: Path) -> None:
        junk = bytes(value for value in range(256) if value != 0x0A)
        answers = check(tmp_path, junk + b"\n\xff\xfe\n" + BREACH.encode() + b"\n")
        assert len(answers) == 3
        assert answers[2]["label"] == "speculation"

    def test_a_terminal_that_knows_ascii_alone_gets_whole_verdicts(self, tmp_path: Path) -> None:
        # One of the reasons has typographic quotes in it.
        text = "check who tobie is following on insta\n"
        plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
        result = subprocess.run(
            [sys.executable, "-m", "discord_bot", "moderation", "check", "--stage", "first"],
            cwd=tmp_path,
            env=environment(**plain),
            input=text.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        assert json.loads(result.stdout) == check(tmp_path, text)[0]

    def test_a_reader_that_goes_away_is_no_mishap(self, asked: subprocess.Popen[bytes]) -> None:
        pipe(asked.stdin).write(f"{FINE}\n".encode() * 50)
        pipe(asked.stdin).flush()
        pipe(asked.stdout).readline()
        pipe(asked.stdout).close()
        pipe(asked.stdin).close()
        assert asked.wait(60) in {0, 1}

    def test_both_stages_are_asked_where_nobody_says_otherwise(self, tmp_path: Path) -> None:
        pytest.importorskip("onnxruntime", reason="needs the extra [transformer]")
        given = f"{BREACH}\n{FINE}\n"
        usual = moderation(tmp_path, "check", given=given)
        second = moderation(tmp_path, "check", "--stage", "second", given=given)
        assert usual.stdout == second.stdout
        labels = [json.loads(line)["label"] for line in usual.stdout.splitlines()]
        assert labels == ["speculation", "ok"]

    @pytest.mark.parametrize("options", [[], ["--jsonl"]])
    def test_a_message_that_can_not_be_judged_keeps_no_other_waiting(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
    ) -> None:
        judge, texts = cli_moderation._judge("first", None)
        monkeypatch.setattr(cli_moderation, "_judge", lambda *_: (Tripping(judge), texts))
        written = [BREACH, TRIPS, FINE]
        given = lines(*({"text": text} for text in written)) if options else "\n".join(written)
        result = moderation(tmp_path, "check", "--stage", "first", *options, given=given)
        before, failed, after = (json.loads(row) for row in result.stdout.splitlines())
        assert (before["label"], after["label"]) == ("speculation", "ok")
        assert list(failed) == ["error"]
        sentence = refused(result)
        assert sentence == f"line 2: {failed['error']}"
        assert "can't be judged" in sentence
        assert "KeyError in test_cli_moderation.py, line " in sentence
        assert "biscuit" not in sentence, "what members wrote is in no log"

    def test_an_unknown_stage_is_wrong_usage(self, tmp_path: Path) -> None:
        assert moderation(tmp_path, "check", "--stage", "third").returncode == 2


class TestJsonLines:
    def test_every_field_is_taken(self, tmp_path: Path) -> None:
        row = {"text": FINE, "author": "mira", "reply_to": "what a day", "channel": "general"}
        numbers = {"text": FINE, "author": 1, "channel": 2**60, "reply_to": None}
        more = {"text": FINE, "label": "ok", "group": "ordinary"}
        answers = check(tmp_path, lines(row, numbers, more), "--jsonl")
        assert [answer["label"] for answer in answers] == ["ok"] * 3

    def test_what_is_answered_counts(self, tmp_path: Path) -> None:
        text = "he should just come out already"
        alone, answering = check(
            tmp_path,
            lines({"text": text}, {"text": text, "reply_to": "tobie was great tonight"}),
            "--jsonl",
        )
        assert alone["target"] is None, "nobody knows who he is"
        assert answering["target"]["kind"] == "person"

    def test_what_the_same_two_people_said_before_counts(self, tmp_path: Path) -> None:
        said = {"text": "tobie was great tonight", "author": "mira", "channel": "lounge"}
        asked = {"text": "he should just come out already", "author": 5, "channel": "lounge"}
        nobody = {key: asked[key] for key in ("text", "channel")}
        given = lines(said, {**asked, "channel": "help"}, nobody) + "broken\n" + lines(asked)
        result = moderation(tmp_path, "check", "--jsonl", "--stage", "first", given=given)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        elsewhere, unknown, _, here = answers[1:]
        assert elsewhere["target"] is None, "it was said in another channel"
        assert unknown["target"] is None, "whoever writes is not known, nor with whom"
        assert here["target"]["kind"] == "person"

    def test_line_breaks_inside_a_message_are_its_own(self, tmp_path: Path) -> None:
        answers = check(tmp_path, lines({"text": f"hello\n{BREACH}\r\nbye"}), "--jsonl")
        assert [answer["label"] for answer in answers] == ["speculation"]

    def test_half_a_surrogate_pair_is_read_as_something(self, tmp_path: Path) -> None:
        given = '{"text": "a \\ud800 b", "reply_to": "\\udfff"}\n'
        assert len(check(tmp_path, given, "--jsonl")) == 1

    def test_a_byte_order_mark_is_no_matter(self, tmp_path: Path) -> None:
        given = b"\xef\xbb\xbf" + lines({"text": BREACH}).encode()
        (answer,) = check(tmp_path, given, "--jsonl")
        assert answer["label"] == "speculation"

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("not json", "is not JSON"),
            ("[" * 100_000, "is not JSON"),
            ("[]", 'has no "text"'),
            ('"text"', 'has no "text"'),
            ("{}", 'has no "text"'),
            ('{"text": 5}', 'has no "text"'),
            ('{"text": "x", "reply_to": ["y"]}', '"reply_to" must be text'),
            ('{"text": "x", "author": true}', '"author" must be text'),
        ],
    )
    def test_a_bad_line_is_named_and_the_others_are_judged(
        self, tmp_path: Path, line: str, why: str
    ) -> None:
        given = f"{lines({'text': BREACH})}{line}\n{lines({'text': FINE})}"
        result = moderation(tmp_path, "check", "--jsonl", "--stage", "first", given=given)
        before, bad, after = (json.loads(row) for row in result.stdout.splitlines())
        assert before["label"] == "speculation"
        assert why in bad["error"]
        assert after["label"] == "ok"
        sentence = refused(result)
        assert sentence.startswith("line 2: ")
        assert why in sentence


class TestExplain:
    def test_it_shows_words_rules_and_verdict(self, tmp_path: Path) -> None:
        result = moderation(tmp_path, "explain", BREACH, "--stage", "first")
        assert result.returncode == 0, result.stderr
        assert "\x1b" not in result.stdout, "colours are for terminals"
        for shown in ("tobie", "actor", "asks-identity", "speculation"):
            assert shown in result.stdout

    def test_what_is_answered_can_be_named(self, tmp_path: Path) -> None:
        arguments = ("explain", "is he?", "--reply-to", "tobie was great", "--stage", "first")
        result = moderation(tmp_path, *arguments)
        assert result.returncode == 0, result.stderr
        assert "In answer to: tobie was great" in result.stdout
        assert "he_real" in result.stdout

    @pytest.mark.parametrize("text", ["", "[red]markup[/red] [/]", "🍂", "\udcff"])
    def test_any_text_can_be_explained(self, tmp_path: Path, text: str) -> None:
        arguments = ("explain", text, "--reply-to", text, "--stage", "first")
        assert moderation(tmp_path, *arguments).returncode == 0

    def test_it_needs_a_text(self, tmp_path: Path) -> None:
        assert moderation(tmp_path, "explain").returncode == 2


class TestEvaluate:
    def evaluate(self, directory: Path, text: str) -> subprocess.CompletedProcess[str]:
        file = directory / "labelled.jsonl"
        file.write_text(text, encoding="utf-8")
        return moderation(directory, "evaluate", str(file), "--stage", "first")

    def test_it_prints_the_figures(self, tmp_path: Path) -> None:
        breach = {"text": BREACH, "label": "speculation", "group": "explicit"}
        fine = {"text": FINE, "label": "ok", "group": "ordinary"}
        missed = {"text": FINE, "label": "outing", "group": "implicit"}
        alarm = {"text": BREACH, "label": "ok", "group": "ordinary"}
        rows = lines(breach, breach, fine, missed, alarm)
        result = self.evaluate(tmp_path, rows)
        assert result.returncode == 0, result.stderr
        printed = result.stdout
        assert "messages: 5" in printed
        assert "breaches found: 66.7% [21%-94%] of 3" in printed
        assert "label right among breaches found: 100.0%" in printed
        assert "false alarms per 1,000 ok: 500.0" in printed
        assert "expected calibration error: " in printed
        for title in ("By label", "By group", "Confusion", "Calibration"):
            assert title in printed
        for group in ("explicit", "implicit", "ordinary"):
            assert group in printed

    def groups(self, directory: Path, *rows: dict[str, str]) -> dict[str, list[str]]:
        """What is printed of each group: precision, recall, F1, false alarms."""
        printed = self.evaluate(directory, lines(*rows)).stdout.split("By group\n")[1]
        table = printed.split("Confusion\n")[0].splitlines()
        cells = [[cell.strip() for cell in row.split("│")] for row in table if row[0] == "│"]
        return {name: figures for _, name, *figures, _ in cells} | {"notes": table[-2:]}

    def test_each_group_has_precision_recall_and_f1(self, tmp_path: Path) -> None:
        found = {"text": BREACH, "label": "speculation"}
        missed = {"text": FINE, "label": "outing"}
        alarm, fine = {"text": BREACH, "label": "ok"}, {"text": FINE, "label": "ok"}
        printed = self.groups(
            tmp_path,
            *({**row, "group": "breaches"} for row in (found, found, missed)),
            *({**row, "group": "theme [red]"} for row in (found, fine)),
            *({**row, "group": "ordinary"} for row in (fine, fine, alarm)),
        )
        breaches = ["66.7% [21%-94%] of 3 *", "66.7% [21%-94%] of 3", "0.667", "-"]
        assert printed["breaches"] == breaches, "set against the alarm of the other group"
        all_right = "100.0% [21%-100%] of 1"
        theme = [all_right, all_right, "1.000", "0.0% [0%-79%] of 1"]
        assert printed["theme [red]"] == theme, "set against its own alone"
        assert printed["ordinary"] == ["-", "-", "-", "33.3% [6%-79%] of 3"]
        assert printed["notes"] == [
            "* no ok messages of its own: precision counts the whole file's false alarms",
            "- no breaches to find: such a group has false alarms alone",
        ]

    def test_without_ok_messages_nothing_is_said_of_precision(self, tmp_path: Path) -> None:
        found = {"text": BREACH, "label": "speculation", "group": "breaches"}
        missed = {"text": FINE, "label": "outing", "group": "missed"}
        printed = self.groups(tmp_path, found, missed)
        assert printed["breaches"] == ["-", "100.0% [21%-100%] of 1", "-", "-"]
        assert printed["missed"] == ["-", "0.0% [0%-79%] of 1", "0.000", "-"]

    def test_a_message_may_hold_any_sign(self, tmp_path: Path) -> None:
        row = {"text": "a\u2028b\u0085c\x0bd", "label": "ok", "reply_to": "\u2029"}
        text = json.dumps(row, ensure_ascii=False)
        result = self.evaluate(tmp_path, f"\ufeff{text}\n\n{text}\n")
        assert result.returncode == 0, result.stderr
        assert "messages: 2" in result.stdout

    def test_a_group_is_not_needed(self, tmp_path: Path) -> None:
        result = self.evaluate(tmp_path, lines({"text": FINE, "label": "ok"}))
        assert result.returncode == 0, result.stderr
        assert "breaches found: -" in result.stdout

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "no labelled message"),
            ("\n\n", "no labelled message"),
            ("what?\n", "line 1: is not JSON"),
            ("[" * 100_000, "line 1: is not JSON"),
            (lines({"text": "x", "label": "ok"}, {"text": "x"}), 'line 2: has no "label"'),
            (
                lines({"text": "x", "label": "rude"}),
                "line 1: \"label\" is 'rude'; write one of ok, ",
            ),
            (lines({"text": "x", "label": ["ok"]}), "line 1: \"label\" is ['ok']; write"),
            (lines({"text": "x", "label": "ok", "group": {}}), 'line 1: "group" must be text'),
            (
                lines({"text": "x", "label": "ok", "reply_to": []}),
                'line 1: "reply_to" must be text',
            ),
            (lines({"text": None, "label": "ok"}), 'line 1: has no "text"'),
            (lines(["x"]), 'line 1: has no "text"'),
        ],
    )
    def test_what_is_no_labelled_message_is_named(
        self, tmp_path: Path, text: str, why: str
    ) -> None:
        sentence = refused(self.evaluate(tmp_path, text))
        assert "labelled.jsonl" in sentence
        assert why in sentence

    def test_what_check_can_read_can_be_measured(self, tmp_path: Path) -> None:
        odd = {"text": "\ud800", "reply_to": 5, "author": 7, "channel": "\udfff"}
        rows = lines(odd | {"label": "ok", "group": "\ud800"}, {"text": FINE, "label": "ok"} | odd)
        assert len(check(tmp_path, rows, "--jsonl")) == 2
        result = self.evaluate(tmp_path, rows)
        assert result.returncode == 0, result.stderr
        assert "messages: 2" in result.stdout

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        result = moderation(tmp_path, "evaluate", "nowhere.jsonl")
        assert "nowhere.jsonl" in refused(result)

    def test_it_needs_a_file(self, tmp_path: Path) -> None:
        assert moderation(tmp_path, "evaluate").returncode == 2

    def plot(self, directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Evaluate rows.jsonl, which the options name."""
        rows = [{"text": BREACH, "label": "speculation"}, {"text": FINE, "label": "ok"}]
        (directory / "rows.jsonl").write_text(lines(*rows), encoding="utf-8")
        return moderation(directory, "evaluate", "--stage", "first", *options)

    @pytest.mark.parametrize(
        ("options", "drawn"),
        [
            (["rows.jsonl", "--plot"], "rows.png"),
            (["--plot", "rows.jsonl"], "rows.png"),
            (["--plot", "--", "rows.jsonl"], "rows.png"),
            (["rows.jsonl", "--plot", "figures.png"], "figures.png"),
            (["--plot", "figures.PNG", "rows.jsonl"], "figures.PNG"),
            (["--plot=figures.png", "rows.jsonl"], "figures.png"),
        ],
    )
    def test_the_figures_are_drawn_on_request(
        self, tmp_path: Path, options: list[str], drawn: str
    ) -> None:
        result = self.plot(tmp_path, *options)
        assert result.returncode == 0, result.stderr
        assert "messages: 2" in result.stdout
        assert f"picture: {drawn}" in result.stdout
        assert (tmp_path / drawn).read_bytes().startswith(b"\x89PNG")
        assert {file.name for file in tmp_path.iterdir()} == {"rows.jsonl", drawn}

    @pytest.mark.parametrize(
        "options",
        [
            ["--plot", "rows.jsonl", "more.jsonl"],
            ["--plot=more.jsonl", "rows.jsonl"],
            ["rows.jsonl", "--plot", "more.jsonl"],
            ["--plot", "more.png"],
            ["--plot", "more.png", "more.png"],
            ["--plot", "linked.png", "more.png"],
        ],
    )
    def test_what_is_read_is_never_drawn_over(self, tmp_path: Path, options: list[str]) -> None:
        kept = tmp_path / "more.jsonl", tmp_path / "more.png"
        for file in kept:
            file.write_text(lines({"text": FINE, "label": "ok"}), encoding="utf-8")
        (tmp_path / "linked.png").symlink_to(kept[1])
        assert self.plot(tmp_path, *options).returncode == 2
        for file in (*kept, tmp_path / "rows.jsonl"):
            assert file.read_text(encoding="utf-8").startswith('{"text"')

    def test_a_picture_that_can_not_be_written_is_refused_before_anything_is_judged(
        self, tmp_path: Path
    ) -> None:
        result = self.plot(tmp_path, "rows.jsonl", "--plot", str(tmp_path / "none" / "x.png"))
        assert "can't be written" in refused(result)
        assert not result.stdout

    def test_a_picture_that_is_there_stays_where_nothing_can_be_measured(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "rows.png").write_bytes(b"last week's")
        (tmp_path / "labelled.jsonl").write_text("what?", encoding="utf-8")
        refused(self.plot(tmp_path, "labelled.jsonl", "--plot", "rows.png"))
        assert (tmp_path / "rows.png").read_bytes() == b"last week's"


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    result = moderation(tmp_path)
    assert "Usage" in result.stdout + result.stderr
