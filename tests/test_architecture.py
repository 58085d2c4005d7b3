"""Which files never import what, and why; and other rules of the house that code can hold to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from itertools import permutations
from pathlib import Path

import pytest

from discord_bot.bot import cog_packages

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("discord_bot", "cogs")
MAX_LINES, MAX_FUNCTION_LINES = 400, 40

TRIVIA_WITH_STATE = frozenset(
    {
        "boards",
        "daily_service",
        "daily_store",
        "dealer",
        "display",
        "ledger",
        "lightning",
        "members",
        "questions",
        "questions_store",
        "scorekeeper",
        "service",
        "store",
    }
)
"""The modules of trivia that talk to the database. Every other one is rules, new ones included."""

MODERATION_WITH_STATE = frozenset(
    {
        "appeals_service",
        "casework",
        "figures",
        "intake",
        "judging",
        "learning_store",
        "members_store",
        "policies",
        "service",
        "steps",
        "store",
        "trail_store",
    }
)
"""The modules of moderation that talk to the database or to threads."""

SEASON_WITH_STATE = frozenset({"calendars", "happenings", "notices_store", "reminders", "store"})
"""The modules of the season calendar that talk to the database."""

NEWS_WITH_STATE = frozenset(
    {
        "aside",
        "asking",
        "catalogue",
        "checking",
        "courier",
        "deliveries_store",
        "fetching/fetcher",
        "following",
        "following_store",
        "held",
        "intake",
        "judging/lines",
        "lanes_store",
        "looking",
        "outbox",
        "pacing",
        "planning",
        "polling",
        "ports",
        "reading/reader",
        "records",
        "records_store",
        "service",
        "showing",
        "stories_store",
        "toolbox",
        "workshop",
    }
)
"""The modules of news that talk to the database, to other servers or to processes, or of them."""

FEATURES = [name.removeprefix("cogs.") for name in cog_packages()]


@dataclass(frozen=True)
class Rule:
    """Files under ``left``, but not those under ``except_``, never import ``right``: ``why``."""

    left: str
    right: tuple[str, ...]
    why: str
    except_: tuple[str, ...] = ()

    def excepts(self, path: Path) -> bool:
        name = path.relative_to(ROOT / self.left).as_posix()
        return any(name.startswith(exception) for exception in self.except_)

    def __str__(self) -> str:
        return f"{self.left} -/-> {', '.join(self.right)}"


RULES = [
    Rule(
        "discord_bot",
        ("discord",),
        "the core decides and is tested without Discord; the cogs translate",
        except_=("bot.py", "reporting.py", "translator.py", "demo/", "doctor/connection.py"),
    ),
    Rule(
        "discord_bot",
        ("cogs",),
        "dependencies point inwards; the bot discovers its cogs",
        except_=("bot.py",),
    ),
    Rule(
        "discord_bot",
        ("simcord",),
        "the simulated server is an optional extra",
        except_=("demo/",),
    ),
    Rule(
        "discord_bot/storage",
        tuple(
            f"discord_bot.{name}"
            for name in (
                "facts",
                "guilds",
                "moderation",
                "news",
                "packs",
                "pictures",
                "privacy",
                "season",
                "services",
                "trivia",
            )
        ),
        "storage knows no feature",
    ),
    Rule(
        "discord_bot/pictures",
        (
            "discord_bot.trivia",
            "discord_bot.storage",
            "discord_bot.services",
            *(f"discord_bot.moderation.{name}" for name in sorted(MODERATION_WITH_STATE)),
        ),
        "pictures are drawn from values alone",
    ),
    Rule(
        "discord_bot/trivia",
        (
            "asyncio",
            "discord_bot.guilds",
            "discord_bot.services",
            "discord_bot.storage",
            *(f"discord_bot.trivia.{name}" for name in sorted(TRIVIA_WITH_STATE)),
        ),
        "rules are functions from values to values",
        except_=tuple(f"{name}.py" for name in TRIVIA_WITH_STATE),
    ),
    Rule(
        "discord_bot/moderation",
        (
            "asyncio",
            "discord_bot.guilds",
            "discord_bot.services",
            "discord_bot.storage",
            *(f"discord_bot.moderation.{name}" for name in sorted(MODERATION_WITH_STATE)),
        ),
        "what is a breach and what follows are functions from values to values",
        except_=tuple(f"{name}.py" for name in MODERATION_WITH_STATE),
    ),
    Rule(
        "discord_bot/season",
        (
            "asyncio",
            "discord_bot.guilds",
            "discord_bot.services",
            "discord_bot.storage",
            *(f"discord_bot.season.{name}" for name in sorted(SEASON_WITH_STATE)),
        ),
        "what comes when, and what follows from a change, are functions from values to values",
        except_=tuple(f"{name}.py" for name in SEASON_WITH_STATE),
    ),
    Rule(
        "discord_bot/news",
        (
            "asyncio",
            "discord_bot.guilds",
            "discord_bot.services",
            "discord_bot.storage",
            *(f"discord_bot.news.{name.replace('/', '.')}" for name in sorted(NEWS_WITH_STATE)),
        ),
        "what is news, where it goes and when are functions from values to values",
        except_=tuple(f"{name}.py" for name in NEWS_WITH_STATE),
    ),
    Rule("cogs", ("sqlite3", "asyncpg", "discord_bot.storage"), "cogs ask services, not databases"),
    *(
        Rule(f"cogs/{left}", (f"cogs.{right}",), "one feature never leans on another")
        for left, right in permutations(FEATURES, 2)
    ),
    *(
        Rule(f"discord_bot/{left}", (f"discord_bot.{right}",), "one feature never leans on another")
        for left, right in permutations(FEATURES, 2)
        if (ROOT / "discord_bot" / left).is_dir() and (ROOT / "discord_bot" / right).is_dir()
    ),
    Rule("tests", ("unittest",), "the real thing serves: simcord, SQLite, HTTP on loopback"),
]


def python_files(place: str) -> list[Path]:
    return sorted((ROOT / place).rglob("*.py"))


@cache
def shipped() -> list[tuple[str, ast.Module]]:
    """Every shipped module by its path, parsed."""
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for place in SHIPPED
        for path in python_files(place)
    ]


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert not node.level, f"{path} imports relatively, which these rules do not see"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def broken(rule: Rule, path: Path) -> set[str]:
    return {
        module
        for module in imports(path)
        for forbidden in rule.right
        if module == forbidden or module.startswith(f"{forbidden}.")
    }


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_imports_point_the_right_way(rule: Rule) -> None:
    files = python_files(rule.left)
    assert files, f"{rule.left} holds no code any more: take its rule out"
    for path in files:
        if not rule.excepts(path):
            wrong = broken(rule, path)
            assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}, but {rule.why}"


def test_a_broken_rule_would_be_noticed(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text("def later():\n    from discord_bot import storage\n", encoding="utf-8")
    assert broken(Rule("cogs", ("discord_bot.storage",), ""), sample) == {"discord_bot.storage"}
    assert not broken(Rule("cogs", ("discord_bot.stor",), ""), sample)


def test_every_exception_to_a_rule_is_still_needed() -> None:
    for rule in RULES:
        for exception in rule.except_:
            alone = replace(rule, except_=(exception,))
            files = [path for path in python_files(rule.left) if alone.excepts(path)]
            assert any(broken(rule, path) for path in files), f"{rule} needs no {exception}"


def calls(tree: ast.Module) -> Iterator[str]:
    """The dotted name of everything that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_the_command_line_reads_the_environment() -> None:
    readers = {
        name
        for name, tree in shipped()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers == {"discord_bot/cli.py", "discord_bot/cli_doctor.py"}


def test_the_clock_is_read_where_things_are_put_together_and_nowhere_else() -> None:
    clocks = {"datetime.now", "date.today", "time.time", "time.monotonic", "discord.utils.utcnow"}
    readers = {name for name, tree in shipped() if clocks & set(calls(tree))}
    assert readers <= {
        "discord_bot/services.py",  # utc_now, which everything else is given
        "discord_bot/cli_database.py",  # runs without services
        "discord_bot/cli_news.py",  # as does this
        "discord_bot/demo/clock.py",
        "discord_bot/demo/session.py",
    }


def test_chance_is_handed_in() -> None:
    """Module-level ``random`` is nobody's to seed, so that nothing it decides can be told again."""
    for name, tree in shipped():
        for call in calls(tree):
            assert not call.startswith("random.") or call == "random.Random", f"{name}: {call}"


@pytest.mark.parametrize("place", SHIPPED)
def test_modules_are_short_enough_to_read(place: str) -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in python_files(place)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"find the noun that is hiding in: {long}"


def statement_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from ``def`` to the end, the docstring left out."""
    assert function.end_lineno is not None
    first, total = function.body[0], function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return total
    assert first.end_lineno is not None
    return total - (first.end_lineno - first.lineno + 1)


def test_functions_are_short_enough_to_read() -> None:
    long = {
        f"{name}: {node.name}": lines
        for name, tree in shipped()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := statement_lines(node)) > MAX_FUNCTION_LINES
    }
    # One keyword argument a line: a list of what the bot is made of, with nothing to follow.
    long.pop("discord_bot/services.py: _build", None)
    assert not long, f"find the noun that is hiding in: {long}"


@pytest.mark.parametrize("name", cog_packages())
def test_every_cog_can_be_set_up_and_says_what_it_needs(name: str) -> None:
    package = import_module(name)
    assert callable(package.setup)
    assert hasattr(package, "PERMISSIONS")
    assert hasattr(package, "FEATURE")


def test_no_two_test_files_share_a_name() -> None:
    """The folders of tests are no packages, so pytest takes two of one name for the same module."""
    seen: dict[str, Path] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        assert seen.setdefault(path.name, path) == path, f"{path} and {seen[path.name]}"


def test_broad_excepts_stand_at_the_borders_only() -> None:
    found = {
        name
        for name, tree in shipped()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
        and not any(isinstance(child, ast.Raise) for child in node.body)
    }
    assert found <= {
        "discord_bot/changes.py",  # the body of its loop
        "cogs/_components.py",  # the command tree's counterpart for buttons and dialogs
        "cogs/admin/housekeeping.py",  # the body of its loop
        "cogs/moderation/absence.py",  # the bodies of its loops
        "cogs/moderation/cog.py",  # the bodies of its loops
        "cogs/moderation/trial.py",  # the body of its loop
        "cogs/moderation/vigil.py",  # the body of its loop
        "cogs/news/cog.py",  # the bodies of its clocks
        "cogs/season/cog.py",  # the body of the clock's loop
        "cogs/trivia/cog.py",  # the body of the clock's loop
        "discord_bot/demo/clock.py",  # the body of the demo's
        "discord_bot/news/asking.py",  # the body of the loop over the feeds of a host
        "discord_bot/news/polling.py",  # the body of the loop over what was read
        "discord_bot/news/reading/parsing.py",  # feedparser raises anything on broken documents
    }, found


HTTP_ALONE = {
    "cogs/news/sender.py": "it wakes a thread that rests, and raises the rest for troubles.py",
    "cogs/news/troubles.py": "a lost connection has a handler of its own right after it",
    "cogs/season/reminding.py": "as above",
    "discord_bot/doctor/connection.py": "a lost connection has one right before it",
}
"""Who may catch Discord's refusals without connections that are lost."""


def test_who_bears_a_refusal_of_discord_bears_a_lost_connection_too() -> None:
    """discord.py raises what becomes of a connection as aiohttp and the system do."""
    found = {
        name
        for name, tree in shipped()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and "discord.HTTPException" in (caught := ast.unparse(node.type))
        and "aiohttp.ClientError" not in caught
    }
    assert found == HTTP_ALONE.keys(), "catch NO_ANSWER of cogs/_answers.py"


LOGGED = {"code", "command", "commands", "nonce", "reference", "scope", "status", "tasks"}
"""What a log line may carry beside ids: codes and counts, and never what somebody wrote."""

WITHOUT_WORDS = ("discord_bot/demo/", "discord_bot/pictures/fonts.py")
"""Where no member's words pass, or none of a real one."""


def test_logs_carry_ids_and_codes_and_never_words() -> None:
    logged = (
        (f"{name}:{node.lineno}", node)
        for name, tree in shipped()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("log.", "_log."))
    )
    for place, call in logged:
        message, *values = call.args
        assert isinstance(message, ast.Constant), f"{place}: say what happened in fixed words"
        assert not values or place.startswith(WITHOUT_WORDS), f"{place}: put it into extra"
        for extra in (keyword.value for keyword in call.keywords if keyword.arg == "extra"):
            if ast.unparse(extra).startswith("_ids("):
                continue
            assert isinstance(extra, ast.Dict), f"{place}: write the extras out, or as _ids()"
            keys = {key.value for key in extra.keys if isinstance(key, ast.Constant)}
            words = {key for key in keys if not str(key).endswith("_id")} - LOGGED
            assert not words, f"{place} logs {words}"
