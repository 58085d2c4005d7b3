"""The sources that the shipped pack lists, and packs without any."""

from __future__ import annotations

from pathlib import Path

from discord_bot.news.fetching.addresses import AllowedHosts, read_address
from discord_bot.news.model import Tier
from discord_bot.news.sources import sources_of
from discord_bot.packs import load_pack

TINY = Path(__file__).parents[1] / "packs" / "tiny"


def test_the_shipped_pack_lists_sources_of_every_tier_and_several_languages() -> None:
    sources = sources_of(load_pack().news)
    assert len(sources) >= 12
    assert {source.tier for source in sources} == set(Tier)
    assert len({source.language for source in sources}) >= 3


def test_every_listed_address_is_one_that_may_be_asked() -> None:
    for source in sources_of(load_pack().news):
        assert read_address(source.url, AllowedHosts()).scheme == "https", source.key


def test_a_source_is_listed_in_the_packs_words_and_order() -> None:
    first, second = sources_of(load_pack(TINY).news)
    assert (first.key, first.name, first.tier) == ("lamplighter", "The Lamplighter", Tier.OFFICIAL)
    assert (second.language, second.url) == ("de", "https://example.org/lampenpost.xml")


def test_a_pack_without_the_file_lists_no_sources(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text('title = "Lantern Street"\n', encoding="utf-8")
    assert sources_of(load_pack(tmp_path).news) == ()
