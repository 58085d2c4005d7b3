"""Accusing somebody of faking who they are, or of not being it enough."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.GATEKEEPING

GATEKEEPING = (
    Rule(
        "accuses-of-bait",
        _LABEL,
        (
            "NAMED|HE|SHE|YOU ..6 BAIT",
            "BAIT ..8 NAMED|HE_REAL",
            "🎣 ..3 IDENTITY|NAMED",
        ),
        "seb is a queerbaiter and you all fell for it",
        "queerbaiting is something that a studio does",
    ),
    Rule(
        "accuses-of-faking",
        _LABEL,
        (
            "PERSON_OR_YOU ..5 FAKE|CAP ..4 IDENTITY",
            "FAKE ?IDENTITY IDENTITY|fan|gay|ally",
            "pretending|pretends|pretend|faking|faked to|being|it ..2 IDENTITY",
            "only|just IDENTITY ..1 for|because|when|until|till|so",
            "IDENTITY ..1 for ..2 CLOUT",
            "IDENTITY BE ..3 CLOUT|trend|trendy|costume|marketing",
            "IDENTITY ..3 CLOUT",
            "calling ..3 IDENTITY ..4 CLOUT|marketing|strategy",
            "IDENTITY CAP",
            "play|plays|playing up ..3 IDENTITY",
            "said|says ..2 IDENTITY but",
            "IDENTITY since monday|tuesday|wednesday|thursday|friday|yesterday|last",
            "nobody|noone turns|becomes IDENTITY",
        ),
        "he is only bi for the clout",
        "am i only saying i'm bi for attention? help",
    ),
    Rule(
        "denies-what-was-said",
        _LABEL,
        (
            "NAMED|HE|SHE|HE_IS|YOU|YOU_ARE ..2 NEGATION_WORD ?REALLY ?a ?ADVERB ?REALLY IDENTITY",
            "NEGATION_WORD REALLY ?a IDENTITY",
            "isn't|isnt|not a proper|real|true|actual IDENTITY",
            "was|were never ?REALLY IDENTITY",
            "can't|cant|cannot|don't|dont get call|to yourself|himself|herself|themselves ..1 IDENTITY",  # noqa: E501
            "call|calls|calling yourself|himself|herself|themselves ..1 IDENTITY",
            "that's|thats|that not ?REALLY IDENTITY",
            "so no HE|SHE|HE_IS isn't|isnt|not",
        ),
        "he's not really bi, look who he dates",
        "nobody should be told that they are not really bi",
    ),
    Rule(
        "demands-proof",
        _LABEL,
        (
            "you've|youve|he's|hes|she's|shes never ..2 kissed|dated|been ..3 BOTH_SEXES",
            "you've|youve|he's|hes|she's|shes never ..2 kissed|dated ..1 girl|boy|man|woman|guy",
            "only ..3 dated|been|kissed|seen ..3 BOTH_SEXES",
            "how many BOTH_SEXES ..4 dated|kissed",
            "IDENTITY if|unless YOU|HE|SHE|THEY ..5 BOTH_SEXES",
            "if|unless ..6 BOTH_SEXES ..6 NEGATION|never IDENTITY",
            "evidence|proof that|of ..3 likes|IDENTITY",
            "too young to know",
            "IDENTITY ..4 but YOUR|HE|SHE ..3 ex|PARTNER_WORD",
            "if ..2 really|REALLY IDENTITY",
        ),
        "you've never even kissed a girl so you're not bi",
        "i have never kissed a girl, am i still bi?",
    ),
    Rule(
        "takes-roles",
        _LABEL,
        (
            "STRAIGHT MAN|WOMAN|PERSON_NOUN|actor ..4 TAKING_ROLES",
            "NAMED|HE ..6 TAKING_ROLES ..5 IDENTITY|actual",
            "STRAIGHT ..3 playing|plays ..2 gay|queer|IDENTITY",
            "NAMED ..4 no business playing",
            "tourist ..3 community",
        ),
        "sebastian is a straight man stealing a queer role",
        "should straight actors play queer roles in general?",
    ),
    Rule(
        "suspects-timing",
        _LABEL,
        (
            "funny|convenient|interesting timing",
            "what a coincidence",
            "came|come out right|just after|when|before",
            "IDENTITY when ..3 season|there's|promote|filming",
            "agent|pr|team|publicist wrote|writes",
            "PUBLIC_IDENTITY ..3 🧢|🙄",
            "QUOTE_MARK IDENTITY QUOTE_MARK ..3 sure|🧢|🙄",
        ),
        "funny timing on that tweet kit, right before the season",
        "funny timing, my bus came right after yours",
    ),
)
