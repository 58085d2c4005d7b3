"""What members would notice of the first stage: whom it sees, what it rests on, what it leaves."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.judge import UNSURE, Judge
from discord_bot.moderation.loading import load_judge
from discord_bot.moderation.model import Label, Post, Stage, TargetKind, Verdict
from discord_bot.packs import load_pack

MENTION = "<@878418201000822264>"

BREACHES = [
    ("is tobie gay or what", Label.SPECULATION),
    ("does anybody know whether corinna is bi", Label.SPECULATION),
    ("kit and joe are dating off camera", Label.SPECULATION),
    ("who is yasmin dating these days", Label.SPECULATION),
    ("tobie should just come out already", Label.OUTING),
    ("he owes us the truth, we have a right to know who he is", Label.OUTING),
    ("theo hasn't told his parents that he is gay 🤫", Label.OUTING),
    ("sebastian is a queerbaiter", Label.GATEKEEPING),
    ("he is only bi for the clout", Label.GATEKEEPING),
    ("corinna is faking being bi for attention", Label.GATEKEEPING),
    ("no straight boy owns that many rings", Label.STEREOTYPING),
    ("you can always tell a gay man by his shoes", Label.STEREOTYPING),
    ("you don't look trans at all", Label.STEREOTYPING),
    ("lesbians are disgusting", Label.IDENTITY_ATTACK),
    ("get out of here you faggot", Label.IDENTITY_ATTACK),
    ("go kill yourself", Label.HARASSMENT),
    ("you are a pathetic ugly loser", Label.HARASSMENT),
    ("joe is an ugly talentless loser", Label.HARASSMENT),
]

LEFT_ALONE = [
    "nick and charlie are dating by episode eight",
    "elle is a trans girl and i love her",
    "i came out to my mum today",
    "i'm a lesbian and i came out to my nan",
    "i'm bi and my boyfriend is too",
    "i think i'm gay and i'm scared",
    "joe locke said in an interview that he is gay",
    "my dad told me that i'm disgusting",
    "someone called me a faggot on the bus today",
    "how do i come out to my parents",
    "this show is so gay i love it",
    "nick's mum is queen",
]

ORDINARY = [
    "i rewatched the first season with my mum",
    "i need a new laptop before the term begins",
    "my knitting is finally done",
    "the milkshake scene made me hungry",
    "my train was cancelled twice this week",
    "the rain scene was beautiful",
    "good morning everyone, how did the exam go",
    "the colours in that scene are so warm",
    "i got a signed copy at the bookshop",
    "i cooked pasta for my flatmates",
    "thank you for the cake recipe",
    "the soundtrack of the new season is lovely",
    "which chapter has the beach trip in it",
    "my dog slept through the whole episode",
    "the trailer comes out on tuesday",
]


class Said(Protocol):
    """Judges a message, with what it answers and what was written before."""

    def __call__(self, text: str, reply_to: str | None = None, *previous: str) -> Verdict: ...


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_pack(), second=False)


@pytest.fixture(scope="module")
def said(judge: Judge) -> Said:
    def say(text: str, reply_to: str | None = None, *previous: str) -> Verdict:
        return judge.first(Post(text, reply_to=reply_to, previous=previous))

    return say


def words(text: str, verdict: Verdict) -> list[str]:
    """What the verdict rests on, in the author's own words."""
    return [text[start:end] for start, end in verdict.evidence]


class TestLabels:
    @pytest.mark.parametrize(("text", "label"), BREACHES)
    def test_plain_breaches_are_found_and_called_by_their_name(
        self, said: Said, text: str, label: Label
    ) -> None:
        verdict = said(text)
        assert verdict.label is label
        assert verdict.stage is Stage.RULES
        assert verdict.reasons

    @pytest.mark.parametrize("text", LEFT_ALONE)
    def test_what_the_policy_leaves_alone_is_left_alone(self, said: Said, text: str) -> None:
        assert said(text).label is Label.OK

    @pytest.mark.parametrize("text", ORDINARY)
    def test_ordinary_talk_is_ordinary(self, said: Said, text: str) -> None:
        verdict = said(text)
        assert verdict.label is Label.OK
        assert verdict.target is None or not verdict.is_breach

    @pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "...", "😀", "😀😀 !!"])
    def test_a_message_without_words_is_fine(self, said: Said, text: str) -> None:
        assert said(text).label is Label.OK


