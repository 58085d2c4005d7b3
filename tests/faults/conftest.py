"""Prints what the campaign came to."""

from __future__ import annotations

import pytest

from tests.faults.table import RESULTS, table


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESULTS] = {}


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    results = config.stash.get(RESULTS, {})
    if results:
        terminalreporter.section("faults and features")
        for line in table(results):
            terminalreporter.write_line(line)
