"""Pressing somebody to come out, claiming a right to know, telling what is not one's to tell."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.OUTING

OUTING = (
    Rule(
        "presses-to-come-out",
        _LABEL,
        (
            "just COME out",
            "NAMED|YOU|HE|SHE|THEY ..5 COME out ..3 already|now|publicly|finally|yet",
            "COME out already",
            "when ..2 NAMED|HE|SHE ..2 COME out",
            "should|must|needs|need ..2 COME out",
            "stop hiding",
            "out yourself|urself|himself|herself",
            "pick one ..3 tell",
            "sal del closet",
            "sag ..3 was du bist",
            "closet door",
        ),
        "just come out already tobie",
        "the new volume should come out in may",
    ),
    Rule(
        "demands-label",
        _LABEL,
        (
            "NAMED|YOU|HE|SHE|THEY ..6 say|announce|admit|confess|declare|confirm ..1 it|IDENTITY",
            "say it with YOUR chest",
            "say the words",
            "label himself|herself|themself|themselves|yourself|urself",
            "choose|pick ..1 one|label ..3 say|tell|and",
            "tell us what|who|which you|he|she|they",
            "NAMED ..4 just say|admit|confirm|tell",
            "tell ..1 server|everyone|us what YOU BE",
            "answer ..2 question|comments ..6 QUEER",
            "which letter",
        ),
        "tobie just say it, nobody would mind",
        "just say it in the suggestions channel",
    ),
    Rule(
        "right-to-know",
        _LABEL,
        (
            "right to know",
            "OWE ..4 us|fans|community|answer|truth|honesty|explanation|kids|it",
            "fans|we OWE ..4 know|honesty|answer|truth",
            "NAMED|HE|SHE|THEY OWE",
            "NEGATION hide behind",
            "privacy ..3 excuse|cop-out|cop",
            "have ..1 waited long enough",
            "silence is",
        ),
        "he owes us an answer after three seasons",
        "the bank owes us an answer about the loan",
    ),
    Rule(
        "tells-of-member",
        _LABEL,
        (
            "MENTION ?ADVERB BE_NOW ?ADVERB ?a ?ADVERB QUEER",
            "GIVEN_NAME ..8 BE_NOW ?ADVERB ?a ?ADVERB QUEER",
            "GIVEN_NAME ..2 = QUEER",
            "MENTION = QUEER",
            "MEMBER_NOUN ..8 BE_NOW ?ADVERB ?a QUEER",
            "MENTION|GIVEN_NAME used to be",
            "MEMBER_NOUN ..8 HE_IS ?ADVERB ?a ?ADVERB QUEER",
            "was|were born a|as",
        ),
        "<@878418201000822264> is trans btw, pass it on",
        "<@878418201000822264> is running the trans book club this week",
    ),
    Rule(
        "tells-a-secret",
        _LABEL,
        (
            "hasn't|hasnt|haven't|havent told ..3 PARENTS|anyone|you|us|them",
            "PARENTS ..3 NEGATION know",
            "NAMED|MEMBERS|HE|SHE ..6 told me ..4 dm|dms|vc|night|secret",
            "pass it on|around",
            "spread it",
            "his|her|their alt|tinder|grindr|hinge",
            "QUEER ..5 HUSH",
            "HUSH ..5 QUEER",
            "told me not to",
            "going|gonna tell PARENTS|everyone ..6 QUEER|girls|boys",
            "tell|telling her|his|their PARENTS|brother|sister",
            "should i post|share|leak",
            "before HE|SHE|THEY transitioned|transition",
            "dm me for|if",
        ),
        "theo's parents don't know he has a boyfriend, pass it on",
        "my parents don't know i have a boyfriend",
    ),
    Rule(
        "organises-pressure",
        _LABEL,
        (
            "everyone|all|let's|lets comment|ask|asking ..6 until|HE|NAMED",
            "somebody|someone ..3 ask ..2 NAMED|HE|SHE|them",
            "until HE|SHE|THEY ..2 does|do|answers|says|comes",
            "pushing|pressure works",
            "tick tock",
        ),
        "everyone comment under his post until he does it",
        "everyone comment your favourite episode until friday",
    ),
)
