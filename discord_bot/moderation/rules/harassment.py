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
            "kys|kms YOU|MENTION|already|lol",
            "go ..1 play in traffic",
            "go rope|die|choke|rot|drown|hang",
            "cut YOUR|yourself|urself|deeper",
            "YOU ..3 aborted|swallowed",
            "why are|r YOU still ..1 here|alive",
            "do|doing us|everyone|the|world|gene ..2 favour|favor|pool",
            "eat shit",
            "if YOU vanished|died|disappeared",
            "rope ..3 with YOUR",
            "stop breathing|existing",
            "tall buildings|bridges|bridge",
        ),
        "nobody wants you, go kill yourself",
        "he told me to kill myself in year nine and i'm still here",
    ),
    Rule(
        "self-harm-in-other-languages",
        _LABEL,
        (
            "^ ?mais|et|allez|alors|franchement ?, va te|t' suicider|pendre|tuer|buter|jeter",
            "^ ?mais|et|allez|alors|franchement ?, va crever|mourir ?, ?toi|sale|espece|connard|connasse|MENTION",  # noqa: E501
            "^ ?mais|et|allez|alors|franchement ?, va crever|mourir $",
            "^ ?mais|et|allez|alors|franchement ?, suicide|tue|pends|bute - toi",
            "^ ?e|mas|ai|entao ?, vai ?la ?pra se|te matar|mata|enforcar|suicidar ?, ?MENTION seu|sua|logo|desgracado|desgracada|lixo|otario",  # noqa: E501
            "^ ?e|mas|ai|entao ?, vai ?la ?pra se|te matar|mata|enforcar|suicidar $",
            "^ ?e|mas|entao ?, se mata|mate|enforca ?, ?MENTION seu|sua|logo|desgracado|lixo|otario",  # noqa: E501
            "^ ?e|mas|entao ?, se mata|mate|enforca $",
            "^ ?y|pero|anda|venga ?, ?vete ?y ?ya matate|suicidate|ahorcate|cuelgate ?ya|, ?MENTION|puto|puta|maricon|imbecil|idiota|gilipollas",  # noqa: E501
            "^ ?y|pero|anda|venga ?, ?vete ?y ?ya matate|suicidate|ahorcate|cuelgate ?ya|, $",
            "^ ?und|dann|ach|los ?, bring|hang|erhang|tote|erschiess dich ?doch ?endlich ?einfach um|auf|,|du",  # noqa: E501
            "^ ?und|dann|ach|los ?, bring|hang|erhang|tote|erschiess dich ?doch ?endlich ?einfach $",  # noqa: E501
            "^ ?und|dann|ach|los ?, geh ?doch|bitte|einfach sterben",
        ),
        "vai se matar seu viado",
        "vai se matar de rir com esse episódio",
        settles=True,
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
            "YOUR|YOU_ARE FACE_PART ..3 UGLY|INSULT",
            "YOUR FACE_PART BE|is|are ..2 UGLY|INSULT|trash",
            "YOU ..2 smell|stink|stinks|reek|suck",
            "YOU ?ADVERB ?ADVERB INSULT ?little|fat|stupid|old INSULT|ANIMAL_LOOK",
            "YOU ?ADVERB little|fat|stupid|dumb|ugly ANIMAL_LOOK|INSULT|bitch|pig|cow|rat",
            "what|such a|an ?ADVERB stupid|ugly|fat|dumb|pathetic ?fat INSULT|ANIMAL_LOOK",
            "NEGATION worth ..3 block|time|effort|reply",
            "^ ?YOU stupid|dumb|fat|ugly|lazy|worthless|pathetic cow|bitch|pig|rat|idiot|clown|loser|freak|cunt|twat|slag|whore|slut",  # noqa: E501
            "YOUR mum|mother|mom ..6 should|whore|fat|swallowed|dropped",
            "village idiot",
            "if i had YOUR face",
            "YOU_ARE|YOU ..3 waste of",
            "YOU ..2 make|makes me ..2 sick|vomit",
            "ur|your fat|ugly|stupid|dumb|trash",
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
            "NAMED ..2 looks|look|looking like ..3 ANIMAL_LOOK|INSULT|dead",
            "NAMED ..1 FACE_PART ..3 UGLY|INSULT|sick|make|makes",
            "NAMED 's FACE_PART ..4 UGLY|INSULT|sick|make|makes|massive|huge",
            "NAMED ..3 UGLY|ugliest|worst|dumbest FACE_PART|person|man|woman|actor|thing",
            "NAMED ..3 needs|need ..2 lose|diet|gym|burger|brace|shower",
            "NAMED ..3 lose|gained|gaining weight",
            "NAMED ..2 can't|cant|cannot act|sing|dance|write|draw",
            "NAMED ..3 sex appeal|charisma of",
            "HE_REAL ..3 UGLY|fat|INSULT",
            "mods|moderators|staff|admins ..2 BE|are ..2 INSULT|nazis|pathetic|useless|power",
            "NAMED ..2 useless|talentless|hack|inbred|braindead",
            "face like ..1 slapped|foot|arse|ass",
            "NAMED should|deserves ..2 sectioned|shot|slapped|beaten|cancelled|die",
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
            "I ..2 will|gonna|going|ll ..3 find|hurt|break|smash|kill|beat|end|leak|post|come ..3 YOU|YOUR",  # noqa: E501
            "i'll|ill|imma ..3 THREAT_VERB|find|leak|break|end|dox|doxx|wait|waiting ..4 YOU|YOUR|MENTION|outside",  # noqa: E501
            "outside YOUR|ur house|school|work|home|window",
            "YOUR house|address|window|school|street|curtains|route|plate|door",
            "I ..2 want|wanna ..1 THREAT_VERB|you|see ..1 YOU|NAMED|suffer|bleed",
            "want YOU to suffer|die|cry|hurt",
            "hope|hoping|wish|pray ..4 YOU|YOUR|NAMED|HE|SHE|whoever|mods|MENTION ..4 MISFORTUNE",
            "can't|cant wait ..5 NAMED|YOU|HE|SHE ..4 MISFORTUNE",
            "NAMED|MENTION|YOU deserve|deserves|needs ..2 MISFORTUNE|slap|punch|kicking|beating",
            "i'd|id|i would ..2 THREAT_VERB ..2 NAMED|YOU|that|his|her",
            "enjoy ..4 while|last|job",
            "tick tick|tock",
            "know ..3 where YOU",
            "found ..3 YOUR",
            "watch how|where YOU walk|go",
            "📍|🏠|🔪|🔫|💀 ..3 MENTION|YOU",
            "WEAPON ..3 👉|MENTION",
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
            "sit|sitting on ..1 my|his|her face|lap",
            "nudes|noods|n00ds|feet pics",
            "pics|pic|nudes|photo ..4 😈|😏|🍆|💦|🍑|😉",
            "bend|bent ..2 over",
            "YOU|MENTION ..6 🍆|💦|😈|🥵",
            "turn around for|slowly",
            "take ..2 off for me|us",
            "what are|r YOU wearing",
            "NAMED|YOU ..3 fuckable|hot enough|ride|breed|rail",
            "I ..2 ride|breed|rail|smash|bang|fuck ..1 NAMED|YOU|him|her",
        ),
        "hey <@878418201000822264> send me a pic of your body",
        "can you send me a pic of your sketchbook",
    ),
    Rule(
        "bare-insult",
        _LABEL,
        (
            "^ ?a|an|you|absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what ?absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what RUDE_NAME $",  # noqa: E501
            "^ ?a|an|you|absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what ?absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what RUDE_NAME ?, NAMED|MENTION ?ACTOR $",  # noqa: E501
            "^ NAMED|MENTION ?ACTOR ?,|: ?you|absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what ?absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what RUDE_NAME $",  # noqa: E501
            "^ NAMED|MENTION ?ACTOR , ?you|absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what ?absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what RUDE_NAME",  # noqa: E501
            "^ what a|an ?ADVERB|absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what ?absolute|total|utter|complete|actual|proper|pathetic|stupid|dumb|ugly|fat|fucking|massive|little|silly|sad|vile|horrible|useless|worthless|bloody|such|what RUDE_NAME NAMED|MENTION|HE_REAL|HE|SHE",  # noqa: E501
        ),
        "absolute clown, @x_99",
        "absolute clown of a toaster",
    ),
    Rule(
        "insults-by-name",
        _LABEL,
        (
            # Whole clauses: "fuck, joe is good in this" and "you lucky bastard" are no insults.
            "^ ?you ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless prick|dickhead|asshole|arsehole|cunt|wanker|twat|scumbag|lowlife|degenerate|bitch|whore|slag|bastard ?, ACTOR|MENTION ?ACTOR $",  # noqa: E501
            "^ ACTOR|MENTION ?ACTOR ?,|: you ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless prick|dickhead|asshole|arsehole|cunt|wanker|twat|scumbag|lowlife|degenerate|bitch|whore|slag|bastard $",  # noqa: E501
            "^ ACTOR|MENTION ?ACTOR ?, absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless prick|dickhead|asshole|arsehole|cunt|wanker|twat|scumbag|lowlife|degenerate|bitch|whore|slag|bastard $",  # noqa: E501
            "^ ACTOR|MENTION ?ACTOR BE ?ADVERB ?such ?a|an|the ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless ?absolute|total|utter|complete|actual|pathetic|stupid|dumb|ugly|fat|fucking|massive|vile|horrible|useless|worthless prick|dickhead|asshole|arsehole|cunt|wanker|twat|scumbag|lowlife|degenerate|bitch|whore|slag|bastard $",  # noqa: E501
            "^ ?seriously|honestly|just|so|well|ok|and ?, fuck|screw you|u ?, ACTOR|MENTION ?ACTOR $",  # noqa: E501
            "^ ?seriously|honestly|just|so|well|ok|and ?, fuck ACTOR|MENTION ?ACTOR $",
            "^ ?seriously|honestly|just|so|well|ok|and ?, ACTOR|MENTION ?ACTOR ?, ?just|can|please ?go fuck you|yourself|urself $",  # noqa: E501
            "^ ?seriously|honestly|just|so|well|ok|and ?, go fuck yourself|urself ?, ACTOR|MENTION ?ACTOR $",  # noqa: E501
        ),
        "you pathetic prick, tobie",
        "the prick of a needle",
        settles=True,
    ),
    Rule(
        "swears-at-somebody",
        _LABEL,
        (
            "^ ?seriously|honestly|oh|just|and|so|well|ok ?, fuck|screw|sod|bugger|piss you|off|u ?, NAMED|MENTION ?ACTOR $",  # noqa: E501
            "^ ?seriously|honestly|oh|just|and|so|well|ok ?, NAMED|MENTION ?ACTOR ?, ?can|you|please|just ?just|can fuck|screw|sod|bugger|piss you|off|u|yourself $",  # noqa: E501
            "^ ?seriously|honestly|oh|just|and|so|well|ok|nah|yeah ?, fuck you|u|ya $",
            "^ ?seriously|honestly|oh|just|and|so|well|ok|nah|yeah ?, fuck NAMED|MENTION|HE_REAL ?ACTOR $",  # noqa: E501
            "^ ?you|u|just|and|so|oh|NAMED|MENTION ?, ?can ?all go fuck|screw yourself|urself|yourselves",  # noqa: E501
            "^ ?NAMED|MENTION ?, get fucked|stuffed|bent ?, ?NAMED|MENTION $",
            "eat|suck my ?fat ass|arse|dick|cock $",
        ),
        "fuck off, tobie",
        "fuck off, really? congrats",
    ),
    Rule(
        "damns-somebody",
        _LABEL,
        (
            "^ ?oh|just|and|so|well|honestly ?, ?you|HE_REAL|NAMED|MENTION ?ACTOR ?, ?can|should|will|may|deserves|deserve ?to rot|burn in ?fucking hell ?, NAMED|MENTION ?ACTOR $",  # noqa: E501
            "^ ?oh|just|and|so|well|honestly ?, ?I ?hope you|NAMED|MENTION ?ACTOR ?, ?can|should|will|may|deserve|deserves|to ?to rot|burn in ?fucking hell $",  # noqa: E501
            "^ ?oh|just|and|so|well|honestly ?, go ?straight ?back to ?fucking hell ?, NAMED|MENTION ?ACTOR $",  # noqa: E501
            "^ NAMED|MENTION ?ACTOR ?, ?you ?can|should go ?straight to ?fucking hell $",
        ),
        "burn in hell, tobie",
        "let it burn in hell, that toast",
        settles=True,
    ),
    Rule(
        "wants-somebody-dead",
        _LABEL,
        (
            "^ ?please|pls|can|could|will|god|omg|honestly ?, ?please|can somebody|someone|anybody|anyone ?please|pls|just ?needs|need|has|should ?to kill|shoot|stab|murder|strangle|behead|lynch|hang ACTOR|MENTION|HE_REAL ?ACTOR $",  # noqa: E501
            "^ ?honestly|imo|and|so|well|sorry ?, ACTOR|MENTION|HE_REAL ?ACTOR ?ADVERB should|must|deserves|needs|ought|deserve ?to ?ADVERB be|get shot|hanged|hung|stabbed|lynched|executed|beheaded|murdered|strangled|raped $",  # noqa: E501
            "^ ?honestly|imo|and|so|well|sorry ?, I ?ADVERB want|wanted|need|wish|hope ACTOR|MENTION|HE_REAL ?ACTOR ?was|were|is ?ADVERB dead $",  # noqa: E501
            "^ ?honestly|and|so|well ?, ACTOR|MENTION|HE_REAL ?ACTOR ?ADVERB deserves|needs ?ADVERB to die $",  # noqa: E501
        ),
        "somebody shoot tobie",
        "somebody shoot tobie from the left, the light is better",
        settles=True,
    ),
    Rule(
        "wishes-somebody-harm",
        _LABEL,
        (
            "somebody|someone|anybody|anyone ?please|pls|just ?needs|need|should ?to kill|shoot|stab|murder|strangle|punch|slap|hang NAMED|HE_REAL|him|her",  # noqa: E501
            "NAMED|HE_REAL|HE|SHE ?ADVERB should|deserves|needs|ought|must ?to ?ADVERB be|get shot|hanged|hung|stabbed|lynched|executed|beheaded|murdered|strangled|drowned|beaten|punched|slapped",  # noqa: E501
            "want|wanted|wish|need NAMED|HE_REAL|HE|SHE ?ACTOR dead|gone|hurt|suffering",
            "hope|hopes|hoping|wish|praying ?that ?to NAMED|HE_REAL|HE|SHE ?ACTOR ?just ?really chokes|crashes|drowns|dies|rots|suffers|burns|bleeds|falls|trips|fails",  # noqa: E501
            "hope|hopes|hoping|wish|praying ?that NAMED|HE_REAL|HE|SHE|YOU ?ACTOR ?just ?really gets|get hit|run|ran|shot|stabbed|cancer|sick|mugged|beaten|hurt|injured|killed|crushed",  # noqa: E501
            "hope|hopes|hoping|wish ?that NAMED|HE_REAL|HE|SHE|YOU ?ACTOR never wakes|wake|walks|walk|recovers|recover|breathes",  # noqa: E501
            "^ go to ?fucking hell $",
            "^ rot|burn in ?fucking hell $",
        ),
        "i hope tobie gets hit by a bus",
        "we hope to get a bus",
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
            "nobody|noone|no-one ..3 YOU|MENTION ..1 here|anymore|again",
            "no one|body ..2 likes|wants|cares|asked|loves|missed ..2 YOU|MENTION",
            "everyone|everybody|all ..2 report|spam|block|raid|dislike|mass ..2 his|her|their|MENTION|account|this|him",  # noqa: E501
            "people left|leave|leaves when|after YOU",
            "take ..1 hint",
            "delete YOUR|ur|this account|art|page|yourself",
            "YOUR friends|mates ..4 stopped|left|hate|inviting|laugh|ghosted",
            "log|get|sign off|out ..2 loser|freak|forever|stay|idiot",
            "YOU_ARE ..2 burden|unwanted|unlovable|forgettable",
            "YOU BE ..2 burden|unwanted|unlovable|forgettable",
            "would ..1 notice|miss YOU",
            "quit ..3 YOU|talent|embarrassing",
            "nadie te|ta quiere|soporta",
            "halt die|deine fresse|klappe",
            "ta gueule",
            "cala a boca",
        ),
        "nobody likes you and nobody wants you here",
        "nobody likes the new logo",
    ),
)
