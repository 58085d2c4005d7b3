"""For each rule, what it must find, and near texts that it must not find."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What a rule finds, and its mirror: as near as can be, and none of its business."""

    catches: tuple[str, ...]
    leaves: tuple[str, ...]


SPECULATION = {
    "asks-identity": Row(
        (
            "is tobie gay or what",
            "are william and sebastian bi or just friendly",
            "does tobie identify as anything",
            "what is rhea's orientation",
        ),
        (
            "is nick gay or bi in the comic",
            "is tobie in the new episode or what",
            "does the quiz identify as anything",
            "what is rhea's next role",
        ),
    ),
    "asserts-identity": Row(
        (
            "corinna is so gay",
            "sebastian = 🏳️‍🌈",
            "tobie is obviously bi",
            "tobie's obviously bi",
            "will has got to be gay",
            "that man is not straight",
            "seb is in the closet",
        ),
        (
            "tara is so gay for darcy",
            "corinna is so funny in that scene",
            "will has got to be on time",
            "that road is not straight",
            "the coat is in the closet",
        ),
    ),
    "asks-sexuality": Row(
        (
            "does anyone know tobie's sexuality",
            "rhea's sexuality, go",
            "wondering about the sexuality of tobie",
            "who knows what seb says of his sexuality",
        ),
        (
            "does the show ever say what isaac's sexuality is",
            "anyone know what tobie's next film is",
        ),
    ),
    "wonders-identity": Row(
        (
            "i reckon tobie is secretly bi",
            "a fiver says... no, i bet william is gay",
            "tobie comes out by christmas",
            "how many of the cast are queer",
        ),
        (
            "i reckon imogen is secretly bi",
            "i reckon tobie is secretly filming",
            "the film comes out by christmas",
            "how many of the cast are coming",
        ),
    ),
    "real-life-identity": Row(
        ("the boy who plays isaac, he is gay in real life?", "is he gay off camera as well"),
        ("in real life i work in a library", "isaac is ace in the comic as well"),
    ),
    "attracted-to": Row(
        (
            "do we think corinna is into girls",
            "tobie plays for the other team, clearly",
            "is he into girls or boys",
            "our team, corinna, obviously",
        ),
        (
            "sahar is into girls, it says so in the book",
            "corinna is into pottery now",
            "is he into chess or go",
            "our team won again",
        ),
    ),
    "asks-love-life": Row(
        (
            "who is yasmin dating these days",
            "does sebastian have a girlfriend",
            "kit is seeing someone",
            "joe's love life",
            "joe and his boyfriend",
            "kit is single",
            "who has the tea on joe",
        ),
        (
            "who is tao dating in season one",
            "does sebastian have a dog",
            "nick and his boyfriend",
            "this is a single",
            "who has the tea",
        ),
    ),
    "ships-real-people": Row(
        (
            "kit and joe are dating off camera",
            "kit x joe forever",
            "kit and joe are more than friends",
            "are rhea and corinna a thing together",
        ),
        (
            "nick and charlie are dating by episode eight",
            "kit and joe are on the same panel",
            "nick and tao are more than friends",
            "are rhea and corinna on stage",
        ),
    ),
    "asks-member": Row(
        (
            "<@878418201000822264> are you gay or what",
            "so are you bi?",
            "are you actually gay",
            "<@878418201000822264> are you bi",
        ),
        (
            "are you coming to the quiz tonight?",
            "<@878418201000822264> are you hungry or what",
            "are you actually here",
            "<@878418201000822264> are you in",
        ),
    ),
    "insinuates": Row(
        (
            "tobie and his flatmate again 👀",
            "funny how sebastian went quiet. draw your own conclusions",
            'his "roommate" again',
            "separate rooms, sure",
            "you know what i mean? no? connect the dots",
        ),
        (
            "i took the tent down again",
            "the trailer is out, draw what you like for the fan art wall",
            "his roommate again",
            "separate bills, please",
            "connect the cables",
        ),
    ),
    "investigates": Row(
        (
            "check who seb is following on insta",
            "i made a spreadsheet on william's likes",
            "joe unfollowed him",
            "spotted kit in soho with a man",
        ),
        (
            "check who is on the rota for tonight",
            "i made a spreadsheet of the filming locations",
            "i unfollowed the news",
            "spotted a heron in soho",
        ),
    ),
}

