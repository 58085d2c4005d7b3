"""Who a message is about: people and characters, members, groups, and pronouns between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.entities import Reader, Reading
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.model import Target, TargetKind
from discord_bot.packs import data_directory, load_pack

KNOWN = ["kitty", "joey", "joker", "bell", "class"]
PERSON, CHARACTER = TargetKind.PERSON, TargetKind.CHARACTER


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(load_lexicon(data_directory() / "lexicon"), names_of(load_pack()), KNOWN)


def target(reader: Reader, text: str) -> Target | None:
    """Who ``text`` as a whole is about."""
    reading = reader.read(text)
    return reader.target(reading, 0, len(reading.words) - 1)


def kind(reader: Reader, text: str) -> TargetKind | None:
    found = target(reader, text)
    return None if found is None else found.kind


def classes(reader: Reader, reading: Reading, written: str, text: str) -> set[str]:
    """The classes of the word that is written so in ``text``."""
    for place, mask in enumerate(reading.masks):
        start, end = reading.span(place, place)
        if text[start:end] == written:
            return set(reader.classes(mask))
    raise AssertionError(f"{written!r} is no word of {text!r}")


def of(reader: Reader, text: str, written: str, *context: str) -> set[str]:
    return classes(reader, reader.read(text, context), written, text)


class TestNames:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Joe Locke has a new play", "Joe Locke"),
            ("joe has a new play", "Joe Locke"),
            ("JOE has a new play", "Joe Locke"),
            ("joe's new play", "Joe Locke"),
            ("J o e has a new play", "Joe Locke"),
            ("j0e has a new play", "Joe Locke"),
            ("joelocke has a new play", "Joe Locke"),
            ("**Joe** has a new play", "Joe Locke"),
            ("||joe|| has a new play", "Joe Locke"),
            ("I think Will has a new play", "William Gao"),
            ("seb has a new play", "Sebastian Croft"),
            ("oseman has a new book", "Alice Oseman"),
            ("kiz has a new play", "Kizzy Edgell"),
        ],
    )
    def test_people_are_known_by_what_they_are_called(
        self, reader: Reader, text: str, name: str
    ) -> None:
        assert target(reader, text) == Target(PERSON, name)

    @pytest.mark.parametrize("name", ["nick", "charlie", "elle", "tao", "tori", "isaac", "darcy"])
    def test_characters_are_not_people(self, reader: Reader, name: str) -> None:
        assert kind(reader, f"{name} has a new book") is CHARACTER

    @pytest.mark.parametrize("word", ["kitty", "joey", "joker", "bell"])
    def test_a_word_that_begins_like_a_name_is_no_name(self, reader: Reader, word: str) -> None:
        assert "actor" not in of(reader, f"a {word} for you", word)

    @pytest.mark.parametrize(
        ("text", "is_name"),
        [
            ("will there be a stream", False),
            ("he will be late", False),
            ("the trailer will come on friday", False),
            ("WILL IT RAIN", False),
            ("i met Will at the bookshop", True),
            ("will gao plays tao", True),
            ("will's film is out", True),
            ("i love will", True),
            ("a picture of will and tobie", True),
        ],
    )
    def test_will_is_william_only_where_his_neighbours_say_so(
        self, reader: Reader, text: str, is_name: bool
    ) -> None:
        assert (target(reader, text) == Target(PERSON, "William Gao")) is is_name

    def test_who_is_written_about_first_is_a_person_and_then_a_character(
        self, reader: Reader
    ) -> None:
        assert target(reader, "nick is played by kit") == Target(PERSON, "Kit Connor")


class TestWholeNames:
    """First name and surname are one name, whoever else shares one of them."""

    @pytest.mark.parametrize(
        ("text", "kind", "name"),
        [
            ("Jack Barton was on the radio", PERSON, "Jack Barton"),
            ("jack maddox was on the radio", CHARACTER, "Jack Maddox"),
            ("jack was on the radio", CHARACTER, "Jack Maddox"),
            ("lauren james was on the radio", PERSON, "Lauren James"),
            ("james mcewan was on the radio", CHARACTER, "James McEwan"),
            ("olly spring was on the radio", CHARACTER, "Oliver Spring"),
            ("olly was on the radio", CHARACTER, "Oliver Spring"),
            ("iain canning's radio play", PERSON, "Iain Canning"),
            ("EMILE SHERMAN was on the radio", PERSON, "Emile Sherman"),
            ("emilesherman was on the radio", None, None),
            ("emile was on the radio with sherman", None, None),
            ("cormac hyde-corrin was on the radio", PERSON, "Cormac Hyde-Corrin"),
            ("Cormac Hyde Corrin was on the radio", PERSON, "Cormac Hyde-Corrin"),
            ("thibault de montalembert sang", PERSON, "Thibault de Montalembert"),
            ("rachel stirling was on the radio", PERSON, "Rachael Stirling"),
            ("rachel was on the radio", PERSON, None),
            ("mr farouk was on the radio", CHARACTER, "Mr Farouk"),
            ("Baby Queen was on the radio", PERSON, "Baby Queen"),
            ("a baby queen bee was on the radio", None, None),
            ("Ben Hope was on the roof", CHARACTER, "Ben Hope"),
            ("nick's aunt was on the roof", CHARACTER, "Nick Nelson"),
        ],
    )
    def test_the_table_of_names(
        self, reader: Reader, text: str, kind: TargetKind | None, name: str | None
    ) -> None:
        expected = None if kind is None else Target(kind, name)
        assert target(reader, text) == expected

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("so Joe Locke sang", "Joe Locke"),
            ("so joe  locke's song", "joe  locke's"),
            ("so hyde-corrin sang", "hyde-corrin"),
            ("so J0e Locke sang", "J0e Locke"),
            ("so j o e locke sang", "j o e locke"),
        ],
    )
    def test_it_is_one_word_that_stands_where_all_of_it_was_written(
        self, reader: Reader, text: str, written: str
    ) -> None:
        reading = reader.read(text)
        assert [word.feature for word in reading.words].count("<actor>") == 1
        place = [word.feature for word in reading.words].index("<actor>")
        start, end = reading.span(place, place)
        assert text[start:end] == written

    def test_two_people_side_by_side_are_two(self, reader: Reader) -> None:
        for text in ("joe, locke", "joe. locke", "joe and locke", "kit locke"):
            words = [word.feature for word in reader.read(text).words]
            assert words.count("<actor>") == 2, text

    def test_a_name_that_reads_as_a_sentence_needs_its_capitals(self, reader: Reader) -> None:
        words = [word.text for word in reader.read("ben hope you are well").words]
        assert words == ["ben", "hope", "you", "are", "well"]


class TestOthers:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<@878418201000822264> hosts tonight", TargetKind.MEMBER),
            ("you host tonight", TargetKind.MEMBER),
            ("priya hosts tonight", PERSON),
            ("the director hosts tonight", PERSON),
            ("muslims are people", TargetKind.GROUP),
            ("it rains tonight", None),
            ("i host tonight", TargetKind.SPEAKER),
            ("our party is tonight", TargetKind.SPEAKER),
            ("i think you host tonight", TargetKind.MEMBER),
            ("i think tobie hosts tonight", PERSON),
        ],
    )
    def test_who_it_is_about(self, reader: Reader, text: str, expected: TargetKind | None) -> None:
        assert kind(reader, text) is expected

    @pytest.mark.parametrize(
        "markup",
        ["<#878418201000822264>", "<@&878418201000822264>", "https://x.example/joe", "@everyone"],
    )
    def test_markup_is_nobody(self, reader: Reader, markup: str) -> None:
        assert kind(reader, f"look in {markup}") is None

    def test_an_emoji_is_read_by_its_name(self, reader: Reader) -> None:
        assert "emoji" in of(
            reader, "so <:proud:878418201000822264>", "<:proud:878418201000822264>"
        )


class TestPronouns:
    def test_he_is_the_nearest_before_him(self, reader: Reader) -> None:
        text = "nick talks while joe waits because he sings"
        assert "he_real" in of(reader, text, "he")
        text = "joe talks while nick waits because he sings"
        assert "he_character" in of(reader, text, "he")

    def test_who_comes_first_may_be_named_after(self, reader: Reader) -> None:
        assert "he_real" in of(reader, "he was so good, joe was", "he")
        assert "he_character" in of(reader, "he was so good, nick was", "he")

    def test_he_may_be_whom_the_message_before_named(self, reader: Reader) -> None:
        assert "he_real" in of(reader, "is he coming", "he", "we were wondering about Joe")
        assert "he_character" in of(reader, "is he coming", "he", "we were wondering about Nick")

    def test_of_several_messages_the_first_that_names_somebody_counts(self, reader: Reader) -> None:
        before = ("no names in here", "Nick was great", "Joe was great")
        assert "he_character" in of(reader, "is he coming", "he", *before)

    def test_the_last_name_of_a_message_before_counts(self, reader: Reader) -> None:
        assert "he_real" in of(reader, "is he coming", "he", "I like Nick and I like Joe")

    def test_a_name_in_the_message_goes_before_one_in_the_message_answered(
        self, reader: Reader
    ) -> None:
        assert "he_character" in of(reader, "nick says he sings", "he", "Joe was great")

    def test_without_any_name_he_is_anybody(self, reader: Reader) -> None:
        assert not {"he_real", "he_character"} & of(reader, "is he coming", "he", "who knows")

    def test_she_and_they_are_bound_as_well(self, reader: Reader) -> None:
        assert "he_real" in of(reader, "yasmin said she sings", "she")
        assert "he_character" in of(reader, "darcy says they sing", "they")

    @pytest.mark.parametrize(
        ("text", "before", "expected"),
        [
            ("is he coming", "we met Tobie Donovan", Target(PERSON, "Tobie Donovan")),
            ("is he coming", "we met iain canning", Target(PERSON, "Iain Canning")),
            ("is he coming", "nick was great", Target(CHARACTER, "Nick Nelson")),
            ("is he coming", "priya was great", Target(PERSON, None)),
            ("is he coming", "who knows", None),
        ],
    )
    def test_who_he_is_has_his_name(
        self, reader: Reader, text: str, before: str, expected: Target | None
    ) -> None:
        reading = reader.read(text, (before,))
        assert reader.target(reading, 0, len(reading.words) - 1) == expected

    def test_the_pronoun_alone_leads_to_the_name(self, reader: Reader) -> None:
        reading = reader.read("nick talks while joe waits because he sings")
        place = [word.text for word in reading.words].index("he")
        assert reader.target(reading, place, place) == Target(PERSON, "Joe Locke")

    def test_i_am_nobody_else(self, reader: Reader) -> None:
        assert not {"he_real", "he_character"} & of(reader, "joe and i sing", "i")


class TestWhatIsPublic:
    """People's own public statements, from the pack."""

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("kit is bi", "bi"),
            ("joe is gay", "gay"),
            ("yasmin is trans", "trans"),
            ("alice is aroace", "aroace"),
            ("joe and kit are queer", "queer"),
        ],
    )
    def test_what_they_said_is_no_guess(self, reader: Reader, text: str, word: str) -> None:
        found = of(reader, text, word)
        assert "public_identity" in found
        assert "orientation" not in found

    def test_it_is_no_guess_of_whom_the_message_before_named_either(self, reader: Reader) -> None:
        assert "public_identity" in of(reader, "he is bi", "bi", "kit was great")
        assert "orientation" in of(reader, "he is bi", "bi", "tobie was great")
        assert "orientation" in of(reader, "he is bi", "bi", "nick was great")

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("kit is gay", "gay"),
            ("tobie is bi", "bi"),
            ("kit and tobie are bi", "bi"),
            ("somebody is bi", "bi"),
        ],
    )
    def test_what_they_did_not_say_is(self, reader: Reader, text: str, word: str) -> None:
        found = of(reader, text, word)
        assert "orientation" in found
        assert "public_identity" not in found


