"""Writes ``bench/REPORT.md`` of the raw figures: tables, and what each goal came to.

A measurement that is not there is told as missing; nothing is read but ``bench/raw``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from discord_bot.moderation.evaluation import Share

Figures: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """What a figure should be. ``measured`` is None where it was not measured."""

    what: str
    wanted: str
    measured: str | None
    is_met: bool

    @property
    def row(self) -> tuple[str, ...]:
        if self.measured is None:
            return self.what, self.wanted, "not measured", "—"
        return self.what, self.wanted, self.measured, "met" if self.is_met else "**falls short**"


@dataclass(frozen=True)
class Part:
    """A measurement's part of the report."""

    title: str
    lines: list[str]
    goals: list[Goal]


def at_least(what: str, wanted: float, value: float, unit: str) -> Goal:
    return Goal(what, f"≥ {wanted:,g} {unit}", f"{value:,g} {unit}", value >= wanted)


def at_most(what: str, wanted: float, value: float, unit: str) -> Goal:
    return Goal(what, f"≤ {wanted:,g} {unit}", f"{value:,g} {unit}", value <= wanted)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table whose first column is text, and whose others are numbers."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return [
        "| " + " | ".join(str(cell) for cell in line) + " |" for line in (head, marks, *rows)
    ] + [""]


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}".replace("%", " %")


def _us(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value / 1000:.1f} ms" if value >= 1000 else f"{value:.0f} µs"


# --- the parts ----------------------------------------------------------------------------------


def moderation(figures: Figures) -> Part:
    rows = figures["rows"]
    lines = [
        f"{figures['rounds']} rounds of {figures['messages']:,} messages of everyday talk, each "
        "message timed once after a warm-up with others, one at a time, in the processor's time: "
        "the median round (the slowest to the fastest), and percentiles of all. The word list has "
        f"{figures['words']} words. What is found is of the same {figures['aside']:,} messages for "
        "all, by writers who knew the policy alone, and new to the models that were measured; with "
        "Wilson's 95 % intervals.",
        "",
        *table(
            ("", "messages/s", "p50", "p99", "found", "false alarms", "on oneself"),
            (
                (
                    name,
                    _rate(row),
                    _us(row["p50_us"]),
                    _us(row["p99_us"]),
                    *(_share(row.get(what)) for what in ("found", "false_alarms", "of_oneself")),
                )
                for name, row in rows.items()
            ),
        ),
    ]
    everyday = figures.get("everyday")
    if everyday is not None:
        asked = Share(*everyday["passed_on"])
        lines += [
            f"Of {asked.total:,} messages of a chat that no model has learnt from "
            "(`bench/everyday.txt`), the second stage is asked about "
            f"{_share(everyday['passed_on'])}, and both together flag "
            f"{_share(everyday['flagged'])}. Of the {figures['passed_on'][1]:,} messages timed "
            f"above, it is asked about {_share(figures['passed_on'])}: the first stage that ships "
            "has learnt from those, and is surer of them.",
            "",
        ]
    first, listed = rows["fanbot, first stage"], rows["compiled word list"]
    goals = [
        at_least("Filter, first stage", 20_000, first["messages_per_second"], "messages/s"),
        at_most("Filter, first stage, p99", 0.3, round(first["p99_us"] / 1000, 2), "ms"),
        at_most("Filter, first stage, memory added", 30, figures["first_stage_mb"], "MB"),
        at_least(
            "Filter, first stage, beside the compiled word list",
            1,
            round(first["messages_per_second"] / listed["messages_per_second"], 2),
            "times as fast",
        ),
    ]
    second = rows.get("… second stage alone, of what reaches it")
    if second is not None and second["of"] and everyday is not None:
        reaching = (Share(*everyday["passed_on"]).value or 0.0) * 100
        goals += [
            at_least("Filter, second stage", 400, second["messages_per_second"], "messages/s"),
            at_most("Filter, second stage, p99", 15, round(second["p99_us"] / 1000, 1), "ms"),
            at_most("Filter, ordinary chat that reaches it", 10, round(reaching, 1), "%"),
            at_most(
                "Filter, both stages, memory added",
                200,
                round(figures["first_stage_mb"] + figures["second_stage_mb"]),
                "MB",
            ),
        ]
    return Part("The filter", lines, goals)


def _rate(row: Figures) -> str:
    slowest, fastest = row.get("of_rounds", (None, None))
    middle = _number(row["messages_per_second"])
    return middle if slowest == fastest else f"{middle} ({slowest:,} to {fastest:,})"