OUTING = {
    "presses-to-come-out": Row(
        (
            "just come out already tobie",
            "he should come out, it has been years",
            "stop hiding",
            "it's time to come out",
            "no more hiding",
            "he is still hiding",
        ),
        (
            "the new trailer came out this morning",
            "the sun is out already",
            "it's time to eat out",
            "no more homework",
            "it's still raining",
        ),
    ),
    "demands-label": Row(
        (
            "tobie should just say it",
            "choose one and tell us",
            "say it with your chest",
            "tell us if you are gay",
            "admit it, you're queer",
            "bi, yes or no",
        ),
        (
            "choose a seat by the window",
            "which chapter are you on",
            "tell the bot when to start",
            "admit one adult",
            "tea, yes or no",
        ),
    ),
    "orders-to-disclose": Row(
        (
            "actors should have to declare their sexuality",
            "all cast members must state their orientation",
        ),
        (
            "nobody should have to declare their sexuality",
            "the actors shouldn't have to announce their sexuality",
            "actors should have to declare their earnings",
        ),
    ),
    "right-to-know": Row(
        (
            "we have a right to know",
            "he owes fans the truth",
            "your privacy is just an excuse",
            "you should have to say it",
            "we deserve to know the truth",
            "be honest with us",
        ),
        (
            "i own all the books",
            "the left door leads to the stage",
            "the baker has to weigh it",
            "we deserve a nap",
            "the weather was kind",
        ),
    ),
    "tells-of-member": Row(
        (
            "<@878418201000822264> is trans btw",
            "Priya is a lesbian by the way",
            "priya used to be a boy",
            "his deadname is lewis",
        ),
        (
            "<@878418201000822264> is hosting on friday",
            "elle is trans btw, in the comic as well",
            "the hall was a cinema",
            "her new coat was green",
        ),
    ),
    "tells-a-secret": Row(
        (
            "theo hasn't told his parents yet",
            "he's trans btw 🤫",
            "i'm going to tell her mum",
            "her mum has no idea",
            "she told me in confidence",
            "or i will tell them",
        ),
        (
            "tell me about the quiz",
            "pass the popcorn",
            "the cat has no idea",
            "she told the whole choir",
            "for i will sing to them",
        ),
    ),
    "organises-pressure": Row(
        (
            "everyone ask joe about it until he answers",
            "somebody has to ask him at the panel",
            "everyone tag joe until he answers",
            "ask joe about his boyfriend",
        ),
        (
            "everyone bring snacks",
            "we ask three questions each round",
            "everyone tag your photos",
            "ask the desk about your ticket",
        ),
    ),
}

