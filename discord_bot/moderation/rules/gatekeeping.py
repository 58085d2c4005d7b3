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
            "NAMED|HE|SHE ..8 🎣",
            "queerbaiter|queerbaiters|gaybait|q-baiting|qbaiting",
            "baiting ..2 us|fans|queer|gays|gay",
            "bait BE ..3 NAMED|HE_REAL",
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
            "YOU|YOU_ARE|NAMED|HE|SHE ..3 larping|pretending|poser|fraud|trender|transtrender|faker|tourist|cosplaying",  # noqa: E501
            "made ..2 up ..8 IDENTITY|attention|when",
            "say|says|saying|said YOUR|YOU_ARE|HE_IS|YOU ..2 IDENTITY cause|because|for|but|so|when",  # noqa: E501
            "came|come|coming out ..6 CLOUT|career|save|cancelled|sell|album|film|season",
            "trend|phase|costume|aesthetic for YOU|him|her|them",
            "IDENTITY ..6 aesthetic|costume|brand|phase|era|trend|contract",
            "fake IDENTITY|gay|queer|lesbian|bi",
            "IDENTITY my arse|ass|foot",
            "QUOTE_MARK IDENTITY QUOTE_MARK ..6 lol|lmao|right|sure|ok|yeah|please|my",
            "attention seeking|seeker|seekers|whore",
            "just|only want|wants|wanted attention|clout|followers|views",
            "act|acts|acting|acted ..2 IDENTITY|gay ..4 for|on",
            "drop|dropped|drops ..3 label|flag ..3 when|once|after|minute",
            "flag|pin|pride ..6 CLOUT|costume|photo|promo",
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
            "can't|cant|cannot be ?a ?ADVERB IDENTITY ..8 and|if|because|cause|when|HE|SHE|YOU",
            "can't|cant|cannot ..1 call YOU|yourself|himself|herself ..2 IDENTITY",
            "NAMED|HE|SHE|YOU isn't|isnt|aint|ain't|not|aren't|arent ..1 one of us",
            "NEGATION one of us ..4 NAMED|MENTION",
            "NAMED|HE_REAL ..3 no right",
            "YOU look|sound ..2 girl|boy ..6 NEGATION",
            "NEGATION believe ..3 NAMED|HE|SHE|MENTION ..3 IDENTITY",
            "NAMED|MENTION ..2 pretends|pretending|claims|claiming",
            "YOU_ARE|YOU ..2 too STRAIGHT|cis|young",
            "YOU just|only ..1 haven't|havent|haven ..3 met|found",
            "wasn't|isn't|wasnt|isnt ..1 even IDENTITY",
            "real|proper|actual|true IDENTITY ..6 NEGATION|would|struggle|know",
        ),
        "he's not really bi, look who he dates",
        "nobody should be told that they are not really bi",
    ),
    Rule(
        "denies-what-is-public",
        _LABEL,
        (
            # PUBLIC_IDENTITY is a word that the named one has said of themselves. Only where
            # nothing narrows it: "isn't bi for attention", "not gay in the show" are other things.
            "^ ?OPENING ?, ACTOR ?ACTOR BE|was ?ADVERB|clearly|obviously not|never ?even|actually|remotely ?a ?REALLY PUBLIC_IDENTITY ?WOMAN|MAN|person $",  # noqa: E501
            "^ ?OPENING ?, ACTOR ?ACTOR ?ADVERB|clearly|obviously isn't|isnt|ain't|aint|wasn't|wasnt ?even|actually|remotely ?a ?REALLY PUBLIC_IDENTITY ?WOMAN|MAN|person $",  # noqa: E501
            "^ ?OPENING ?, ?there ?is|'s no way|chance ?that ?in ?hell ACTOR ?ACTOR BE ?ADVERB ?REALLY PUBLIC_IDENTITY $",  # noqa: E501
            "^ ?OPENING ?, I ?still ?ADVERB don't|dont|refuse ?to believe|buy ?that|for ?a ?second ?that ACTOR ?ACTOR BE ?ADVERB ?REALLY PUBLIC_IDENTITY $",  # noqa: E501
            "^ ?OPENING ?, ACTOR ?ACTOR BE|was ?ADVERB|clearly|obviously not|never ?even|actually|remotely ?a ?REALLY PUBLIC_IDENTITY ?WOMAN|MAN|person GOES_ON",  # noqa: E501
            "^ ?OPENING ?, ACTOR ?ACTOR ?ADVERB|clearly|obviously isn't|isnt|ain't|aint|wasn't|wasnt ?even|actually|remotely ?a ?REALLY PUBLIC_IDENTITY ?WOMAN|MAN|person GOES_ON",  # noqa: E501
            "^ ?OPENING ?, ?there ?is|'s no way|chance ?that ?in ?hell ACTOR ?ACTOR BE ?ADVERB ?REALLY PUBLIC_IDENTITY GOES_ON",  # noqa: E501
            "^ ?OPENING ?, I ?still ?ADVERB don't|dont|refuse ?to believe|buy ?that|for ?a ?second ?that ACTOR ?ACTOR BE ?ADVERB ?REALLY PUBLIC_IDENTITY GOES_ON",  # noqa: E501
        ),
        "joe is not gay",
        "joe is not gay in this film",
        settles=True,
        despite=("public-record",),
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
            "HE|SHE|NAMED|YOU dates|dated|dating|date BOTH_SEXES|girls|men ..6 STRAIGHT|NEGATION|so",  # noqa: E501
            "HE|SHE|YOU ..1 never ..2 had ..2 girlfriend|boyfriend|gf|bf",
            "never ..3 been|dated|kissed|slept ..3 man|woman|guy|girl|boy|men|women",
            "if HE|SHE|YOU|NAMED BE|were|was ?ADVERB ?REALLY IDENTITY",
            "gold star|stars",
            "prove ..3 IDENTITY|it",
            "IDENTITY ..4 but YOU|HE|SHE ..3 like|likes|date|dated|dates|kissed|married|write|writes",  # noqa: E501
            "would've|would have ..2 known",
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
            "role|part|parts ..4 belonged|belongs|goes|go|should ..4 IDENTITY|actual|real",
            "give|gives|giving ..3 role|part ..4 back|to",
            "stole|stolen|stealing|took ..4 role|part|job|roles|parts",
            "playing|plays|play ace|gay|bi|queer|trans|lesbian ..4 when|but|without",
            "STRAIGHT ..2 in|wearing rainbow|pride|flag",
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
            "so|how|very|pretty convenient",
            "just in time for",
            "funny|odd|strange|weird|interesting how HE|SHE|it|they|YOU ..6 IDENTITY|came|out",
            "IDENTITY ..3 season|month|june|monday|thursday|tax",
            "came|comes out ..6 album|film|season|movie|book|tour|finale|promo",
            "for ..1 likes|promo|press|tour|cheque|contract",
        ),
        "funny timing on that tweet kit, right before the season",
        "funny timing, my bus came right after yours",
    ),
)
