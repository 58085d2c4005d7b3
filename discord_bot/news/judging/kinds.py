"""What kind of news an entry is: what happened first in its title, or else in its summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discord_bot.news.clustering.awards import awards_in
from discord_bot.news.clustering.events import Event, Form, event_places, forms_in
from discord_bot.news.judging.marking import Marked
from discord_bot.news.judging.text import joined
from discord_bot.news.model import Kind

_OF_EVENT: Mapping[Event, Kind] = {
    Event.RENEWED: Kind.RENEWAL,
    Event.CANCELLED: Kind.RENEWAL,
    Event.ENDING: Kind.RENEWAL,
    Event.SPIN_OFF: Kind.RENEWAL,
    Event.DATED: Kind.RELEASE_DATE,
    Event.DELAYED: Kind.RELEASE_DATE,
    Event.OUT: Kind.RELEASE_DATE,
    Event.TEASER: Kind.TRAILER,
    Event.TRAILER: Kind.TRAILER,
    Event.CLIP: Kind.TRAILER,
    Event.PHOTOS: Kind.TRAILER,
    Event.POSTER: Kind.TRAILER,
    Event.JOINS: Kind.CASTING,
    Event.LEAVES: Kind.CASTING,
    Event.FILMING: Kind.PRODUCTION,
    Event.WRAPPED: Kind.PRODUCTION,
    Event.ON_LOCATION: Kind.PRODUCTION,
    Event.WRITTEN: Kind.PRODUCTION,
    Event.DIRECTED: Kind.PRODUCTION,
    Event.EPISODE_TITLES: Kind.PRODUCTION,
    Event.EPISODE_COUNT: Kind.PRODUCTION,
    Event.ADAPTED: Kind.PRODUCTION,
    Event.NOMINATED: Kind.AWARD,
}
_WEAK = frozenset(
    {Event.PHOTOS, Event.OUT, Event.JOINS, Event.ENDING, Event.ON_LOCATION,
     Event.WRITTEN, Event.CLIP, Event.EPISODE_COUNT, Event.ADAPTED}
)  # fmt: skip
"""Events whose words other news has as well: only where no other event is named."""
_MORE: Mapping[Kind, str] = {
    Kind.RENEWAL: joined(r"""
        (?:renewed|verlangert|renovad[ao]|renueva\w*|renouvel\w*|weitere staffeln?)|
        will (?:there )?(?:be )?(?:an? )?(?:\w+ )?(?:SHOW )?(?:season|series|sequel)\b|(?:season|
        series|run) (?:\w+ )?(?:is )?(?:officially |finally )?(?:happening|confirmed|ordered|a go|
        given the go ahead|on the way|on its way|on the cards|greenlit|in the works)|
        gets? (?:an? |its )?(?:\w+ )?(?:season|series)\b(?! (?:\w+ )?(?:date|release|premiere|
        trailer|teaser|poster|finale))|go ahead for|(?:SHOW|show|series) (?:will|to|set to|
        is to) (?:officially )?(?:return|continue)|(?:movie|film) in the works|(?:another|more|
        one more) (?:season|series|run|SHOW)\b|another (?:two|three) (?:seasons|series|runs)|
        closes the book on|bows? out with|calls? time on|SHOW future|future of (?:the )?(?:SHOW|
        show)|whats happening with|(?:two|three) more (?:seasons|series|runs?)|(?:no|
        without an?) (?:fourth |fifth |third )?(?:season|series)\b|coming back|comes? back|
        gets? an? \w+ season|(?:double|two|three) seasons? order|season order|extends? SHOW|
        SHOW ends?\b|(?:end|conclude|finish)\w* (?:\w+ ){0,3}(?:film|movie)|pelicula final|
        (?:s?acheve\w*|finit|terminera) (?:\w+ ){0,2}(?:par|avec) un film|spin off|
        staffel \d kommt|wont be the end|instead of (?:an? )?(?:\w+ )?(?:season|series)|
        swapping the last|(?:in |early )development|fate of SHOW|(?:yet to decide|no decision|
        undecided)|there will be an? (?:\w+ )?SHOW|working on SHOW|tendra (?:\w+ )?pelicula|
        se despedira con|future of SHOW|rul\w+ out (?:an? )?(?:\w+ ){0,2}(?:season|series|sequel|
        spin)
    """),
    Kind.RELEASE_DATE: joined(r"""
        release (?:date|window|time|month)|premiere date|air date|date set|
        announces \w+ (?:20\d\d )?(?:premiere|release|return)|heres when|(?:pushed|put|
        moved) back|delayed|postponed|debut (?:\w+ ){0,2}(?:in|this) (?:\w+ )?(?:january|february|
        march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|
        fall|winter)|start(?:termin|datum)|fecha de estreno|data de estreia|date de sortie|
        when (?:is|does|will|can)|what time|when (?:SHOW|CHARACTER|it)(?: \w+){0,4} (?:returns?|
        arrives?|drops?|lands?|comes? out)|(?:circle|save) the date|set (?:your|the) (?:alarm|
        date|calendar)s?|erscheint|startet am|ab \d|estrena el|se estrena|estreia em|sort le|
        arrive le|out now|(?:lands?|arrives?|coming|drops?|returns?|premieres?|streams?|out|
        back) (?:\w+ ){0,4}(?:on|in|this|next) (?:\d{1,2} )?(?:january|february|march|april|may|
        june|july|august|september|october|november|december|spring|summer|autumn|fall|winter)|
        premieres? \d{1,2} \w+|(?:pushed|moved|delayed|brought forward) to (?:\d|next|the|late|
        early|autumn|summer|spring|winter|fall|january|february|march|april|may|june|july|august|
        september|october|november|december)|how to watch|in (?:cinemas|theaters|theatres)|
        cinema (?:run|release)|(?:lands?|arrives?|drops?|is) (?:on netflix )?(?:today|tomorrow|
        tonight|this week|next week|this friday)|now streaming|stream it now|premiere set|
        watch it now|ready to stream|is (?:out|here)\b|(?:weeks|days) to wait|(?:begins?|
        starts?) (?:\w+ )?(?:january|february|march|april|may|june|july|august|september|october|
        november|december)|verschoben|aplaza\w*|repousse\w*|adia\w*
    """),
    Kind.TRAILER: joined(r"""
        trailers?|teasers?|bande annonce|first look|first glimpse|first (?:\w+ )?minutes|
        opening scene|sneak peek|footage|(?:new|exclusive|first) (?:clip|footage|images|pictures|
        stills|photos)|(?:ersten?|neue[rn]?) (?:bilder|trailer|teaser)|primeras imagenes|avance|
        premieres images|primeiras imagens|bloopers|gag reel|poster|key art
    """),
    Kind.CASTING: joined(r"""
        recasts?|new (?:faces|cast|additions|students)|full cast|cast (?:as|in|for|list|
        additions?|adds|announced|revealed|guide|and character)|adds? (?:\w+ ){1,4}to (?:the |
        its )?cast|additions to the cast|joins?|joining|boards? (?:SHOW|WORK|season|the cast)|
        casts (?:(?:\w+ ){0,2}(?:as|in|for|newcomer)|PERSON)|(?:to|will) (?:play(?! (?:in|for|
        at)\b)|portray|guest star)|guest stars?|(?:to|joins?) (?:the )?cast\b|open call|casting|
        cast change|replaces? PERSON|background actors|extras|auditions?|finds its (?!director|
        composer)|meet the (?:\w+ )?(?:cast|faces|stars|actors)|whos who|who plays|who (?:is |
        \w+ \w+ is )?playing|who PERSON (?:is playing|plays)|where youve seen|stossen zum cast|
        wont (?:be back|return|be in)|(?:PERSON|MAKER|star|actor|
        actress)\b.{0,30}\b(?:returns? (?:as|to|for)|to return|repris\w*)|not returning|
        role (?:in|as) .{0,24}(?:revealed|confirmed)|fich\w+|se une|rejoint|entra no elenco|
        elenco|spielt|takes? over as (?!director|composer|showrunner)|(?:bigger|lead) role|
        plays CHARACTER|absence from|to miss SHOW|kept PERSON away|heads to broadway|in talks|
        lands? (?:lead|role|part)|leads? new|will PERSON (?:be|return|appear|feature|star)|
        will .{0,20}\bbe in SHOW|(?:star|actor|actress|PERSON) (?:\w+ ){0,2}(?:exit|leaves)|
        exit ahead|makes? (?:\w+ ){1,2}debut|quien es quien|reparto
    """),
    Kind.PRODUCTION: joined(r"""
        (?:start\w*|begin\w*|began|begun|wrap\w*|finish\w*|end\w*|resum\w*|underway|
        under way) (?:\w+ ){0,2}(?:filming|shooting|production)|(?:filming|shooting|shoot|
        production) (?:\w+ ){0,3}(?:start\w*|begin\w*|began|begun|wrap\w*|finish\w*|under way|
        underway|complet\w*|resum\w*)|cameras|(?:season|series|film|movie) (?:\w+ )?wraps?|
        season \w+ shoot|back filming|film crews?|crews return|its a wrap|thats a wrap|
        that is a wrap|(?:film|movie) set|spotted (?:filming|shooting)|filmed|where was|
        (?:halfway )?through filming|still filming|to film (?:at|in)|filming locations?|
        writing (?:season|series|the)|(?:being|been) written|scripts?|table read|(?:to|become|
        becoming) executive produc\w*|turned into|live action|read through|(?:to|will) direct|
        directing|directs|composer|dreharbeiten|drehort\w*|gedreht|rodaje|rod[ao]\w*|tournage|
        gravacoes|gravad\w*|filmagens|begins production|in production|post production|(?:shoot|
        filming|production) (?:\w+ )?(?:delayed|halted|paused|postponed|suspended)|
        titles revealed|episode titles
    """),
    Kind.BOOK: joined(r"""
        BOOK|volumes? (?:\d|one|two|three|four|five|six|seven)|(?:\w+ )?volume|graphic novels?|
        novellas?|webcomics?|webtoon|paperback|hardback|colou?ring book|tomes? \d|tomos?|band \d|
        letzte\w* band|volumen|\w+ tome|volumes|librar(?:y|ies)|shelves|booksellers?|last page|
        book (?:tops|six|five|\d)|bestseller\w*|school librar(?:y|ies)|publisher|publishes|
        bookshops?|bookstores?|comics? (?:end|return|resume)\w*|books?
    """),
}
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
_LENT: Mapping[Event, re.Pattern[str]] = {
    Event.CANCELLED: re.compile(
        r"\b(?:tour|event|appearance|screening|convention|visit|signing|talk|gig|show dates)\b"
    ),
    Event.LEAVES: re.compile(
        r"(?:animated|falling|paper|SHOW|the|drawing) leaves|twitter|social media|instagram|tiktok"
    ),
    Event.JOINS: re.compile(r"school board|bus tour|mural|chorus|choir"),
    Event.NOMINATED: re.compile(r"(?:steps?|step|stands?|split|line) up for|up for (?:grabs|sale)"),
    Event.RENEWED: re.compile(r"(?:cinema|theatrical) run|exhibition|tour\b"),
}
"""Words beside which an event's words tell of something else."""
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
        why (?:the )?SHOW|how (?:the )?SHOW|differences between|soundtrack|every song|easter eggs|
        petition|merch|quiz|lego|tops|top ten|top 10|most watched|exhibition|pop up|timeline|
        is (?:CHARACTER|it)|are (?:CHARACTER|they)|do (?:CHARACTER|they)|does (?:CHARACTER|it)|
        ranked|review)\b
    """)
)
"""Pieces that look at what there is already."""
_GUIDE = re.compile(r"\beverything (?:we|you)|all we know|what we know|so far\b|where things stand")
_WHO = joined(r"""
        (?:PERSON|MAKER|cast|stars?|actors?|actress|creators?|author|writer|directors?|
        producers?|coordinator|composer|designer|showrunner)
    """)
_TALK = re.compile(
    joined(rf"""
        \binterviews?\b|^q and a\b|\bq and a with\b(?! cast)|in conversation|\bim gesprach\b|
        \bentrevista\b|\bentretien\b|{_WHO}(?: and (?:PERSON|
        MAKER))?(?: (?!in )[a-z]+)? (?:talks? (?!for)|tells|told|opens? up|discuss\w*|reflects?|
        looks? back|recalls?|remembers?|chats?|speaks?|spills?|dishes|sobre|uber)\b|
        {_WHO}\b.{{0,60}} on (?:how|why|what|being|playing|saying|(?!streaming|morning|
        evening)\w{{2,}}ing)\b|^(?:PERSON|MAKER)(?: and (?:PERSON|MAKER))? / ['‘"]|
        {_WHO} on\b(?! (?:set|board|location|stage|netflix|screen))|^(?:PERSON|MAKER) (?:on|
        (?:\w+ )?(?:sobre|uber))\b
    """)
)
_SPEAKS = re.compile(
    joined(r"""
    (?:SHOW )?(?:star |stars |actor )?(?:PERSON|MAKER)(?: and (?:PERSON|MAKER))? /
""")
)
_COLON = re.compile(r"[^:]{3,60}:\s")
_QUOTE_AFTER = re.compile(r"[^:]{3,60}:\s*['‘\"“«„]")
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
        SHOW (?:star|actor|lead)) (?:talks?|told|tells|speaks?|spoke|opens up|discusses|on|
        explains|looks back|says|reflects|defends)|tells us|told us|we (?:spoke|sat down|talked|
        chatted)|speaks to us|cover star|cover interview|im gesprach|ein gesprach|entrevista|
        answers? (?:our|your|fan|fans) questions|in conversation|the actors? talks?)\b
    """)
)
_QUOTED = re.compile(r"(?:^|:\s*|[–—]\s*)['‘\"“«„][^'’\"”»]{6,}|['’\"”»]\s*[:–—]")