class TestEvidence:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("omg is tobie gay or what lol", "is tobie gay"),
            ("omg IS TOBIE GAY or what lol", "IS TOBIE GAY"),
            ("omg is tobie g a y or what", "is tobie g a y"),
            ("omg is t0bie g@y or what", "is t0bie g@y"),
            ("omg is tobie gаy or what", "is tobie gаy"),  # a Cyrillic letter
            ("omg is tobie g\u200ba\u200by or what", "is tobie g\u200ba\u200by"),
            ("😀😀 is tobie gaaaay or what", "is tobie gaaaay"),
            ("omg is tobie g/a/y or what", "is tobie g/a/y"),
            ("omg is tobie g#y or what", "is tobie g#y"),
            ("omg is corinna a les bian or what", "is corinna a les bian"),
            ("omg is corinna a les-bian or what", "is corinna a les-bian"),
            ("ok so go k y s then", "k y s"),
            ("right. go k y s  r o b b i e", "k y s  r o b b i e"),
            ("ok so killyourself then", "killyourself"),
            ("ok so 𝓴𝓲𝓵𝓵 𝔂𝓸𝓾𝓻𝓼𝓮𝓵𝓯 then", "𝓴𝓲𝓵𝓵 𝔂𝓸𝓾𝓻𝓼𝓮𝓵𝓯"),
        ],
    )
    def test_it_is_in_the_authors_own_words(self, said: Said, text: str, shown: str) -> None:
        verdict = said(text)
        assert verdict.is_breach
        assert any(shown in piece for piece in words(text, verdict))
        assert all(piece != text for piece in words(text, verdict)), "and no more than needed"

    def test_what_is_only_quoted_is_not_held_against_its_author(self, said: Said) -> None:
        text = "> lesbians are disgusting\nthis is a horrible thing to read before breakfast"
        for piece in words(text, said(text)):
            assert "lesbians" not in piece

    @pytest.mark.parametrize("added", ["this", ".", "👀", MENTION, "agreed 💯"])
    def test_a_quote_that_is_agreed_to_is(self, said: Said, added: str) -> None:
        text = f"> you are a disgusting faggot, kill yourself\n{added}"
        verdict = said(text)
        assert verdict.is_breach
        assert all(text.index("you") <= start < end for start, end in verdict.evidence)

    @pytest.mark.parametrize("sign", [">", ">>>"])
    def test_a_quote_that_is_reported_is_not(self, said: Said, sign: str) -> None:
        text = f"look what somebody sent to me last night\n{sign} you are disgusting"
        more = "\nkill yourself faggot" if sign == ">>>" else ""
        assert not said(text + more).is_breach

    def test_pieces_do_not_overlap_and_come_in_order(self, said: Said) -> None:
        text = "you are a pathetic loser, nobody likes you, you stupid clown, go kill yourself"
        evidence = said(text).evidence
        assert evidence
        assert all(before[1] < after[0] for before, after in pairwise(evidence))


class TestWhoItIsAbout:
    def test_the_person_is_named_in_full(self, said: Said) -> None:
        target = said("is tobie gay or what").target
        assert target is not None
        assert (target.kind, target.name) == (TargetKind.PERSON, "Tobie Donovan")

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("is jack barton gay or what", "Jack Barton"),
            ("is lauren james gay or what", "Lauren James"),
            ("is iain canning gay or what", "Iain Canning"),
        ],
    )
    def test_first_name_and_surname_are_one_person(self, said: Said, text: str, name: str) -> None:
        verdict = said(text)
        assert verdict.label is Label.SPECULATION
        assert verdict.target is not None
        assert (verdict.target.kind, verdict.target.name) == (TargetKind.PERSON, name)
        assert any(name.lower() in piece for piece in words(text, verdict))

    @pytest.mark.parametrize(
        "text", ["is jack maddox gay or what", "is olly spring gay or what", "james mcewan is gay"]
    )
    def test_a_theory_of_a_character_with_a_surname_is_one(self, said: Said, text: str) -> None:
        assert said(text).label is Label.OK

    @pytest.mark.parametrize(
        ("of_the_actor", "mirror", "shown"),
        [
            ("is tao gay irl", "is tao gay in season two", "is tao gay"),
            ("is tao's actor gay", "is tao's friend isaac ace", "is tao's actor gay"),
            (
                "so is the guy playing tao gay or what",
                "so is tao gay or what",
                "is the guy playing tao gay",
            ),
        ],
    )
    def test_a_guess_at_whoever_plays_a_part_is_one(
        self, said: Said, of_the_actor: str, mirror: str, shown: str
    ) -> None:
        verdict = said(of_the_actor)
        assert verdict.label is Label.SPECULATION
        assert verdict.target is not None
        assert (verdict.target.kind, verdict.target.name) == (TargetKind.PERSON, "William Gao")
        assert any(shown in piece for piece in words(of_the_actor, verdict))
        assert said(mirror).label is Label.OK

    def test_a_member(self, said: Said) -> None:
        target = said(f"{MENTION} you are a pathetic ugly loser").target
        assert target is not None
        assert target.kind is TargetKind.MEMBER

    def test_a_group(self, said: Said) -> None:
        target = said("lesbians are disgusting").target
        assert target is not None
        assert target.kind is TargetKind.GROUP

    @pytest.mark.parametrize(
        ("person", "character"),
        [
            ("kit and joe are dating off camera", "nick and charlie are dating by episode eight"),
            ("does anybody know whether corinna is bi", "does the book say whether imogen is bi"),
            ("who is yasmin dating these days", "who is tao dating in season one"),
        ],
    )
    def test_what_is_a_guess_of_a_person_is_a_theory_of_a_character(
        self, said: Said, person: str, character: str
    ) -> None:
        assert said(person).label is Label.SPECULATION
        assert said(character).label is Label.OK


