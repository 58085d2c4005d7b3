"""A town of servers, and who asks them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from discord_bot.news.fetching.fetcher import Fetcher, Limits
from tests.news.fetching.town import Certificate, Town, open_town, sign

#: As in life, but nobody waits for it: 20 kB, a fifth of a second.
LIMITS = Limits(size=20_000, total=0.4, connect=0.3, silence=0.2, redirects=3)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


@pytest.fixture
async def fetcher(town: Town) -> AsyncIterator[Fetcher]:
    async with asking(town) as opened:
        yield opened


def asking(
    town: Town,
    *,
    allowed: frozenset[str] = frozenset({"*.example"}),
    certificate: Certificate | None = None,
    limits: Limits = LIMITS,
) -> AbstractAsyncContextManager[Fetcher]:
    return Fetcher.open(
        allowed_hosts=allowed,
        user_agent="fanbot/1.0 (+https://fans.example)",
        limits=limits,
        resolver=town.resolver,
        tls=None if certificate is None else certificate.trusting,
    )


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    directory: Path = tmp_path_factory.mktemp("certificate")
    return sign(directory)