_BY_KIND = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _MORE.items()}


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
    found = _BY_KIND[Kind.BOOK].search(title.line)
    if found is None or _SCREEN.search(title.line):
        return None
    return Said(Kind.BOOK, _quoted(found[0]))


def _book_of_summary(title: Marked, summary: Marked) -> Said | None:
    if _SCREEN.search(title.line) or _SCREEN.search(summary.line):
        return None
    found = _BY_KIND[Kind.BOOK].search(summary.line)
    return None if found is None else Said(Kind.BOOK, _quoted(found[0]))


def _piece(title: Marked) -> Said | None:
    """Reviews, recaps, lists and the like, which tell of no event of their own."""
    line = title.line
    forms = forms_in(line)
    if _GUIDE.search(line) or Form.GUIDE in forms:
        for kind in (Kind.RELEASE_DATE, Kind.CASTING, Kind.RENEWAL):
            if (found := _BY_KIND[kind].search(line)) is not None:
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
    return (
        re.search(
            joined(r"""
                \b(?:trailer|teaser|renewed|release date|delayed|pushed back|replaces|cast change|
                filming|composer|where was)\b
            """),
            line,
        )
        is not None
    )


def _talk(title: Marked, raw: str) -> Said | None:
    if _SPEAKS.match(title.text) and _QUOTE_AFTER.match(raw):
        return Said(Kind.INTERVIEW, "the title quotes somebody")
    found = _TALK.search(title.line)
    if found is None:
        return None
    return Said(Kind.INTERVIEW, f"somebody talks: {_quoted(found[0])}")


