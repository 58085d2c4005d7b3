"""What kind of news an entry is: what happened first in its title, or else in its summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discord_bot.news.clustering.awards import awards_in
from discord_bot.news.clustering.events import Event, Form, event_places, forms_in
from discord_bot.news.judging.kind_words import BY_KIND, LENT, OF_EVENT, WEAK
from discord_bot.news.judging.marking import Marked, begins_with_speaker, quotes_somebody
from discord_bot.news.judging.text import joined
from discord_bot.news.model import Kind

_SCREEN = re.compile(
    joined(r"""
        \b(?:seasons?|episodes?|series (?:\d|one|two|three|four)|show|netflix|film|movie|trailer|
        teaser|staffel|temporada|saison|cast|casting|actors?|star|adaptation|soundtrack|tv|
        screen)\b
    """)
)
"""Words with which a book is only where the film or series comes from."""
_AWARD = re.compile(
    joined(r"""
        \b(?:awards?|prizes?|trophy|trophies|nominat\w*|nominiert|nominad\w*|nomme\w*|longlist\w*|
        shortlist\w*|honou?red|best (?:actor|actress|series|drama|show)|(?:leading|lead|
        supporting) (?:actor|actress|performance)|(?:illustrator|author|book|series|
        show) of the year|gewinnt|premios?)\b
    """)
)
_WINS = re.compile(r"\b(?:nominat\w*|w[io]ns?|winner|snubbed|honou?red|longlist\w*|shortlist\w*)\b")
_ATTENDS = re.compile(
    joined(r"""
        \b(?:looks?|outfits?|dapper|stuns?|wears?|wore|suit|dress|red carpet|arriv\w*|attend\w*|
        presents?)\b
    """)
)
"""What is told of people who were at an award's evening."""
_COUNTED = re.compile(
    joined(r"""
        \b(?:(?<!season )(?<!series )\d+|five|six|seven|eight|nine|ten|
        every) (?:\w+ ){0,3}(?:shows|things|times|moments|details|reasons|quotes|easter eggs|
        scenes|looks|questions|theories)\b|\branked\b|you missed|best moments
    """)
)
_FORM = re.compile(
    joined(r"""
        \b(?:reviews?|kritik|critica|critique|recap\w*|ending explained|explained|opinion|essay|
        (?<!on )why (?:the )?SHOW|(?<!on )how (?:the )?SHOW|differences between|soundtrack|
        every song|easter eggs|
        petition|merch|quiz|lego|tops|top ten|top 10|most watched|exhibition|pop up|timeline|
        is (?:CHARACTER|it)|are (?:CHARACTER|they)|do (?:CHARACTER|they)|does (?:CHARACTER|it)|
        ranked|review)\b
    """)
)
"""Pieces that look at what there is already."""
_NEWS = re.compile(
    joined(r"""
        \b(?:trailer|teaser|renewed|release date|delayed|pushed back|replaces|behind the scenes|
        cast change|filming|composer|where was)\b
    """)
)
_GUIDE = re.compile(r"\beverything (?:we|you)|all we know|what we know|so far\b|where things stand")
_WHO = joined(r"""
        (?:PERSON|MAKER|cast|stars?|actors?|actress|creators?|author|writer|directors?|
        producers?|coordinator|composer|designer|showrunner)
    """)
_TALK = re.compile(
    joined(rf"""
        \binterviews?\b|\brencontre avec\b|^q and a\b|\bq and a with\b(?! cast)|in conversation|
        conversation with (?:PERSON|MAKER)|gets? (?:candid|real|honest)|\bim gesprach\b|
        \bentrevista\b|\bentretien\b|{_WHO}(?: and (?:PERSON|
        MAKER))?(?: (?!in )[a-z]+)? (?:talks? (?!for)|tells(?! (?:fans|trolls|followers|
        critics)(?! (?:what|how|why)))|(?:takes?|shows?|walks?) us|plays? (?:truth|never have|
        most likely|\w+ or \w+)|told|opens? up|discuss\w*|reflects?|looks? back|recalls?|
        remembers?|chats?|speaks?(?! (?:out|up))|spills?|dishes|sobre|uber)\b|
        {_WHO}\b.{{0,60}} on (?:how|why|what|being|playing|saying|(?!streaming|morning|
        evening)\w{{2,}}ing)\b|^(?:PERSON|MAKER)(?: and (?:PERSON|MAKER))? / ['‘"]|
        {_WHO} on\b(?! (?:set|board|location|stage|netflix|screen))|^(?:PERSON|MAKER) (?:on|
        (?:\w+ )?(?:sobre|uber))\b
    """)
)
_DISCUSS = re.compile(
    joined(r"""
        (?:PERSON|MAKER) (?:discuss\w*|talks?|opens? up|reflects?|looks? back|chats?|on (?:how|
        why|what|\w+ing))\b
    """)
)
_COLON = re.compile(r"[^:]{3,60}:\s")
_SAYS = re.compile(
    joined(rf"""
        {_WHO}(?: and (?:PERSON|MAKER))?(?: \w+)? (?:says?(?! goodbye)|said|responds?|address\w*|
        defends?|reveals?|explains?|teases?|admits?|shares?|hints?|describes?|confesses|promises|
        thinks|feels|hopes)\b
    """)
)
_TOLD = re.compile(
    joined(r"""
        \b(?:in an? (?:\w+ ){0,2}interview|the (?:actor|actress|star|author|creator|writer|
        (?:former )?SHOW (?:star|actor|lead)) (?:talks?|told|tells|speaks?|spoke|opens up|
        discusses|on|explains|looks back|says|reflects|defends)|tells us|told us|we (?:spoke|
        sat down|talked|chatted)|speaks to us|cover star|cover interview|im gesprach|ein gesprach|
        entrevista|answers? (?:our|your|fan|fans) questions|in conversation|parle de|habla de|
        nos habla|spricht uber|fala sobre|the actors? talks?)\b
    """)
)
_QUOTED = re.compile(r"(?:^|:\s*|[–—]\s*)['‘\"“«„][^'’\"”»]{6,}|['’\"”»]\s*[:–—]")


