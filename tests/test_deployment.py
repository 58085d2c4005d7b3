"""The files for running the bot on a server say what they should, as far as can be known here.

No Docker engine builds the image: its steps are run in a clean folder instead.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dockerfile_parse import DockerfileParser
from prometheus_client.parser import text_string_to_metric_families

from discord_bot.operations.metrics import Metrics
from discord_bot.operations.state import Backlog, Gateway
from discord_bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def stages(tmp_path_factory) -> list[list[tuple[str, str]]]:
    """The Dockerfile's instructions with their values, a list for each stage."""
    copy = tmp_path_factory.mktemp("parsing") / "Dockerfile"
    shutil.copy(ROOT / "Dockerfile", copy)
    found: list[list[tuple[str, str]]] = []
    for item in DockerfileParser(str(copy)).structure:
        if item["instruction"] == "COMMENT":
            continue
        if item["instruction"] == "FROM":
            found.append([])
        found[-1].append((item["instruction"], item["value"]))
    return found


def values(stage: list[tuple[str, str]], instruction: str) -> list[str]:
    return [value for name, value in stage if name == instruction]


def test_the_image_is_small_and_without_rights(stages) -> None:
    build, final = stages
    for stage in stages:
        (base,) = values(stage, "FROM")
        assert re.match(r"python:3\.\d+-slim-\w+( AS \w+)?$", base), "a pinned, slim base"
        assert not values(stage, "ADD"), "ADD fetches and unpacks; COPY says what it does"
    assert values(final, "USER") == ["10001"], "a number, which Kubernetes can check"
    assert not any("pip" in run for run in values(final, "RUN"))
    assert values(final, "VOLUME") == values(final, "WORKDIR") == ["/data"]
    assert values(final, "STOPSIGNAL") == ["SIGTERM"]
    for instruction in ("ENTRYPOINT", "CMD"):
        (command,) = values(final, instruction)
        assert json.loads(command), "a shell in between would swallow the signal to stop"
    (check,) = values(final, "HEALTHCHECK")
    assert check.endswith('CMD ["fanbot", "health"]')
    for run in values(build, "RUN"):
        if "pip install" in run:
            assert "--require-hashes" in run or "--no-index" in run


def test_what_is_copied_is_there_and_reaches_the_build(stages) -> None:
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for value in values(stages[0], "COPY"):
        *sources, _ = value.split()
        for source in sources:
            assert (ROOT / source).exists()
            assert source in let_through


@pytest.mark.slow
def test_the_steps_of_the_image_make_a_bot_in_a_clean_folder(stages, tmp_path) -> None:
    build, final = stages
    source, home = tmp_path / "src", tmp_path / "fanbot"
    source.mkdir()
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "TRANSFORMER": "off"}
    environment |= {"PIP_NO_COMPILE": "1"}  # what is run but three times
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    def run(command: str, place: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-euc", command.replace("/opt/fanbot", str(home))],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    for instruction, value in build:
        if instruction == "COPY":
            *names, _ = value.split()
            for name in names:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, source / name)
        elif instruction == "RUN":
            done = run(value, source)
            assert done.returncode == 0, f"{value}\n{done.stdout}\n{done.stderr}"
    shutil.rmtree(source)

    data = tmp_path / "data"
    data.mkdir()
    started = json.loads(values(final, "ENTRYPOINT")[0]) + json.loads(values(final, "CMD")[0])
    refused = run(f"/opt/fanbot/bin/{' '.join(started)}", data)
    assert refused.returncode == 1
    assert "No DISCORD_TOKEN is set" in refused.stderr
    checked = run("/opt/fanbot/bin/fanbot check", data)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    unwell = run("/opt/fanbot/bin/fanbot health", data)
    assert unwell.returncode == 1, "nothing runs, so Docker would not call it healthy"


def test_compose_starts_it_as_the_page_says() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    bot, postgres = compose["services"]["fanbot"], compose["services"]["postgres"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in bot, "nothing of it is reached from outside"
    assert bot["volumes"] == ["data:/data"]
    assert "profiles" not in bot
    assert postgres["profiles"] == ["postgres", "cluster"]
    assert bot["depends_on"]["postgres"]["required"] is False
    assert set(compose["volumes"]) == {"data", "postgres"}
    page = (ROOT / "docs/deploy.md").read_text()
    assert "POSTGRES_PASSWORD" in page
    assert "--profile postgres" in page


def test_the_cluster_of_compose_serves_every_shard_once() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    members = [item for item in services.values() if item.get("profiles") == ["cluster"]]
    shards = [
        Settings(
            shard_count=item["environment"]["FANBOT_SHARD_COUNT"],
            shard_ids=item["environment"]["FANBOT_SHARD_IDS"],
        ).shards
        for item in members
    ]
    assert len(members) > 1
    assert len({found.count for found in shards}) == 1
    assert sorted(number for found in shards for number in found.ids) == [*range(shards[0].count)]
    for member in members:
        shared = {key: value for key, value in member.items() if key in services["fanbot"]}
        assert shared == services["fanbot"], "each is the bot, and as well guarded"
    assert "--profile cluster" in (ROOT / "docs/deploy.md").read_text()


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@needs_systemd
def test_the_unit_is_read_by_systemd_and_leaves_little_open() -> None:
    def analyze(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["systemd-analyze", *words, str(DEPLOY / "fanbot.service")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    complaints = analyze("verify").stderr.splitlines()
    assert [line for line in complaints if "fanbot" in line and "not executable" not in line] == []
    # The threshold is ten times the exposure level, of which the page names the present one.
    scored = analyze("security", "--offline=true", "--threshold=15")
    assert scored.returncode == 0, scored.stdout
    level = re.search(r"exposure level for fanbot.service: ([\d.]+)", scored.stdout)
    assert level is not None
    assert f"scores it {level[1]} of 10" in (ROOT / "docs/deploy.md").read_text()


def metrics_there_are() -> set[str]:
    metrics = Metrics("1")
    metrics.command("help", "ok", 0.1)
    metrics.event("READY")
    metrics.verdict("ok", "none")
    with metrics.database("reading"):
        pass
    metrics.update(Gateway(True, True, 1, {0: 0.1}, {0: True}), Backlog(), {"news": True})
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {sample.name for family in families for sample in family.samples}


@pytest.mark.parametrize(
    "path", [DEPLOY / "prometheus-rules.yaml", DEPLOY / "grafana.json", ROOT / "docs/deploy.md"]
)
def test_what_is_watched_is_what_the_bot_tells(path: Path) -> None:
    there = metrics_there_are()
    named = set(re.findall(r"\bfanbot_[a-z_]+", path.read_text()))
    assert named
    for name in named - {"fanbot_command_seconds", "fanbot_database_seconds"}:
        assert name in there, f"{path.name} names {name}"


def test_every_alert_says_what_to_do() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus-rules.yaml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert {"FanbotGatewayDown", "FanbotFeatureDown", "FanbotOutboxLate"} <= {
        alert["alert"] for alert in alerts
    }
    for alert in alerts:
        assert alert["annotations"]["summary"].endswith(".")
        assert alert["annotations"]["mend"].endswith(".")


def test_the_dashboard_is_whole() -> None:
    board = json.loads((DEPLOY / "grafana.json").read_text())
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in board["panels"]:
        assert panel["targets"]
        assert panel["title"]
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, "Grafana's grid is 24 wide"
