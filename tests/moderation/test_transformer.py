"""The second stage: what the encoder reads, and how it is loaded and asked."""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.entities import Reader
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of
from discord_bot.moderation.model import LABELS, Post
from discord_bot.moderation.transformer import (
    FACTS,
    MODEL,
    VOCABULARY,
    Encoder,
    EncoderText,
    encoder_input,
)
from discord_bot.packs import data_directory, load_pack

MODELS = data_directory() / "models"
TEXTS: list[EncoderText] = [
    ("the tent scene made me cry", None),
    ("and is he ?", "we were wondering about the actor"),
    ("when does the next season start", None),
    ("thank you for the playlist @user , it kept me going through two very long train rides", None),
    ("lol", None),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(load_lexicon(data_directory() / "lexicon"), names_of(load_pack()), [])


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    pytest.importorskip("onnxruntime", reason="needs the extra [transformer]")
    pytest.importorskip("tokenizers", reason="needs the extra [transformer]")
    found = Encoder.load(MODELS)
    if found is None:
        pytest.skip(f"{MODEL} is not there")
    return found


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    """A copy of the encoder's files to damage."""
    for name in (MODEL, VOCABULARY, FACTS):
        shutil.copy(MODELS / name, tmp_path)
    return tmp_path


class TestWhatIsRead:
    def test_which_actor_it_is_makes_no_difference(self, reader: Reader):
        joe, kit = (
            encoder_input(reader, Post(f"{name} was great tonight")) for name in ("Joe", "Kit")
        )
        assert joe == kit == ("the actor was great tonight", None)

    def test_characters_are_told_from_people(self, reader: Reader):
        text, _ = encoder_input(reader, Post("Darcy dances"))
        assert "(character)" in text

    def test_what_was_said_before_is_read_where_a_pronoun_needs_it(self, reader: Reader):
        before = ("we were wondering about Tobie", "lol")
        asked = encoder_input(reader, Post("and is he?", previous=before))
        assert asked == ("and is he ?", "we were wondering about the actor")
        answered = Post("and is he?", reply_to="who has seen Nick?", previous=before)
        assert "(character)" in (encoder_input(reader, answered)[1] or "")
        named = Post("and is Kit?", previous=before)
        assert encoder_input(reader, named) == ("and is the actor ?", None)

    def test_markup_and_emoji_are_words(self, reader: Reader):
        text, _ = encoder_input(
            reader, Post("||hey|| <@878418201000822264> <:blob_cat:878418201000822264> 🐍")
        )
        assert text.split() == ["hey", "@user", "blob", "cat", "snake"]

    def test_disguised_letters_are_undone(self, reader: Reader):
        plain = encoder_input(reader, Post("so gay"))
        assert encoder_input(reader, Post("so g.a.y")) == plain
        assert encoder_input(reader, Post("so gаy")) == plain  # a Cyrillic letter

    def test_what_is_answered_goes_along(self, reader: Reader):
        _, reply_to = encoder_input(reader, Post("and is he?", reply_to="we like Joe"))
        assert reply_to == "we like the actor"

    def test_nothing_is_read_from_nothing(self, reader: Reader):
        assert encoder_input(reader, Post("")) == ("", None)


class TestScores:
    def test_a_row_for_each_text_and_a_column_for_each_label(self, encoder: Encoder):
        scores = encoder.scores(TEXTS)
        assert scores.shape == (len(TEXTS), len(LABELS))
        assert np.isfinite(scores).all()
        assert encoder.scores([]).shape == (0, len(LABELS))

    def test_the_order_of_the_texts_makes_no_difference(self, encoder: Encoder):
        assert np.allclose(encoder.scores(TEXTS)[::-1], encoder.scores(TEXTS[::-1]), atol=1e-4)

    def test_many_at_once_are_judged_as_each_alone(self, encoder: Encoder):
        alone = np.concatenate([encoder.scores([text]) for text in TEXTS])
        together = encoder.scores(TEXTS)
        assert (alone.argmax(1) == together.argmax(1)).all()
        # Whole numbers of 8 bits are scaled to what else is in the batch.
        assert np.abs(alone - together).mean() < 0.25

    def test_threads_do_not_disturb_each_other(self, encoder: Encoder):
        expected = [encoder.scores([text]) for text in TEXTS]
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda text: encoder.scores([text]), TEXTS * 8))
        for place, scores in enumerate(found):
            assert np.array_equal(scores, expected[place % len(TEXTS)])

    def test_a_message_of_any_length_is_scored(self, encoder: Encoder):
        assert encoder.scores([("word " * 4000, "and more " * 4000)]).shape == (1, len(LABELS))
        assert np.isfinite(encoder.scores([("", None)])).all()


class TestLoading:
    def test_a_folder_without_a_model_has_no_second_stage(self, tmp_path: Path):
        assert Encoder.load(tmp_path) is None

    def test_a_cut_off_model_is_named(self, folder: Path):
        whole = (folder / MODEL).read_bytes()
        (folder / MODEL).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ConfigurationError, match=rf"{MODEL}: is damaged.*restore"):
            Encoder.load(folder)

    def test_a_changed_vocabulary_is_named(self, folder: Path):
        with (folder / VOCABULARY).open("a", encoding="utf-8") as file:
            file.write("extra\n")
        with pytest.raises(ConfigurationError, match=VOCABULARY):
            Encoder.load(folder)

    @pytest.mark.parametrize("name", [VOCABULARY, FACTS])
    def test_a_missing_file_is_said(self, folder: Path, name: str):
        (folder / name).unlink()
        with pytest.raises(ConfigurationError, match=r"can't be read.*restore"):
            Encoder.load(folder)

    @pytest.mark.parametrize("text", ["", "[]", '{"sha256": {}}', "{}"])
    def test_facts_that_make_no_sense_are_said(self, folder: Path, text: str):
        (folder / FACTS).write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError, match="can't be read"):
            Encoder.load(folder)

    def test_the_facts_are_those_of_the_files(self, encoder: Encoder):
        facts = json.loads((MODELS / FACTS).read_text(encoding="utf-8"))
        assert facts["sha256"] == {
            name: hashlib.sha256((MODELS / name).read_bytes()).hexdigest()
            for name in (MODEL, VOCABULARY)
        }
