"""What a headline says has happened, by its words; and what kind of piece it is."""

from __future__ import annotations

import re
from enum import StrEnum


class Event(StrEnum):
    """Something that happens once to one thing, as far as headlines tell it apart."""

    RENEWED = "renewed"
    CANCELLED = "cancelled"
    ENDING = "ending"
    DATED = "dated"
    DELAYED = "delayed"
    OUT = "out"
    TEASER = "teaser"
    TRAILER = "trailer"
    CLIP = "clip"
    PHOTOS = "photos"
    POSTER = "poster"
    COVER = "cover"
    TITLED = "title"
    EPISODE_TITLES = "episode titles"
    EPISODE_COUNT = "number of episodes"
    FILMING = "filming begins"
    WRAPPED = "filming ends"
    ON_LOCATION = "on location"
    WRITTEN = "scripts"
    JOINS = "joins"
    LEAVES = "leaves"
    RETURNS = "returns"
    DIRECTED = "director"
    NOMINATED = "nominated"
    WON = "won"
    SPIN_OFF = "spin-off"
    ADAPTED = "adaptation"
    PUBLISHED = "new book"
    RATED = "critics"
    CHARTED = "chart"
    VIEWED = "viewers"
    SOLD = "sales"
    MUSIC = "music"
    GATHERING = "event"
    BANNED = "banned"
    CAUSE = "cause"
    PETITION = "petition"
    GOODS = "goods"


PERSONAL = frozenset(
    {Event.JOINS, Event.LEAVES, Event.RETURNS, Event.DIRECTED, Event.NOMINATED, Event.WON}
)
"""What happens to people, so that it matters who it is."""


class Form(StrEnum):
    """A kind of piece that is no news of the event which its headline names."""

    GUIDE = "a guide"
    LIST = "a list"
    REVIEW = "a review"
    RECAP = "a recap"
    EXPLAINER = "an explanation"
    REACTION = "a reaction"


