"""Nobody has the bot look into the network that it runs in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.errors import ConfigurationError
from discord_bot.news.fetching.addresses import AllowedHosts, is_public, read_address, shown
from discord_bot.news.fetching.headers import Validators
from discord_bot.news.fetching.problems import FetchError, FetchProblem
from discord_bot.settings import Settings, load_settings
from tests.news.fetching.conftest import asking
from tests.news.fetching.town import NOW, Town, says

NOT_PUBLIC = """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1
198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255
:: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 2002:7f00:1:: 2001:0:1::
::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe ::127.0.0.1
64:ff9b:1::1 100::1 3fff::1 5f00::1
2130706433 0x7f.0.0.1 0177.0.0.1 127.1 1 localhost example.org
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 172.15.255.255 172.32.0.1 192.88.98.1 223.255.255.255
2606:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8
""".split()


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


REFUSED = [
    "http://127.0.0.1/feed",
    "http://127.1/feed",
    "http://2130706433/feed",
    "http://0x7f000001/feed",
    "http://0177.0.0.1/feed",
    "http://017700000001/feed",
    "http://127.0.0.1.:8080/feed",
    "http://①②⑦.⓪.⓪.①/feed",
    "http://[::1]/feed",
    "http://[::ffff:127.0.0.1]/feed",
    "http://[::ffff:7f00:1]/feed",
    "http://[64:ff9b::7f00:1]/feed",
    "http://[fe80::1]/feed",
    "http://169.254.169.254/latest/meta-data/iam",
    "http://[fd00:ec2::254]/latest/meta-data",
    "http://10.0.0.1/feed",
    "http://192.168.1.1:8080/feed",
    "http://localhost/feed",
    "http://localhost.:8080/feed",
    "http://db.localhost:5432/feed",
    "http://me@127.0.0.1:8080/feed",
    "http://public.test@127.0.0.1:8080/feed",
]


@pytest.mark.parametrize("url", REFUSED)
async def test_nothing_of_ones_own_network_is_asked(url: str, town: Town) -> None:
    """However it is written: each form is refused before a connection, with the mend."""
    town.resolver.answers = {
        name: [["127.0.0.1"]] for name in ("0x7f000001", "0177.0.0.1", "127.0.0.1.", "localhost")
    }
    address = url.replace("/feed", f":{town.port}/feed") if url.count(":") == 1 else url
    async with asking(town, allowed=frozenset()) as fetcher:
        with pytest.raises(FetchError) as raised:
            await fetcher.fetch(address, Validators(), now=NOW)
    assert raised.value.problem in {FetchProblem.PRIVATE, FetchProblem.NAME, FetchProblem.ADDRESS}
    assert not town.requests


NO_ADDRESSES = [
    "",
    "feed",
    "ftp://site.test/feed",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://",
    "http:///feed",
    "http://[::1",
    "https://no host/feed",
    "https://`rm`/feed",
    "http://[fe80::1%25eth0]/",
    "http://site.test:99999/",
    "http://site.test:25/",
    "http://site.test:6379/",
    "https://site.test/" + "a" * 2100,
    "gopher://127.0.0.1:70/_",
]


@pytest.mark.parametrize("text", [text for text in NO_ADDRESSES if ":6379" not in text])
def test_what_is_no_address_of_a_web_server(text: str) -> None:
    with pytest.raises(FetchError) as raised:
        read_address(text, AllowedHosts())
    assert raised.value.problem is FetchProblem.ADDRESS
    assert "https://" in str(raised.value), "the mend"


async def test_a_name_that_stands_for_the_inside_is_refused(town: Town) -> None:
    town.resolver.answers["router.test"] = [["192.168.0.1"]]
    town.resolver.answers["inside.test"] = [["127.0.0.1", "::1", "10.0.0.8"]]
    async with asking(town, allowed=frozenset()) as fetcher:
        for host in ("router.test", "inside.test"):
            with pytest.raises(FetchError, match=f"{host} is not on the public internet"):
                await fetcher.fetch(town.url(host), Validators(), now=NOW)
    assert not town.requests


async def test_the_connection_goes_to_the_address_that_was_checked(town: Town) -> None:
    """DNS rebinding: public when it is checked, private when it is connected to."""
    town.resolver.answers["rebind.test"] = [["93.184.216.34"], ["127.0.0.1"]]
    async with asking(town, allowed=frozenset()) as fetcher:
        # Tests may not leave this machine, which is how this one knows where the bot turned to.
        with pytest.raises(RuntimeError, match=r"tried to reach 93\.184\.216\.34"):
            await fetcher.fetch(town.url("rebind.test"), Validators(), now=NOW)
        assert town.resolver.asked == ["rebind.test"]
        with pytest.raises(FetchError, match="is not on the public internet"):
            await fetcher.fetch(town.url("rebind.test"), Validators(), now=NOW)
    assert not town.requests


async def test_of_several_addresses_only_public_ones_are_tried(town: Town) -> None:
    town.resolver.answers["both.test"] = [["127.0.0.1", "93.184.216.34"]]
    async with asking(town, allowed=frozenset()) as fetcher:
        with pytest.raises(RuntimeError, match=r"tried to reach 93\.184\.216\.34"):
            await fetcher.fetch(town.url("both.test"), Validators(), now=NOW)


async def test_a_redirect_is_checked_as_the_first_step_was(town: Town) -> None:
    town.resolver.answers["inside.test"] = [["127.0.0.1"]]
    url = town.build("outside.example", says(302, b"", Location=town.url("inside.test")))
    async with asking(town) as fetcher:
        with pytest.raises(FetchError, match=r"inside\.test is not on the public internet"):
            await fetcher.fetch(url, Validators(), now=NOW)
    assert len(town.requests) == 1


async def test_a_host_of_ones_own_may_be_allowed_by_name(town: Town) -> None:
    town.resolver.answers |= {"feeds.lan": [["127.0.0.1"]], "a.lan.test": [["127.0.0.1"]]}
    allowed = frozenset({"FEEDS.lan", "*.lan.test", "127.0.0.1"})
    async with asking(town, allowed=allowed) as fetcher:
        for host in ("feeds.lan", "a.lan.test", "127.0.0.1"):
            await fetcher.fetch(town.build(host, says()), Validators(), now=NOW)
        town.resolver.answers["lan.test"] = [["127.0.0.1"]]
        with pytest.raises(FetchError, match=r"lan\.test is not on the public internet"):
            await fetcher.fetch(town.url("lan.test"), Validators(), now=NOW)


def test_allowed_hosts_are_a_setting(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("FANBOT_ALLOWED_HOSTS=feeds.lan, *.example.org 10.0.0.7\n")
    assert load_settings(file).allowed_hosts == {"feeds.lan", "*.example.org", "10.0.0.7"}
    assert Settings(_env_file=None).allowed_hosts == frozenset()
    file.write_text("FANBOT_ALLOWED_HOSTS=https://feeds.lan/\n")
    with pytest.raises(ConfigurationError, match="FANBOT_ALLOWED_HOSTS: is a list of names"):
        load_settings(file)


# --- what is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://me:hunter2@site.test/feed", "https://site.test/feed"),
        ("https://tok3n@site.test/feed", "https://site.test/feed"),
        ("https://site.test/feed?token=abc&page=2", "https://site.test/feed?token=hidden&page=2"),
        ("https://site.test/feed?api_key=abc", "https://site.test/feed?api_key=hidden"),
        ("https://site.test/feed?page=2#secret", "https://site.test/feed?page=2"),
        ("https://site.test/feed?monkey=1", "https://site.test/feed?monkey=1"),
        ("http://[::1", "an address that cannot be read"),
        ("nonsense", "an address that cannot be read"),
    ],
)
def test_no_credentials_are_shown(address: str, expected: str) -> None:
    assert shown(address) == expected


@given(
    st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=6).map("s3cr3t".__add__)
)
def test_whatever_the_password_is_it_is_not_shown(password: str) -> None:
    url = f"https://user:{password}@site.test/a?key={password}&access_token={password}"
    assert password not in shown(url)
