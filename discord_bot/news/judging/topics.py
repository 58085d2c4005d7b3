"""Whether an entry is of the show, of its people elsewhere, or of something of the same name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from discord_bot.news.judging.beat import PEOPLE, Around, Role
from discord_bot.news.judging.marking import Marked
from discord_bot.news.judging.text import joined
from discord_bot.news.model import Topic

_SHOW = r"(?:SHOW|BOOK)"
_WHO = joined(r"""
        (?:co )?(?:stars?|actors?|actress(?:es)?|alum(?:s|na|ni|nus)?|breakouts?|heart ?throbs?|
        lead|leads(?= (?:PERSON|and|say|talk|on|reunite|tease|look))|leading (?:man|men|lady)|
        favou?rites?|faves?|hunks?|duo|castmates?|costars?|boys|lads|schauspieler\w*|
        darsteller\w*|hauptdarsteller\w*|estrellas?|actor(?:es)?|actriz|actrices|protagonistas?|
        acteurs?|actrices?|vedettes?|comediens?|ator|atores|atriz|astros?|attor[ei]|attric[ei])
    """)
_MAKERS = joined(r"""
        (?:creators?|authors?|writers?|illustrators?|showrunners?|directors?|producers?|
        composers?|singers?|schopfer\w*|autor\w*|cread\w+|createur|creatrice|autrice|criador\w*)
    """)
_IDENTIFIES = re.compile(
    joined(rf"""
        {_SHOW} (?:and (?:[\w/]+ ){{1,5}}?)?(?:{_WHO}|{_MAKERS})\b(?! (?:in|im) (?:SHOW|season))|
        {_SHOW} (?:PERSON|MAKER)|(?:PERSON|MAKER) / {_SHOW} /|(?:PERSON|MAKER) ,? ?(?:de|aus|von|
        da|do|di|of|from) {_SHOW}\b|\b(?<!guest )(?<!to )(?<!will )(?:{_WHO}|{_MAKERS}) (?:of|
        from|in|behind|aus|der|de|du|da|di|do|von|des) (?:the |
        netflix ){{0,2}}{_SHOW}(?! (?:season|series|film|movie|staffel|temporada|saison)\b)|
        \b(?:known|famous|famed|beloved|bekannt|conocid[oa]|connue?|conhecid[oa]|
        remembered)(?: \w+){{0,4}}? {_SHOW}|{_SHOW} (?:fame|beruhmtheit)
    """)
)
"""A mention of the show that only says who somebody is."""
_IDENTIFIES_MAKER = re.compile(
    joined(rf"""
    {_SHOW} (?:creator|author|writer|illustrator|showrunner|composer|director|producer)s?\b
""")
)
_AWARD = re.compile(r"\b(?:awards?|emmys?|baftas?|nominat\w*|longlist\w*|shortlist\w*|prize)\b")
_HONOURED = re.compile(
    joined(r"""
    \b(?:w[io]ns?|winner|nods?|nominat\w*|longlist\w*|shortlist\w*|honou?red)\b
