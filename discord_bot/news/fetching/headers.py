"""What the headers of an answer say of when to ask again, and how to ask whether it is still so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST_VALIDATOR = 1024
_LONGEST_WAIT = timedelta(days=366)
"""Where longer ones are cut: nobody means them, and a number may have any number of digits."""
_DIGITS = re.compile(r"[0-9]{1,12}")
_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?([0-9]{1,12})', re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)(?=$|[\s,])", re.IGNORECASE)
_PRINTABLE = re.compile(r"[\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by whether something has changed since, as it was given."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that ask so."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value is not None}

    def __bool__(self) -> bool:
        return self.etag is not None or self.last_modified is not None


def validators(headers: Mapping[str, str]) -> Validators:
    """The validators of an answer; one that no server would get back unharmed is left out."""
    return Validators(_validator(headers.get("ETag")), _validator(headers.get("Last-Modified")))


def _validator(value: str | None) -> str | None:
    if value is None or len(value) > _LONGEST_VALIDATOR or not _PRINTABLE.fullmatch(value):
        return None
    return value


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server wants to be left alone, given in seconds or as a date.

    A date counts from the server's own clock where it tells the time, since that may be wrong.
    """
    value = headers.get("Retry-After", "").strip()
    if _DIGITS.fullmatch(value):
        return _seconds(value)
    return _until(value, headers, now)


def max_age(headers: Mapping[str, str]) -> timedelta | None:
    """How much longer the answer is fresh by ``Cache-Control``; None where that says nothing."""
    control = headers.get("Cache-Control", "")
    if _NO_CACHE.search(control):
        return timedelta(0)
    found = _MAX_AGE.search(control)
    if found is None:
        return None
    age = headers.get("Age", "").strip()
    spent = _seconds(age) if _DIGITS.fullmatch(age) else timedelta(0)
    return max(timedelta(0), _seconds(found[1]) - spent)


def expires_in(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until ``Expires``; nothing where that is no date, which means "already"."""
    value = headers.get("Expires")
    if value is None:
        return None
    return _until(value.strip(), headers, now) or timedelta(0)


def _until(value: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    moment = _date(value)
    if moment is None:
        return None
    wait = moment - (_date(headers.get("Date", "").strip()) or now)
    return min(max(timedelta(0), wait), _LONGEST_WAIT)


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    # A date whose zone is "-0000" comes without one.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _seconds(digits: str) -> timedelta:
    return min(timedelta(seconds=int(digits)), _LONGEST_WAIT)
