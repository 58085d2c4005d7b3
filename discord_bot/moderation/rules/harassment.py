"""Insults, threats, body-shaming, sexual remarks and telling to self-harm, at a real person."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.HARASSMENT

HARASSMENT = (
    Rule(
        "tells-to-self-harm",
        _LABEL,
        (
            "kys",
            "kill|unalive|neck|hang|hurt|end|off|delete|shoot|rope yourself|urself|yourselves|urselves|themselves|himself|herself|itself",  # noqa: E501
            "go ?and die|choke|jump|rot|hang|drown",
            "drop dead",
            "DIE ..2 MENTION|in a",
            "drink|have|swallow|glass|of ..3 bleach",
            "the bridge is",
            "long walk ..3 pier",
            "stop existing|breathing|living",
            "jump off",
            "waste of oxygen|space|air|skin",
            "better off|place without|with YOU|one",
        ),
        "nobody wants you, go kill yourself",
        "he told me to kill myself in year nine and i'm still here",
    ),
    Rule(
        "insults-you",
        _LABEL,
        (
            "YOU_ARE ..4 STRONG_INSULT|INSULT",
            "YOU BE ..4 STRONG_INSULT|INSULT",
            "YOU ?ADVERB STRONG_INSULT",
            "YOUR ..2 BE ..3 STRONG_INSULT|awful|horrible|terrible|INSULT",
            "YOU ..1 look|looks|sound|sounds like",
            "YOU ..1 PROFANITY STRONG_INSULT|INSULT",
            "shut ..2 up ..3 STRONG_INSULT",
            "STRONG_INSULT MENTION",
            "MENTION ..3 STRONG_INSULT|MOCK_EMOJI",
            "MENTION = MOCK_EMOJI",
            "what a|an INSULT",
            "listen ..2 STRONG_INSULT",
            "YOU STRONG_INSULT",
        ),
        "you are a pathetic loser",
        "i am a pathetic loser at this game",
    ),
    Rule(
        "insults-person",
        _LABEL,
        (
            "NAMED BE|= ..4 STRONG_INSULT|INSULT|MOCK_EMOJI",
            "NAMED 's ..3 INSULT",
            "NAMED ..4 looks|look|has ..4 INSULT|skeleton|rat|horse|pig",
            "NAMED ..6 face ..6 INSULT|sick|punch|punchable",
            "NAMED ..2 so|too|got|getting fat|ugly|thin|skinny",
            "NAMED can't|cant act",
            "NAMED ..4 gained|piled|put ..4 weight|pounds",
            "HE_REAL BE ..4 STRONG_INSULT",
            "mods|moderators|ACQUAINTANCE ..2 BE ..3 STRONG_INSULT|braindead",
            "NAMED|HE_REAL deserves|needs ..3 slap|slapped|punched|beaten|burger|diet",
        ),
        "joe is an ugly talentless loser",
        "the villain is an ugly bully and i love to hate him",
    ),
    Rule(
        "threatens-you",
        _LABEL,
        (
            "I ..4 THREAT_VERB YOU|NAMED|MENTION",
            "i'm|im going|gonna ..3 THREAT_VERB|hurt|find|end YOU|NAMED",
            "know|found|find out where|which|what YOU ..2 live|work|study|school|college|go",
            "I ..2 know|found ..2 where|which YOU|school|college|address",
            "watch your back|mouth",
            "sleep with one eye",
            "hope|wish YOU|YOUR|NAMED ..5 die|dies|dead|breaks|chokes|suffer|cancer|killed|hurt|crash|never",  # noqa: E501
            "hope ..2 dog|cat|mum|mom|family dies|die",
            "WEAPON ..2 MENTION|YOU",
            "MENTION ..2 WEAPON",
            "YOU BE dead|next|finished|dead ..2 meat",
            "MENTION|YOU ..3 count your days",
            "see you at|outside ..6 punch|teeth|smash",
            "someone should|needs ..2 THREAT_VERB",
        ),
        "i know which school you go to, watch your back",
        "i know which school the show was filmed at",
    ),
    Rule(
        "sexual-remark",
        _LABEL,
        (
            "send|show me ..2 pic|pics|nudes|photo|feet|tits|body|bra",
            "send|sending ..1 nudes|feet|tits",
            "what are you wearing|YOU wearing",
            "what you're|youre wearing 😏",
            "sit on my|his face",
            "NAMED|YOU|HE|SHE ..6 tits|boobs|cock|dick|arse|ass|bulge",
            "😏 ..6 YOU|MENTION",
            "YOU|MENTION ..8 😏",
            "wanna|want|would to|let bang|fuck|smash|shag|rail|bone YOU|HE|SHE|NAMED|him|her",
        ),
        "hey <@878418201000822264> send me a pic of your body",
        "can you send me a pic of your sketchbook",
    ),
    Rule(
        "nobody-likes-you",
        _LABEL,
        (
            "nobody|noone|none ..2 likes|wants|cares|asked|loves|needs|misses ..1 YOU|YOUR",
            "no one ..2 likes|wants|cares|asked|loves|needs|misses ..1 YOU|YOUR",
            "everyone|everybody ..3 hates|laughs|laughing ..2 YOU|MENTION",
            "nobody wants YOU",
            "why ..3 friends ..2 left|stopped|hate|ran",
            "get a life",
            "go away|cry|touch ..3 MENTION|loser",
            "do us|everyone|me a favour|favor",
            "YOU ..4 never opened ..2 mouth",
            "spam|report|raid her|his|their dms|account|page",
            "everyone go ..2 spam|look|laugh",
            "can ..1 all choke|rot|burn",
        ),
        "nobody likes you and nobody wants you here",
        "nobody likes the new logo",
    ),
)