""")
)
_KNOWN_FOR_IT = re.compile(rf"{_SHOW} (?:{_WHO})\b")
_COMPARES = re.compile(
    joined(rf"""
        \b(?:than|beyond|(?<!named )after|since|post|swaps?|swapping|rivals?|miss(?:ing)?|
        including|such as|alongside|move over|inspired by|reminiscent of|compared to|answer to|
        replace|replaces|for fans of|fans of|lov(?:e|ed)(?: watching| reading)?|liked|enjoyed|
        finished|be|a la|wie|como|comme|incluyendo|darunter|dont|leaves|leaving) (?:the |netflix |
        hit |a ){{0,3}}{_SHOW}(?! (?:star|season|film|movie|fan|cast))(?=(?: behind)?(?: /|
        $| ,| (?:to|zu|a|ate|bis|style|or|and|if|try|read|watch|for|on|this|vibes|fans)\b))|
        \b(?:from|von|de) {_SHOW} (?:to|zu|bis|a|ate)\b|
        (?<!looks )(?<!look )(?<!seems )(?<!sounds )(?<!feels )\blike {_SHOW}(?! (?:season|film|
        movie|fans?|cast|is|will|might|may|could))|comparisons? (?:with|to) {_SHOW}|(?:breaks?|
        beats?|smashes|overtakes?) {_SHOW}(?: \w+)? record|\b(?:nach|apres|despues de|depois de|
        dopo) {_SHOW}|(?:series?|serien|shows|filme|peliculas|livres|novelas) (?:wie|como|comme|
        come) {_SHOW}|(?:is|was|isnt) (?:not|no) {_SHOW}|{_SHOW} (?:paved|opened the door|
        walked so|ran so)|\bnext {_SHOW}(?= /| ,|$| (?:on|is|has|for)\b)|(?:new|
        another) {_SHOW}(?= /| ,|$)|{_SHOW} (?:style|esque|like|alternatives?|vibes|successor|
        replacement|lookalike)\b
    """)
)
"""A mention that measures something else by the show, or names it beside others."""
_LISTS = re.compile(
    joined(r"""
        \b(?:\d+|best|top|greatest|these|other|more|mejores|besten|meilleur\w*|
        melhores) (?:\w+ ){0,4}?(?:shows|series|books|films|movies|novels|dramas|romances|
        comics|serien|peliculas|livres|filmes|adaptations|stories|titles|recommendations|
        empfehlungen)\b|\b(?:everything|whats|what|all) (?:\w+ ){0,3}?(?:coming|new|leaving|
        arriving) (?:to|on)\b|\bshows? like\b|\bif you (?:lov|lik|miss|enjoy|want)\w*
    """)
)
_AMONG = re.compile(rf"{_SHOW} ,|, (?:and )?{_SHOW}|and {_SHOW}")
_BARE = re.compile(rf"^{_SHOW} /|/ {_SHOW}$")
_ELSEWHERE = re.compile(
    joined(r"""
        WORK(?! (?:star|stars|actor|actress|alum|creator|author|director)\b)|\b(?:to star (?:in|
        opposite)|joins? (?:the )?(?:cast|ensemble|line up) of(?! SHOW)|new (?:\w+ )?(?:novel|
        album|single|tour|musical|thriller|play|drama|podcast)|west end|stage debut|new (?!SHOW|
        netflix|\w+ (?:of|from) )(?:\w+ ){1,2}(?:series|film|movie|show)|(?:war|horror|superhero|
        action|crime|biopic|thriller|sci fi|fantasy) (?:film|movie|drama|thriller|series|role)|
        biopic|to voice|voice cast|animation|animated|video game|red carpet|met gala|fashion week|
        cover star|world tour|album|next (?:role|project)s?|new projects?|doing next|up to next|
        wax ?work|football club|guerra|belica|kriegsfilm)\b
    """)
)
_NUMBERED = joined(r"""
    (?:seasons?|series|staffeln?|saisons?|temporadas?|stagion[ei]) (?:\d|one|two|three|four|five)|
    (?:first|second|third|fourth|fifth|final|last|new|next|upcoming|erste\w*|zweite\w*|dritte\w*|
    vierte\w*|primera|segunda|tercera|cuarta|ultima|terceira|quarta|premiere|deuxieme|troisieme|
    derniere) (?:and (?:final|last) )?(?:season|series|episodes?|staffel|temporada|saison|
    stagione)\b|(?:final|last|concluding|closing|emotional) (?:goodbye|farewell)|(?:final|last|
    concluding|closing) (?:film|movie|chapter|volume|scenes?|goodbye)|volume \w+