GATEKEEPING = {
    "spreads-in-other-languages": Row(
        (
            "elle est trans, dis-le à tout le monde",
            "marie est lesbienne, faites tourner",
            "luis es gay, pásalo",
            "pedro é gay, espalha",
            "lena ist lesbisch, sagt es allen",
        ),
        (
            "je suis trans, dis-le à tout le monde",
            "elle est belle, dis-le à tout le monde",
            "es gay y lo dijo en la tele",
            "lena ist müde, sagt es allen",
        ),
    ),
    "accuses-of-bait": Row(
        (
            "seb is a queerbaiter and you all fell for it",
            "he has been queerbaiting us for years",
            "seb again 🎣",
            "baiting us for years",
        ),
        (
            "queerbaiting is something that a studio does",
            "i wrote my essay on queerbaiting",
            "the pond again 🎣",
            "waiting for years",
        ),
    ),
    "accuses-of-faking": Row(
        (
            "he is only bi for the clout",
            "pretending to be gay for attention",
            "fake bi",
            "you're larping",
            "he came out for the followers",
            "fake lesbian",
            "attention seeker",
        ),
        (
            "i bought it for the cover",
            "he is only here for the weekend",
            "you're singing",
            "he came in for the biscuits",
            "fake leather",
            "attention please",
        ),
    ),
    "denies-what-was-said": Row(
        (
            "he's not really bi, look who he dates",
            "you are not a real lesbian",
            "you can't be a lesbian if you like him",
            "not one of us, kit",
            "you just haven't met the right one",
        ),
        (
            "he's not really late, look at the clock",
            "you are not a real wizard",
            "you can't be a wizard if you like him",
            "not one of the biscuits",
            "you just missed the bus",
        ),
    ),
    "denies-what-is-public": Row(
        (
            "joe is not gay",
            "joe locke is not gay",
            "joe isn't gay",
            "joe's not really gay, look who he follows",
            "no way kit is bi lol",
            "yasmin is not trans",
            "i don't believe that kit is actually bi",
        ),
        (
            "joe is not gay in this film",
            "joe locke is not gay in this film",
            "joe is gay and proud of it",
            "kit isn't bi in the comic, nick is",
            "people say joe isn't gay",
            "nick is not gay",
            "joe is gay",
            "is joe not gay",
            "i can't believe joe is gay, so happy for him",
        ),
    ),
    "demands-proof": Row(
        (
            "you've never kissed girls so how would you know",
            "you're not bi if you only dated men",
            "he dates girls so he's straight",
            "prove it then",
            "gold star or nothing",
        ),
        (
            "you've never been to wales",
            "have you got proof of purchase",
            "he paints walls so he's busy",
            "improve it then",
            "gold paint or nothing",
        ),
    ),
    "takes-roles": Row(
        (
            "a straight man stealing roles again",
            "tobie has no business playing that part",
            "he stole that role from somebody",
            "give the part back",
        ),
        (
            "tobie is playing that part so well",
            "the straight road to the studio is closed",
            "he played that scene with somebody",
            "give the pen back",
        ),
    ),
    "suspects-timing": Row(
        (
            "funny timing on that tweet",
            "he came out right before the season",
            "so convenient",
            "he came out right before the tour, for the promo",
        ),
        (
            "what a day",
            "it rained right before the picnic",
            "so cold",
            "he left before the queue",
        ),
    ),
}

STEREOTYPING = {
    "reads-off-looks": Row(
        (
            "he walks so gay honestly",
            "you don't look trans",
            "that voice is so gay",
            "it's in the eyes",
            "the haircut says lesbian",
        ),
        (
            "he walks so fast honestly",
            "you don't look tired",
            "that voice is so warm",
            "it's in the bag",
            "the poster says saturday",
        ),
    ),
    "no-straight-person-would": Row(
        (
            "no straight boy owns that many rings",
            "a straight man wouldn't wear that",
            "only a gay man would wear that",
            "proper lads don't dance",
        ),
        (
            "no straight answers from the studio",
            "a tall man wouldn't fit in there",
            "only a tall man would reach that",
            "proper coffee doesn't wait",
        ),
    ),
    "can-tell": Row(
        (
            "you can always tell a gay man by his shoes",
            "my gaydar is going off",
            "i clocked him",
            "you just know he is gay",
            "no further questions",
            "do the maths, it's obvious",
        ),
        (
            "you can tell me tomorrow",
            "my alarm is going off",
            "you know best",
            "more questions, please",
            "do the dishes",
        ),
    ),
    "gives-vibes": Row(
        (
            "that haircut screams lesbian",
            "he gives me gay vibes",
            "very bi coded",
            "total lesbian energy",
            "gay detector",
        ),
        (
            "the kettle screams",
            "he gives me a lift",
            "total solar energy",
            "smoke detector",
        ),
    ),
    "too-x-to-be": Row(
        (
            "imogen is too girly to be gay",
            "she's too pretty for a lesbian",
            "he is too sporty to be bi",
            "passes so well",
        ),
        (
            "imogen is too tired to be polite",
            "it's too cold for a picnic",
            "he is too busy to call",
            "parks so well",
        ),
    ),
    "all-of-them-do": Row(
        (
            "boys who bake are always gay",
            "gay people all have the same haircut",
            "gay guys love drama",
            "any man who bakes is gay",
            "all lesbians own cats",
        ),
        (
            "boys who bake bring cake",
            "a gay couple has moved in upstairs",
            "the choir loves drama",
            "any man who bakes is welcome",
            "all bakers own ovens",
        ),
    ),
}