_ARRIVES = (
    r"(?:premieres?|arrives?|drops?|launch(?:es)?|debuts?|lands?|returns?|streams?|airs?|"
    r"comes? out|hits?|released?|releases|published|publishes|bows?|coming|estren\w*|startet)"
)
_WHEN = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|aug|sept|oct|nov|dec|in may|this (?:spring|summer|autumn|fall|winter)|in 20\d\d)"
)
_NTH = r"(?:\w+ ){0,2}"
_SHOT = r"(?:film(?:ing)?|shoot(?:ing)?|production|shot|dreh\w*|rodaje|tournage|riprese)"
_EVENTS: dict[Event, str] = {
    Event.RENEWED: r"renew\w*|green ?li(?:gh)?t\w*|pick(?:s|ed) up (?:for )?(?:an? )?(?:\w+ ){0,3}"
    r"(?:season|series|run)|order(?:s|ed) (?:up )?(?:an? )?(?:\w+ ){0,3}(?:season|series)s?|"
    r"(?:season|series|run)s? (?:\d |\w+ )?(?:ordered|confirmed|commissioned)|recommission\w*|"
    r"(?:will|to) (?:be back|return|come back) for (?:an? |its )?(?:\w+ ){0,3}"
    r"(?:season|series|run)s?|coming back|renuev\w*|renovad\w*|verlanger\w*|renouvel\w*|"
    r"rinnovat\w*|tendra (?:una )?(?:\w+ )?temporada|another season|gets? (?:an? )?\w+ season",
    Event.CANCELLED: r"cancel\w*|axe[sd]?|scrap(?:s|ped)|abgesetzt|annul\w*|pulls? the plug",
    Event.ENDING: r"(?:to|will|set to) (?:be )?(?:end|conclude|finish|wrap up|the last|close)|"
    r"end(?:s|ing)? with|will be (?:the|its) (?:last|final)|feature length finale|"
    r"final (?:season|series|film|movie|book|volume|chapter|graphic novel)s?|"
    r"comes? to an end|has ended|concludes?|last ever|the end of",
    Event.DATED: rf"(?:premiere|release|publication|air|launch|start) date|when {_NTH}\w+ "
    rf"{_NTH}will {_ARRIVES}|"
    rf"(?:sets?|gets?|lands?|eyes?|has|dated?) (?:an? )?{_NTH}(?:date|{_WHEN})|"
    rf"{_ARRIVES} (?:\w+ ){{0,4}}?{_WHEN}|{_WHEN} (?:\w+ )?(?:premiere|release|debut|launch)|"
    rf"{_ARRIVES} \d{{1,2}} {_WHEN}|startdatum|fecha de estreno|date de sortie|sets date|"
    r"mark your calendar\w*",
    Event.DELAYED: r"delay\w*|push\w* back|postpone\w*|moved? back|put back|held back|"
    r"verschoben|retras\w*|repousse\w*|rinviat\w*",
    Event.OUT: r"now (?:streaming|available|on netflix|playing)|"
    r"(?:is|are) (?:now |finally |here )+|out (?:now|today)|has (?:landed|arrived|dropped)|"
    r"available now|streaming now|in shops now",
    Event.TEASER: r"teasers?|sneak peek",
    Event.TRAILER: r"trailers?|bande annonce|trailer\w*",
    Event.CLIP: r"clip|opening (?:scene|minutes)|deleted scenes?|bloopers?|gag reel",
    Event.PHOTOS: r"first looks?|photos?|pictures?|pics|images?|stills|fotos?|bilder",
    Event.POSTER: r"posters?|key art|plakat",
    Event.COVER: r"covers? (?:art|of|for|revealed|reveal|unveiled)|"
    r"(?:the|new|reveals?|unveils?) cover",
    Event.TITLED: r"(?:official |film |movie )title|(?:is|be) (?:called|titled)|"
    r"(?:as|the) title of|titled|gets (?:its |a |an )?(?:official )?(?:title|name)",
    Event.EPISODE_TITLES: r"episode (?:titles|names)",
    Event.EPISODE_COUNT: r"how many episodes|episode count|(?:\d+|\w+) episodes",
    Event.FILMING: rf"(?:start|begin|began|begun|kick|commence)\w* (?:off )?(?:\w+ )?{_SHOT}|"
    rf"{_SHOT} (?:is |has |have )?(?:\w+ )?(?:start|begin|began|begun|under ?way|commence|kick)\w*|"
    r"cameras? (?:roll\w*|are rolling)|in production|officially filming|now filming|"
    r"first day on set|drehstart",
    Event.WRAPPED: rf"wraps? (?:\w+ ){{0,3}}{_SHOT}|{_SHOT} (?:has |is |have )?(?:\w+ )?"
    rf"(?:wrap\w*|finish\w*|complete\w*|over|done)|(?:finish|complete|end)\w* {_SHOT}|"
    r"(?:its|thats|a) a? ?wrap|wrapped (?:\w+ )?(?:filming|production|on)|wrap(?:s|ped)? on|"
    r"wrapped|last day (?:on set|of filming)|abgedreht",
    Event.ON_LOCATION: r"(?:spotted|seen) filming|film (?:\w+ )?scenes|"
    r"filming (?:in|at|on location)|filming locations?|on location",
    Event.WRITTEN: r"scripts?|screenplay|finished writing|(?:start|begin|began|begun)\w* writing|"
    r"drehbuch\w*|guion",
    Event.JOINS: r"join(?:s|ed|ing)?|cast (?:as|in)|casts|(?:to|will) (?:play|star|guest star|lead|"
    r"portray)|boards?|boarding|add(?:s|ed) \w+|lands? (?:\w+ )?(?:lead|role|part)|new faces|"
    r"tapped|signs on|enlists?|recasts?|finds its|to appear in|guest stars?|newcomer|stars in|"
    r"heads to (?:broadway|the west end)|makes? (?:\w+ ){1,2}debut|debut in",
    Event.LEAVES: r"exit(?:s|ed|ing)?|leav(?:es|ing)|quits?|depart\w*|(?:not|wont|never) "
    r"(?:be )?(?:return\w*|back|coming back)|isnt (?:\w+ ){0,2}in|steps down|bows out|"
    r"written out|steigt aus|abandona",
    Event.RETURNS: r"(?:to|will|set to) (?:return|be back)|returns? (?:as|to)|repris\w*|be back as|"
    r"returning",
    Event.DIRECTED: r"(?:to|will) (?:direct|helm)|directs|new director|(?:its|as) director|"
    r"directed by|director \w+ \w+|hands \w+ to|showrunner|composer",
    Event.NOMINATED: r"nominat\w*|nomin\w+|nods?|shortlist\w*|longlist\w*|up for|contenders?",
    Event.WON: r"wins?|won|takes? (?:home|\w+ (?:\w+ )?prize)|named (?:best|outstanding)|"
    r"scoops?|sweeps?|prize|honou?red|crowned|gewinnt|gana|remporte|vince|award winner|"
    r"(?:gotham|peabody|emmy) for",
    Event.SPIN_OFF: r"spin ?offs?|prequel|sequel",
    Event.ADAPTED: r"adapt\w*",
    Event.PUBLISHED: r"(?:new|next|tie in|another) (?:novel|book|graphic novel|comic|edition)|"
    r"special edition",
    Event.RATED: r"critics|rotten tomatoes|metacritic|imdb",
    Event.CHARTED: r"tops? (?:the )?(?:\w+ )?charts?|number (?:one|1)|no 1|top (?:10|ten)|chart\w*",
    Event.VIEWED: r"hours|views|viewers|viewership|watched|ratings|audience",
    Event.SOLD: r"sales|selling|bestsell\w*|sold|sells|copies",
    Event.MUSIC: r"soundtracks?|songs?|single|ep|album|track|playlist|banda sonora",
    Event.GATHERING: r"exhibition|convention|screening|q and a|panel|tour|festival|tudum|"
    r"comic ?con|pride|parade|fan event|visitors|pop up|premiere event|red carpet",
    Event.BANNED: r"ban(?:s|ned)?|removed?s? (?:\w+ ){1,2}from|pulled from|restricted|fine[sd]|"
    r"censor\w*|remove[sd]",
    Event.CAUSE: r"charit\w*|rais(?:e|es|ed)|donat\w*|fundrais\w*|ambassador|open letter|"
    r"signs? letter|campaign",
    Event.PETITION: r"petition\w*",
    Event.GOODS: r"collection|merch\w*|lego|clothing|range|funko|jigsaw|board game|set idea",
}
_FORMS: dict[Form, str] = {
    Form.GUIDE: r"everything (?:we|you) (?:know|need)|all we know|what we know|so far|"
    r"release date cast|who s who|whos who|meet the cast|how to watch|what time|"
    r"cast guide|plot and|where to watch",
    Form.LIST: r"(?:\d+|\w+) (?:\w+ )?(?:shows|things|times|moments|details|reasons|books|films|"
    r"quotes|easter eggs)|watch (?:these|this)|(?:you )?(?:missed|might have missed)|"
    r"ranked|best moments|shows like|if you lov\w*",
    Form.REVIEW: r"review",
    Form.RECAP: r"recap\w*",
    Form.EXPLAINER: r"explained|explainer|what (?:it|that) means|meaning (?:of|behind)",
    Form.REACTION: r"react\w*|respond\w*|(?:fans|viewers|twitter|internet) "
    r"(?:are|is|have|has|cant|all|say|think|beg|divided|thrilled|go|lose|demand|weep|cry|"
    r"in tears)|cried",
}
_UNSURE = {Event.RENEWED, Event.JOINS, Event.WON, Event.PHOTOS, Event.RETURNS, Event.OUT}
"""Named by words that other news uses as well, and left out where a surer event is named too."""
_OVER: dict[Event, frozenset[Event]] = {
    Event.TRAILER: frozenset({Event.PHOTOS, Event.OUT, Event.CLIP}),
    Event.TEASER: frozenset({Event.PHOTOS, Event.OUT, Event.CLIP}),
    Event.CLIP: frozenset({Event.PHOTOS, Event.OUT}),
    Event.POSTER: frozenset({Event.PHOTOS, Event.OUT}),
    Event.NOMINATED: frozenset({Event.WON}),
    Event.DELAYED: frozenset({Event.DATED, Event.OUT}),
    Event.EPISODE_TITLES: frozenset({Event.TITLED}),
    Event.WRAPPED: frozenset({Event.ENDING, Event.ON_LOCATION}),
    Event.FILMING: frozenset({Event.ON_LOCATION}),
    Event.LEAVES: frozenset({Event.RETURNS, Event.RENEWED, Event.JOINS}),
    Event.DATED: frozenset({Event.OUT, Event.RENEWED, Event.RETURNS}),
    Event.CANCELLED: frozenset({Event.RENEWED}),
    Event.CHARTED: frozenset({Event.LEAVES}),
    Event.RETURNS: frozenset({Event.JOINS}),
}
"""What the first event's words make of the others' words: no event of their own."""
NOT = re.compile(
    r"\b(?:not|wont|isnt|arent|doesnt|never|denies|deny|denied|rejects?|rejected|turned down|"
    r"rules? out|ruled out|debunks?|dismiss\w*|no plans|refutes?|quash\w*|shuts? down)\b"
)
"""Words that turn an event round."""

_EVENT_WORDS = {event: re.compile(rf"\b(?:{words})\b") for event, words in _EVENTS.items()}
_FORM_WORDS = {form: re.compile(rf"\b(?:{words})\b") for form, words in _FORMS.items()}


def events_in(folded: str) -> frozenset[Event]:
    """The events that a folded headline names, without those that only lend their words."""
    return frozenset(event_places(folded))


def event_places(folded: str) -> dict[Event, int]:
    """The same events, each with the place of its first word."""
    found = {
        event: match.start()
        for event, words in _EVENT_WORDS.items()
        if (match := words.search(folded)) is not None
    }
    lent = {other for event in found for other in _OVER.get(event, ())}
    return {event: place for event, place in found.items() if event not in lent}


def forms_in(folded: str) -> frozenset[Form]:
    """The kinds of piece that a folded headline shows itself to be."""
    return frozenset(form for form, words in _FORM_WORDS.items() if words.search(folded))
