"""Attacks on people for who they are."""

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.IDENTITY_ATTACK

ATTACKS = (
    Rule(
        "slur",
        _LABEL,
        ("SLUR_GAY|SLUR_TRANS|SLUR_RACE|SLUR_DISABILITY",),
        "get out of here you faggot",
        "he called me a faggot in the corridor today",
    ),
    Rule(
        "slur-at-you",
        _LABEL,
        (
            "YOU|YOU_ARE ..3 THE_SLURS|SLUR_WOMAN",
            "THE_SLURS ..2 YOU|MENTION|out",
            "these|those|all|damn|fucking|dirty|little ..1 THE_SLURS",
            "MENTION ..3 THE_SLURS",
            "this|that THE_SLURS",
        ),
        "<@878418201000822264> you absolute tranny",
        "someone shouted tranny at me and you were kind about it",
    ),
    Rule(
        "slur-in-other-languages",
        _LABEL,
        (
            # At the beginning, or called after somebody: "on m'a traité de sale pd" is told of.
            "^ ?mais|et|eh|oh|va|toi|mdr|ptn|putain ?, sale|espece|bande|gros ?de ?sale|petit|gros pd|pds|mongol|mongols|mongole|negre|THE_SLURS",  # noqa: E501
            "^ ?mais|et|eh|oh|putain ?, tu es|est ?vraiment|juste|qu'un ?un|une ?vrai|vraie|sale|gros|petit pd|mongol|mongole|THE_SLURS",  # noqa: E501
            "^ ?mais|et|eh|oh|putain ?, t'es|t'est ?vraiment|juste|qu'un ?un|une ?vrai|vraie|sale|gros|petit pd|mongol|mongole|THE_SLURS",  # noqa: E501
            "gueule|tais|toi|degage|creve|suicide|va|casse|nique ?- ?toi ?, sale|espece|gros ?de ?sale|petit pd|mongol|mongole|THE_SLURS",  # noqa: E501
            "^ ?oh|e|mas ?, ?seu|seus|sua|suas ?grande|maldito|maldita|nojento|puto seu|seus|sua|suas|bando|grande ?de mongol|THE_SLURS",  # noqa: E501
            "mate|matar|cala|caia|morre|morra|foder|sai|some|cu ..2 seu|sua|seus|suas mongol|THE_SLURS",  # noqa: E501
            "^ ?mas|e|ei ?, voce|vc|tu e|eh|es ?so|mesmo ?um|uma ?grande|baita mongol|viado|bicha|boiola|traveco|macaco|sapatao|baitola|retardado|retardada",  # noqa: E501
            "^ ?pero|y|oye|anda|calla|callate ?, ?puto|puta|maldito|maldita|pinche|asqueroso|asquerosa|jodido|eres puto|puta|maldito|maldita|pinche|asqueroso|asquerosa|jodido|un|una ?puto|puta|maldito|pinche maricon|marica|maricona|joto|bollera|tortillera|sudaca|negrata|moraco|subnormal|retrasado|retrasada|mongolico|sarasa|negro|negra",  # noqa: E501
            "negro|negra|negros|negras|moro|moros|sudaca|sudacas|maricon|maricones de mierda",
            "^ ?ey|ach|und|halt ?, du|ihr|scheiss|drecks ?kleine|kleiner|dumme|dummer|dreckige|dreckiger|scheiss|verdammte|verdammter|ekelhafte|miese ?kleine|kleiner|scheiss schwuchtel|schwuchteln|tunte|transe|kampflesbe|kanake|kanaken|neger|zigeuner|schlitzauge|judensau|spast|spasti|mongo|behindi|kruppel|retard",  # noqa: E501
            "^ ?ey|ach|und ?, du bist ?doch|echt|nur|so|wirklich ?nur|so ?eine|ein ?kleine|dreckige schwuchtel|tunte|transe|kampflesbe|kanake|neger|zigeuner|schlitzauge|spast|spasti|mongo|kruppel",  # noqa: E501
        ),
        "tu es un sale pédé",
        "on m'a dit que j'étais un sale pédé",
        settles=True,
        despite=("speaks-of-self", "says-who-one-is"),
    ),
    Rule(
        "group-is-bad",
        _LABEL,
        (
            "PROTECTED ?GROUP BE ..4 DEGRADING",
            "PROTECTED ?GROUP ..1 ruining|destroying|ruined|destroyed|taking|invading|polluting|spread|carry",  # noqa: E501
            "DEGRADING PROTECTED ?GROUP",
            "PROTECTED ?GROUP ..2 like DEHUMANISING",
            "PROTECTED ?GROUP BE NEGATION ..3 human|normal|people|natural|welcome|real|person",
            "PROTECTED ?GROUP = ..2 DEGRADING|DISGUST_EMOJI",
            "PROTECTED|GROUP ..2 make me sick|puke|vomit|angry",
            "nothing but DEGRADING",
            "GROUP BE nothing but",
            "THEY|these ?PEOPLE BE|they're ..3 DEHUMANISING",
            "PROTECTED ?GROUP ..2 MISDEED",
            "PROTECTED ?GROUP can't|cant|cannot ..2 act|drive|be|cook|write|trusted|sing|dance|think|read",  # noqa: E501
            "PROTECTED ?GROUP ..2 ruin|ruins|spoil|spoils|control|controls|own|owns ..2 every|all|this|everything|the",  # noqa: E501
            "DEGRADING|dirty|stupid|fucking|filthy|ugly|bloody PROTECTED ?GROUP",
            "never trust|date|hire|marry|met|seen|believe ..4 PROTECTED",
            "PROTECTED ?GROUP ..2 worse|lower than",
            "PROTECTED ?GROUP ..1 like|basically|just ..1 DEHUMANISING|animals|dogs",
            "PROTECTED ..8 STOP ..1 THEY|they're|all ..5 DEGRADING|MISDEED|DEHUMANISING",
            "PROTECTED ?GROUP have|has no morals|feelings|souls|soul|shame|empathy|right|honour|rights|place",  # noqa: E501
            "PROTECTED ?GROUP BE ..3 waste|joke|embarrassment|threat|problem|worst|monsters|robots|scum",  # noqa: E501
            "their|his|her lot|sort|kind",
            "ORIENTATION|GENDER_IDENTITY|RACE|RELIGION|MIGRANT|DISABILITY JOB_PLURAL BE ..3 DEGRADING",  # noqa: E501
            "^ ?and|but HE_GROUP BE ?NEGATION ?all ?ADVERB ?a|an|the DEGRADING|DEHUMANISING|human|people",  # noqa: E501
        ),
        "bi people are greedy and confused",
        "bi people aren't greedy or confused",
    ),
    Rule(
        "calls-them-all",
        _LABEL,
        (
            # Only at the beginning: "my uncle thinks all immigrants are criminals" is told of.
            "^ ?I ?ADVERB ?reckon|think|believe|swear|say|bet ?that ?, all|most|these|those ?the|these|those|of ?the|PROFANITY PROTECTED ?PROTECTED ?GROUP BE ?all ?ADVERB ?ADVERB ?a|the|nothing ?but DEHUMANISING|criminals|thieves|rapists|terrorists|liars|cheats|cheaters|perverts|predators|groomers|paedos|pedos|paedophiles|pedophiles|degenerates|deviants|savages|scum|disgusting|evil|inferior|greedy|mentally|delusional|subhuman",  # noqa: E501
        ),
        "i reckon all immigrants are criminals",
        "my uncle reckons all immigrants are criminals",
        settles=True,
    ),
    Rule(
        "hates-group",
        _LABEL,
        (
            "I ..2 HATE_VERB ..3 PROTECTED",
            "HATE_VERB ..2 PROTECTED ?GROUP",
            "PROTECTED ?GROUP HATE_VERB me",
            "I can't|cant stand|bear ..2 PROTECTED",
            "I ..2 HATE_VERB THEY|them|em",
            "PROTECTED|FLAG ..3 DISGUST_EMOJI",
            "DISGUST_EMOJI ..3 PROTECTED|FLAG",
            "sick|tired of ..2 PROTECTED",
            "fuck ..1 PROTECTED ?GROUP",
            "HATE_VERB|hate all|every|those|these|the ?PROFANITY PROTECTED",
            "PROTECTED ?GROUP ..2 make|makes|made|making me|us ..2 sick|uncomfortable|angry|ill|vomit|puke|laugh|scream",  # noqa: E501
            "respect|time|love|patience for PROTECTED ?GROUP",
            "no respect|time|patience ..2 PROTECTED",
            "had enough of ..2 PROTECTED",
            "PROTECTED ..8 STOP ..1 I ..2 HATE_VERB|can't ..1 THEY|them|stand",
            "nobody|noone|no likes|wants|asked ..3 PROTECTED",
            "get ..2 PROTECTED ..2 off|out|away",
            "disgusted|repulsed|sickened by PROTECTED",
            "I ..3 HATE_VERB|loathe|despise ?all|every ?of HE_GROUP",
        ),
        "i hate lesbians so much",
        "i hate people who hate lesbians",
    ),
    Rule(
        "threatens-group",
        _LABEL,
        (
            "PROTECTED ?GROUP ..2 should|must|need|needs|deserve|ought|gotta|better ..4 KILLED|EXCLUDE_VERB|KILL_VERB|die|THREAT_VERB",  # noqa: E501
            # Not "hang around with girls".
            "KILL_VERB|ban|deport|lock ?all|every|these|those|the|any ?PROFANITY|the|of PROTECTED",
            "PROTECTED ?GROUP ..1 deserve ..3 die|DIE|beaten|hell|shot|beating",
            "death to ..1 PROTECTED",
            "PROTECTED ..2 should|can|must|will DIE|burn|hang|rot|disappear",
            "WEAPON ..2 PROTECTED|FLAG",
            "want|wish|hope|wanna|love|gonna|going ..3 KILL_VERB|THREAT_VERB ..3 PROTECTED",
            "wish|hope ..3 PROTECTED ..3 DIE|die|disappear|gone|KILLED",
            "send|put|lock ..2 PROTECTED|THE_SLURS ..4 to|in|up",
            "clean ..2 server|country|place up",
            "world ..4 without ..2 PROTECTED",
            "PROTECTED ?GROUP ..2 should|must|need|deserve|ought|can ..3 stay|know|shut|disappear|leave|go|get|hide|vanish|hang|die|burn|rot|suffer",  # noqa: E501
            "KILL_VERB|THREAT_VERB ..2 every|all|those|any|them|the ..2 PROTECTED|THE_SLURS",
            "put|send|throw|ship|shove ..3 PROTECTED|THE_SLURS|them ..3 on|off|back|in|to|out",
            "wish|hope ..1 all|every|the ..2 PROTECTED ..3 would|just|all|DIE|get|vanish|disappear|gone",  # noqa: E501
            "someone|somebody|we|they should|needs|must|need ..3 KILL_VERB|THREAT_VERB|EXCLUDE_VERB ..3 PROTECTED|THE_SLURS|them",  # noqa: E501
            "if ..4 PROTECTED ..4 i'll|ill|i will|would ..2 THREAT_VERB",
            "sink ..2 boats|boat",
            "send|sent|ship back|home ..3 PROTECTED|boats|them",
            "I|WE ..1 want|wanted|wanna|love|like|could|should|nearly|almost ..2 KILL_VERB|THREAT_VERB|spit|kick|push ..2 HE_GROUP",  # noqa: E501
            "^ HE_GROUP ?all ?ADVERB should|must|need|needs|deserve|deserves ?to ?all ?be|get KILLED|KILL_VERB|EXCLUDE_VERB|DIE|spat",  # noqa: E501
        ),
        "all muslims should be deported",
        "nobody should be deported for being muslim",
    ),
    Rule(
        "excludes",
        _LABEL,
        (
            "go back to",
            "go back where",
            "PROTECTED ?GROUP ..2 NEGATION ..3 place|belong|allowed|welcome|deserve|rights|exist|be",  # noqa: E501
            "keep|get|kick ..2 PROTECTED|THE_SLURS ..3 out|away|off",
            "PROTECTED|THE_SLURS get|stay out|away",
            "no PROTECTED|THE_SLURS allowed|here|in",
            "don't|dont|NEGATION want|need|let ..3 PROTECTED",
            "fewer|less|too many ..1 PROTECTED",
            "shoved|rammed|forced down ..1 throats",
            "ban every|all",
            "keep it in ..1 bedroom",
            "PROTECTED ..6 somewhere else",
            "half|whole|entire ..1 cast ..2 RACE|IDENTITY",
            "diversity quota|hire|hires",
            "NEGATION want|like ..3 PROTECTED ?GROUP ..3 here|in|near|on|around|server",
            "PROTECTED ?GROUP shouldn't|shouldnt|cannot|should|must NEGATION ..2 be|exist|adopt|marry|vote|have|teach|play",  # noqa: E501
            "PROTECTED ?GROUP ..2 belong ..3 in|kitchen|zoo|home|hospital|camp",
            "PROTECTED stay|keep|kept|out out|away|of|off",
            "keep|kept ..3 PROTECTED ..3 away|out|from|off",
            "PROTECTED taking|take over",
            "PROTECTED ?GROUP ..3 taking our|over|jobs",
            "your kind",
            "no place ..4 PROTECTED",
            "near|around my kids|children|daughter|son",
            "another PROTECTED ..4 quota|woke|box",
            "disown ..4 if|my|kid|son|daughter",
            "i'd|id rather ..8 PROTECTED",
        ),
        "muslims don't belong in this server",
        "muslims belong in this server as much as anyone",
    ),
    Rule(
        "denies-identity",
        _LABEL,
        (
            "GENDER_IDENTITY WOMAN are|is|r|was|were|= ..2 MAN",
            "GENDER_IDENTITY MAN are|is|r|was|were|= ..2 WOMAN",
            "CHARACTER|NAMED|THIRD ..1 BE|= ..2 MAN|boy|👨 in|wearing|with a|dress|skirt|👗",
            "BE NEGATION|isn't|isnt|not a|an real|actual ?WOMAN WOMAN|MAN",
            "isn't|isnt|aren't|not|never|ain't ..1 REALLY WOMAN|MAN",
            "will never|always be ..2 WOMAN|MAN|girl|boy",
            "never|always be a he|she|him|her",
            "only two genders|sexes",
            "two genders",
            "no such thing ..2 IDENTITY",
            "IDENTITY BE|isn't|doesn't|doesnt|don't ?NEGATION ?a|even exist|exists|real|thing|valid",  # noqa: E501
            "IDENTITY BE ..2 phase|UNNATURAL|choice|trend|illness|disorder|fad|made",
            "GAY_PLURAL BE ..2 phase|UNNATURAL|going",
            "mental illness|disorder",
            "NEGATION calling|call him|her|them she|he|they",
            "real|birth|actual name is|was",
            "biological male|female|man|woman|sex",
            "attack helicopter|helicopters",
            "adam & eve",
            "love the sinner",
            "just broken",
            "ywnbaw",
            "41%",
            "NAMED|CHARACTER|HE_REAL|MENTION ..3 BE|is|= ?ADVERB ?a man|dude|bloke|boy|male|he",
            "calling him|her|them|it she|he|they|her|him",
            "NEGATION calling|call YOU|him|her ..3 they|she|he|that",
            "boys|men|bloke|blokes|man|lads in wigs|dresses|skirts|frocks|heels",
            "pretending to be ?a girl|girls|woman|women|man",
            "xy BE|is xy",
            "chromosomes|chromosome|biology ..6 man|woman|male|female|CHARACTER|NAMED|SHE",
            "they BE plural",
            "no one|nobody BE ?actually IDENTITY",
            "what ?'s under the|her|his skirt|dress",
            "it|thing|that in ..1 dress|skirt|wig",
            "IDENTITY ..6 should|belong ..3 hospital|doctor|therapy|ward",
        ),
        "trans women are men, get over it",
        "trans women are women, get over it",
    ),
    Rule(
        "misgenders",
        _LABEL,
        (
            "GENDER_IDENTITY women|woman|girls|girl are|is|r|was|were ?ADVERB ?a men|man|boys|boy|males|blokes",  # noqa: E501
            "GENDER_IDENTITY men|man|boys|boy are|is|r|was|were ?ADVERB ?a women|woman|girls|girl|females",  # noqa: E501
        ),
        "trans women are men",
        "trans women are women",
        settles=True,
    ),
    Rule(
        "denies-gender",
        _LABEL,
        (
            "ACTOR|HE_REAL ?ACTOR BE|was ?ADVERB|still|always|clearly biologically|genetically|chromosomally|biological ?a|always|still ?a man|woman|male|female|boy|girl|dude",  # noqa: E501
            "^ ?OPENING ?, ACTOR ?ACTOR was|is ?ADVERB born ?as a man|woman|male|female|boy|girl",
            "ACTOR ?ACTOR will always|forever be ?a man|woman|male|female|boy|girl|he|him",
            "ACTOR ?ACTOR will never be ?a ?REALLY man|woman|male|female|boy|girl",
            "ACTOR ?ACTOR is|isn't|isnt|ain't|aint ?not not|a|an a|real|actual|true|proper ?real|actual|true|proper woman|man|girl|boy $",  # noqa: E501
        ),
        "kit is biologically a woman",
        "yasmin is a doctor now",
        settles=True,
        despite=("public-record",),
    ),
    Rule(
        "denies-humanity",
        _LABEL,
        (
            "PROTECTED ?GROUP BE ?ADVERB not|never ?ADVERB|even|really|fully|quite ?a human|humans|people|person|equal|decent|honest|trustworthy|innocent",  # noqa: E501
            "PROTECTED ?GROUP aren't|arent|isn't|isnt|ain't ?ADVERB|even|really|fully ?a human|humans|people|person|equal|decent",  # noqa: E501
        ),
        "gay people are not human",
        "gay people are not criminals",
        settles=True,
        despite=("negates-attack", "affirms", "answers-with-warmth"),
    ),
    Rule(
        "says-they-are-not",
        _LABEL,
        (
            "^ ?but|and|because|sorry|honestly|lol|fact|look ?,|: GENDER_IDENTITY women|woman|girls|girl aren't|arent|isn't|isnt|ain't|aint ?REALLY ?a ?REALLY women|woman|girls|girl|female|females|ladies",  # noqa: E501
            "^ ?but|and|because|sorry|honestly|lol|fact|look ?,|: GENDER_IDENTITY women|woman|girls|girl are|is|r not|never ?REALLY ?a ?REALLY women|woman|girls|girl|female|females|ladies",  # noqa: E501
            "^ ?but|and|because|sorry|honestly|lol|fact|look ?,|: GENDER_IDENTITY men|man|boys|boy|guys aren't|arent|isn't|isnt|ain't|aint ?REALLY ?a ?REALLY men|man|boys|boy|guys|male|males|blokes",  # noqa: E501
            "^ ?but|and|because|sorry|honestly|lol|fact|look ?,|: GENDER_IDENTITY men|man|boys|boy|guys are|is|r not|never ?REALLY ?a ?REALLY men|man|boys|boy|guys|male|males|blokes",  # noqa: E501
        ),
        "trans women aren't women, deal with it",
        "trans women aren't aliens, deal with it",
        settles=True,
        despite=("affirms",),
    ),
    Rule(
        "sends-back",
        _LABEL,
        (
            "send|ship|put|deport|fly|kick HE|SHE|THEY|NAMED|CHARACTER back|home ?to where|wherever HE|SHE|THEY come|comes|came|belong|belongs|crawled",  # noqa: E501
            "go|fuck|piss|crawl ?off back ?home ?to where|wherever YOU come|came|belong|crawled",
        ),
        "send him back where he came from",
        "send him back to the director",
        settles=True,
    ),
    Rule(
        "denies-rights",
        _LABEL,
        (
            # Only at the beginning: "the idea that no woman deserves respect" is told of.
            "^ ?but|and|because|sorry|honestly ?, no ?PROTECTED PROTECTED ?GROUP|person|MAN|WOMAN ?ever deserves|deserve ?to ?be|have|any|equal|our|human rights|respect|respected|love|loved|life|live|happiness|happy|mercy|dignity|sympathy|kindness|pity|children|freedom|peace|better|safety|heard|equality|vote",  # noqa: E501
            "^ ?but|and|because|sorry|honestly ?, no ?PROTECTED PROTECTED ?GROUP|person|MAN|WOMAN should|must ?ever be|have|get|keep allowed|permitted|trusted|respected|rights|children|kids|equal|the|any ..1 rights|vote|near|to|in|here|with|or|children|kids",  # noqa: E501
        ),
        "no trans person deserves rights",
        "no trans person deserves abuse",
        settles=True,
        despite=("negates-attack", "affirms", "answers-with-warmth", "talks-of-ideas", "condemns"),
    ),
    Rule(
        "threatens-to-hurt",
        _LABEL,
        (
            "I|I_AM|WE|i'll|we'll|i'ma|imma ?ADVERB|will|wanna|gonna ?going|want|ready|about ?to KILL_VERB|hurt|attack|punch|beat|smash|harm ?up ?some|all|every|the|any|those|these|a|an ?more PROTECTED",  # noqa: E501
        ),
        "i'm going to hurt some muslims tonight",
        "i'm not going to hurt any muslims, why would i",
        settles=True,
    ),
    Rule(
        "they-want-our-kids",
        _LABEL,
        (
            "PROTECTED ..8 kids|children|daughter|wives",
            "against god|nature|bible",
            "burn in hell",
            "grow out of it",
            "NEGATION normal ..4 PROTECTED",
            "(((",
            "think of the children",
            "agenda",
            "pushing ..3 PROTECTED|agenda|filth",
            "run|runs|control|controls ..2 media|netflix|banks|world",
            "taking|take over ..4 fandom|show|world|country|server|our",
            "PROTECTED|gay|IDENTITY on|in|off ..2 kids|children ..1 shows|tv|telly|books",
            "god ..6 NEGATION|hates|made two|IDENTITY|reason",
            "real men|women NEGATION",
            "against everything|god|nature",
        ),
        "the gays want to groom our kids",
        "gay dads picked up their kids next to me, so sweet",
    ),
)