ATTACKS = {
    "slur": Row(
        ("get out of here you faggot", "what a tr4nny", "f a g g o t"),
        ("pass me the fig jam", "a trans woman, a train and a tram"),
    ),
    "slur-in-other-languages": Row(
        (
            "tu es un sale pédé",
            "sale pd",
            "espèce de mongol",
            "ferme ta gueule sale gouine",
            "vai se matar seu viado",
            "sua sapatão",
            "puto maricón",
            "eres un sudaca",
            "du dreckige transe",
            "du bist so eine schwuchtel",
        ),
        (
            "on m'a dit que j'étais un sale pédé",
            "on m'a traité de sale pd",
            "sale temps aujourd'hui",
            "un mongol a gagné la course",
            "tu es en retard",
            "seu cachorro é lindo",
            "me llamaron maricón en clase",
            "eres un sol",
            "du bist die beste",
            "sie haben mich schwuchtel genannt",
        ),
    ),
    "slur-at-you": Row(
        ("<@878418201000822264> you absolute tranny", "those dirty faggots"),
        ("someone shouted tranny at me", "<@878418201000822264> you absolute legend"),
    ),
    "group-is-bad": Row(
        (
            "bi people are greedy and confused",
            "lesbians are disgusting",
            "trans people are not normal",
            "muslims always steal",
            "never trust a lesbian",
            "immigrants are a threat",
        ),
        (
            "bi people are everywhere in this book",
            "the lesbians in this film are detectives",
            "gulls always steal",
            "never trust a forecast",
            "wasps are a threat",
        ),
    ),
    "calls-them-all": Row(
        (
            "I reckon all immigrants are criminals at heart",
            "most gay men are perverts",
            "honestly, wow. these muslims are all terrorists",
        ),
        (
            "my uncle reckons all immigrants are criminals",
            "most gay men are tired",
            "all immigrants are not criminals",
        ),
    ),
    "hates-group": Row(
        (
            "i hate lesbians so much",
            "i can't stand muslims",
            "gay people make me uncomfortable",
            "no time for feminists",
        ),
        (
            "i hate mondays so much",
            "i can't stand coriander",
            "stiff chairs make me uncomfortable",
            "no time for breakfast",
        ),
    ),
    "threatens-group": Row(
        (
            "all muslims should be deported",
            "gay people should be shot",
            "death to gays",
            "put all the queers on an island",
            "someone should shoot these migrants",
            "sink the boats",
        ),
        (
            "all windows should be locked",
            "gay people should be on more posters",
            "put all the cups on a tray",
            "someone should water these plants",
            "sink the putt",
        ),
    ),
    "excludes": Row(
        (
            "muslims don't belong in this server",
            "go back to your own country",
            "no gays allowed",
            "lesbians should not be allowed to adopt",
            "keep gays away from my kids",
            "muslims stay out",
        ),
        (
            "spoilers don't belong in this channel",
            "i go to my own country house",
            "dogs should not be left in cars",
            "keep paint away from the curtains",
            "lights stay on",
        ),
    ),
    "denies-identity": Row(
        (
            "trans women are men, get over it",
            "there are only two genders",
            "bisexuality isn't real, bi isn't real",
            "boys in wigs, all of them",
            "pretending to be a girl",
            "stop calling him she",
        ),
        (
            "trans women are welcome, of course",
            "there are only two episodes left",
            "boys in boots, all of them",
            "pretending to be a tree",
            "stop calling the lift",
        ),
    ),
    "they-want-our-kids": Row(
        (
            "it is the gay agenda",
            "they will all burn in hell",
            "lesbians want our children",
            "taking over our fandom",
            "it is against god",
        ),
        (
            "it is the gay bookshop",
            "the toast will burn in there",
            "taking over the washing up",
            "it is against the fence",
        ),
    ),
}

