"""The words by which headlines name events and kinds of piece, as patterns over folded text."""

from __future__ import annotations

import re

from discord_bot.news.clustering.event_names import Event, Form

_ARRIVES = (
    r"(?:premieres?|arrives?|arriving|drops?|launch(?:es)?|debuts?|lands?|returns?|streams?|airs?|"
    r"comes? out|hits?|released?|releases|published|publishes|bows?|coming|"
    r"estren\w*|llega\w*|startet|arrive|sort|esce)"
)
_WHEN = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|aug|sept|oct|nov|dec|in may|(?:this|next) (?:spring|summer|autumn|fall|winter)|"
    r"in 20\d\d|\d{1,2} de \w+|le \d{1,2} \w+|am \d{1,2} \w+)"
)
_NTH = r"(?:\w+ ){0,2}"
_SHOT = r"(?:film(?:ing)?|shoot(?:ing)?|production|shot|dreh\w*|rodaje|rodar|tournage|riprese)"
_RUNS = r"(?:season|series|run|outing|instal?lment)s?"
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_BEGINS = (
    r"(?:start|begin|began|begun|kick|commence|comienz|comenz|empiez|empez|inici|arranc|debut|"
    r"begonnen|gestartet|iniziat)\w*"
)
_ENDS = (
    r"(?:wrap|finish|complete|conclud|end|termin|finaliz|acab|conclu|beendet|abgeschlossen|fini)\w*"
)
EVENTS: dict[Event, str] = {
    Event.RENEWED: r"renew\w*|green ?li(?:gh)?t\w*|"
    rf"(?:picks?|picked) up (?:for )?(?:an? )?(?:\w+ ){{0,3}}{_RUNS}|"
    rf"(?:order|hand|land|secure|get|earn|bag|scores?)(?:s|ed)? (?:up )?(?:an? )?(?:\w+ ){{0,3}}"
    r"(?:more )?(?:season|series|run)s?(?! (?:\d+ )?(?:date|trailer|teaser|poster|finale|premiere|"
    rf"release|cast|photo))|{_RUNS} (?:\d+ |\w+ )?(?:ordered|confirmed|commissioned|announced)|"
    r"recommission\w*|(?:will|to) (?:be back|return|come back) for (?:an? |its )?(?:\w+ ){0,3}"
    r"(?:season|series|run)s?|coming back|confirms? (?:an? )?(?:\w+ )?(?:season|series)|"
    r"renuev\w*|renova(?:d\w*|cion|cao)|verlanger\w*|renouvel\w*|rinnovat\w*|"
    r"tendra (?:una )?(?:\w+ )?temporada|another season|bekommt (?:eine )?\w+ staffel",
    Event.CANCELLED: r"cancel\w*|axe[sd]?|scrap(?:s|ped)|abgesetzt|annul\w*|pulls? the plug|"
    r"call(?:s|ed) time on|dropped by|called off|shelve[sd]?",
    Event.UNDECIDED: r"yet to decide|no decision|undecided|up in the air|uncertain|in limbo|"
    r"fate of|future of|in doubt",
    Event.IN_THE_WORKS: r"in (?:\w+ )?(?:the works|development)|in talks|eyed (?:for|as)|"
    r"developing|working on|plans? for",
    Event.ENDING: r"(?:to|will|set to) (?:be )?(?:end|conclude|finish|wrap up|the last|close|"
    r"bow out)|end(?:s|ing)? with|will be (?:the|its) (?:last|final)|feature length finale|"
    r"final (?:season|series|film|movie|book|volume|chapter|graphic novel)s?|"
    r"comes? to an end|has ended|concludes?|last ever|the end of|instead of (?:an? )?\w+ season|"
    r"terminar\w*|despedir\w*|endet mit|se termine\w*|pelicula final",
    Event.DATED: rf"(?:premiere|release|publication|air|launch|start) date|when {_NTH}\w+ "
    rf"{_NTH}will {_ARRIVES}|"
    rf"(?:sets?|gets?|lands?|eyes?|has|dated?) (?:\w+ )?(?:an? |for )?{_NTH}(?:date|{_WHEN})|"
    rf"{_ARRIVES} (?:\w+ ){{0,4}}?{_WHEN}|{_WHEN} (?:\w+ )?(?:premiere|release|debut|launch)|"
    rf"(?:sets|for) \d{{1,2}} {_WHEN}|{_ARRIVES} (?:\w+ ){{0,3}}\d{{1,2}} {_WHEN}|"
    r"start(?:datum|termin)|fecha de (?:estreno|lanzamiento)|date de (?:sortie|diffusion)|"
    r"data di uscita|sets date|mark your calendar\w*|dated for",
    Event.DELAYED: r"delay\w*|push\w* (?:back|to)|pushe[sd] (?:\w+ ){1,4}(?:back|to)|postpone\w*|"
    r"moved? back|put back|held back|bumped to|verschoben|verschiebt|retras\w*|aplaz\w*|"
    r"repousse\w*|rinviat\w*",
    Event.OUT: r"now (?:streaming|available|on netflix|playing)|"
    r"(?:is|are) (?:now |finally |here )+|out (?:now|today)|has (?:landed|arrived|dropped)|"
    r"available now|streaming now|in shops now|ya disponible|jetzt verfugbar",
    Event.IN_CINEMAS: r"(?:in|into) (?:\w+ )?(?:cinemas?|theat(?:re|er)s)|cinema run|theatrical\w*|"
    r"(?:on|to) the big screen|im kino|en cines|au cinema",
    Event.RUNTIME: r"runtime|running time|how long is|run time|laufzeit|duracion",
    Event.CERTIFIED: r"rated (?:12a?|15|18|pg|r|tv)|certificate|bbfc|age rating",
    Event.TEASER: r"teasers?|sneak peek|teas(?:es|ed) (?:\w+ ){0,3}(?:clip|footage)",
    Event.TRAILER: r"trailers?|bande annonce|trailer\w*",
    Event.CLIP: r"clip|opening (?:scene|minutes)|deleted scenes?|bloopers?|gag reel|footage",
    Event.PHOTOS: r"first looks?|photos?|pictures?|pics|images?|stills|snaps|"
    r"(?:erste|neue) (?:bilder|fotos?)|fotos?|imagenes|premieres images|first glimpse",
    Event.POSTER: r"posters?|key art|plakat|cartel|affiche",
    Event.COVER: r"covers? (?:art|of|for|revealed|reveal|unveiled)|"
    r"(?:the|new|reveals?|unveils?|shows? off) cover",
    Event.TITLED: r"(?:official |film |movie )title|(?:is|be) (?:called|titled)|"
    r"(?:as|the) title of|titled|gets (?:its |a |an )?(?:official )?(?:title|name)",
    Event.EPISODE_TITLES: r"episode (?:titles|names)",
    Event.EPISODE_COUNT: rf"how many episodes|episode count|{_COUNT} episodes|{_COUNT} folgen",
    Event.FILMING: rf"{_BEGINS} (?:off )?(?:\w+ )?(?:(?:el|le|a|die|de|the) )?{_SHOT}|"
    rf"{_SHOT} (?:is |has |have |a |zu \w+ (?:\w+ )?\d? ?)?(?:\w+ )?(?:{_BEGINS}|under ?way)|"
    r"cameras? (?:roll\w*|are rolling)|(?:in|into|enters?) production|officially filming|"
    r"now filming|(?:goes|go) before the cameras|first day on set|drehstart|back on set",
    Event.WRAPPED: rf"wraps? (?:\w+ ){{0,3}}{_SHOT}|{_SHOT} (?:has |is |have )?(?:\w+ ){{0,4}}?"
    rf"(?:{_ENDS}|done|over)|{_ENDS} (?:el |le |the )?{_SHOT}|fin du tournage|fin del rodaje|"
    r"(?:its|thats|a) a? ?wrap|wrapped (?:\w+ )?(?:filming|production|on)|wrap(?:s|ped)? on|"
    r"wrapped|wraps$|last day (?:on set|of filming)|abgedreht|drehschluss|final day of filming",
    Event.ON_LOCATION: r"(?:spotted|seen) filming|film (?:\w+ )?scenes|"
    r"filming (?:in|at|on location)|filming locations?|on location",
    Event.WRITTEN: r"scripts?|screenplay|finished writing|(?:start|begin|began|begun)\w* writing|"
    r"drehbuch\w*|guion|(?:has )?written outline|mapped out",
    Event.JOINS: r"join(?:s|ed|ing)?|cast (?:as|in)|casts|(?<!love )(?<!wants )(?<!want )(?<!like )"
    r"(?:to|will) (?:play(?! in| at)|star|guest star|lead|portray|voice|appear in|feature in)|"
    r"boards?|boarding|add(?:s|ed) (?!dates)\w+|lands? (?:\w+ )?(?:lead|role|part)|new faces|"
    r"tapped|sign(?:s|ed) (?:on|up|for)|enlists?|recasts?|finds its|guest stars?|newcomer|"
    r"stars in|heads to (?:broadway|the west end)|makes? (?:\w+ ){1,2}debut|debut in|"
    r"(?:west end|broadway) debut|to make (?:\w+ ){1,2}debut|lands? (?:\w+ ){1,2}role|"
    r"rounds? out (?:\w+ )?cast|completes? (?:\w+ )?cast|se (?:une|suma)|ficha|"
    r"stosst zu\w*|rejoint|newest cast|new cast members?",
    Event.LEAVES: r"exit(?:s|ed|ing)?|leav(?:es|ing)|quits?|depart\w*|(?:not|wont|never) "
    r"(?:be )?(?:return\w*|back|coming back|appear\w*)|isnt (?:\w+ ){0,2}in|steps? down|bows? out|"
    r"written out|steigt aus|abandona|quitte|say(?:s|ing) goodbye to (?:the )?(?:show|role)|"
    r"absent from|missing from|couldnt return|unable to return",
    Event.RETURNS: r"(?:to|will|set to) (?:return|be back)|returns? (?:as|to)|repris\w*|"
    r"be back as|returning",
    Event.DIRECTED: r"(?:to|will) (?:direct|helm)|directs|new director|(?:its|as) director|"
    r"directed by|director \w+ \w+|hands \w+ to|showrunner|composer|takes? the helm",
    Event.NOMINATED: r"nominat\w*|nomin\w+|nominee|nods?|shortlist\w*|longlist\w*|up for|"
    r"contenders?|in the running|finalists?",
    Event.WON: r"wins?|won|takes? (?:home|\w+ (?:\w+ )?(?:prize|trophy|trophies|award))|"
    r"named (?:best|outstanding)|scoops?|sweeps?|prize|honou?rs?|honou?red|crowned|triumphs?|bags|"
    r"picks up (?:\w+ ){0,2}(?:award|prize|gong)|gewinnt|gana|remporte|vince|"
    r"award winner|(?:gotham|peabody|emmy) for|trophies",
    Event.LOST: r"misses out|loses|lost out|snub\w*|no luck|empty handed|beaten|pipped",
    Event.SPIN_OFF: r"spin ?offs?|prequel|sequel|offshoot",
    Event.ADAPTED: r"adapt\w*",
    Event.PUBLISHED: r"(?:new|next|tie in|another) (?:\w+ )?(?:novel|book|graphic novel|comic|"
    r"edition)|special edition|exclusive edition|box set|colou?ring book|deluxe edition",
    Event.RATED: r"critics|rotten tomatoes|metacritic|imdb|critical acclaim|rave reviews",
    Event.CHARTED: r"tops? (?:the )?(?:\w+ )?(?:charts?|lists?)|number (?:one|1)|no 1|"
    r"top (?:10|ten)|chart\w*",
    Event.BOX_OFFICE: r"box office|(?:\d+m|million) (?:opening|debut|worldwide)|"
    r"opens to|grosses|crosses|weekend slump",
    Event.VIEWED: r"hours|views|viewers|viewership|watched|ratings|audience|tunes? in",
    Event.SOLD: r"sales|selling|bestsell\w*|sold|sells|copies|best seller",
    Event.MUSIC: r"soundtracks?|songs?|single|ep|album|track|tracklist|playlist|banda sonora|score",
    Event.GATHERING: r"exhibition|convention|screening|q and a|panel|tour|festival|tudum|"
    r"comic ?con|pride|parade|fan event|visitors|pop up|premiere event|red carpet|"
    r"world premiere|book signing|meet and greet",
    Event.EXTENDED: r"extend\w*|longer run|adds? (?:\w+ )?dates|extra dates|by popular demand",
    Event.TICKETS: r"tickets?|sold out|sells out|on sale",
    Event.DRESSED: r"gown|dress|suits? up|stuns?|dazzles?|turns? heads|outfit|in tuxedo|wows in",
    Event.BANNED: r"ban(?:s|ned)?|removed?s? (?:\w+ ){1,2}from|pulled from|restricted|fine[sd]|"
    r"censor\w*|remove[sd]|off (?:the )?shelves|challenged",
    Event.CAUSE: r"charit\w*|rais(?:e|es|ed)|donat\w*|fundrais\w*|ambassador|open letter|"
    r"signs? letter|campaign",
    Event.PETITION: r"petition\w*",
    Event.GOODS: r"collection|merch\w*|lego|clothing|range|funko|jigsaw|board game|set idea|puzzle|"
    r"dolls?|plush\w*|stationery|calendar|makeup",
    Event.DIED: r"dies|died|dead at|has died|passes away|passed away|death of",
    Event.TRIBUTE: r"tributes?|remember(?:s|ed)|mourns?|pays? respects",
    Event.CAME_OUT: r"comes out|came out|coming out|forced to come out",
    Event.DATING: r"dating|romance rumou?rs|(?:are|in) (?:a )?relationship|new boyfriend|"
    r"new girlfriend|spotted together",
    Event.ENGAGED: r"engaged|engagement|proposes|popped the question",
    Event.MARRIED: r"married|marries|wedding|tie the knot|ties the knot",
    Event.SPLIT: r"split|splits|break up|breakup|broken up|go their separate ways",
    Event.HURT: r"injur\w*|hospital\w*|illness|surgery|accident",
    Event.IN_COURT: r"lawsuit|sue[sd]?|suing|court|arrest\w*|charged with|legal action",
    Event.LEAKED: r"leak(?:s|ed)?",
}
FORMS: dict[Form, str] = {
    Form.GUIDE: r"everything (?:we|you) (?:know|need)|all we know|what we know|so far|"
    r"release date cast|who s who|whos who|meet the cast|how to watch|what time|"
    r"cast guide|plot and|where to watch|todo lo que sabemos|alle infos|tout ce que l?on sait",
    Form.LIST: rf"{_COUNT} (?:\w+ ){{0,2}}(?:shows|things|times|moments|details|reasons|books|"
    r"films|quotes|easter eggs|questions)|(?:every|all the) (?:easter eggs?|details?|moments?)|"
    r"watch (?:these|this)|(?:you )?(?:missed|might have missed)|ranked|ranking|best moments|"
    r"shows like|if you lov\w*|breakdown",
    Form.REVIEW: r"review",
    Form.RECAP: r"recap\w*",
    Form.EXPLAINER: r"explained|explainer|explains? (?:why|what)|what (?:it|that) means|"
    r"meaning (?:of|behind)|^why (?:\w+ ){1,4}(?:was|were|is)|"
    r"explains \w+ \w+ (?:delay|absence|ending)",
    Form.REACTION: r"react\w*|in bits|in tears|(?:fans|viewers|twitter|internet) "
    r"(?:are|is|have|has|cant|all|say|think|beg|divided|thrilled|go|lose|demand|weep|cry|"
    r"lost|losing|obsessed|convinced)|cried",
}
OVER: dict[Event, frozenset[Event]] = {
    Event.TRAILER: frozenset(
        {Event.PHOTOS, Event.OUT, Event.CLIP, Event.ENDING, Event.LEAVES, Event.RETURNS}
    ),
    Event.TEASER: frozenset({Event.PHOTOS, Event.OUT, Event.CLIP, Event.ENDING}),
    Event.CLIP: frozenset({Event.PHOTOS, Event.OUT}),
    Event.POSTER: frozenset({Event.PHOTOS, Event.OUT, Event.ENDING}),
    Event.COVER: frozenset({Event.ENDING, Event.PUBLISHED}),
    Event.NOMINATED: frozenset({Event.WON}),
    Event.LOST: frozenset({Event.WON}),
    Event.DELAYED: frozenset({Event.DATED, Event.OUT, Event.ENDING, Event.PUBLISHED}),
    Event.BOX_OFFICE: frozenset({Event.SPIN_OFF, Event.OUT}),
    Event.EPISODE_TITLES: frozenset({Event.TITLED, Event.EPISODE_COUNT}),
    Event.TITLED: frozenset({Event.ENDING}),
    Event.WRAPPED: frozenset({Event.ENDING, Event.ON_LOCATION}),
    Event.FILMING: frozenset({Event.ON_LOCATION, Event.ENDING}),
    Event.LEAVES: frozenset({Event.RETURNS, Event.RENEWED, Event.JOINS}),
    Event.DATED: frozenset({Event.OUT, Event.RENEWED, Event.RETURNS, Event.ENDING}),
    Event.CANCELLED: frozenset({Event.RENEWED}),
    Event.CHARTED: frozenset({Event.LEAVES}),
    Event.RETURNS: frozenset({Event.JOINS}),
    Event.RENEWED: frozenset({Event.RETURNS}),
    Event.TRIBUTE: frozenset({Event.DIED}),
    Event.TICKETS: frozenset({Event.SOLD}),
    Event.SPLIT: frozenset({Event.DATING}),
    Event.DIRECTED: frozenset({Event.JOINS}),
}
"""What the first event's words make of the others' words: no event of their own."""
NOT = re.compile(
    r"\b(?:not|wont|isnt|arent|doesnt|hasnt|never|denies|deny|denied|rejects?|rejected|"
    r"turned down|rules? out|ruled out|debunks?|dismiss\w*|no plans|refutes?|quash\w*|"
    r"shuts? down|niega|desmiente|dementiert|dement)\b"
)
"""Words that turn an event round."""