""")
_OF_SHOW = re.compile(
    joined(rf"""
        CHARACTER|BOOK|\b(?:{_NUMBERED}|(?:the|netflix) (?:netflix |hit |teen |queer |gay |
        lgbtq ){{0,2}}(?:show|series|drama|romance|love story|finale)|(?:its|the shows) ending|
        finale|emotional ending|on screen|episodes?|webcomic|graphic novels?|comics?|table read|
        tudum|fan event|premiere|screening|comic con)\b
    """)
)
_SCREEN = re.compile(
    joined(r"""
        \b(?:renew\w*|season|series|staffel|temporada|saison|trailer|teaser|film(?:ing|s)?|movie|
        cast\w*|premieres?|returns?|return|release|episodes?|cancel\w*|orders?|romance|drama|show|
        adaptation|greenlights?|picks? up|graphic novels?|comics?|webcomic|sales|nominat\w*|
        emmys?|baftas?|wins?)\b
    """)
)
_IDIOM = re.compile(
    joined(r"""
        \b(?:a|an|another|real|absolute|total|late|proper|true|genuine|such a|what a|survive\w*|
        some|two|three|double|thrilling|classic|extra time|final over) (?:\w+ )?(?:SHOW)(?= /| ,|
        $| (?:of|in|at|as|for|on|from|by|that|when|win|finish|against|with|to|and)\b)|
        ^SHOW (?:finish|thriller|clash|encounter|epic|derby|finale at|win(?! (?:at|best|in))|draw|
        galore|defeat|loss|victory|goal|comeback|final(?= /| at| in| as|$)|save|chase)\b|
        ^SHOW moment /|^SHOW for (?:\w+ ){0,3}(?:fans|supporters)\b|\bwas a SHOW\b
    """)
)
_SCREEN_NOUN = re.compile(
    r"SHOW (?:season|film|movie|star|fan|cast|series|show|book|volume|episode|trailer)"
)
_CREDITS = re.compile(r"SHOW (?:star|stars|actor|actors|actress|cast|creator|author)\b")
_PART = re.compile(
    joined(r"""
        \b(?:play(?:s|ed|ing)?|portray\w*|starr?\w* as|voic\w+|known as|fame as|role as|role of|
        as) CHARACTER(?: \w+){0,4} (?:in|on|from)(?: \w+){0,6} SHOW\b|\b(?:fame|name|star|
        broke out|famous|known|breakthrough)(?: \w+){0,3} (?:in|with|on|through|thanks to|
        by)(?: \w+){0,4} SHOW\b
    """)
)
"""A sentence on what somebody has played, as summaries have it of those who do something else."""
_CERTAIN = re.compile(
    joined(r"""
    \bthe (?:netflix )?(?:show|series)\b|\bseason (?:\d|one|two|three|four)\b|
    MAKER.{0,60}\bvolume\b|MAKER.{0,60}PERSON.{0,60}\b(?:film|movie|show|season)\b
""")
)
_CREW = re.compile(rf"{_SHOW} (?:composer|director|producer)s? PERSON")
_CAUSE = re.compile(
    joined(r"""
    \b(?:letter|charity|petition|pride|trans (?:youth|rights)|young people|degree)\b
""")
)
_SEASONS = re.compile(rf"\b(?:{_NUMBERED}|(?:two|three|four) seasons|about the (?:show|series))")
_OTHERS_SEASON = re.compile(
    r"\b(?:season|series) \w+ of (?!SHOW|netflix|the show)\w+|\b(?:steals?|stole|stealing) the show"
)
_LISTED = re.compile(
    joined(r"""
        , (?:\w+ ){1,5}and SHOW\b|, SHOW (?:and|,)|^SHOW , (?!the |a |an |which |who |based |
        starring |with |now |netflix |one |created )(?:\w+ ){1,4}(?:,|and) |
        \b(?:\w+ ){1,3}, SHOW ,
    """)
)
"""A list of titles, of which the show is one."""
_OF_STREAMER = re.compile(
    joined(r"""
        \bnetflix (?:\w+ ){0,3}(?:romance|drama|show|series|hit)\b|\b(?:beloved|
        hit) (?:\w+ ){1,3}(?:romance|drama|show)\b
    """)
)
_NEXT_FOR_CAST = re.compile(
    joined(r"""
        SHOW (?:cast|stars?|gang|actors)\b.{0,40}\b(?:doing next|next (?:roles?|projects?)|
        new projects?|up to (?:now|next)|seen (?:them )?before|(?:are|is) (?:they |the cast )?now|
        after the show)\b|\bwhere (?:youve|you have) seen .{0,20}SHOW
    """)
)


_OF_MEDIA = re.compile(
    joined(r"""
        \b(?:netflix|streaming|streamer|stars?|actors?|actress|fans?|viewers?|fandom|soundtrack|
        songs?|authors?|books?|bookshops?|librar(?:y|ies)|volumes?|novels?|publisher|adaptation|
        teen\w*|queer|gay|lgbt\w*|pride|trans|romance|coming of age|awards?|director|producers?|
        script|characters?|scenes?|serie|pelicula|folgen|schauspieler|roman|drama|exhibition|
        merch\w*|plush|lego|cosplay|convention|tudum|schools?)\b
    """)
)
_SPEAKING = 4
"""Spaces of a summary that is long enough to name what it is about."""


@dataclass(frozen=True, slots=True)
class Found:
    """The topic of an entry, and a clause on what says so."""

    topic: Topic
    why: str


def topic_of(title: Marked, summary: Marked, show: str, *, is_name: bool) -> Found:
    """What an entry is of. ``is_name`` is whether the show's title is written as a name in it."""
    other = _other_meaning(title, summary, is_name=is_name)
    if other is not None:
        return Found(Topic.NOTHING, f"“{show}” means something else here: {other}")
    return (
        _by_title(title, summary, show)
        or _by_people(title, summary, show)
        or _by_summary(title, summary, show)
    )


