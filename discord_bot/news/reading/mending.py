"""Making XML of what is nearly XML, so that a strict parser can read it.

What feeds get wrong: entities of HTML, bare ampersands and less-than signs, characters that XML
does not have, prefixes that were never declared, something before the beginning. Document types go:
the entities that they define are put in once, as text, and nothing is ever fetched for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from xml.sax.saxutils import escape

from discord_bot.news.reading.feed import FeedError

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}>", re.IGNORECASE)
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,60})\s+(["'])([^&%<>"']{0,100})\2\s*>""")
_AMPERSAND = re.compile(
    r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,8}|[xX][0-9a-fA-F]{1,7});|([A-Za-z][\w.-]{0,59});)?"
)
_BARE = re.compile(r"<(?![A-Za-z_/!?:])")
_PREFIX = re.compile(r"<([A-Za-z_][\w.-]{0,40}):")
_ATTRIBUTE_PREFIX = re.compile(r"""\s([A-Za-z_][\w.-]{0,40}):[\w.-]{1,60}\s*=\s*["']""")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,60})\s*=")
_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*")
_SPANS = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"))
_MOST_BARE = 20_000
_MOST_PREFIXES = 40
_LAST_CODE_POINT = 0x10FFFF

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "yt": "http://www.youtube.com/xml/schemas/2015",
}


def mended(text: str) -> str:
    """``text`` from its first tag on, with the slips mended that can be. Raises ``FeedError``."""
    text = _NOT_XML.sub("", text)
    begin = text.find("<")
    text, entities = _without_doctype(text[max(begin, 0) :])
    pieces, bare = [], 0
    for piece, is_open in _spans(text):
        if not is_open:
            pieces.append(piece)
            continue
        tags, count = _BARE.subn("&lt;", piece)
        bare += count
        if bare > _MOST_BARE:
            raise FeedError(
                f"The document has over {_MOST_BARE:,} less-than signs that begin no tag, so it is "
                "not read; tell the site, or look for another feed of it."
            )
        pieces.append(_AMPERSAND.sub(lambda match: _entity(match, entities), tags))
    return _with_prefixes("".join(pieces))


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """``text`` without declarations, and the entities that its document type defines."""
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :].lstrip()
    doctype = _DOCTYPE.search(text, 0, 20_000)
    if doctype is None or _FIRST_ELEMENT.search(text, 0, doctype.start()):
        return text, {}
    begin, end = doctype.start(), text.find(">", doctype.end())
    subset = text.find("[", doctype.end())
    if -1 < subset < end:
        end = text.find(">", max(text.find("]>", subset), text.find("]", subset)))
    if end == -1:
        return text, {}
    declared = text[begin : end + 1]
    entities = {name: escape(value) for name, _, value in _ENTITY.findall(declared)}
    return text[:begin] + text[end + 1 :], entities


def _spans(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, with whether it is markup; else CDATA, a comment or an instruction."""
    at = 0
    following = {opening: text.find(opening) for opening, _ in _SPANS}
    while True:
        nearest = min(
            ((place, opening) for opening, place in following.items() if place != -1), default=None
        )
        if nearest is None:
            yield text[at:], True
            return
        begin, opening = nearest
        closing = dict(_SPANS)[opening]
        end = text.find(closing, begin + len(opening))
        end = len(text) if end == -1 else end + len(closing)
        yield text[at:begin], True
        yield text[begin:end], False
        at = end
        for name, place in following.items():
            if -1 < place < at:
                following[name] = text.find(name, at)


def _entity(match: re.Match[str], entities: dict[str, str]) -> str:
    known, number, name = match.groups()
    if known is not None:
        return match[0]
    if number is not None:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        is_xml = 0 < code <= _LAST_CODE_POINT and not _NOT_XML.match(chr(code))
        return match[0] if is_xml else ""
    if name is None:
        return "&amp;"
    if name in entities:
        return entities[name]
    value = html5.get(f"{name};")
    return f"&amp;{name};" if value is None else escape(value)


def _with_prefixes(text: str) -> str:
    """``text`` with the prefixes declared that are used and never declared."""
    root = _ROOT.search(text)
    if root is None:
        return text
    used = {*_PREFIX.findall(text), *_ATTRIBUTE_PREFIX.findall(text)}
    missing = used - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    if not missing or len(missing) > _MOST_PREFIXES:
        return text
    declarations = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(missing)
    )
    return text[: root.end()] + declarations + text[root.end() :]