def _quote(title: Marked, raw: str) -> Said | None:
    says = _SAYS.search(title.line)
    if says is not None:
        return Said(Kind.INTERVIEW, f"somebody says something: {_quoted(says[0])}")
    if _SPEAKS.match(title.text) and _COLON.match(raw):
        return Said(Kind.INTERVIEW, "the title says what somebody says")
    if _QUOTED.search(raw) and re.search(_WHO, title.line):
        return Said(Kind.INTERVIEW, "the title quotes somebody")
    return None


def _told(title: Marked, summary: Marked) -> Said | None:
    found = _TOLD.search(summary.line)
    if found is None or not re.search(_WHO, title.line):
        return None
    return Said(Kind.INTERVIEW, f"the summary: {_quoted(found[0])}")


def _event(marked: Marked, *, only_sure: bool = False) -> Said | None:
    """The event that the text names first; sure words go before those that other news has, too."""
    places = event_places(marked.line)
    sure = {event: place for event, place in places.items() if event not in _WEAK}
    firm = list(_kinds(sure, marked.line))
    for kind, words in _BY_KIND.items():
        if kind is not Kind.BOOK and (match := words.search(marked.line)) is not None:
            firm.append((match.start(), kind, _quoted(match[0])))
    if firm:
        return _first(firm)
    weak = [] if only_sure else list(_kinds(places, marked.line))
    return _first(weak) if weak else None


def _kinds(places: Mapping[Event, int], line: str) -> Iterable[tuple[int, Kind, str]]:
    for event, place in places.items():
        lent = _LENT.get(event)
        if event in _OF_EVENT and (lent is None or not lent.search(line)):
            yield place, _OF_EVENT[event], event.value


def _first(found: list[tuple[int, Kind, str]]) -> Said:
    _, kind, why = min(found)
    return Said(kind, why)


def _quoted(words: str) -> str:
    plain = re.sub(r"\b[A-Z]{4,}\b", "…", words).strip()
    return f"“{plain}”"
