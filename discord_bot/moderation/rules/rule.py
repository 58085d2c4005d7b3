"""What a rule is, and the short names that patterns use for several classes at once."""

from __future__ import annotations

from dataclasses import dataclass

from discord_bot.moderation.model import Label


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a message may say.

    ``label`` is the breach it speaks for, or ``OK`` where it speaks for leaving the message alone.
    ``catches`` are messages that the rule must find, ``leaves`` near ones that it must not find or
    that the judge must leave alone all the same. The weight of a rule is learned, not written here;
    but what a rule ``settles`` is as it says whatever the models think of it, unless a rule for the
    contrary fires, too. ``despite`` names rules for the contrary that only read the same words
    without what turns them round, and so say nothing against it. A ``whole`` rule settles that
    a message is fine only where its match is all that the message says.
    """

    id: str
    label: Label
    patterns: tuple[str, ...]
    catches: str
    leaves: str
    settles: bool = False
    despite: tuple[str, ...] = ()
    whole: bool = False


MACROS = {
    "IDENTITY": "ORIENTATION|GENDER_IDENTITY|FLAG|PUBLIC_IDENTITY",
    "QUEER": "QUEER_ORIENTATION|GENDER_IDENTITY|FLAG|PUBLIC_IDENTITY",
    "THIRD": "HE|SHE|THEY|HE_IS",
    "SOMEBODY": "REAL|HE|SHE|THEY|HE_IS|ACQUAINTANCE|PERSON_NOUN|GIVEN_NAME|MENTION",
    "NAMED": "REAL|HE_REAL|ACTOR|MENTION|GIVEN_NAME|PERSON_NOUN",
    "MEMBERS": "MENTION|GIVEN_NAME|MEMBER_NOUN",
    "GROUP": "GAY_PLURAL|PERSON_PLURAL|PEOPLE|WOMAN|MAN",
    "PROTECTED": "ORIENTATION|GENDER_IDENTITY|RACE|RELIGION|MIGRANT|DISABILITY|GAY_PLURAL|PERSON_PLURAL|WOMAN|BODY|FLAG",  # noqa: E501
    "THE_SLURS": "SLUR_GAY|SLUR_TRANS|SLUR_RACE|SLUR_DISABILITY",
    "SELF": "I|I_AM|WE",
    "SALUTE": "hi|hey|hello|hola|salut|bonjour|coucou|hallo|oi|ola|well|ok|yes|yeah|oui|si|ja|sim|lol|honestly",  # noqa: E501
    "JOY": "FLAG|SUPPORT|AFFECTION|😊|🥰|🎉|✨|🙂|😁|😌",
    "OPENING": "lol|lmao|sorry|but|and|because|honestly|actually|nah|no|yeah|fact|facts|reminder|newsflash|also|anyway|tbh|well",  # noqa: E501
    "GOES_ON": ",|-|lol|lmao|irl|imo|tbh|fr|and|but|because|he|she|they|look|anymore|though|anyway|sorry|everyone|guys|😂|🙄|🧢",  # noqa: E501
    "RUDE_NAME": "prick|dickhead|dickheads|asshole|assholes|arsehole|arseholes|bastard|bastards|bitch|cunt|cunts|wanker|wankers|tosser|bellend|knobhead|twat|twats|moron|morons|idiot|idiots|scumbag|clown|clowns|loser|losers|creep|weirdo|freak|muppet|cretin|imbecile|minger|slag|whore|fatso|fatass|lowlife|degenerate",  # noqa: E501
    "SELF_NOUN": "woman|man|girl|boy|guy|person|teen|teenager|kid|mum|dad|lad|lass|human|femme|homme|fille|garcon|mec|personne|mujer|hombre|chica|chico|persona|mulher|homem|menina|menino|garota|garoto|pessoa|frau|mann|madchen|junge|mensch",  # noqa: E501
    "PERSON_OR_YOU": "REAL|HE|SHE|HE_IS|YOU|YOU_ARE|ACQUAINTANCE|PERSON_NOUN|GIVEN_NAME|MENTION",
    "ADVERB": "CERTAIN|SECRETLY|REALLY|actually|also|so|just|such|very|even|probably|totally|maybe|only|fucking|PROFANITY|absolute|total|complete|utter|all|too|literally|simply|basically",  # noqa: E501
}
"""Short names for several classes, so that patterns stay readable."""
