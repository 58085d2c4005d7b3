"""Times as feeds write them: RFC 822 and its many misreadings, ISO 8601, and other people's months.

A time is never guessed. What cannot be read, or lies before 1990 or after tomorrow, is none. A time
without a zone is taken for UTC, and so is one with a zone that nobody knows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = timedelta(days=1)
"""How far ahead of the reading an entry may be dated: somewhere it is tomorrow already."""

_LONGEST = 100
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar janvier janv enero ene gennaio gen janeiro január ιαν",
            "feb february februar février fév fevrier febrero febbraio fevereiro fev februári φεβ",
            "mar march märz mär mrz maerz mars marzo março március μάώ μαώ μαρ μάρ",
            "apr april avril avr abril abr aprile április απρ",
            "may mai mayo maggio mag maio máujus május μάι μαϊ μαι",
            "jun june juni juin junio giugno giu junho június ιούν ιον ιουν",
            "jul july juli juillet juil julio luglio lug julho július ιούλ ιολ ιουλ",
            "aug august août aout agosto ago augusztus αύγ αυγ",
            "sep september sept septembre septiembre settembre set setembro szeptember σεπ",
            "oct october oktober okt octobre octubre ottobre ott outubro out október οκτ",
            "nov november novembre noviembre novembro νοέ νοε",
            "dec december dezember dez décembre déc decembre diciembre dic dicembre dezembro δεκ",
        ),
        1,
    )
    for name in names.split()
}
# Hours from UTC. Single letters are UTC, but for Z by RFC 5322: nobody got the others right.
_ZONES = {
    "ut": 0.0, "utc": 0.0, "gmt": 0.0, "z": 0.0, "wet": 0.0, "west": 1.0, "bst": 1.0,
    "cet": 1.0, "cest": 2.0, "met": 1.0, "mest": 2.0, "mez": 1.0, "mesz": 2.0, "eet": 2.0,
    "eest": 3.0, "msk": 3.0, "sast": 2.0, "ist": 5.5, "sgt": 8.0, "hkt": 8.0, "awst": 8.0,
    "jst": 9.0, "kst": 9.0, "acst": 9.5, "acdt": 10.5, "aest": 10.0, "aedt": 11.0, "nzst": 12.0,
    "nzdt": 13.0, "nst": -3.5, "ndt": -2.5, "at": -4.0, "ast": -4.0, "adt": -3.0, "et": -5.0,
    "est": -5.0, "edt": -4.0, "ct": -6.0, "cst": -6.0, "cdt": -5.0, "mt": -7.0, "mst": -7.0,
    "mdt": -6.0, "pt": -8.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "akdt": -8.0, "hst": -10.0,
    "brt": -3.0, "art": -3.0,
}  # fmt: skip

_ISO = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?|-(\d{3})|-?W(\d{2})(?:-?([1-7]))?)?"
    r"(?:(?:\s*T\s*|\s+|(?<=\d)t)(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(.*))?",
    re.DOTALL,
)
_YEAR_FIRST = re.compile(r"^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s.-]+(?:de\s+)?([^\W\d_]{3,10})\.?"
                        r"[\s.,-]+(?:de\s+)?(\d{4}|\d{2,3})(?!\d|:)", re.IGNORECASE)  # fmt: skip
_MONTH_FIRST = re.compile(
    r"(?<!\w)([^\W\d_]{3,10})\.?[\s.-]+(\d{1,2})(?:st|nd|rd|th)?[\s,-]+(\d{4})(?!\d|:)",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    r"(?<!\w)([^\W\d_]{3,10})\.?\s+(\d{1,2})\s+(?=\d{1,2}:).{5,40}?\s(\d{4})\s*$", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\d:+-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?!\d)\s*(?:([ap])\.?m\b\.?)?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)", re.IGNORECASE)
_ZONE_NAME = re.compile(r"\(?([A-Za-z]{1,5})(?![A-Za-z/])")
_PLACE = re.compile(r"[A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_-]{1,30}){1,2}(?![\w/])")
_HUNGARIAN = re.compile(r"(?<=^\d{4}-)[^\W\d_]{3,10}(?=-\d)")
_KOREAN = re.compile(
    r"(\d{4})(?:년|-)\s*(\d{1,2})(?:월|-)\s*(\d{1,2})일?\s*(오전|오후)?\s*"
    r"(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_KOREAN_ZONE = "+09:00"
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_HALF_DAY, _MIDNIGHT = 12, 24


def sane(moment: datetime | None, now: datetime) -> datetime | None:
    """``moment``, unless it lies before 1990 or after tomorrow."""
    if moment is None or not EARLIEST <= moment <= now + LATEST:
        return None
    return moment


def read_date(text: str | None) -> datetime | None:
    """The moment that a text names, in UTC; None where it names none that is understood."""
    text = " ".join((text or "")[:_LONGEST].split())
    if not text:
        return None
    try:
        return _iso(text) or _in_words(text) or _korean(text) or _epoch(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    text = _HUNGARIAN.sub(lambda month: f"{_MONTHS.get(month[0].lower(), 99):02}", text)
    match = _ISO.fullmatch(_YEAR_FIRST.sub(_with_dashes, text))
    if match is None:
        return None
    year, month, day, of_year, week, of_week, hour, minute, second, zone = match.groups()
    if week is not None:
        date = datetime.fromisocalendar(int(year), int(week), int(of_week or 1))
    elif of_year is not None:
        date = datetime(int(year), 1, 1) + timedelta(days=int(of_year) - 1)  # noqa: DTZ001 - below
    else:
        date = datetime(int(year), int(month or 1), int(day or 1))  # noqa: DTZ001 - below
    return _moment(date, int(hour or 0), int(minute or 0), int(second or 0), zone or "")


def _with_dashes(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def _in_words(text: str) -> datetime | None:
    date = _date_in(text)
    if date is None:
        return None
    time = _TIME.search(text)
    if time is None:
        return _moment(date, 0, 0, 0, "")
    hour = int(time[1])
    if time[4] is not None:
        hour = hour % _HALF_DAY + (_HALF_DAY if time[4].lower() == "p" else 0)
    return _moment(date, hour, int(time[2]), int(time[3] or 0), time[5])


def _date_in(text: str) -> datetime | None:
    """The day that is named in words, at its beginning."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _YEAR_LAST):
        for match in pattern.finditer(text):
            first, second, year = match.groups()
            day, month = (first, second) if pattern is _DAY_FIRST else (second, first)
            number = _MONTHS.get(month.lower())
            if number is not None:
                return datetime(_year(year), number, int(day))  # noqa: DTZ001 - see _moment
    return None


