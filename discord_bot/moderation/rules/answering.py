"""What speaks for leaving a message alone: oneself, characters, answering back, reporting, ideas."""  # noqa: E501

from __future__ import annotations

from discord_bot.moderation.model import Label
from discord_bot.moderation.rules.rule import Rule

_LABEL = Label.OK

ANSWERING = (
    Rule(
        "speaks-of-self",
        _LABEL,
        (
            "I_AM ..3 IDENTITY|THE_SLURS|DISABILITY|RELIGION|RACE",
            "I ?ADVERB BE|was ..3 IDENTITY",
            "my|our ..2 IDENTITY|PARTNER_WORD|wife|husband",
            "as a|an ..3 IDENTITY|DISABILITY|RELIGION|RACE",
            "I came|come|coming out",
            "I ..1 look|sound|dress ..2 IDENTITY",
            "am i IDENTITY|faking|broken",
            "i|we identify",
            "WE ..3 IDENTITY|THE_SLURS",
            "me ..3 IDENTITY",
            "IDENTITY here",
            "myself",
            "I_AM|i ..1 am ..4 IDENTITY|DISABILITY",
            "proud|tired|fellow|fat IDENTITY|THE_SLURS",
            "me ,|and ..3 IDENTITY|THE_SLURS",
            "hi ..3 IDENTITY",
            "we|us|WE ?ADVERB IDENTITY|THE_SLURS",
            "took me",
            "IDENTITY and proud|tired|happy|muslim|jewish|deaf|disabled",
            "made me ..3 gay|bi|queer|trans|realise",
        ),
        "i'm a lesbian and i came out to my nan today",
        "she's a lesbian and everyone should know, spread it",
    ),
    Rule(
        "says-who-one-is",
        _LABEL,
        (
            # The whole message: "i am gay, says the liar" and "i'm a lesbian trapped in ..." go on.
            "^ ?SALUTE ?, ?and|so|also|btw|actually ?, i'm|im ?ADVERB|still|proudly|openly ?a|an|the ?proud|young|fellow ?IDENTITY IDENTITY ?IDENTITY ?SELF_NOUN ?and|, ?so|very ?proud|happy|out|loud ?JOY ?JOY $",  # noqa: E501
            "^ ?SALUTE ?, ?and|so|also|btw|actually ?, i am ?ADVERB|still|proudly|openly ?a|an|the ?proud|young|fellow ?IDENTITY IDENTITY ?IDENTITY ?SELF_NOUN ?and|, ?so|very ?proud|happy|out|loud ?JOY ?JOY $",  # noqa: E501
            "^ ?SALUTE ?, ?et|y|e|und|moi ?, ?yo|eu|je|ich soy|sou|suis|bin ?tambien|aussi|auch|tambem|muy|tres|une|un|una|uma|um|ein|eine|la ?SELF_NOUN IDENTITY ?IDENTITY ?SELF_NOUN ?y|et|e|und|, ?muy|tres|sehr|muito|bem|fier|fiere|orgulloso|orgullosa|orgulhoso|orgulhosa|stolz|feliz|heureux|heureuse ?fier|fiere|orgulloso|orgullosa|orgulhoso|orgulhosa|stolz|feliz|heureux|heureuse|darauf ?JOY ?JOY $",  # noqa: E501
        ),
        "je suis lesbienne et fière",
        "i am gay, says the liar",
        settles=True,
        whole=True,
    ),
    Rule(
        "affirms-a-group",
        _LABEL,
        (
            # The whole message: "muslims are honest people, said nobody ever" goes on.
            "^ PROTECTED ?PEOPLE|WOMAN|MAN are|r ?ADVERB honest|valid|real|POSITIVE ?PEOPLE|WOMAN|MAN ?too ?JOY ?JOY $",  # noqa: E501
            "^ trans women|girls|woman are|r ?ADVERB ?real women|girls|female ?JOY ?JOY $",
            "^ trans men|boys|guys are|r ?ADVERB ?real men|boys|guys|male ?JOY ?JOY $",
            "^ trans women|girls aren't|arent men|boys|guys $",
            "^ trans women|girls are not men|boys|guys $",
            "^ trans men|boys|guys aren't|arent women|girls $",
            "^ trans men|boys|guys are not women|girls $",
        ),
        "muslims are honest people",
        "muslims are honest people, said nobody ever",
        settles=True,
        despite=("denies-identity", "misgenders", "says-they-are-not", "denies-humanity"),
        whole=True,
    ),
    Rule(
        "belittles-oneself",
        _LABEL,
        (
            "^ ?ADVERB i'm|im ?ADVERB ?a|an|such ?a|an ?ADVERB ?INSULT INSULT ?at ?this|that|these|maths|english ?game|level|quiz|song|sport ?JOY ?JOY $",  # noqa: E501
            "^ ?ADVERB i am ?ADVERB ?a|an|such ?a|an ?ADVERB ?INSULT INSULT ?at ?this|that|these|maths|english ?game|level|quiz|song|sport ?JOY ?JOY $",  # noqa: E501
        ),
        "i am a pathetic loser at this game",
        "i am a pathetic loser at this game and so are you",
        settles=True,
        whole=True,
    ),
    Rule(
        "tells-of-being-hurt",
        _LABEL,
        (
            "called|call|calls|calling me|us ..3 THE_SLURS|SLUR_WOMAN|STRONG_INSULT|names",
            "REPORT_SPEECH me|us ..5 THE_SLURS|INSULT|kys|kill|die",
            "told me",
            "I got|was|been|get called|told|asked|bullied|outed|kicked|beaten",
            "me out|outed",
            "my ..1 PARENTS|friend|ex|dad|mum|brother|uncle REPORT_SPEECH",
            "wrote|shouted|yelled|screamed ..4 at|on me|my",
            "dm'd|dmed|messaged me|us",
            "someone REPORT_SPEECH me|my",
            "asked if|whether I_AM|i",
            "called me|us",
            "people|they|everyone|dad|mum|mom|doctor|dentist REPORT_SPEECH ..1 me|i'm|im|i",
            "outed me",
            "misgendered|deadnamed|bullied|outed|disowned by|again|today|me",
            "my locker|deadname|ex|therapist|church|parents|dad|mum|boss",
        ),
        "someone called me a dyke on the bus",
        "someone should call you a dyke on the bus",
    ),
    Rule(
        "condemns",
        _LABEL,
        (
            "stop ..2 REPORT_SPEECH|asking|guessing|speculating|shipping|posting|saying|calling|using|telling|deadnaming|zooming|harassing|sending|pretending|treating",  # noqa: E501
            "can we not|stop|please",
            "PHOBIA",
            "BE not ok|okay|cool|funny|right|on|acceptable|fair",
            "not|none ..2 YOUR|our|my|anyone's business",
            "NEGATION_WORD ..2 business|ours|OWE",
            "NEGATION ..2 OWE|owes ..2 you|anyone|us|anything",
            "a slur",
            "can|could ..1 mod|mods|moderator|admin",
            "leave HE|SHE|THEY|NAMED|him|her|them|people ..1 alone",
            "we|you don't|dont|do not ship|guess|speculate|ask|say|use|do|talk|comment",
            "report ..3 MENTION",
            "reported|reporting|blocked",
            "let|lets NAMED|people|him|her|them ..2 have|live|be|exist",
            "apologise|apologize",
            "has|have ..2 right to privacy|private",
            "please don't|dont|stop",
            "PEOPLE_WHO who|that ..2 BELIEVE|call|say|hate|think|use|make|ask",
            "imagine ..2 BELIEVE|being|thinking",
            "BE wrong|disgusting|harmful|hateful|gross|cruel|rude",
            "anyone|whoever|whoever's|someone|somebody|everyone|everybody|people|those|mods|you ..1 who|that ..3 BELIEVE|HATE_VERB|say|call|wrote|write|thinks|says|calls",  # noqa: E501
            "whoever|who ..1 wrote|said|typed|posted|told|taught|shouted|sent|put",
            "saying|calling|telling|writing|posting|asking|using|sending|typing ..10 BE ..3 wrong|not|disgusting|rude|mean|nonsense|lie|gross|cruel|a",  # noqa: E501
            "isn't|isnt|not a ..1 compliment|joke|opinion|personality|crime|insult|receipt|theory|spectacle",  # noqa: E501
            "NEGATION ..2 funny|banter|ok|okay|compliment|joke|cool",
            "how dare",
            "who cares|told|taught|says",
            "i|we don't|dont|doesn't|doesnt ..2 care",
            "imagine hating|thinking|saying|calling|telling|being",
            "got|get|gets|will banned|removed|deleted|blocked|muted|timed",
            "banned|removed|deleted ..2 for|it|that|them",
            "report|reported|reporting|flag|flagged ..2 please|pls|this|it|for|someone|button",
            "do better",
            "touch grass",
            "go outside",
            "grow up",
            "log off",
            "none|any of ..1 your|our|anyone's|my|his|her ..1 business|bedroom",
            "not|isn't ours|yours|theirs to",
            "nobody|noone|no ..1 has|have|needs|need|owes|should|passes ..1 to|anyone|anything|you",
            "was|were ..1 hounded|bullied|forced|eighteen|harassed",
            "just|only|simply a person|human|boy|kid|teenager|stranger",
        ),
        "please stop asking whether tobie is gay",
        "please ask tobie whether he is gay",
    ),
    Rule(
        "negates-attack",
        _LABEL,
        (
            "PROTECTED ?GROUP BE NEGATION ..3 DEGRADING",
            "PROTECTED ?GROUP aren't|arent|isn't|isnt ..3 DEGRADING",
            "NEGATION ..2 HATE_VERB ..2 PROTECTED",
            "nobody|noone|no should|deserves|deserve",
            "NEGATION should|deserves ..4 PROTECTED",
            "PROTECTED ?GROUP ..2 should|must|do NEGATION be|deserve ..3 KILLED|EXCLUDE_VERB|KILL_VERB",  # noqa: E501
            "NEGATION true ..3 PROTECTED",
            "POSITIVE ..3 PROTECTED ?GROUP",
            "PROTECTED ?GROUP BE ..2 POSITIVE|people|valid|human|everywhere",
            "PROTECTED ?GROUP ..1 deserve|deserves ..2 POSITIVE|better|rights|love|respect|happiness|equal|same",  # noqa: E501
            "PROTECTED ?GROUP ..2 NEGATION ..3 DEGRADING|MISDEED|KILLED|EXCLUDE_VERB",
            "i'd|i|we|would never ..3 KILL_VERB|THREAT_VERB|HATE_VERB|call|say ..4 PROTECTED",
            "NEGATION ..2 say|saying|said|think|thought|true|believe ..3 PROTECTED",
            "NEGATION a ?ADVERB sin|phase|disease|illness|choice|burden|crime|trend|slur|insult",
            "nothing wrong with",
            "PROTECTED ..1 don't|dont|do ..3 MISDEED|control|lack|owe|have",
            "NEGATION want|wanted ..2 PROTECTED|anyone ..3 EXCLUDE_VERB|KILLED|hurt|to",
            "NEGATION ..1 tell ..4 IDENTITY ..3 looking|look|LOOKS",
        ),
        "gay people are not sick",
        "gay people are sick",
    ),
    Rule(
        "quotes-somebody",
        _LABEL,
        (
            "QUOTE_MARK ..12 QUOTE_MARK",
            "REPORT_SPEECH ..3 QUOTE_MARK",
            "REPORT_SPEECH that",
            "PEOPLE_WHO ..2 REPORT_SPEECH",
            "the word|phrase|term|comment",
            "NAMED REPORT_SPEECH",
        ),
        '"you don\'t look trans" is not a compliment',
        "you don't look trans at all",
    ),
    Rule(
        "talks-of-character",
        _LABEL,
        (
            "CHARACTER ..4 IDENTITY|ROMANCE|INSULT",
            "IN_SHOW ..6 IDENTITY|CHARACTER",
            "CHARACTER ..8 IN_SHOW",
            "IDENTITY ..6 IN_SHOW|character",
            "headcanon|canon|canonically",
            "CHARACTER and|x|& CHARACTER",
            "HE_CHARACTER ..3 IDENTITY|ROMANCE",
        ),
        "is ben gay or bi in season two",
        "is the boy who plays ben gay",
    ),
    Rule(
        "talks-of-ideas",
        _LABEL,
        (
            "what ..3 mean|means|meaning",
            "IDEA ..6 IDENTITY|BAIT",
            "IDENTITY|BAIT ..5 IDEA",
            "difference between",
            "history of",
            "how ..2 come|came|do out|i|you|people",
            "in general",
            "should STRAIGHT actors|people",
            "why do|is|are people|we|shows|IDEA|there|boys|men",
            "the|a history|definition|concept|idea|difference|book|essay|article|policy|law|study|lecture of|on|about|between",  # noqa: E501
            "in ..2 general|school|class|history|books|films|tv|literature",
            "writing|write ..3 character|story|essay|book",
            "is|are there ..4 word|term|difference|flag|stereotypes",
            "difference between|of",
        ),
        "what does aroace mean exactly",
        "what is tobie exactly, aroace?",
    ),
    Rule(
        "public-record",
        _LABEL,
        (
            "NAMED|HE_REAL ..4 PUBLIC_IDENTITY",
            "PUBLIC_IDENTITY ..4 NAMED|HE_REAL",
            "openly|publicly IDENTITY|PUBLIC_IDENTITY",
            "HE|SHE|NAMED said ..4 himself|herself|themselves|so",
            "his|her|their own words",
            "forced ..5 come|out|coming",
            "NAMED ..3 REPORT_SPEECH",
            "he|she|they|NAMED ..2 said|says|told|tweeted|announced|confirmed ..3 himself|herself|themself|themselves|interview|magazine|podcast|publicly|own",  # noqa: E501
            "NAMED ..4 interview|podcast|magazine|article|wiki|source|tweet|tweeted|announced",
            "own words",
            "in ..2 2022|2023|interview|article",
            "NAMED ..2 hasn't|hasnt|never|has ..2 said|talked|spoken|told",
        ),
        "kit said himself that he is bi",
        "seb never said that he is bi but he is",
    ),
    Rule(
        "answers-with-warmth",
        _LABEL,
        (
            "SUPPORT ..3 YOU|MENTION",
            "congrats|congratulations",
            "proud of YOU",
            "YOU BE ..2 POSITIVE|valid|safe|loved|enough",
            "love ..2 show|this|YOU|THEY|them|her|him|it",
            "so ?PROFANITY IDENTITY ..2 AFFECTION|i",
            "IDENTITY icon|king|queen|rights|joy|panic|crisis|awakening|bar|club|history|wedding|pride|culture|rep|media|book|books|film",  # noqa: E501
            "be IDENTITY do",
            "POSITIVE|AFFECTION ..1 THE_SLURS|IDENTITY",
            "shout|shoutout out|to ..4 PROTECTED",
            "thank|thanks ..4 PROTECTED",
            "happy|glad|love|proud ..3 see|have|know ..4 PROTECTED",
            "my ..2 IDENTITY|THE_SLURS heart|icon|king|queen|friends|friend|brother|sister|son|daughter|child|kid|mum|dad|uncle|aunt|cousin|teacher",  # noqa: E501
            "PROTECTED ..1 joy|couple|wedding|characters|rep|meetup|fans|kids|friends",
            "welcome ..4 PROTECTED",
            "PROTECTED ..4 welcome",
        ),
        "so proud of you, welcome to the bi club",
        "so you're in the bi club? prove it",
    ),
    Rule(
        "reclaims",
        _LABEL,
        (
            "as a|an ?proud|old|fellow|gay|trans|lifelong THE_SLURS ?myself , ?i",
            "as a|an ?proud|old|fellow|gay|trans|lifelong THE_SLURS myself|i",
            "I_AM ?ADVERB|literally a|an|the ?ADVERB|proud|big|massive|huge|little|old|fat|tired THE_SLURS",  # noqa: E501
            "fellow THE_SLURS",
            "us|we're THE_SLURS",
            "love|like|enjoy|proud|happy|glad being|to ?be ?such a|an ?proud|big THE_SLURS",
            "yes|yas|yass|yaaas|werk|work|hey|slay|omg ?, bitch|bitches",
            "my bitches",
        ),
        "as a dyke myself i find that funny",
        "you are a dyke and that is not funny",
        settles=True,
        despite=("slur",),
    ),
    Rule(
        "mentions-plainly",
        _LABEL,
        (
            "my|our|his|her|their ACQUAINTANCE|PARENTS BE ?also|actually a|an RACE|RELIGION|MIGRANT|DISABILITY ?person|PEOPLE|man|woman|girl|boy",  # noqa: E501
            "there BE ?also ?so many|some|lots|plenty|several|two|three|four|five ?of RACE|RELIGION|MIGRANT|DISABILITY|ORIENTATION|GENDER_IDENTITY ?GROUP in|at|on|among",  # noqa: E501
            "two|three|four|five|six|several RACE|RELIGION|MIGRANT|DISABILITY|ORIENTATION|GENDER_IDENTITY|GAY_PLURAL ?GROUP BE|work|live|play|sing|study|joined in|at|on|here|next|with|for",  # noqa: E501
            "I|WE ?ADVERB|really|truly love|admire|respect|support|adore|appreciate ?ADVERB|every|our|my|these PROTECTED GROUP|person",  # noqa: E501
            "I|WE ?ADVERB|really|truly love|admire|respect|support|adore|appreciate RELIGION|GAY_PLURAL|PERSON_PLURAL|MIGRANT|WOMAN",  # noqa: E501
            "we|everyone|everybody|you|i ?ADVERB|all should|must|need ?ADVERB|all|to support|protect|respect|celebrate|include|help|welcome ?our|more PROTECTED ?GROUP",  # noqa: E501
        ),
        "there are many immigrants in my street, and they cook so well",
        "there are too many immigrants in my street",
        settles=True,
    ),
    Rule(
        "affirms",
        _LABEL,
        (
            "GENDER_IDENTITY women|woman|girls|girl are|is|r|= ?all women|woman|girls|girl|female",
            "GENDER_IDENTITY men|man|boys|boy|guys are|is|r|= ?all men|man|boys|boy|guys|male",
            "PROTECTED ?GROUP BE ?all|so|always valid|welcome|loved|human|beautiful|people",
            "protect ?our GENDER_IDENTITY|QUEER_ORIENTATION|DISABILITY kids|youth|people|lives",
            "GENDER_IDENTITY|QUEER_ORIENTATION|DISABILITY|women's rights are human",
            "black|trans|disabled lives matter",
            "bi|bisexual|pan|ace|trans|nonbinary|intersex ?people exist",
            "bisexuals|asexuals|lesbians exist",
        ),
        "trans women are women, and you're welcome here",
        "trans women are men, and you're not welcome here",
        settles=True,
    ),
    Rule(
        "stands-up-for",
        _LABEL,
        (
            "no ?PROTECTED PROTECTED ?GROUP|person|MAN|WOMAN|kid|child|teenager|student|couple ?ever should|must|deserves ?ever ?to have|had|feel|suffer|fear|hide|lie|die|apologise|this|that|such|abuse|hate|hatred|violence|harassment|bullying|death|less",  # noqa: E501
            "no ?PROTECTED PROTECTED ?GROUP|person|MAN|WOMAN|kid|child|teenager|student|couple ?ever should|must|deserves ?ever ?to ?ever be ..1 left|afraid|scared|ashamed|bullied|beaten|killed|hurt|outed|forced|alone|treated|made|called|kicked|hidden|told|sent|punished|fired|evicted|deported|attacked|hated",  # noqa: E501
        ),
        "no gay kid should have to hide at school",
        "no gay kid should be allowed to teach at school",
        settles=True,
        despite=("threatens-group", "group-is-bad", "excludes"),
    ),
    Rule(
        "scolds-things",
        _LABEL,
        (
            "YOU|this|that|the|my|our ?ADVERB STRONG_INSULT|INSULT|PROFANITY ?STRONG_INSULT|INSULT|PROFANITY|little|old THING",  # noqa: E501
            "^ ?die|work|go , ?you ?ADVERB STRONG_INSULT|INSULT|PROFANITY THING",
            "^ ?ADVERB STRONG_INSULT|INSULT THING",
            "THING BE ?ADVERB ?ADVERB ?such ?a|an|the STRONG_INSULT|INSULT|DEGRADING",
            "I ?ADVERB HATE_VERB ?this|that|these|those|the|my|all|PROFANITY ?PROFANITY THING|JOB_PLURAL $",  # noqa: E501
            "^ ?all|most|these|those|some|PROFANITY JOB_PLURAL BE ?ADVERB ?ADVERB ?such ?a|an|the ?ADVERB STRONG_INSULT|INSULT|DEGRADING",  # noqa: E501
        ),
        "you stupid printer, die already",
        "you stupid girl, die already",
        settles=True,
        despite=("insults-you", "tells-to-self-harm"),
    ),
)
