"""Plain text from what feeds hold: tags dropped, entities resolved, blanks folded, length bounded.

Whether a title is markup is not always said. In Atom it is, by ``type``. In RSS it is guessed: text
with a closing tag or one such as ``<br>``, and no tags but HTML's, is markup; anything else is
text whose entities are resolved, so that "a < b" and "List<String>" stay what they are.
"""

from __future__ import annotations

import html
import re

ELLIPSIS = "…"

# Control characters, U+FEFF, and what turns the direction of all that follows.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NUMERIC = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});")
_ESCAPED_AGAIN = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|quot|apos|nbsp);")

LARGEST = 60_000
"""Characters of markup that are looked at: a summary is shorter."""

BLOCKS = frozenset(
    "address article aside blockquote br caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr img li main nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul video audio".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp"
    " script small span strike strong style sub sup time tt u var wbr".split()
)
_VOID = frozenset({"br", "hr", "img", "wbr"})


def folded(text: str) -> str:
    """``text`` on one line, without what can't be seen."""
    return " ".join(without_unseen(text).split())


def without_unseen(text: str) -> str:
    """``text`` without control characters, and without what turns the direction of all after it."""
    return _UNSEEN.sub("", text)


def bounded(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut between words where there are any, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace():
        between = max(cut.rfind(" "), cut.rfind("\n"))
        cut = cut[:between] if between > limit // 2 else cut
    return cut.rstrip() + ELLIPSIS


def is_markup(text: str) -> bool:
    """Whether a text of which nobody says what it is, is HTML."""
    tags = _TAG.findall(text[:LARGEST])
    if not tags:
        return False
    names = {name.lower() for _, name in tags}
    return names <= BLOCKS | INLINE and (any(closing for closing, _ in tags) or bool(names & _VOID))


def plain(text: str, limit: int) -> str:
    """A text that is said to be plain. Only what nobody means as it stands is resolved."""
    return bounded(folded(_NUMERIC.sub(_resolved, text)), limit)


def plain_of_untagged(text: str, limit: int) -> str:
    """A text with no tags in it, in which entities stand for what they mean."""
    return bounded(folded(twice(_ENTITY.sub(_resolved, text))), limit)


def _resolved(match: re.Match[str]) -> str:
    return html.unescape(match[0])


def twice(text: str) -> str:
    """``text`` with the entities resolved that were escaped once too often."""
    return _ESCAPED_AGAIN.sub(_resolved, text)
