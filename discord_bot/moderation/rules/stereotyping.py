"""Reading who somebody is off looks, voice, clothes or hobbies."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.STEREOTYPING

STEREOTYPING = (
    Rule(
        "reads-off-looks",
        _LABEL,
        (
            "LOOKS ..2 IDENTITY",
            "LOOKS ..1 like ?a IDENTITY",
            "LOOKS|HOBBY ..4 so ..2 IDENTITY",
            "NEGATION look|sound|seem|dress|strike ..3 IDENTITY",
            "IDENTITY LOOKS",
            "IDENTITY MAN|WOMAN|people ..3 LOOKS",
            "IDENTITY ..3 from|by ..5 LOOKS",
            "passes|pass so|very well",
            "never guess|know|think ..4 IDENTITY",
            "you'd|youd|would never|honestly guess|know|tell",
        ),
        "he walks so gay honestly",
        "i look so gay in this jumper, i love it",
    ),
    Rule(
        "no-straight-person-would",
        _LABEL,
        (
            "no STRAIGHT MAN|WOMAN|person|one",
            "no ?STRAIGHT MAN who's|whos|into ..6 LOOKS",
            "STRAIGHT MAN|WOMAN|people|person ..2 NEGATION|would|wouldn't|never|don't",
            "no heterosexual explanation|way",
            "NEGATION be STRAIGHT ..4 LOOKS|that|with",
            "can't|cant|cannot be STRAIGHT",
        ),
        "no straight boy owns that many rings",
        "no straight answers from the streaming service about the date",
    ),
    Rule(
        "can-tell",
        _LABEL,
        (
            "can|could always|just|totally|so tell ..8 IDENTITY|LOOKS",
            "you|i|we can tell ..6 IDENTITY",
            "can tell ..6 LOOKS",
            "tell ..3 IDENTITY ..5 LOOKS",
            "GAYDAR",
            "how|so i|you|we spot|know|tell",
            "IDENTITY ..3 obvious|clock|clocked",
            "clocked him|her|them|it",
            "rest my case",
            "say no more",
            "we|i ..1 knew ..3 first|second|minute",
        ),
        "you can always tell a gay man by his shoes",
        "you can tell he practised the drums",
    ),
    Rule(
        "gives-vibes",
        _LABEL,
        (
            "VIBES ..2 IDENTITY",
            "IDENTITY VIBES",
            "screams IDENTITY",
            "ding ding",
            "beep beep",
            "diagnosis IDENTITY",
            "starter pack",
            "IDENTITY coded",
        ),
        "that haircut screams lesbian",
        "the lighting gives the scene a lesbian vampire film mood and i'm here for it",
    ),
    Rule(
        "too-x-to-be",
        _LABEL,
        (
            "too ..3 to be ..2 IDENTITY",
            "too ..3 for ..1 IDENTITY",
            "too ..3 to like BOTH_SEXES",
            "IDENTITY ..4 with nails|hair|legs|LOOKS",
            "no way ..4 IDENTITY ..4 LOOKS|with",
            "don't|dont|doesn't|doesnt seem|strike ..3 type|one",
            "NEGATION the type",
            "but YOU ..4 HOBBY|LOOKS",
            "YOU|YOU_ARE ..1 so TYPE_WORD|manly|girly",
        ),
        "imogen is too girly to be gay",
        "it's too late to be awake, gays",
    ),
    Rule(
        "all-of-them-do",
        _LABEL,
        (
            "IDENTITY MAN|WOMAN|people|folks|girls|boys|GROUP all|always|have|never|love|can't",
            "GAY_PLURAL all|always|have|never|can't",
            "all|every|most IDENTITY|GAY_PLURAL ?GROUP ..4 LOOKS|HOBBY|have|are",
            "MAN|boys|boy|WOMAN who|that ..8 BE always|all|usually IDENTITY",
            "every MAN|WOMAN|boy ..6 is IDENTITY",
            "HOBBY MAN|lads|boys|WOMAN|players ..2 NEGATION|BE ..1 IDENTITY",
        ),
        "boys who bake are always gay",
        "boys who bake always share their cake with me",
    ),
)