def _share(counts: Sequence[int] | None) -> str:
    """Hits of a total as a share, with its interval."""
    share = Share(*counts) if counts else Share(0, 0)
    if share.value is None or share.interval is None:
        return ""
    low, high = share.interval
    return f"{share.value * 100:.1f} % ({low * 100:.0f} to {high * 100:.0f})"


def message_path(figures: Figures) -> Part:
    rows, goals = [], []
    for name, how in (("at an even pace", f", {figures['pace']} a second"), ("in a row", "")):
        found = figures[name]
        lowest, highest = found["added_shares"][0], found["added_shares"][-1]
        rows.append(
            (
                name + how,
                _us(found["us"]["empty"]),
                _us(found["us"]["fanbot"]),
                f"{found['added_share']:.2f} × ({lowest:.2f} to {highest:.2f})",
            )
        )
        goals.append(
            at_most(
                f"Ordinary message, {name}: added to the empty handler",
                1.0,
                found["added_share"],
                "× its cost",
            )
        )
    deleted = figures["until deleted"]
    lines = [
        "Processor time of the bot's process for a message that is no breach, from the gateway's "
        f"socket on; the filter's first stage is on in all {figures['guilds']} servers. "
        f"Medians of {figures['rounds']} rounds, turn by turn.",
        "",
        *table(("ordinary messages", "empty handler", "fanbot", "added"), rows),
        "From a breach at the gateway to the order to delete it, by the clock. The peer deletes by "
        "a list of five words and writes nothing down; fanbot has written the case before it acts.",
        "",
        *table(
            ("", "p50", "p99"),
            ((name, f"{r['p50_ms']} ms", f"{r['p99_ms']} ms") for name, r in deleted.items()),
        ),
    ]
    return Part("The whole way of a message", lines, goals)


def profiles(figures: Figures) -> Part:
    lines = ["Share of the time in which the event loop's thread was not waiting.", ""]
    for kind in ("fanbot", "empty"):
        own = figures[kind]["own"][:12]
        lines += [f"*{kind}*, what each function takes itself:", ""]
        lines += table(
            ("function", "share"), ((f"`{row['where']}`", _percent(row["share"])) for row in own)
        )
    inclusive = {row["where"]: row["share"] for row in figures["fanbot"]["with_all_it_calls"]}
    steps = {
        "discord.py's gateway": "discord/gateway.py:poll_event",
        "… of it, making the message": "discord/state.py:parse_message_create",
        "handlers": "discord/client.py:_run_event",
        "… of it, the filter's way": "cogs/moderation/cog.py:_written",
        "… … of it, the judge": "discord_bot/moderation/judge.py:first",
    }
    lines += ["*fanbot*, with all that it calls:", ""]
    lines += table(("step", "share"), ((n, _percent(inclusive.get(p))) for n, p in steps.items()))
    return Part("Where a message's time goes", lines, [])


def trivia_clicks(figures: Figures) -> Part:
    lines = table(
        ("", "clicks/s", "p50", "p99", "max"),
        (
            (
                name,
                _number(row["clicks_per_second"]),
                f"{row['p50_ms']} ms",
                f"{row['p99_ms']} ms",
                f"{row['max_ms']} ms",
            )
            for name, row in figures.items()
        ),
    )
    worst = figures["fanbot"]["max_ms"]
    goal = at_most("Trivia, a click in 200 games, longest until answered", 3_000, worst, "ms")
    return Part("Clicks in 200 games at once", lines, [goal])


def storage(figures: Figures) -> Part:
    rows = figures["rows"]
    lines = [
        f"{figures['transactions']:,} transactions of two statements, and as many readings of one "
        f"row; SQLite {figures['sqlite']}, the same settings for all.",
        "",
        *table(
            ("", "transactions/s", "p50", "p99", "readings/s", "p50", "p99"),
            (
                (
                    name,
                    *(
                        cell
                        for kind in ("write", "read")
                        for cell in (
                            _number(row[kind]["per_second"]),
                            f"{row[kind]['p50_ms']} ms",
                            f"{row[kind]['p99_ms']} ms",
                        )
                    ),
                )
                for name, row in rows.items()
            ),
        ),
    ]
    median = rows["fanbot"]["write"]["p50_ms"]
    return Part("Short transactions", lines, [at_most("Storage, a transaction", 1, median, "ms")])