class TestPlaces:
    """Every word knows where its author wrote it."""

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("so g a y of him", "g a y"),
            ("just k.y.s already", "k.y.s"),
            ("😀😀 nick 😀", "nick"),
            ("e\u0301le\u0300ve and nick", "nick"),
            ("🇬🇦🇾 nick", "nick"),
            ("> nick said so\nand joe agrees", "joe"),
            ("||joe||", "joe"),
            ("what do you say, g\u200ba\u200by", "g\u200ba\u200by"),
        ],
    )
    def test_words_stand_where_they_were_written(
        self, reader: Reader, text: str, written: str
    ) -> None:
        assert of(reader, text, written) is not None

    @pytest.mark.parametrize("text", ["plan a b c", "i a m here", "a 5 b", "x and y"])
    def test_single_letters_that_make_no_word_stay_apart(self, reader: Reader, text: str) -> None:
        reading = reader.read(text)
        assert [word.text for word in reading.words] == text.split()

    @pytest.mark.parametrize(
        "letters",
        [
            "k\ny\ns", "k\n\ny\n\ns", "k \u00ady \u00ads", "k \u200b y \u200b s",
            "\u200bk\u00ad.y\u00ad.s", "k y\u200b\u200b s",
        ],
    )  # fmt: skip
    def test_letters_are_joined_over_lines_and_what_is_not_seen(
        self, reader: Reader, letters: str
    ) -> None:
        text = f"so {letters} then"
        reading = reader.read(text)
        assert [word.text for word in reading.words] == ["so", "kys", "then"]
        start, end = reading.span(1, 1)
        assert text[start:end] == letters.strip("\u200b")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("b i\u00adtch", ["bitch"]),
            ("x\u00adk y s", ["xk", "y", "s"]),
            ("b\u00adi t y", ["bi", "t", "y"]),
        ],
    )
    def test_no_word_is_lost_where_letters_end(
        self, reader: Reader, text: str, words: list[str]
    ) -> None:
        assert [word.text for word in reader.read(text).words] == words

    def test_words_run_together_share_a_place(self, reader: Reader) -> None:
        text = "so killyourself then"
        reading = reader.read(text)
        assert [word.text for word in reading.words] == ["so", "kill", "yourself", "then"]
        assert reading.span(1, 1) == reading.span(2, 2) == (3, 15)

    def test_what_is_quoted_is_not_its_authors(self, reader: Reader) -> None:
        words = [word.text for word in reader.read("> nick is gay\nplease don't").words]
        assert "gay" not in words
        assert "please" in words