def _year(written: str) -> int:
    """RFC 5322, 4.3: two digits below 50 are of this century, others and three of the last."""
    year = int(written)
    if len(written) == len("99"):
        return year + (2000 if year < 50 else 1900)  # noqa: PLR2004 - from the RFC
    return year + 1900 if len(written) == len("999") else year


def _moment(date: datetime, hour: int, minute: int, second: int, zone: str) -> datetime:
    """A day with its time of day. A leap second is the second before, 24:00 the next day."""
    if (hour, minute, second) == (_MIDNIGHT, 0, 0):
        date, hour = date + timedelta(days=1), 0
    local = date.replace(hour=hour, minute=minute, second=min(second, 59))
    place = _PLACE.match(zone)
    if place is not None:
        try:
            return local.replace(tzinfo=ZoneInfo(place[0])).astimezone(UTC)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return local.replace(tzinfo=UTC)
    return (local - _offset(zone)).replace(tzinfo=UTC)


def _offset(zone: str) -> timedelta:
    """How far a zone is ahead of UTC."""
    zone = zone.strip().removeprefix("Etc/")
    if match := _OFFSET.match(zone):
        # "+530" is read as 5:30, and an hour that no place has is no zone.
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if ahead > timedelta(hours=15):
            return timedelta(0)
        return ahead if match[1] == "+" else -ahead
    if match := _ZONE_NAME.match(zone):
        return timedelta(hours=_ZONES.get(match[1].lower(), 0.0))
    return timedelta(0)


def _korean(text: str) -> datetime | None:
    match = _KOREAN.fullmatch(text)
    if match is None:
        return None
    year, month, day, half, hour, minute, second = match.groups()
    of_day = int(hour or 0)
    if half is not None:
        of_day = of_day % _HALF_DAY + (_HALF_DAY if half == "오후" else 0)
    date = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - see _moment
    return _moment(date, of_day, int(minute or 0), int(second or 0), _KOREAN_ZONE)


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)
