"""Where a character's name means the actor, and the near texts where it does not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of, read_words
from discord_bot.moderation.model import Target, TargetKind
from discord_bot.packs import data_directory, load_pack

GAO, CONNOR = (Target(TargetKind.PERSON, name) for name in ("William Gao", "Kit Connor"))
SOMEBODY = Target(TargetKind.PERSON)
XU, NELSON = (Target(TargetKind.CHARACTER, name) for name in ("Tao Xu", "Nick Nelson"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    known = read_words(data_directory() / "models")
    return make_reader(load_lexicon(data_directory() / "lexicon"), names_of(load_pack()), known)


def target(reader: Reader, text: str, context: Iterable[str] = ()) -> Target | None:
    reading = reader.read(text, context)
    return reader.target(reading, 0, len(reading.words) - 1)


class TestWhoPlaysWhom:
    @pytest.mark.parametrize(
        ("text", "who", "mirror"),
        [
            ("tao's actor sings", GAO, "tao's band sings"),
            ("Tao's actor sings", GAO, "tao is an act that sings"),
            ("tao's real life actor sings", GAO, "tao's real life sings"),
            ("the tao actor sings", GAO, "the tao song"),
            ("the actor behind tao sings", GAO, "the tree behind tao sings"),
            ("the guy who plays tao sings", GAO, "the guy who plays chess with tao"),
            ("the guy playing tao sings", GAO, "the guy playing with tao sings"),
            ("that new guy playing tao sings", GAO, "that new guy likes tao"),
            ("the one who is currently playing tao", GAO, "the one who is currently with tao"),
            ("whoever plays tao sings", GAO, "whoever likes tao sings"),
            ("the guy that played nick sings", CONNOR, "the guy that met nick sings"),
            ("nick who plays tao sings", GAO, "nick who likes tao sings"),
        ],
    )
    def test_it_is_the_actor(self, reader: Reader, text: str, who: Target, mirror: str) -> None:
        assert target(reader, text) == who
        assert target(reader, mirror) != who

    @pytest.mark.parametrize(
        ("text", "features"),
        [
            ("is the guy playing tao in it", ["is", "<actor>", "in", "it"]),
            ("are nick and tao's actors in it", ["are", "<actor>", "and", "<actor>", "in", "it"]),
            ("the boys who play nick and tao sing", ["<actor>", "and", "<actor>", "sing"]),
            (
                "the boy who plays nick and tao sing",
                ["<actor>", "and", "<character>", "sing"],
            ),
            ("tao's actor, nick and isaac", ["<actor>", ",", "<character>", "and", "<character>"]),
            (
                "the actors who play nick who plays tao and isaac's actors",
                ["<actor>", "<actor>", "and", "<actor>"],
            ),
            (
                "the guy who plays nick and tao's actors",
                ["<actor>", "and", "<actor>"],
            ),
            ("no one plays tao like that", ["no", "one", "plays", "<character>", "like", "that"]),
        ],
    )
    def test_it_is_read_as_one_name(self, reader: Reader, text: str, features: list[str]) -> None:
        assert [word.feature for word in reader.read(text).words] == features

    def test_who_plays_a_relative_is_somebody_else(self, reader: Reader) -> None:
        assert target(reader, "the girl who plays nick's sister sings") == SOMEBODY

    def test_he_is_the_actor_as_well(self, reader: Reader) -> None:
        reading = reader.read("the guy who plays tao said he sings")
        place = [word.text for word in reading.words].index("he")
        assert reader.target(reading, place, place) == GAO


ABOUT_THE_ACTOR = [
    "is tao gay irl",
    "IS TAO GAY IRL",
    "is tao gay in real life",
    "is tao gay off camera",
    "is tao gay off-screen",
    "is tao dating anybody irl",
    "are tao and isaac dating off camera",
    "does tao have a girlfriend irl",
    "what's tao's sexuality irl",
    "how gay is tao irl",
    "tao gay irl?",
    "i wonder if tao is gay irl",
    "i need to know if tao is gay irl",
    "tao is so gay i swear irl",
    "is tao into girls in real life",
    "saw on instagram that tao is secretly gay",
    "is tao single, did he say in that interview",
    "tao is cute. is he gay irl?",
]
ABOUT_THE_CHARACTER = [
    "is tao gay",
    "is tao gay in the comic, not irl",
    "is tao gay in season three or only irl",
    "is tao taller irl",
    "i want a tao irl",
    "i need my own tao and a relationship irl",
    "tao and isaac kissing irl would heal me",
    "tao and isaac are couple goals irl",
    "i want tao and isaac to be a couple irl",
    "i wish tao was gay irl",
    "i'm gay like tao irl",
    "tao made me see that i'm gay irl",
    "tao is so gay, me irl",
    "tao and isaac are together and i need that irl",
    "i love that tao is gay, representation irl matters",
    "tao being gay matters irl",
    "told my friends irl that tao is gay",
    "people irl say tao is gay",
    "my irl friend says tao is gay",
    "tao gets straight to the point irl",
    "tao is a gay icon on instagram",
    "tao is gay and instagram is arguing about it",
    "is tao gay? twitter can't decide",
    "tao and isaac edits on instagram, they are such a cute couple",
]


class TestRealLife:
    @pytest.mark.parametrize("text", ABOUT_THE_ACTOR)
    def test_who_somebody_is_off_the_screen_is_said_of_the_actor(
        self, reader: Reader, text: str
    ) -> None:
        assert target(reader, text) == GAO

    @pytest.mark.parametrize("text", ABOUT_THE_CHARACTER)
    def test_the_mirrors_are_about_the_character(self, reader: Reader, text: str) -> None:
        words = reader.read(text).words
        assert "<actor>" not in [word.feature for word in words]
        assert "<character>" in [word.feature for word in words]

    def test_where_an_actor_is_named_the_character_stays_one(self, reader: Reader) -> None:
        words = [word.feature for word in reader.read("tao is gay but is joe gay irl").words]
        assert words[0] == "<character>"

    def test_a_character_whom_nobody_of_the_pack_plays_is_somebody_real(
        self, reader: Reader
    ) -> None:
        assert target(reader, "is aled gay irl") == SOMEBODY

    def test_he_is_the_actor_of_whom_the_message_before_named(self, reader: Reader) -> None:
        assert target(reader, "is he gay irl", ["tao was great"]) == GAO
        assert target(reader, "is he gay", ["tao was great"]) == XU
        assert target(reader, "is he in it irl", ["tao was great"]) == XU

    def test_what_the_actor_said_of_himself_is_no_guess(self, reader: Reader) -> None:
        features = [word.feature for word in reader.read("is nick bi irl").words]
        assert "<public>" in features
        features = [word.feature for word in reader.read("is nick gay irl").words]
        assert "<public>" not in features


class TestNamesakes:
    @pytest.mark.parametrize(
        "text",
        [
            "harry styles was on the radio",
            "HARRY STYLES WAS ON THE RADIO",
            "so charlie puth was on the radio",
            "sebastian stan was on the radio",
            "will smith was on the radio",
            "Kit Harington was on the radio",
        ],
    )
    def test_somebody_in_the_news_is_nobody_of_the_pack(self, reader: Reader, text: str) -> None:
        assert target(reader, text) == SOMEBODY
        features = [word.feature for word in reader.read(text).words]
        assert features.count("<actor>") == 1

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("harry styles his hair", TargetKind.CHARACTER),
            ("harry, styles of the nineties", TargetKind.CHARACTER),
            ("harry greene was on the roof", TargetKind.CHARACTER),
            ("will gao was on the radio", TargetKind.PERSON),
            ("sebastian croft was on the radio", TargetKind.PERSON),
        ],
    )
    def test_the_mirrors_are(self, reader: Reader, text: str, kind: TargetKind) -> None:
        found = target(reader, text)
        assert found is not None
        assert found.kind is kind
        assert found.name is not None


SCRAPS = """
tao nick tao's nick's actor actors the guy who plays playing and & , . irl off camera
real life is
gay dating how he harry styles will smith joe locke instagram secretly would
""".split()


@given(st.lists(st.sampled_from(SCRAPS), max_size=30), st.booleans())
def test_every_word_has_its_place_whatever_is_read_as_one(
    reader: Reader, scraps: list[str], answered: bool
) -> None:
    text = " ".join(scraps)
    reading = reader.read(text, [text] if answered else [])
    assert [word.mask for word in reading.words] == reading.masks
    assert len(reading.words) <= 2 * len(scraps)
    before = (0, 0)
    for place in range(len(reading.words)):
        start, end = reading.span(place, place)
        assert before[0] <= start < end <= len(text)
        assert before[1] <= end, "what is one token has one place, and nothing goes back"
        before = (start, end)
    if reading.words:
        assert reading.span(0, len(reading.words) - 1) == (0, len(text))