HARASSMENT = {
    "tells-to-self-harm": Row(
        (
            "go kill yourself",
            "k y s",
            "what a waste of oxygen",
            "drop dead",
            "go play in traffic",
            "kys already",
            "do the gene pool a favour",
        ),
        (
            "he told me to kill the boss first",
            "what a waste of paint",
            "go play in goal",
            "yes already",
            "do the dishes, a favour",
        ),
    ),
    "self-harm-in-other-languages": Row(
        (
            "vai se matar seu viado",
            "se mata logo",
            "va te pendre",
            "suicide-toi",
            "mátate ya, imbécil",
            "bring dich um",
            "geh doch sterben",
        ),
        (
            "vai se matar de rir com esse episódio",
            "il m'a dit va te pendre",
            "ne te suicide pas, on est là",
            "no te mates estudiando",
            "bring dich in sicherheit",
            "geh doch schlafen",
        ),
    ),
    "insults-you": Row(
        (
            "you are a pathetic loser",
            "you stupid cow",
            "your acting is awful",
            "your teeth are disgusting",
            "you smell",
            "you fat pig",
            "if i had your face",
        ),
        (
            "i am a pathetic loser at this game",
            "you are a wonderful cook",
            "your plants are growing",
            "you sing",
            "the fat hen",
            "if i had your luck",
        ),
    ),
    "insults-person": Row(
        (
            "joe is an ugly talentless loser",
            "kit can't act",
            "rhea looks like a rat",
            "rhea looks like a horse",
            "rhea can't sing",
            "kit needs to lose weight",
        ),
        (
            "ben is an ugly character",
            "kit can't swim",
            "rhea likes a horse",
            "will can juggle",
            "kit needs to catch a train",
        ),
    ),
    "threatens-you": Row(
        (
            "watch your back",
            "i will find you and hurt you",
            "i hope you die",
            "waiting outside your house",
            "i will find you and break your legs",
            "want you to suffer",
        ),
        (
            "watch your step",
            "i will send you the link",
            "waiting outside the shop",
            "i will find the key",
            "want me to cook",
        ),
    ),
    "sexual-remark": Row(
        (
            "show me your tits",
            "send nudes",
            "i want to bang him",
            "sit on my face",
            "feet pics, now",
        ),
        (
            "show me your sketchbook",
            "send snacks",
            "sit on my chair",
            "cat pics, now",
        ),
    ),
    "bare-insult": Row(
        (
            "absolute clown, @x_99",
            "prick",
            "you utter dickhead",
            "<@878418201000822264> idiot",
            "tobie, you total muppet",
            "what a pathetic loser he is, corinna",
        ),
        (
            "absolute clown of a toaster",
            "the prick of a needle",
            "i am such an idiot",
            "the word idiot is old",
            "a clown came to the party",
            "<@878418201000822264> legend",
        ),
    ),
    "insults-by-name": Row(
        (
            "you pathetic prick, tobie",
            "<@878418201000822264> you absolute cunt",
            "fuck you, corinna",
            "fuck tobie",
            "tobie is such a prick",
        ),
        (
            "the prick of a needle",
            "<@878418201000822264> you lucky bastard",
            "<@878418201000822264> called me an absolute cunt",
            "fuck, tobie is good in this",
            "fuck yes, tobie",
            "ben is such a prick",
            "don't call tobie a prick",
        ),
    ),
    "swears-at-somebody": Row(
        (
            "fuck off, tobie",
            "fuck you <@878418201000822264>",
            "screw you, corinna",
            "go fuck yourself",
            "fuck you",
            "tobie can fuck off",
        ),
        (
            "fuck off, really? congrats",
            "fuck, tobie is good in this",
            "fuck yes tobie",
            "screw the lid on, corinna",
            "go find your seat",
            "my bike is fucked",
        ),
    ),
    "damns-somebody": Row(
        (
            "burn in hell, tobie",
            "rot in hell <@878418201000822264>",
            "you can burn in hell",
            "go to hell, corinna",
            "tobie can go to hell",
        ),
        (
            "let it burn in hell, that toast",
            "corinna lives in hell's kitchen",
            "ben can go to hell",
            "he said that i will burn in hell",
            "they told me to go to hell",
        ),
    ),
    "wants-somebody-dead": Row(
        (
            "somebody shoot tobie",
            "can someone please kill <@878418201000822264>",
            "tobie should be shot",
            "corinna deserves to be hanged",
            "i want tobie dead",
        ),
        (
            "somebody shoot tobie from the left, the light is better",
            "who kills the lights",
            "someone please kill ben",
            "is tobie being shot in black and white",
            "corinna deserves to be heard",
            "i want tobie back",
            "nobody said tobie should be shot",
        ),
    ),
    "wishes-somebody-harm": Row(
        (
            "i hope tobie gets hit by a bus",
            "i hope corinna chokes on it",
            "want him dead",
            "someone needs to slap tobie",
            "burn in hell",
        ),
        (
            "we hope to get a bus",
            "will corinna sing on it",
            "i want the old season back",
            "someone needs to call the venue",
            "i hope ben chokes on it",
            "the toast can burn",
        ),
    ),
    "nobody-likes-you": Row(
        (
            "nobody likes you",
            "no one wants you here",
            "everyone hates you",
            "do us a favour and leave",
            "get a life",
            "take the hint",
            "three people left when you joined",
            "you're a burden",
        ),
        (
            "nobody likes the new logo",
            "everyone likes you",
            "take the stairs",
            "three people sang when it rained",
            "you're a neighbour",
        ),
    ),
}