class TestWhatIsPublic:
    @pytest.mark.parametrize(
        ("reported", "denied"),
        [
            ("joe locke said in an interview that he is gay", "joe is not really gay"),
            ("kit said himself that he is bi", "kit is not really bi"),
        ],
    )
    def test_reporting_is_fine_and_denying_is_not(
        self, said: Said, reported: str, denied: str
    ) -> None:
        assert said(reported).label is Label.OK
        assert said(denied).label is Label.GATEKEEPING

    @pytest.mark.parametrize(
        ("denied", "something_else"),
        [
            ("joe locke is not gay", "please stop saying that joe locke is not gay"),
            ("kit isn't bi", "kit isn't bi in the comic, nick is"),
            ("yasmin is not a real woman", "yasmin is not a real doctor"),
        ],
    )
    def test_a_plain_denial_is_found_even_where_its_words_are_those_of_the_record(
        self, said: Said, denied: str, something_else: str
    ) -> None:
        verdict = said(denied)
        assert verdict.is_breach
        assert any(rule.startswith("denies-") for rule in verdict.rules)
        assert "denies-what-is-public" not in said(something_else).rules

    def test_what_one_person_said_is_not_true_of_another(self, said: Said) -> None:
        assert said("does anybody know whether tobie is bi").is_breach
        known, guessed = (said(f"so {name} is bi").confidence for name in ("kit", "tobie"))
        assert known < guessed


class TestContext:
    def test_he_is_whom_the_message_answered_is_about(self, said: Said) -> None:
        text = "he should just come out already"
        target = said(text, "tobie was great tonight").target
        assert target is not None
        assert target.kind is TargetKind.PERSON
        target = said(text, "nick was great tonight").target
        assert target is not None
        assert target.kind is TargetKind.CHARACTER

    def test_the_latest_of_the_messages_before_counts(self, said: Said) -> None:
        text = "he should just come out already"
        target = said(text, None, "tobie was great tonight", "nick was great tonight").target
        assert target is not None
        assert target.kind is TargetKind.CHARACTER

    def test_the_message_answered_goes_before_those_before(self, said: Said) -> None:
        text = "he should just come out already"
        target = said(text, "tobie was great tonight", "nick was great tonight").target
        assert target is not None
        assert target.kind is TargetKind.PERSON

    def test_a_guess_about_a_person_weighs_more_than_one_about_a_character(
        self, said: Said
    ) -> None:
        about_tobie = said("is he dating her", "tobie was great tonight")
        about_nick = said("is he dating her", "nick was great tonight")
        assert about_tobie.confidence > about_nick.confidence

    def test_context_is_not_judged_itself(self, said: Said) -> None:
        for text in ORDINARY[:3]:
            assert said(text, "you are a pathetic ugly loser").label is Label.OK
            assert said(text, None, "lesbians are disgusting").label is Label.OK


class TestPlainInsultsAndThreats:
    @pytest.mark.parametrize(
        ("aimed", "not_aimed"),
        [
            (f"{MENTION} you absolute cunt", f"{MENTION} you absolute legend"),
            ("fuck you, corinna", "fuck yes, corinna"),
            ("rot in hell, corinna", "ben can rot in hell"),
            ("somebody shoot tobie", "somebody gave tobie a fox"),
            ("tobie should be shot", "ben should be shot"),
        ],
    )
    def test_they_are_found_where_a_real_person_is_meant(
        self, said: Said, aimed: str, not_aimed: str
    ) -> None:
        assert said(aimed).label is Label.HARASSMENT
        assert said(not_aimed).label is Label.OK


