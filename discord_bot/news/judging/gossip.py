"""Speculation about real people's private lives, as tabloids word it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from discord_bot.news.judging.beat import PEOPLE
from discord_bot.news.judging.marking import Marked, speaks_of_self
from discord_bot.news.judging.text import joined


class Gossiping(Protocol):
    """Whoever knows when a text speculates about a person; the filter of messages, as a rule."""

    def speculates(self, text: str) -> str | None:
        """One clause on what makes a text speculation about a real person, or None."""
        ...


_WHO = joined(r"""
        (?:PERSON|MAKER|(?:SHOW|WORK) (?:and (?:\w+ ){1,3}?)?(?:stars?|actors?|actress|cast|
        leads?|heartthrob|hunk)|co ?stars?|castmates?|siblings|the cast|SHOW on set|cast members?)
    """)
_PRIVATE: dict[str, str] = {
    "a romance": joined(r"""
        (?:their|PERSON) relationship (?:explained|timeline)|an item\b|who has PERSON dated|
        private life|personal life|family life|(?:steamy|passionate) \w+|clinch|
        everyone PERSON has dated|PERSON dated|kiss\w* (?:his|her|their|a|new)? ?(?:girlfriend|
        boyfriend|woman|man|actress|actor|model)|(?:snapped|papped|pictured|
        photographed) (?:leaving|with (?:a |his |her )?(?:mystery|rumoured|new))|
        dating (?:rumou?rs?|history|life|speculation|evidence)|romance (?:rumou?rs?|speculation)|
        rumou?red (?:\w+ )?(?:girlfriend|boyfriend|romances?|partner|fling|beau|relationship)|
        love life|PERSON (?:girlfriend|boyfriend|fiancee?)|linked (?:to|with) (?!\w* ?(?:role|
        film|series|part|project|show))|(?:ex|old) flame|whats going on between|
        hints? at (?:\w+ )?(?:romance|relationship|engagement)|in a (?:\w+ )?relationship|
        (?:on set|off screen) romance|relationship (?:history|status|rumou?rs?)|
        secret(?:ly)? (?:\w+ ){0,2}(?:dating|married|engaged|seeing|together|romance|girlfriend|
        boyfriend|relationship|wedding|baby|crush)|new (?:girlfriend|boyfriend|flame|beau|romance|
        man)|mystery (?:\w+ )?(?:man|woman|brunette|blonde|girl|guy|date|beau|companion|redhead|
        hunk|partner)|cos[yi]\w*|cozy\w*|loved up|smitten|inseparable|getting close|canoodl\w+|
        snogg?\w*|smooch\w*|pda\b|holding hands|hand in hand|more than (?:just )?(?:friends|mates|
        co ?stars)|siblings or more|just friends or|real life (?:couple|couples|partners?|
        romances?|boyfriends?|girlfriends?|relationships?)|(?:dating|together|couple|in love|
        relationship) (?:\w+ ){0,3}(?:in real life|irl|off screen|off camera)|who (?:is|are|
        s)? ?(?:\w+ ){0,3}(?:dating|seeing|with now)|whos dating|who is dating|is seeing\b|
        red carpet date|liebesleben|privatleben|vida privada|vie privee|su novi[oa]|
        seu namorad[oa]|aos beijos|besandose|flagrad[oa]|(?:frau|mann) an PERSON seite|
        neue freundin|neuer freund|geheimnisvolle\w*|turtel\w*|frisch verliebt|petite? amie?|
        (?:pareja|casal|couple) (?:na|en|dans) la? ?(?:vida real|vraie vie)|relacion de PERSON y|
        la verdad sobre la relacion|fidanzat\w*|off the market|vergeben\b|en couple|
        nouvelle conquete|vida amorosa|rumores? de (?:romance|namoro|noviazgo|relacion)|
        nuev[ao] novi[ao]|tiene novi[ao]|saliendo con|namorando|novo namorad[oa]|
        rumeurs? de (?:couple|romance)|geruchte um|liebes ?geruchte|heimliche?n? liebe|
        are PERSON and PERSON (?:\w+ )?(?:dating|together|a couple|an item)|(?:is|are) (?:PERSON|
        they|(?:the )?SHOW (?:star|actor)) (?:and PERSON )?(?:\w+ )?(?:single|dating|taken|
        engaged|married|seeing \w+)
    """),
    "a break-up": joined(r"""
        (?:after|following|since|amid|their|bitter|shock|messy|painful) (?:\w+ )?(?:split|
        break ?up|divorce)|split from|call(?:s|ed)? it quits|separate lives|(?:husband|wife|
        marriage) (?:trouble|woes|crisis|problems)|living apart|ont rompu|haben sich getrennt|
        han roto|(?:stars?|PERSON) ex\b|\bex tells|on the rocks|cheat(?:ed|ing) on|love rat|
        affair with|heartbreak friends|trennung|separacion de|rupture de
    """),
    "somebody's identity": joined(r"""
        (?:did|has) PERSON (?:just )?come out|(?:lgbtq?\w*(?: plus)?|gay|queer|bi|straight|
        trans) (?:in real life|off screen)|is PERSON (?:really |actually |secretly )?(?:gay|bi|
        bisexual|straight|queer|trans|non binary|lesbian)|(?:hint\w*|clues?|questions?|truth|
        speculat\w*|rumou?rs?) (?:\w+ ){0,4}(?:sexuality|orientation|sexual orientation)|(?:his|
        her|their|PERSON) sexuality (?:explained|revealed|questioned)|fans (?:\w+ ){0,5}(?:is|
        are) (?:gay|bi|bisexual|straight|queer|in the closet)|still in the closet|queerbait\w*|
        gaydar|sexuality debate|bisexuality debate|ist PERSON (?:schwul|bi|queer)|es PERSON gay|
        PERSON est il gay
    """),
    "somebody's body or health": joined(r"""
        nose job|breaks? down in tears|in pieces|drink(?:ing)? (?:problem|habit|binge)|
        drugs? (?:problem|habit|binge|past)|addiction|booze|health (?:scare|battle|fears|woes)|
        rushed to hospital|mystery illness|secret (?:illness|battle)|plastic surgery|
        cosmetic surgery|had (?:\w+ )?work done|botox|fillers|surgeon|weight (?:loss|gain)|
        looks? (?:\w+ )?(?:thin|gaunt|skinny|frail)|worried fans|unrecogni[sz]able|shock(?:s|ed|
        ing)? (?:\w+ ){0,4}(?:appearance|new look|photos)|rehab|(?:break|melt)down|spiral\w*|
        darkest days|fears? (?:grow )?for (?:the )?(?:PERSON|star|actor)|(?:fans|friends|
        pals) (?:\w+ )?(?:worried|concerned|fear) (?:for|about) (?:PERSON|star|actor)|
        sparks? (?:\w+ )?concern|baby bump|pregnan\w*|expecting (?:a|her|their) (?:\w+ )?(?:baby|
        child)|schwanger|embarazada|enceinte
    """),
    "money or a home": joined(r"""
        net worth|how much (?:\w+ ){0,5}(?:paid|earns?|worth|makes?)|inside (?:\w+ ){1,5}(?:home|
        house|mansion|pad|flat|apartment|penthouse)|splash\w* out|(?:\d\w*|
        million) (?:\w+ )?(?:home|house|mansion|pad|flat|penthouse)|vermogen von
    """),
    "a quarrel": joined(r"""
        feud\w*|unfollow\w*|barely speaking|not (?:on )?speaking|bad blood|falling out|fell out|
        fallen out|falls? out|no longer friends|stopped speaking|throws? shade|
        tensions? (?:between|on set|boil\w*)|beef with|bust up|diva demands|tantrum|row with|rift|
        diva behaviou?r
    """),
    "reading somebody's mind": r"body language|lip reader|psychic|astrolog\w+",
}
_HEARSAY = joined(r"""
    insiders?|sources?(?! (?:material|novel|comic|text))|pals?|friends (?:fear|say|of)|onlookers?|
    eye ?witness\w*|tipster|blind item|rumou?r has it|rumou?rs?|sleuths?|speculat\w*|allegedly|
    fuente cercana|segun una fuente|said to (?:be|have)|is believed to|geruchte?