def feeds_parse(figures: Figures) -> Part:
    kinds = list(figures["bytes"])
    lost = list(next(iter(figures["rows"].values()))["losses"])[1:]
    lines = [
        "Processor time a file, and of "
        f"{next(iter(figures['rows'].values()))['losses']['documents']} awkward documents how many "
        "lost something.",
        "",
        *table(
            (
                "",
                *(f"{kind}, {figures['bytes'][kind] / 1000:,.0f} kB" for kind in kinds),
                *lost,
            ),
            (
                (
                    name,
                    *(f"{row['ms'][kind]} ms" for kind in kinds),
                    *(row["losses"][what] for what in lost),
                )
                for name, row in figures["rows"].items()
            ),
        ),
        "By fanbot's worker process, with the way there and back, by the clock: "
        + ", ".join(f"{name} {ms} ms" for name, ms in figures["by_worker_ms"].items())
        + ".",
        "",
    ]
    return Part("Reading feeds", lines, [])


def news_cycle(figures: Figures) -> Part:
    names = [name for name, value in figures.items() if isinstance(value, dict)]
    rows = [
        (
            f"{name}, {turn} reading",
            f"{row['cpu_s']} s",
            f"{row['wall_s']} s",
            f"{row['of_it_own_work_ms']} ms",
            f"{row['longest_stall_ms']} ms",
            _number(row["unchanged"]),
            f"{row['bytes'] / 1e6:.1f} MB",
            f"{row['peak_mb'] - row['peak_mb_before']} MB",
        )
        for name in names
        for turn, row in figures[name].items()
    ]
    lines = [
        f"{figures['feeds']:,} hosts on loopback with a feed each, of which 5 % change between "
        "readings.",
        "",
        *table(
            ("", "CPU", "wall", "own work", "stall", "answered 304", "bytes", "memory added"), rows
        ),
    ]
    stall = max(row["longest_stall_ms"] for row in figures["fanbot"].values())
    return Part(
        f"A round over {figures['feeds']:,} feeds",
        lines,
        [at_most("News, the event loop's longest stall in a round", 50, stall, "ms")],
    )


def news_clustering(figures: Figures) -> Part:
    rows = [
        (
            name,
            _number(row["stories"]),
            _number(row["entries"]),
            _us(row["microseconds"]),
            _percent(row["precision"]),
            _percent(row["recall"]),
        )
        for name, found in figures["rows"].items()
        for row in found
    ]
    lines = [
        *table(("", "stories", "entries", "an entry takes", "precision", "recall"), rows),
        f"{figures['middle']:,} stories hold {figures['megabytes']:.1f} MB; a start with them "
        f"takes {figures['restart']:.2f} s.",
        "",
    ]
    ours = figures["rows"]["half a year"]
    growth = ours[-1]["microseconds"] / ours[0]["microseconds"]
    times = ours[-1]["stories"] / ours[0]["stories"]
    goal = at_most(
        f"News, an entry's cost in {times:.0f} times as many stories",
        2,
        round(growth, 2),
        "× as much",
    )
    return Part("News sorted into stories", lines, [goal])


def starting(figures: Figures) -> Part:
    median = figures["median"]
    steps = list(median["fanbot"])
    rows = [
        (name, *(f"{row[step]:.2f} s" if step in row else "" for step in steps))
        for name, row in {
            **median,
            "fanbot, both stages, the very first": figures["the very first"],
        }.items()
    ]
    added = round(median["fanbot"]["ready"] - median["no cogs"]["ready"], 2)
    lines = [
        f"Seconds since the process was started, in {figures['guilds']} servers, medians of "
        f"{figures['rounds']} starts; *cpu* is the processor's time. Two seconds of each are "
        "discord.py's wait for further servers.",
        "",
        *table(("", *steps), rows),
    ]
    return Part(
        "From start to ready",
        lines,
        [at_most("Start to ready, more than the same client with no cogs", 3, added, "s")],
    )


def idle_memory(figures: Figures) -> Part:
    rows = figures["rows"]
    sizes = sorted({int(size) for row in rows.values() for size in row})
    lines = [
        f"Resident memory of the bot's process alone, at rest; servers of {figures['members']:,} "
        "members.",
        "",
        *table(
            ("", *(f"{size:,} servers" for size in sizes)),
            ((name, *(_held(row.get(str(size))) for size in sizes)) for name, row in rows.items()),
        ),
        "What holds it, on the way up (resident memory after each step):",
        "",
        *_steps(rows),
        *_holders(figures["holders"]),
    ]
    most = str(sizes[-1])
    own, bare = rows["fanbot"][most]["rss_mb"], rows["no cogs"][most]["rss_mb"]
    first = rows["fanbot"][str(sizes[0])]["rss_mb"]
    each = round((own - first) / sizes[-1] * 1000)
    bare_each = round((bare - rows["no cogs"][str(sizes[0])]["rss_mb"]) / sizes[-1] * 1000)
    goals = [
        at_most(f"Idle memory, {sizes[1]:,} servers", 256, rows["fanbot"][str(sizes[1])]["rss_mb"],
                "MB"),
        at_most(f"Idle memory, {sizes[-1]:,} servers", 512, own, "MB"),
        at_most(
            "Idle memory, a further server, beside the same client with no cogs",
            1.2,
            round(each / bare_each, 2) if bare_each else 0.0,
            f"times its {bare_each} kB",
        ),
    ]  # fmt: skip
    return Part("What an idle bot holds", lines, goals)


