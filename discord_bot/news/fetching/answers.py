"""What an answer's status, or the lack of an answer, comes to."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientResponseError,
    ClientSSLError,
    InvalidURL,
)

from discord_bot.news.fetching.connecting import NoSuchNameError, NotPublicError
from discord_bot.news.fetching.headers import retry_after
from discord_bot.news.fetching.problems import FetchError, FetchProblem

_PROBLEMS = {
    HTTPStatus.UNAUTHORIZED: FetchProblem.FORBIDDEN,
    HTTPStatus.FORBIDDEN: FetchProblem.FORBIDDEN,
    HTTPStatus.NOT_FOUND: FetchProblem.NOT_FOUND,
    HTTPStatus.GONE: FetchProblem.GONE,
    HTTPStatus.TOO_MANY_REQUESTS: FetchProblem.RATE_LIMITED,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: FetchProblem.FORBIDDEN,
}
_SERVER_ERRORS = range(500, 600)


def raise_for_status(status: int, headers: Mapping[str, str], now: datetime) -> None:
    """Raise the ``FetchError`` of any status that does not come with what was asked for."""
    if status == HTTPStatus.OK:
        return
    problem = FetchProblem.SERVER if status in _SERVER_ERRORS else FetchProblem.STATUS
    problem = _PROBLEMS.get(HTTPStatus(status), problem) if status in _KNOWN else problem
    raise FetchError(problem, str(status), retry_after(headers, now))


_KNOWN = frozenset(status.value for status in HTTPStatus)


@contextmanager
def troubles(total: float) -> Iterator[None]:
    """Turn what a request raises into ``FetchError``; ``total`` is the time limit in seconds."""
    try:
        yield
    except TimeoutError:
        raise FetchError(FetchProblem.TIMEOUT, f"limit {total:g} seconds") from None
    except (ClientError, OSError, ValueError) as error:
        raise problem_of(error) from error


def problem_of(error: Exception) -> FetchError:
    """What an error of the HTTP library means to whoever follows the feed."""
    return FetchError(*_meaning(error))


def _meaning(error: Exception) -> tuple[FetchProblem, str]:
    match error:
        case ClientConnectorCertificateError():
            found = FetchProblem.TLS, _reason(error.certificate_error)
        case ClientSSLError():
            found = FetchProblem.TLS, _reason(error.os_error)
        case ClientConnectorError(os_error=NotPublicError()):
            found = FetchProblem.PRIVATE, error.host
        case ClientConnectorError(os_error=NoSuchNameError()):
            found = FetchProblem.NAME, error.host
        case ClientPayloadError():
            found = FetchProblem.INCOMPLETE, "it is shorter than announced"
        case ClientResponseError():
            found = FetchProblem.UNREADABLE, "it is not HTTP"
        case InvalidURL() | ValueError():
            found = FetchProblem.ADDRESS, "This is no address of a web server"
        case _:
            found = FetchProblem.UNREACHABLE, _reason(error)
    return found


def _reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".")
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.lower().replace("_", " ")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.rstrip(".").lower()
    return "the connection broke"