def _other_meaning(title: Marked, summary: Marked, *, is_name: bool) -> str | None:
    """What shows that the show's title means something else, None where it means the show."""
    if not (title.has(Role.SHOW) or summary.has(Role.SHOW)) or _is_in_company(title, summary):
        return None
    if Around.AGAINST in title.around | summary.around:
        return "the words around it"
    both = f"{title.text} / {summary.text}"
    if re.search(_NUMBERED, both):
        return None
    if not is_name:
        return "it is not written as a name"
    return _odd_use(both, is_summed_up=summary.line.count(" ") >= _SPEAKING)


def _odd_use(text: str, *, is_summed_up: bool) -> str | None:
    """What speaks against the show where nothing speaks for it."""
    if is_summed_up and not (_SCREEN.search(text) or _OF_MEDIA.search(text)):
        return "nothing else in it is of a show or a book"
    if _IDIOM.search(text) and not _SCREEN_NOUN.search(text):
        return "it is used as a common noun"
    return None


def _is_in_company(title: Marked, summary: Marked) -> bool:
    """Whether somebody or something else of the show stands beside its title."""
    roles = (*PEOPLE, Role.CHARACTER, Role.BOOK)
    return (
        Around.COMPANY in title.around | summary.around
        or title.has(*roles)
        or summary.has(*roles)
        or _CREDITS.search(f"{title.text} / {summary.text}") is not None
    )


def _subject(marked: Marked, *, credits_too: bool = True) -> bool:
    """Whether a text speaks of the show, beyond naming somebody or something else by it."""
    text = marked.text if credits_too else _PART.sub(" ", marked.text)
    rest = _COMPARES.sub(" ", _IDENTIFIES.sub(" ", text))
    return re.search(_SHOW, rest) is not None


def _by_title(title: Marked, summary: Marked, show: str) -> Found | None:
    """The title's word, where it names the show."""
    if not title.has(Role.SHOW, Role.BOOK):
        return None
    if _subject(title):
        return _of_subject(title, show)
    if _COMPARES.search(title.text):
        topic = Topic.CAST_ELSEWHERE if title.has(*PEOPLE) else Topic.NOTHING
        return Found(topic, f"it only measures something else by {show}")
    return _by_people(title, summary, show)


def _of_subject(title: Marked, show: str) -> Found:
    """Of a title that speaks of the show, unless it does so as a heading or in a list."""
    text = title.text
    if _NEXT_FOR_CAST.search(text):
        return Found(Topic.CAST_ELSEWHERE, "it is on what the cast do besides")
    if title.has(*PEOPLE) and _BARE.search(text) and _ELSEWHERE.search(text):
        return Found(Topic.CAST_ELSEWHERE, f"{show} is only the heading; it is on other work")
    if _LISTS.search(text) and _AMONG.search(text):
        return Found(Topic.NOTHING, "it is a list of several titles")
    return Found(Topic.SHOW, f"the title speaks of {show}")


