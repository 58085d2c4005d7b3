"""The words by which kinds of news are known, besides the events that headlines name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from discord_bot.news.clustering.events import Event
from discord_bot.news.judging.text import joined
from discord_bot.news.model import Kind

OF_EVENT: Mapping[Event, Kind] = {
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
WEAK = frozenset(
    {Event.PHOTOS, Event.OUT, Event.JOINS, Event.ENDING, Event.ON_LOCATION,
     Event.WRITTEN, Event.CLIP, Event.EPISODE_COUNT, Event.ADAPTED}
)  # fmt: skip
"""Events whose words other news has as well: only where no other event is named."""
_MORE: Mapping[Kind, str] = {
    Kind.RENEWAL: joined(r"""
        (?:renewed|verlangert|renova(?:d[ao]|cion|cao)|renueva\w*|renouvel\w*|weitere staffeln?)|
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
        swapping the last|more episodes|(?:been|is|was) (?:saved|rescued|extended)|(?:isnt|
        is not) over|extended with|bow out|keine (?:\w+ )?staffel|pas de (?:saison|suite)|
        sin (?:cuarta )?temporada|no tendra|habra (?:\w+ )?(?:temporada|pelicula)|
        tera (?:um )?filme|(?:no|en) lugar d|statt (?:\w+ )?staffel|concludera|(?:acabara|
        terminara|terminera|finira) (?:con|com|par)|(?:in |early )development|fate of SHOW|
        (?:yet to decide|no decision|undecided)|there will be an? (?:\w+ )?SHOW|working on SHOW|
        tendra (?:\w+ )?pelicula|se despedira con|future of SHOW|
        rul\w+ out (?:an? )?(?:\w+ ){0,2}(?:season|series|sequel|spin)
    """),
    Kind.RELEASE_DATE: joined(r"""
        release (?:date|window|time|month)|premiere date|air date|date set|
        announces \w+ (?:20\d\d )?(?:premiere|release|return)|heres when|(?:pushed|put|
        moved) back|delayed|postponed|debut (?:\w+ ){0,2}(?:in|this) (?:\w+ )?(?:january|february|
        march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|
        fall|winter)|start(?:termin|datum)|fecha de estreno|data de estreia|date de sortie|
        when (?:is|does|will|can)|what time|(?:exact )?time (?:SHOW|it) (?:drops|lands|arrives|
        comes)|is officially out|(?:will )?hits? netflix|(?:in|this) (?:spring|summer|autumn|
        winter|fall) 20\d\d|launch forward|brought forward|earlier than planned|watch from|
        wann (?:startet|kommt|erscheint|geht|gibt)|llega a netflix|data di uscita|
        date de diffusion|ab dem \d|when (?:SHOW|CHARACTER|it)(?: \w+){0,4} (?:returns?|arrives?|
        drops?|lands?|comes? out)|(?:circle|save) the date|set (?:your|the) (?:alarm|date|
        calendar)s?|erscheint|startet am|ab \d|estrena el|se estrena|estreia em|sort le|arrive le|
        out now|(?:lands?|arrives?|coming|drops?|returns?|premieres?|streams?|out|
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
        trailers?|teasers?|bande annonce|first look|first glimpse|promo|tv spot|
        first (?:\w+ )?minutes|opening scene|sneak peek|footage|(?:new|exclusive|first) (?:clip|
        footage|images|pictures|stills|photos)|(?:ersten?|neue[rn]?) (?:bilder|trailer|teaser)|
        primeras imagenes|avance|premieres images|primeiras imagens|bloopers|gag reel|poster|
        key art
    """),
    Kind.CASTING: joined(r"""
        recasts?|cast members?(?= (?:announced|revealed|confirmed|for))|why (?:he|she|
        they) (?:left|quits?)|welcomes? (?:\w+ ){0,3}(?:actors?|stars|cast|faces|additions)|
        actor playing|search for actors|new (?:faces|cast|additions|students)|full cast|
        cast (?:as|in (?:SHOW|WORK|season|the|netflix|new)|for|list|additions?|adds|announced|
        revealed|guide|and character)|adds? (?:\w+ ){1,4}to (?:the |its )?cast|
        additions to the cast|joins? (?!calls|campaign|protest|march|petition|chorus|forces|
        fight)|joining|boards? (?:SHOW|WORK|season|the cast)|casts (?:(?:\w+ ){0,2}(?:as|in|for|
        newcomer)|PERSON)|(?:to|will) (?:play(?! (?:in|for|at)\b)|portray|guest star)|
        guest stars?|(?:to|joins?) (?:the )?cast\b|open call|casting|cast change|replaces? PERSON|
        background actors|extras|auditions?|finds its (?!director|composer)|
        meet the (?:\w+ )?(?:cast|faces|stars|actors)|whos who|who plays|who (?:is |
        \w+ \w+ is )?playing|who PERSON (?:is playing|plays)|where youve seen|stossen zum cast|
        wont (?:be back|return|be in)|(?:PERSON|MAKER|star|actor|
        actress)\b.{0,30}\b(?:returns? (?:as|to|for)|to return|repris\w*)|not returning|
        role (?:in|as) .{0,24}(?:revealed|confirmed)|fich\w+|se une|rejoint|entra no elenco|
        elenco|spielt|takes? over as (?!director|composer|showrunner)|(?:bigger|lead) role|
        eyed for|set for (?:\w+ ){0,3}return|plays CHARACTER|absence from|to miss SHOW|
        kept PERSON away|heads to broadway|in talks|lands? (?:lead|role|part)|leads? new|
        will PERSON (?:be|return|appear|feature|star)|will .{0,20}\bbe in SHOW|(?:star|actor|
        actress|PERSON) (?:\w+ ){0,2}(?:exit|leaves)|exit ahead|makes? (?:\w+ ){1,2}debut|
        quien es quien|reparto
    """),
    Kind.PRODUCTION: joined(r"""
        (?:start\w*|begin\w*|began|begun|wrap\w*|finish\w*|end\w*|resum\w*|underway|
        under way) (?:\w+ ){0,2}(?:filming|shooting|production)|(?:filming|shooting|shoot|
        production) (?:\w+ ){0,3}(?:start\w*|begin\w*|began|begun|wrap\w*|finish\w*|under way|
        underway|complet\w*|resum\w*)|cameras|behind the scenes|(?:will be|being|to be) shot|
        to film (?:new|season|the)|(?:season|series|film|movie) (?:\w+ )?wraps?|season \w+ shoot|
        back filming|film crews?|crews return|its a wrap|thats a wrap|that is a wrap|(?:film|
        movie) set|spotted (?:filming|shooting)|filmed|where was|(?:halfway )?through filming|
        still filming|to film (?:at|in)|filming locations?|writing (?:season|series|the)|(?:being|
        been) written|scripts?|table read|to shoot|(?:on )?set photos?|making of|writers room|
        SHOW filming|(?:to|become|becoming) executive produc\w*|turned into|live action|
        read through|(?:to|will) direct|directing|directs|composer|dreharbeiten|drehort\w*|
        gedreht|rodaje|rod[ao]\w*|tournage|gravacoes|gravad\w*|filmagens|begins production|
        in production|post production|(?:shoot|filming|production) (?:\w+ )?(?:delayed|halted|
        paused|postponed|suspended)|titles revealed|episode titles
    """),
    Kind.BOOK: joined(r"""
        BOOK|volumes? (?:\d|one|two|three|four|five|six|seven)|(?:\w+ )?volume|graphic novels?|
        novellas?|webcomics?|SHOW comics?|webtoon|paperback|hardback|colou?ring book|tomes? \d|
        tomos?|portada|quadrinhos|SHOW band\b|band \d|letzte\w* band|volumen|\w+ tome|volumes|
        librar(?:y|ies)|shelves|booksellers?|last page|book (?:tops|six|five|\d)|bestseller\w*|
        school librar(?:y|ies)|publisher|publishes|bookshops?|bookstores?|comics? (?:end|return|
        resume)\w*|books?
    """),
}
LENT: Mapping[Event, re.Pattern[str]] = {
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

BY_KIND = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _MORE.items()}
"""What a text of each kind says, in English and four languages more."""
