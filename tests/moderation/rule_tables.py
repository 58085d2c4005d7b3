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
        ("is tobie gay or what", "are william and sebastian bi or just friendly"),
        ("is nick gay or bi in the comic", "is tobie in the new episode or what"),
    ),
    "asserts-identity": Row(
        ("corinna is so gay", "sebastian = 🏳️‍🌈", "tobie is obviously bi", "tobie's obviously bi"),
        ("tara is so gay for darcy", "corinna is so funny in that scene"),
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
        ("i reckon tobie is secretly bi", "a fiver says... no, i bet william is gay"),
        ("i reckon imogen is secretly bi", "i reckon tobie is secretly filming"),
    ),
    "real-life-identity": Row(
        ("the boy who plays isaac, he is gay in real life?", "is he gay off camera as well"),
        ("in real life i work in a library", "isaac is ace in the comic as well"),
    ),
    "attracted-to": Row(
        ("do we think corinna is into girls", "tobie plays for the other team, clearly"),
        ("sahar is into girls, it says so in the book", "corinna is into pottery now"),
    ),
    "asks-love-life": Row(
        (
            "who is yasmin dating these days",
            "does sebastian have a girlfriend",
            "kit is seeing someone",
            "joe's love life",
        ),
        ("who is tao dating in season one", "does sebastian have a dog"),
    ),
    "ships-real-people": Row(
        ("kit and joe are dating off camera", "kit x joe forever"),
        ("nick and charlie are dating by episode eight", "kit and joe are on the same panel"),
    ),
    "asks-member": Row(
        ("<@878418201000822264> are you gay or what", "so are you bi?"),
        ("are you coming to the quiz tonight?", "<@878418201000822264> are you hungry or what"),
    ),
    "insinuates": Row(
        (
            "tobie and his flatmate again 👀",
            "funny how sebastian went quiet. draw your own conclusions",
        ),
        (
            "i took the tent down again",
            "the trailer is out, draw what you like for the fan art wall",
        ),
    ),
    "investigates": Row(
        ("check who seb is following on insta", "i made a spreadsheet on william's likes"),
        ("check who is on the rota for tonight", "i made a spreadsheet of the filming locations"),
    ),
}

OUTING = {
    "presses-to-come-out": Row(
        ("just come out already tobie", "he should come out, it has been years", "stop hiding"),
        ("the new trailer came out this morning", "the sun is out already"),
    ),
    "demands-label": Row(
        ("tobie should just say it", "choose one and tell us", "say it with your chest"),
        ("choose a seat by the window", "which chapter are you on"),
    ),
    "right-to-know": Row(
        ("we have a right to know", "he owes fans the truth", "your privacy is just an excuse"),
        ("i own all the books", "the left door leads to the stage"),
    ),
    "tells-of-member": Row(
        ("<@878418201000822264> is trans btw", "Priya is a lesbian by the way"),
        ("<@878418201000822264> is hosting on friday", "elle is trans btw, in the comic as well"),
    ),
    "tells-a-secret": Row(
        ("theo hasn't told his parents yet", "he's trans btw 🤫", "i'm going to tell her mum"),
        ("tell me about the quiz", "pass the popcorn"),
    ),
    "organises-pressure": Row(
        ("everyone ask joe about it until he answers", "somebody has to ask him at the panel"),
        ("everyone bring snacks", "we ask three questions each round"),
    ),
}

GATEKEEPING = {
    "accuses-of-bait": Row(
        ("seb is a queerbaiter and you all fell for it", "he has been queerbaiting us for years"),
        ("queerbaiting is something that a studio does", "i wrote my essay on queerbaiting"),
    ),
    "accuses-of-faking": Row(
        ("he is only bi for the clout", "pretending to be gay for attention", "fake bi"),
        ("i bought it for the cover", "he is only here for the weekend"),
    ),
    "denies-what-was-said": Row(
        ("he's not really bi, look who he dates", "you are not a real lesbian"),
        ("he's not really late, look at the clock", "you are not a real wizard"),
    ),
    "demands-proof": Row(
        ("you've never kissed girls so how would you know", "you're not bi if you only dated men"),
        ("you've never been to wales", "have you got proof of purchase"),
    ),
    "takes-roles": Row(
        ("a straight man stealing roles again", "tobie has no business playing that part"),
        ("tobie is playing that part so well", "the straight road to the studio is closed"),
    ),
    "suspects-timing": Row(
        ("funny timing on that tweet", "he came out right before the season"),
        ("what a day", "it rained right before the picnic"),
    ),
}