@dataclass(frozen=True, slots=True)
class Said:
    """A kind, and the words or the event that say so."""

    kind: Kind
    why: str


def kind_of(title: Marked, summary: Marked, raw_title: str) -> Said:
    """The kind of an entry. The summary is asked only where the title leaves it open."""
    found = (
        _award(title) or _book(title) or _piece(title) or _talk(title, raw_title) or _event(title)
    )
    if found is not None:
        return found
    return (
        _quote(title, raw_title)
        or _told(title, summary)
        or _discussed(summary)
        or _award(summary)
        or _book_of_summary(title, summary)
        or _event(summary, only_sure=True)
        or Said(Kind.OTHER, "no kind of news has its words")
    )


def _award(marked: Marked) -> Said | None:
    named = awards_in(marked.line)
    if _ATTENDS.search(marked.line) and not _WINS.search(marked.line):
        return None
    if named or _AWARD.search(marked.line):
        body = f" ({', '.join(sorted(named))})" if named else ""
        return Said(Kind.AWARD, f"an award{body}")
    return None


def _book(title: Marked) -> Said | None:
    found = BY_KIND[Kind.BOOK].search(title.line)
    if found is None or _SCREEN.search(title.line):
        return None
    return Said(Kind.BOOK, _quoted(found[0]))


def _book_of_summary(title: Marked, summary: Marked) -> Said | None:
    if _SCREEN.search(title.line) or _SCREEN.search(summary.line):
        return None
    found = BY_KIND[Kind.BOOK].search(summary.line)
    return None if found is None else Said(Kind.BOOK, _quoted(found[0]))


def _piece(title: Marked) -> Said | None:
    """Reviews, recaps, lists and the like, which tell of no event of their own."""
    line = title.line
    forms = forms_in(line)
    if _GUIDE.search(line) or Form.GUIDE in forms:
        for kind in (Kind.RELEASE_DATE, Kind.CASTING, Kind.RENEWAL):
            if (found := BY_KIND[kind].search(line)) is not None:
                return Said(kind, f"a guide to it: {_quoted(found[0])}")
    found = _FORM.search(line)
    if found is not None and not _firm(line):
        return Said(Kind.OTHER, f"a piece on what there is already: {_quoted(found[0])}")
    if _SAYS.search(line) and not forms & {Form.REVIEW, Form.RECAP}:
        return None
    is_piece = forms & {Form.REVIEW, Form.RECAP, Form.EXPLAINER} or _COUNTED.search(line)
    if is_piece and not _firm(line):
        return Said(Kind.OTHER, "a list or a look back")
    return None


def _firm(line: str) -> bool:
    """Whether a piece is about news after all."""
    return _NEWS.search(line) is not None


def _talk(title: Marked, raw: str) -> Said | None:
    if quotes_somebody(title, raw):
        return Said(Kind.INTERVIEW, "the title quotes somebody")
    found = _TALK.search(title.line)
    if found is None:
        return None
    return Said(Kind.INTERVIEW, f"somebody talks: {_quoted(found[0])}")


def _quote(title: Marked, raw: str) -> Said | None:
    says = _SAYS.search(title.line)
    if says is not None:
        return Said(Kind.INTERVIEW, f"somebody says something: {_quoted(says[0])}")
    if begins_with_speaker(title) and _COLON.match(raw):
        return Said(Kind.INTERVIEW, "the title says what somebody says")
    if _QUOTED.search(raw) and re.search(_WHO, title.line):
        return Said(Kind.INTERVIEW, "the title quotes somebody")
    return None


def _told(title: Marked, summary: Marked) -> Said | None:
    found = _TOLD.search(summary.line)
    if found is None or not re.search(_WHO, title.line):
        return None
    return Said(Kind.INTERVIEW, f"the summary: {_quoted(found[0])}")


def _discussed(summary: Marked) -> Said | None:
    found = _DISCUSS.search(summary.line)
    return None if found is None else Said(Kind.INTERVIEW, f"the summary: {_quoted(found[0])}")


def _event(marked: Marked, *, only_sure: bool = False) -> Said | None:
    """The event that the text names first; sure words go before those that other news has, too."""
    places = event_places(marked.line)
    firm: list[tuple[int, Kind, str]] = [
        (match.start(), kind, _quoted(match[0]))
        for kind, words in BY_KIND.items()
        if kind is not Kind.BOOK and (match := words.search(marked.line)) is not None
    ]
    sure = {event: place for event, place in places.items() if event not in WEAK}
    firm += _kinds(sure, marked.line)
    if firm:
        return _first(firm)
    weak = [] if only_sure else list(_kinds(places, marked.line))
    return _first(weak) if weak else None


def _kinds(places: Mapping[Event, int], line: str) -> Iterable[tuple[int, Kind, str]]:
    for event, place in places.items():
        lent = LENT.get(event)
        if event in OF_EVENT and (lent is None or not lent.search(line)):
            yield place, OF_EVENT[event], event.value


def _first(found: list[tuple[int, Kind, str]]) -> Said:
    _, kind, why = min(found, key=lambda each: each[0])
    return Said(kind, why)


def _quoted(words: str) -> str:
    plain = re.sub(r"\b[A-Z]{4,}\b", "…", words).strip()
    return f"“{plain}”"