class TestOtherLanguages:
    @pytest.mark.parametrize(
        ("harmless", "attack"),
        [
            ("désolé du retard", "tu es un sale pédé"),
            ("un mongol a gagné la course", "espèce de mongol"),
            ("ele pede um café", "vai se matar seu viado"),
            ("elle est à la maison", "elle est trans, dis-le à tout le monde"),
            ("die neue folge ist rot", "du dreckige schwuchtel"),
        ],
    )
    def test_ordinary_words_are_left_alone_and_attacks_are_found(
        self, said: Said, harmless: str, attack: str
    ) -> None:
        assert said(harmless).label is Label.OK
        assert said(attack).is_breach


class TestSpeakingOfOneself:
    @pytest.mark.parametrize(
        ("of_oneself", "of_another"),
        [
            ("i'm bi and my boyfriend is too", "does anybody know whether corinna is bi"),
            ("i came out to my mum today", "tobie should just come out already"),
            ("someone called me a faggot on the bus today", "get out of here you faggot"),
            ("my dad told me that i'm disgusting", "lesbians are disgusting"),
        ],
    )
    def test_it_is_left_alone(self, said: Said, of_oneself: str, of_another: str) -> None:
        assert said(of_oneself).label is Label.OK
        assert said(of_another).is_breach

    @pytest.mark.parametrize(
        "text",
        [
            "je suis lesbienne",
            "je suis lesbienne et fière 🏳️‍🌈",
            "soy bi!",
            "sou gay",
            "ich bin lesbisch",
            "i'm a trans woman and proud",
        ],
    )
    def test_who_one_is_is_fine_in_any_of_the_languages(self, said: Said, text: str) -> None:
        verdict = said(text)
        assert verdict.label is Label.OK
        assert verdict.confidence <= UNSURE[0]

    def test_what_else_is_said_is_judged(self, said: Said) -> None:
        assert said("i'm gay. and you are a pathetic ugly loser, go kill yourself").is_breach
        assert said("je suis lesbienne. tu es une sale gouine").is_breach


# --- laws -----------------------------------------------------------------------------------------

ACTORS = [
    *("tobie", "corinna", "sebastian", "seb", "rhea", "jenny", "cormac"),
    *("tobie donovan", "Jack Barton", "cormac hyde-corrin", "iain canning", "emile sherman"),
]
"""Nobody here has publicly said what they are, as far as the pack knows."""
CHARACTERS = [
    *("nick", "charlie", "tao", "elle", "tori", "darcy", "tara", "imogen", "isaac"),
    *("Nick Nelson", "jack maddox", "olly spring", "james mcewan"),
]
ABOUT = [
    "is {} gay or what",
    "{} was great tonight",
    "who is {} dating these days",
    "i drew {} and a fox in the rain",
    "{} should just come out already",
    "please stop asking whether {} is gay",
    "i'm bi and i love {} so much",
    "{} is an ugly talentless loser",
]
LEET = str.maketrans({"o": "0", "e": "3", "i": "1"})
LOOKALIKES = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"})
"""Small letters of the Cyrillic alphabet."""


def upper(word: str) -> str:
    return word.upper()


def capital(word: str) -> str:
    return word.capitalize()


def leet(word: str) -> str:
    return word.translate(LEET)


def look_alike(word: str) -> str:
    return word.translate(LOOKALIKES)


def invisible(word: str) -> str:
    return "\u200b".join(word)


def accents(word: str) -> str:
    return re.sub("([aeiou])", "\\1\u0301", word)


def italic(word: str) -> str:
    return f"*{word}*" if word.isalpha() else word


SAME_LETTERS = [upper, capital, look_alike, invisible, accents]


def dotted(word: str) -> str:
    return ".".join(word) if word.isalpha() else word


def hyphened(word: str) -> str:
    return "-".join(word) if word.isalpha() else word


def spoiler(word: str) -> str:
    return f"||{word}||"


DISGUISES = [*SAME_LETTERS, leet, italic, dotted, hyphened, spoiler]


@given(st.text(), st.none() | st.text(), st.lists(st.text(), max_size=2))
def test_any_text_has_a_verdict(
    judge: Judge, text: str, reply_to: str | None, previous: list[str]
) -> None:
    verdict = judge.first(Post(text, reply_to=reply_to, previous=tuple(previous)))
    assert 0 <= verdict.confidence <= 1
    assert verdict.label in Label


