"""Words that are one thing in one language and another in the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.entities import Reader
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.tongues import HARMLESS
from discord_bot.moderation.transformer import in_words
from discord_bot.packs import data_directory, load_pack


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(load_lexicon(data_directory() / "lexicon"), names_of(load_pack()), [])


def classes(reader: Reader, text: str, word: str) -> set[str]:
    """The classes of the first ``word`` in ``text``."""
    reading = reader.read(text)
    place = [one.text for one in reading.words].index(word)
    return set(reader.classes(reading.masks[place]))


@pytest.mark.parametrize(
    ("harmless", "charged", "word", "named"),
    [
        ("désolé du retard", "you retard, go away", "retard", "slur_disability"),
        ("tu es en retard", "du bist so ein retard", "retard", "slur_disability"),
        ("mon train a du retard", "du retard", "retard", "slur_disability"),
        ("il y a un retard de dix minutes", "eres un retard", "retard", "slur_disability"),
        ("j'ai un abo, c'est moins cher", "he is an abo and so what", "abo", "slur_race"),
        ("ele pede ajuda", "t'es un pede", "pede", "slur_gay"),
        ("me gusta el negro, es mi color", "a negro", "negro", "slur_race"),
        ("qué pedo con ese capítulo", "what a pedo", "pedo", "strong_insult"),
        ("die neue folge ist rot", "i hope they die", "die", "die"),
        ("das ist mir zu dick", "what a dick", "dick", "insult"),
        ("das ist dumm, aber es ist egal", "tu es moche", "es", "you"),
    ],
)
def test_a_word_is_charged_where_the_words_beside_it_are_not_in_a_language_that_has_it_harmless(
    reader: Reader, harmless: str, charged: str, word: str, named: str
) -> None:
    assert named not in classes(reader, harmless, word)
    assert named in classes(reader, charged, word)


def test_no_model_sees_a_word_that_is_harmless_in_its_language(reader: Reader) -> None:
    reading = reader.read("désolé du retard")
    assert reading.words[-1].feature == HARMLESS
    assert "retard" not in in_words(reading)
    assert "retard" in in_words(reader.read("you retard"))


def test_the_evidence_is_still_where_the_word_stands(reader: Reader) -> None:
    text = "désolé du retard"
    start, end = reader.read(text).span(2, 2)
    assert text[start:end] == "retard"


class TestSheInFrench:
    @pytest.mark.parametrize(
        "text", ["elle est belle", "je crois qu'elle dort, elle est à la maison", "Elle est trans"]
    )
    def test_elle_is_a_pronoun_too_among_french_words(self, reader: Reader, text: str) -> None:
        assert "she" in classes(reader, text, "elle")

    @pytest.mark.parametrize("text", ["Elle is trans", "i love elle", "j'aime Elle et Tao"])
    def test_elle_is_the_character_in_english_and_by_a_capital_within_a_sentence(
        self, reader: Reader, text: str
    ) -> None:
        assert "character" in classes(reader, text, "elle")
        assert "she" not in classes(reader, text, "elle")


def test_a_table_that_names_no_class_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('she = "she"\n')
    (tmp_path / "fr.toml").write_text('[here]\nelle = "shee"\n')
    with pytest.raises(ConfigurationError, match="shee"):
        load_lexicon(tmp_path)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('she = "she"\nhere = "she"\n')
    with pytest.raises(ConfigurationError, match="words in quotes"):
        load_lexicon(tmp_path)