def _held(found: Figures | None) -> str:
    return "" if found is None else f"{found['rss_mb']:,.0f} MB"


def _steps(rows: Figures) -> list[str]:
    names = [name for name in rows if name.startswith("fanbot")]
    found = {name: list(rows[name].values())[-1]["steps"] for name in names}
    steps = list(found[names[0]])
    head = [f"{name}, {list(rows[name])[-1]} servers" for name in names]
    return table(
        ("", *head),
        ((step, *(f"{found[name][step]:.0f} MB" for name in names)) for step in steps),
    )


def _holders(traced: list[Figures]) -> list[str]:
    names = sorted(
        {name for found in traced for name in found["holders"]},
        key=lambda name: -traced[-1]["holders"].get(name, 0.0),
    )
    return [
        "Who asked for what Python's own allocator gave (`tracemalloc`; libraries' own memory and "
        "mapped code are not in it):",
        "",
        *table(
            ("", *(f"{found['guilds']:,} servers" for found in traced)),
            (
                (name, *(f"{found['holders'].get(name, 0.0):.1f} MB" for found in traced))
                for name in names
            ),
        ),
    ]


def soak(figures: Figures) -> Part:
    from bench.soaking.figures import part

    return part(figures)


PARTS: dict[str, Callable[[Figures], Part]] = {
    "moderation": moderation,
    "message_path": message_path,
    "profiles": profiles,
    "trivia_clicks": trivia_clicks,
    "storage": storage,
    "feeds_parse": feeds_parse,
    "news_cycle": news_cycle,
    "news_clustering": news_clustering,
    "starting": starting,
    "idle_memory": idle_memory,
    "soak": soak,
}


# --- the whole ----------------------------------------------------------------------------------


def write(raw: Path) -> str:
    """The report of all figures in a folder."""
    found = {
        name: json.loads((raw / f"{name}.json").read_text(encoding="utf-8"))
        for name in PARTS
        if (raw / f"{name}.json").exists()
    }
    parts = {name: PARTS[name](item["figures"]) for name, item in found.items()}
    goals = [goal for part in parts.values() for goal in part.goals]
    short = sum(not goal.is_met for goal in goals)
    lines = [
        "# Figures",
        "",
        "Written by `make bench`; [README.md](README.md) tells what each measures and how to read "
        "it, and `raw/` has all figures. Each stands beside a peer in the same run.",
        "",
        *_conditions([item["conditions"] for item in found.values()]),
        "## Goals",
        "",
        f"{len(goals) - short} of {len(goals)} are met.",
        "",
        *table(("figure", "goal", "measured", ""), (goal.row for goal in goals)),
    ]
    for name, part in parts.items():
        lines += [f"## {part.title}", "", *part.lines, _when(found[name]["conditions"], name), ""]
    missing = [name for name in PARTS if name not in found]
    if missing:
        lines += ["Not measured: " + ", ".join(f"`{name}`" for name in missing) + ".", ""]
    return "\n".join(lines)


def _conditions(conditions: list[Figures]) -> list[str]:
    if not conditions:
        return []
    newest = max(conditions, key=lambda one: one["at"])
    packages = ", ".join(f"{name} {v}" for name, v in newest["packages"].items() if v)
    memory = "" if newest["memory_gb"] is None else f", {newest['memory_gb']} GB"
    warning = (
        ["**Tried in little (`--quick`): these figures say nothing.**", ""]
        if any(one["quick"] for one in conditions)
        else []
    )
    return [
        *warning,
        f"{newest['cores']} cores of {newest['processor']}{memory}, {newest['system']}, Python "
        f"{newest['python']}; {packages}; commit {newest['commit']}.",
        "",
    ]


def _when(conditions: Figures, name: str) -> str:
    return (
        f"<sub>`python -m bench.{name}`, {conditions['at']}, {conditions['seconds']} s, load "
        f"{conditions['load_before']} before and {conditions['load_after']} after, commit "
        f"{conditions['commit']}.</sub>"
    )