@given(st.text(), st.lists(st.text(), max_size=3))
def test_anything_can_be_read(reader: Reader, text: str, context: list[str]) -> None:
    reading = reader.read(text, context)
    assert len(reading.words) == len(reading.masks)
    for place in range(len(reading.words)):
        start, end = reading.span(place, place)
        assert 0 <= start < end <= len(text)
    if reading.words:
        reader.target(reading, 0, len(reading.words) - 1)


LETTERS = st.text(alphabet="gaykjoe .*-@8<>!|\u200b\u0336\n", max_size=40)


@given(LETTERS)
def test_scraps_of_names_and_markup_can_be_read(reader: Reader, text: str) -> None:
    reading = reader.read(text, [text])
    for place in range(len(reading.words)):
        start, end = reading.span(place, place)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I think Harry Styles is great", PERSON),
        ("Charlie Puth was on the radio", PERSON),
        ("I think Harry Greene is a bully", CHARACTER),
        ("Nick Nelson was on the roof", CHARACTER),
        ("I think Harry Potter is great", CHARACTER),
        ("Nick Season 3 is near", CHARACTER),
        ("Charlie And Nick Forever And Ever", CHARACTER),
        ("NICK NEEDS A HUG now", CHARACTER),
        ("nick needs a hug", CHARACTER),
    ],
)
def test_a_characters_first_name_with_another_surname_is_somebody_real(
    reader: Reader, text: str, kind: TargetKind
) -> None:
    found = target(reader, text)
    assert found is not None
    assert found.kind is kind
    if kind is PERSON:
        assert found.name is None, "it is nobody of the pack"