def _by_people(title: Marked, summary: Marked, show: str) -> Found | None:
    """Where the title names people of the show, what it says of them."""
    if not title.has(*PEOPLE) and not _IDENTIFIES.search(title.text):
        return None
    rest = _OTHERS_SEASON.sub(" ", _IDENTIFIES.sub(" WHO ", title.text))
    if _ELSEWHERE.search(rest) and "CHARACTER" not in rest:
        return Found(Topic.CAST_ELSEWHERE, "it is on other work of people of the show")
    if (why := _part_in_show(title, summary, rest, show)) is not None:
        return Found(Topic.SHOW, why)
    if _ELSEWHERE.search(_IDENTIFIES.sub(" WHO ", summary.text)):
        return Found(Topic.CAST_ELSEWHERE, "the summary is on other work of people of the show")
    if (
        _subject(summary, credits_too=False)
        or _speaks_of_part(title, summary)
        or _is_honoured(title, summary)
    ):
        return Found(Topic.SHOW, f"the summary speaks of {show}")
    return Found(Topic.CAST_ELSEWHERE, f"it names people of {show} and not what they do in it")


def _part_in_show(title: Marked, summary: Marked, rest: str, show: str) -> str | None:
    """What in a title makes it news of somebody's part in the show; ``rest`` is without who."""
    identifies = _IDENTIFIES.search(title.text) is not None
    roles = (Role.SHOW, Role.BOOK, Role.CHARACTER)
    is_told = title.has(*roles) or summary.has(*roles) or _CERTAIN.search(rest) is not None
    if is_told and _OF_SHOW.search(rest):
        return f"it is on somebody's part in {show}"
    is_maker = title.has(Role.MAKER) or _IDENTIFIES_MAKER.search(title.text) is not None
    is_alone = not title.has(Role.PERSON) or _CREW.search(title.text) is not None
    if identifies and is_maker and is_alone and not _CAUSE.search(title.text):
        return f"the author speaks of {show}"
    if identifies and _AWARD.search(title.text):
        return f"an award for somebody in {show}"
    return None


def _is_honoured(title: Marked, summary: Marked) -> bool:
    """Whether somebody gets an award, and is known for nothing but the show."""
    if title.has(Role.WORK) or summary.has(Role.WORK) or not _HONOURED.search(title.text):
        return False
    return _KNOWN_FOR_IT.search(summary.text) is not None


def _speaks_of_part(title: Marked, summary: Marked) -> bool:
    rest = _IDENTIFIES.sub(" WHO ", summary.text)
    if rest == summary.text and not _IDENTIFIES.search(title.text):
        return False
    return _SEASONS.search(rest) is not None


def _by_summary(title: Marked, summary: Marked, show: str) -> Found:
    """Where the title names nobody, what the summary does."""
    if not _LISTS.search(title.text) and not _ELSEWHERE.search(title.text):
        why = _told_by_summary(title, summary, show)
        if why is not None:
            return Found(Topic.SHOW, why)
    if _OF_STREAMER.search(title.text) and _is_the_one(summary):
        return Found(Topic.SHOW, f"the title speaks of a show that the summary calls {show}")
    if summary.has(*PEOPLE):
        return Found(Topic.CAST_ELSEWHERE, f"the summary names people of {show} in other work")
    if summary.has(Role.SHOW, Role.BOOK) or title.has(Role.CHARACTER):
        return Found(Topic.NOTHING, f"{show} is only mentioned")
    return Found(Topic.NOTHING, f"nothing in it is of {show}")


def _told_by_summary(title: Marked, summary: Marked, show: str) -> str | None:
    """What makes a title that names nobody news of the show, with its summary."""
    is_of_screen = _SCREEN.search(title.text) is not None
    if title.has(Role.CHARACTER):
        if _subject(summary):
            return f"the title is on its characters, and the summary on {show}"
        if is_of_screen and Around.COMPANY in title.around | summary.around:
            return "the title is on its characters"
    if is_of_screen and _subject(summary) and not _LISTED.search(summary.text):
        return f"the title's news is of {show}, the summary says"
    return None


def _is_the_one(summary: Marked) -> bool:
    """Whether a summary names the show, and not to compare it or as one of many."""
    text = summary.text
    return summary.has(Role.SHOW) and not (_COMPARES.search(text) or _LISTED.search(text))
