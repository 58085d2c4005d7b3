"""Why an address could not be fetched, in one sentence with the mend."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from discord_bot.errors import FanbotError


class FetchProblem(StrEnum):
    """What stood in the way; the values are part of what is stored and worded."""

    ADDRESS = "address"
    PRIVATE = "private"
    NAME = "name"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    REDIRECTS = "redirects"
    GONE = "gone"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    SERVER = "server"
    STATUS = "status"
    TOO_LARGE = "too_large"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    HELD = "held"
    """Nothing was asked: the host said to wait when it was asked for another feed."""


_SENTENCES = {
    FetchProblem.ADDRESS: "{detail}. Give the address as a browser shows it, with https://.",
    FetchProblem.PRIVATE: (
        "{detail} is not on the public internet, so it is not asked. Give the feed's public "
        "address; who runs the bot can allow a host by FANBOT_ALLOWED_HOSTS."
    ),
    FetchProblem.NAME: "No server goes by the name {detail}. Check the address for a typing error.",
    FetchProblem.UNREACHABLE: (
        "The server cannot be reached ({detail}). It may be down; if it stays so, look whether "
        "the site has moved."
    ),
    FetchProblem.TIMEOUT: (
        "The server took too long ({detail}). It may be overloaded; if it stays so, look for "
        "another feed of the site."
    ),
    FetchProblem.TLS: (
        "No connection can be made that is safe ({detail}). The server's owner has to mend its "
        "certificate; look whether the site has moved."
    ),
    FetchProblem.REDIRECTS: (
        "The address leads nowhere ({detail}). Open it in a browser and follow the one it ends at."
    ),
    FetchProblem.GONE: (
        "The server says that the feed is gone for good ({detail}). Look for the site's new feed "
        "and follow that."
    ),
    FetchProblem.NOT_FOUND: (
        "There is nothing at this address ({detail}). Look for the site's new feed and follow that."
    ),
    FetchProblem.FORBIDDEN: (
        "The server does not let the bot in ({detail}). Ask the site whether bots may read its "
        "feed, or follow another one."
    ),
    FetchProblem.RATE_LIMITED: (
        "The server wants to be asked less often ({detail}). It is asked again when it said; "
        "nothing needs to be done."
    ),
    FetchProblem.SERVER: (
        "The server has an error of its own ({detail}). It is tried again; if it stays so, tell "
        "the site."
    ),
    FetchProblem.STATUS: (
        "The server gave an answer that no feed comes with ({detail}). Open the address in a "
        "browser, and follow the site's feed."
    ),
    FetchProblem.TOO_LARGE: (
        "The answer is too large for a feed ({detail}). Look for a feed of the site with fewer "
        "entries."
    ),
    FetchProblem.INCOMPLETE: (
        "The answer broke off ({detail}). It is tried again; if it stays so, tell the site."
    ),
    FetchProblem.UNREADABLE: (
        "The answer cannot be read ({detail}). It is tried again; if it stays so, tell the site."
    ),
    FetchProblem.HELD: (
        "The server asked to be left alone for a while ({detail}). It is asked again after that; "
        "nothing needs to be done."
    ),
}


class FetchError(FanbotError):
    """An address could not be fetched; the text is one sentence of why, and the mend.

    ``detail`` is a code, a host or a number: no words of the server's, and no credentials.
    ``retry_after`` is how long the server wants to be left alone, where it said so.
    """

    def __init__(
        self, problem: FetchProblem, detail: str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(_SENTENCES[problem].format(detail=detail))
        self.problem = problem
        self.detail = detail
        self.retry_after = retry_after