ANSWERING = {
    "speaks-of-self": Row(
        (
            "i'm a lesbian and i came out to my nan today",
            "my girlfriend says hi",
            "as a trans man i agree",
            "proud dyke here",
            "hi, gay and new",
        ),
        (
            "she's a lesbian and everyone should know, spread it",
            "your hair says lesbian",
            "her lipstick says lesbian",
            "look, new shoes",
        ),
    ),
    "affirms-a-group": Row(
        (
            "muslims are honest people",
            "Lesbians are wonderful!",
            "trans women are women",
            "trans men are not women.",
            "trans women aren't men",
        ),
        (
            "muslims are honest people, said nobody ever",
            "trans women are not women",
            "muslims are not honest people",
            "trans men are women",
        ),
    ),
    "belittles-oneself": Row(
        (
            "i am a pathetic loser at this game",
            "i'm such an idiot",
            "im so stupid",
        ),
        (
            "i am a pathetic loser at this game and so are you",
            "you are a pathetic loser at this game",
        ),
    ),
    "says-who-one-is": Row(
        (
            "je suis lesbienne et fière",
            "je suis une fille trans",
            "soy bi!",
            "hola, yo soy una mujer trans",
            "sou gay",
            "ich bin lesbisch",
            "ich bin stolz und ich weiß es. ich bin eine trans frau",
            "i'm a trans woman and proud",
            "hi, i am bi",
            "i'm bi 🎉",
        ),
        (
            "i am gay, says the liar",
            "i'm not gay but",
            "i'm a lesbian trapped in a man's body lol",
            "i'm bi when it suits me",
            "i'm bi 🤮",
            "il est lesbien et fier, ce menteur",
            "je suis une fille fatiguée",
            "soy bi solo por la fama",
            "you're a trans woman and proud",
        ),
    ),
    "tells-of-being-hurt": Row(
        (
            "someone called me a dyke on the bus",
            "i was bullied at school",
            "my dad said it was a phase",
            "they wrote it on my locker",
            "my ex outed me",
        ),
        (
            "you dyke, get off the bus",
            "he should be bullied for that",
            "they wrote it on the menu",
            "the sun is out",
        ),
    ),
    "condemns": Row(
        (
            "please stop asking whether tobie is gay",
            "that is so biphobic",
            "leave him alone",
            "whoever wrote that is banned",
            "saying that is wrong",
            "how dare you",
            "touch grass",
        ),
        (
            "please ask tobie whether he is gay",
            "corinna is so gay",
            "the bus is late",
            "singing is fun",
            "how deep is it",
            "cut the grass",
        ),
    ),
    "negates-attack": Row(
        (
            "gay people are not sick",
            "nobody should be called that",
            "trans people deserve better",
            "there is nothing wrong with it",
            "i would never hurt a lesbian",
        ),
        (
            "gay people are sick",
            "trans people are broken",
            "there is something in it",
            "i would hurt a lesbian",
        ),
    ),
    "misgenders": Row(
        ("trans women are men", "trans men are just women", "a trans girl is a boy"),
        ("trans women are women", "trans men are not women", "my trans friend is a man"),
    ),
    "says-they-are-not": Row(
        (
            "trans women aren't women, deal with it",
            "sorry, trans men are not really men",
            "trans girls aren't girls",
        ),
        (
            "trans women are women, deal with it",
            "whoever says that trans men are not men can leave",
            "trans girls aren't any less girls",
            "trans women aren't men",
        ),
    ),
    "sends-back": Row(
        (
            "send him back where he came from",
            "ship them home to where they belong",
            "go back to where you came from",
        ),
        (
            "send him back to the director",
            "ship them home before it rains",
            "i want to go back to where we stood",
        ),
    ),
    "denies-rights": Row(
        (
            "no trans person deserves rights",
            "No gay man deserves to be happy.",
            "no woman deserves rights",
            "sorry, no immigrant should be allowed to vote",
        ),
        (
            "no trans person deserves abuse",
            "the idea that no gay man deserves to be happy",
            "no immigrant should have to wait this long",
        ),
    ),
    "denies-gender": Row(
        (
            "kit is biologically a woman",
            "yasmin was born a man",
            "yasmin finney will always be a man",
            "kizzy will never be a real boy",
            "yasmin is not a real woman",
        ),
        (
            "yasmin is a doctor now",
            "yasmin was born in a taxi",
            "yasmin finney will always be a star",
            "kizzy will never be a real wizard",
            "yasmin is not a real doctor",
            "elle will always be my favourite",
        ),
    ),
    "denies-humanity": Row(
        (
            "gay people are not human",
            "immigrants aren't people",
            "muslims are never honest",
        ),
        (
            "gay people are human",
            "immigrants aren't criminals",
            "muslims are honest people",
        ),
    ),
    "threatens-to-hurt": Row(
        ("i'm going to hurt some muslims tonight", "we will beat up every gay man in town"),
        ("i'm not going to hurt any muslims", "they will beat every team in town"),
    ),
    "reclaims": Row(
        (
            "as a dyke myself i find that funny",
            "i'm a proud faggot",
            "happy pride to my fellow dykes",
            "yes bitch, that was art",
        ),
        (
            "you are a dyke and that is not funny",
            "he's a proud faggot",
            "happy now, you bunch of dykes",
            "shut up bitch, that was mine",
        ),
    ),
    "mentions-plainly": Row(
        (
            "my neighbour is a black woman",
            "there are many immigrants in this city",
            "two muslims are on the team",
            "i really admire disabled people",
            "we should all support trans people",
        ),
        (
            "my neighbour is painting a black door",
            "there are too many immigrants in this city",
            "two muslims are two too many",
            "i really hate disabled people",
            "we should all deport trans people",
        ),
    ),
    "stands-up-for": Row(
        (
            "no gay kid should have to hide at school",
            "no trans person deserves this",
            "no muslim should be afraid on the bus",
        ),
        (
            "no gay kid should be allowed in our school",
            "no trans person deserves love",
            "no muslim should be on the bus",
        ),
    ),
    "scolds-things": Row(
        (
            "you stupid printer, die already",
            "bankers are scum",
            "i really hate these wasps",
            "my laptop is so dumb",
        ),
        (
            "you stupid girl, die already",
            "gays are scum",
            "i really hate these lesbians",
            "my cousin is so dumb",
        ),
    ),
    "affirms": Row(
        ("trans women are women", "protect trans kids", "nonbinary people are valid"),
        ("trans women are men", "protect your skin kids", "nonbinary people are sick"),
    ),
    "quotes-somebody": Row(
        ('"you don\'t look trans" is not a compliment', "people say that all the time"),
        ("you don't look trans at all", "tobie is gay"),
    ),
    "talks-of-character": Row(
        ("is ben gay or bi in season two", "nick and charlie are so in love", "that is canon"),
        ("is tobie gay or bi", "kit and joe are so in love"),
    ),
    "talks-of-ideas": Row(
        (
            "what does aroace mean exactly",
            "the history of the word queer",
            "how do i come out",
            "the history of camp",
            "writing a trans character",
        ),
        (
            "what is tobie exactly, aroace?",
            "he is a queer, the end",
            "the end of the queue",
            "he is gay",
        ),
    ),
    "public-record": Row(
        (
            "kit said himself that he is bi",
            "yasmin is openly trans",
            "he was forced to come out",
            "joe told a magazine so himself",
            "it is in his own words",
        ),
        (
            "tobie is bi",
            "corinna must be trans",
            "corinna is bi",
            "it is in his own bag",
        ),
    ),
    "answers-with-warmth": Row(
        (
            "so proud of you",
            "congrats on the wedding",
            "a bi icon",
            "love this show",
            "shout out to the gay dads",
            "muslims are welcome",
        ),
        (
            "prove it then",
            "a bi liar",
            "shut the door on the gay dads",
            "muslims are late",
        ),
    ),
}

TABLE: dict[str, Row] = {
    **SPECULATION,
    **OUTING,
    **GATEKEEPING,
    **STEREOTYPING,
    **ATTACKS,
    **HARASSMENT,
    **ANSWERING,
}