STEREOTYPING = {
    "reads-off-looks": Row(
        ("he walks so gay honestly", "you don't look trans"),
        ("he walks so fast honestly", "you don't look tired"),
    ),
    "no-straight-person-would": Row(
        ("no straight boy owns that many rings", "a straight man wouldn't wear that"),
        ("no straight answers from the studio", "a tall man wouldn't fit in there"),
    ),
    "can-tell": Row(
        ("you can always tell a gay man by his shoes", "my gaydar is going off", "i clocked him"),
        ("you can tell me tomorrow", "my alarm is going off"),
    ),
    "gives-vibes": Row(
        ("that haircut screams lesbian", "he gives me gay vibes", "very bi coded"),
        ("the kettle screams", "he gives me a lift"),
    ),
    "too-x-to-be": Row(
        ("imogen is too girly to be gay", "she's too pretty for a lesbian"),
        ("imogen is too tired to be polite", "it's too cold for a picnic"),
    ),
    "all-of-them-do": Row(
        ("boys who bake are always gay", "gay people all have the same haircut"),
        ("boys who bake bring cake", "a gay couple has moved in upstairs"),
    ),
}

ATTACKS = {
    "slur": Row(
        ("get out of here you faggot", "what a tr4nny", "f a g g o t"),
        ("pass me the fig jam", "a trans woman, a train and a tram"),
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
        ),
        ("bi people are everywhere in this book", "the lesbians in this film are detectives"),
    ),
    "hates-group": Row(
        ("i hate lesbians so much", "i can't stand muslims"),
        ("i hate mondays so much", "i can't stand coriander"),
    ),
    "threatens-group": Row(
        ("all muslims should be deported", "gay people should be shot", "death to gays"),
        ("all windows should be locked", "gay people should be on more posters"),
    ),
    "excludes": Row(
        ("muslims don't belong in this server", "go back to your own country", "no gays allowed"),
        ("spoilers don't belong in this channel", "i go to my own country house"),
    ),
    "denies-identity": Row(
        (
            "trans women are men, get over it",
            "there are only two genders",
            "bisexuality isn't real, bi isn't real",
        ),
        ("trans women are welcome, of course", "there are only two episodes left"),
    ),
    "they-want-our-kids": Row(
        ("it is the gay agenda", "they will all burn in hell", "lesbians want our children"),
        ("it is the gay bookshop", "the toast will burn in there"),
    ),
}

HARASSMENT = {
    "tells-to-self-harm": Row(
        ("go kill yourself", "k y s", "what a waste of oxygen", "drop dead"),
        ("he told me to kill the boss first", "what a waste of paint"),
    ),
    "insults-you": Row(
        ("you are a pathetic loser", "you stupid cow", "your acting is awful"),
        ("i am a pathetic loser at this game", "you are a wonderful cook"),
    ),
    "insults-person": Row(
        ("joe is an ugly talentless loser", "kit can't act", "rhea looks like a rat"),
        ("ben is an ugly character", "kit can't swim"),
    ),
    "threatens-you": Row(
        ("watch your back", "i will find you and hurt you", "i hope you die"),
        ("watch your step", "i will send you the link"),
    ),
    "sexual-remark": Row(
        ("show me your tits", "send nudes", "i want to bang him"),
        ("show me your sketchbook", "send snacks"),
    ),
    "nobody-likes-you": Row(
        (
            "nobody likes you",
            "no one wants you here",
            "everyone hates you",
            "do us a favour and leave",
            "get a life",
        ),
        ("nobody likes the new logo", "everyone likes you"),
    ),
}

ANSWERING = {
    "speaks-of-self": Row(
        (
            "i'm a lesbian and i came out to my nan today",
            "my girlfriend says hi",
            "as a trans man i agree",
        ),
        ("she's a lesbian and everyone should know, spread it", "your hair says lesbian"),
    ),
    "tells-of-being-hurt": Row(
        (
            "someone called me a dyke on the bus",
            "i was bullied at school",
            "my dad said it was a phase",
        ),
        ("you dyke, get off the bus", "he should be bullied for that"),
    ),
    "condemns": Row(
        ("please stop asking whether tobie is gay", "that is so biphobic", "leave him alone"),
        ("please ask tobie whether he is gay", "corinna is so gay"),
    ),
    "negates-attack": Row(
        ("gay people are not sick", "nobody should be called that", "trans people deserve better"),
        ("gay people are sick", "trans people are broken"),
    ),
    "misgenders": Row(
        ("trans women are men", "trans men are just women", "a trans girl is a boy"),
        ("trans women are women", "trans men are not women", "my trans friend is a man"),
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
        ("what does aroace mean exactly", "the history of the word queer", "how do i come out"),
        ("what is tobie exactly, aroace?", "he is a queer, the end"),
    ),
    "public-record": Row(
        ("kit said himself that he is bi", "yasmin is openly trans", "he was forced to come out"),
        ("tobie is bi", "corinna must be trans"),
    ),
    "answers-with-warmth": Row(
        ("so proud of you", "congrats on the wedding", "a bi icon", "love this show"),
        ("prove it then", "a bi liar"),
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