""")
_FANS = joined(r"""
    (?:fans|viewers|twitter|tiktok|internet|followers) (?:\w+ ){0,3}?(?:convinced|certain|sure|
    think|believe|speculat\w*|suspect|reckon|spot\w*|worked out|have worked out|clocked|hint\w*|
    decode)
""")
_INTIMATE = joined(r"""
        dating|couple|together|seeing|romances?|girlfriend|boyfriend|relationship|engaged|married|
        wedding|pregnan\w*|gay|bi|bisexual|sexuality|split|break ?up|marriage|ex|feud|love|
        struggl\w*|speaking|kiss\w*|hook\w* up|novia|novio|pareja|crush
    """)
_HEARD = re.compile(
    joined(rf"""
        \b(?:{_HEARSAY})\b.{{0,90}}\b(?:{_INTIMATE})\b|
        \b(?:{_INTIMATE})\b.{{0,90}}\b(?:{_HEARSAY})\b|\b{_FANS}\b.{{0,90}}\b(?:{_INTIMATE})\b|
        \bhinted at an? (?:secret )?(?:{_INTIMATE})\b
    """)
)
_RULES = {what: re.compile(rf"\b(?:{words})\b") for what, words in _PRIVATE.items()}
_OFF_SCREEN = re.compile(r"\b(?:in real life|irl|off screen|off camera|real life)\b")
_OF_NAMED = frozenset({"somebody's body or health", "money or a home", "a quarrel"})
"""Matters whose words are said of other things as well, where nobody stands beside them."""
_ON_SCREEN = re.compile(
    r"\b(?:season|series|film|movie|role|cast|casting|netflix|trailer|filming|script|volume|WORK)\b"
)
_OUTRIGHT = re.compile(
    joined(r"""
        \b(?:insiders?|a source|sources (?:say|claim|close)|our source|a friend (?:said|told|
        says)|close to the (?:star|actor)|pals say|friends fear|onlookers?|mystery (?:man|woman|
        brunette|blonde)|fans (?:\w+ )?(?:convinced|certain|speculate)|body language|
        accused of queerbait\w*)\b
    """)
)
"""Hearsay that stays gossip whatever else is reported with it."""
_OWN = re.compile(
    joined(rf"""
        (?:^|[/,] )(?:actor |actress |star )?{_WHO}(?: and {_WHO})? (?:\w+ )?(?:feels?|wants|
        refuses|declines|explains?|defends?|says?|said|opens? up|tells|told|talks?|speaks?|spoke|
        reveals?|shares?|confirms?|announces?|writes?|wrote|admits?|recalls?|discuss\w*|reflects?|
        shuts? down|denies|denied|rejects?|address\w*|responds?|hits? (?:out|back)|slams?|urges?|
        asks?|calls? (?:out|for)|deletes?|comes? out|came out|introduces?|celebrates?|thanks?|
        goes (?:instagram|public|official)|hard launches|jokes?|laughs? off|sagt|spricht|verrat|
        habla|dice|confiesa|parle|se confie|fala|conta)\b|(?:^|[/,] ){_WHO}(?: and {_WHO})? on\b|
        \bin (?:\w+ ){{0,2}}interview\b|\btold (?:the )?[a-z]+\b
    """)
)
"""What somebody says of themselves, reported as that."""
_CRITICAL = re.compile(
    joined(r"""
        \b(?:condemn\w*|criticis\w*|harass\w*|hounding|hounded|stop (?:guessing|asking|
        speculating|shipping)|(?:has|have|needs?) to stop|leave (?:them|him|her|\w+) alone|
        private lives|(?:forced|pushed|pressured) (?:to come )?out|forced to come|pushed to come|
        intrusive|invasive|toxic|opinion|why (?:guessing|speculati\w*)|respect \w+ privacy|
        at its worst|shuts down|denies|hits out|slams|charit(?:y|ies) (?:condemn|warn)|
        pressure on)\b
    """)
)
_TOUCHING = frozenset(
    "gay bi bisexual straight queer lesbian trans asexual closet sexuality orientation identity"
    " label labels out outed outing rumour rumours rumor rumors dating date dates couple together"
    " single boyfriend girlfriend partner romance romantic relationship love lover crush ex"
    " married engaged wedding kiss kissing flirting hint hints hinted secret secretly real truth"
    " fake faking queerbaiting queerbait owe owes admit admits confirm speculation speculate"
    " theory chemistry ship shipping gaydar masculine feminine".split()
)
"""Words without any of which the filter is not asked: it takes a millisecond or two."""
_OF_CHARACTER = re.compile(r"CHARACTER(?: \w+){0,2} $")
_FOR_A_PART = re.compile(
    joined(r"""
        \bfor (?:a |the |his |her |their |new ){0,3}(?:role|part|film|movie|WORK|
        SHOW(?! (?:PERSON|star|actor)))\b
    """)
)


@dataclass(frozen=True, slots=True)
class Gossip:
    """Whether an entry is gossip, and a clause on why or why not, where there is one."""

    is_gossip: bool
    why: str | None = None


NONE = Gossip(is_gossip=False)


def gossip_of(title: Marked, summary: Marked, raw: str, filter_: Gossiping | None) -> Gossip:
    """Whether an entry speculates about somebody real. ``raw`` is its text as written."""
    if not _is_of_people(title, summary):
        return NONE
    found = _wording(title, summary)
    if found is not None:
        hearsay = _OUTRIGHT.search(f"{title.line} {summary.line}") is not None
        if not hearsay and (excuse := _excuse(title, summary, raw)) is not None:
            return Gossip(is_gossip=False, why=f"it touches {found}, but {excuse}")
        return Gossip(is_gossip=True, why=f"gossip: it is on {found}")
    if filter_ is None or _TOUCHING.isdisjoint(title.words) or _excuse(title, summary, raw):
        return NONE
    clause = filter_.speculates(raw)
    return NONE if clause is None else Gossip(is_gossip=True, why=f"gossip: {clause}")


def _is_of_people(title: Marked, summary: Marked) -> bool:
    return any(
        marked.has(*PEOPLE) or re.search(_WHO, marked.text) is not None
        for marked in (title, summary)
    )


def _wording(title: Marked, summary: Marked) -> str | None:
    """What private matter the words are on; who it is must stand beside it, or in the title."""
    is_titled = re.search(_WHO, title.text) is not None
    for marked in (title, summary):
        for clause in marked.text.split(" / "):
            is_named = re.search(_WHO, clause) is not None
            is_apart = "CHARACTER" not in clause or _OFF_SCREEN.search(clause) is not None
            if not (is_named or (is_titled and is_apart)):
                continue
            is_near = is_named or marked is title
            for what, words in _RULES.items():
                if (is_near or what not in _OF_NAMED) and _is_of_somebody(words, clause):
                    return None if _FOR_A_PART.search(clause) else what
    whole = f"{title.line} {summary.line}"
    if "CHARACTER" not in title.text and _HEARD.search(whole):
        return "hearsay about somebody's private life"
    if is_titled and _OUTRIGHT.search(title.line) and not _ON_SCREEN.search(title.line):
        return "hearsay about somebody"
    return None


def _is_of_somebody(words: re.Pattern[str], clause: str) -> bool:
    """Whether a clause has the words, and not of a character."""
    found = words.search(clause)
    if found is None:
        return False
    if _OFF_SCREEN.search(clause):
        return True
    return _OF_CHARACTER.search(clause[: found.start()]) is None


def _excuse(title: Marked, summary: Marked, raw: str) -> str | None:
    if _CRITICAL.search(title.text) or _CRITICAL.search(summary.text):
        return "it speaks up against such talk, or for privacy"
    if _OWN.search(title.text) or speaks_of_self(title, raw):
        return "it reports what somebody said of themselves"
    return None