SCRAPS = """
joe locke 's actor who plays and irl
is tobie nick he she you gay g a y k.y.s kill yourself lesbians are disgusting i am not really loser
|| > ``` . , ? ! " 😀 🏳️‍🌈 e\u0301 \u200b <@1> <:a:1> * _ ~ 8 @ $ faggot
"""
PIECES = st.sampled_from(["\n", *SCRAPS.split()])


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " ", "  "]))
def test_evidence_lies_inside_the_text(judge: Judge, pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    verdict = judge.first(Post(text))
    last = 0
    for start, end in verdict.evidence:
        assert last <= start < end <= len(text)
        last = end


@given(st.sampled_from(ABOUT), st.sampled_from(ACTORS), st.sampled_from(ACTORS))
def test_which_actor_it_is_makes_no_difference(
    judge: Judge, about: str, one: str, other: str
) -> None:
    first, second = (judge.first(Post(about.format(name))) for name in (one, other))
    assert (first.label, first.confidence, first.rules) == (
        second.label,
        second.confidence,
        second.rules,
    )


@given(st.sampled_from(ABOUT), st.sampled_from(CHARACTERS), st.sampled_from(CHARACTERS))
def test_which_character_it_is_makes_no_difference(
    judge: Judge, about: str, one: str, other: str
) -> None:
    first, second = (judge.first(Post(about.format(name))) for name in (one, other))
    assert (first.label, first.confidence, first.rules) == (
        second.label,
        second.confidence,
        second.rules,
    )


REAL_LIFE = [
    "is {} gay irl",
    "are {} and tao dating off camera",
    "saw on instagram that {} is secretly gay",
    "i want a {} irl",
    "{} and tao kissing irl would heal me",
    "is {}'s actor gay",
    "is the one playing {} gay or what",
]
PLAYED_BY_THE_UNSPOKEN = ["tao", "isaac", "tara", "imogen", "tori", "ben", "harry greene", "aled"]
"""Characters whose actors have said nothing of themselves, or are not in the pack."""


@given(
    st.sampled_from(REAL_LIFE),
    st.sampled_from(PLAYED_BY_THE_UNSPOKEN),
    st.sampled_from(PLAYED_BY_THE_UNSPOKEN),
)
def test_which_character_stands_for_an_actor_makes_no_difference(
    judge: Judge, about: str, one: str, other: str
) -> None:
    first, second = (judge.first(Post(about.format(name))) for name in (one, other))
    assert (first.label, first.confidence, first.rules) == (
        second.label,
        second.confidence,
        second.rules,
    )


TEXTS = [*ORDINARY, *LEFT_ALONE, *(text for text, _ in BREACHES)]


@given(st.sampled_from(TEXTS), st.sampled_from([" ", "  ", "\u00a0", " \u200b "]))
def test_the_width_of_gaps_makes_no_difference(judge: Judge, text: str, gap: str) -> None:
    changed = judge.first(Post(text.replace(" ", gap)))
    assert changed.confidence == judge.first(Post(text)).confidence


@given(st.sampled_from(TEXTS), st.sampled_from(SAME_LETTERS), st.data())
def test_letters_that_look_the_same_are_the_same(
    judge: Judge, text: str, disguise: object, data: st.DataObject
) -> None:
    assert callable(disguise)
    changed = disguised(text, disguise, data)
    assert judge.first(Post(changed)).confidence == judge.first(Post(text)).confidence


@given(st.sampled_from(ORDINARY), st.sampled_from(DISGUISES), st.data())
def test_no_disguise_makes_ordinary_talk_a_breach(
    judge: Judge, text: str, disguise: object, data: st.DataObject
) -> None:
    assert callable(disguise)
    changed = disguised(text, disguise, data)
    assert judge.first(Post(changed)).label is Label.OK, changed


def disguised(text: str, disguise: object, data: st.DataObject) -> str:
    """``text`` with some of its words in disguise."""
    assert callable(disguise)
    parts = text.split(" ")
    places = data.draw(st.sets(st.integers(0, len(parts) - 1)))
    return " ".join(disguise(part) if place in places else part for place, part in enumerate(parts))


def test_a_judge_that_got_ready_says_the_same(judge: Judge) -> None:
    ready = load_judge(load_pack(), second=False)
    ready.warm_up()
    ready.warm_up()
    for text in (*ORDINARY, "so is joe gay irl or what", "kill yourself", "gaaaay panic", ""):
        assert ready.first(Post(text)) == judge.first(Post(text))
