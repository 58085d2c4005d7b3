"""The second stage: a small transformer that reads what the first stage is unsure of.

It runs on onnxruntime with one thread, and needs the extra ``transformer``. Without that, or
without its files, the first stage decides alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from discord_bot.errors import ConfigurationError
from discord_bot.moderation.entities import Reader, Reading
from discord_bot.moderation.model import LABELS, Post
from discord_bot.moderation.vocabulary import Word

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

log = logging.getLogger(__name__)

MODEL, VOCABULARY, FACTS = "encoder.onnx", "encoder.vocab.txt", "encoder.json"
MAX_TOKENS = 96
"""Longer messages are cut for the second stage; the first has read all of them."""

EncoderText: TypeAlias = tuple[str, str | None]
"""A message and what it answers, or None, in the words that the encoder reads."""

_FRAMES = {
    "<actor>": "the actor", "<mention>": "@user", "<place>": "#channel", "<link>": "link",
    "<public>": "openly {}", "<character>": "{} (character)",
    "<harmless>": "word",
}  # fmt: skip
"""What stands for a name or goes with it: which actor it is can't matter then."""


_SPELT = {
    "u": "you", "ur": "your", "r": "are", "ya": "you", "urself": "yourself", "ppl": "people",
    "str8": "straight", "irl": "in real life", "rl": "real life", "gf": "girlfriend",
    "bf": "boyfriend", "gfs": "girlfriends", "bfs": "boyfriends", "rn": "right now",
    "fr": "for real", "frfr": "for real", "idk": "i don't know", "imo": "in my opinion",
    "tbh": "to be honest", "ngl": "not going to lie", "iykyk": "if you know you know",
    "kys": "kill yourself", "kms": "kill myself", "stfu": "shut the fuck up",
    "gtfo": "get the fuck out", "wtf": "what the fuck", "pls": "please", "plz": "please",
    "bc": "because", "cuz": "because", "coz": "because", "tho": "though", "abt": "about",
    "smth": "something", "smb": "somebody", "def": "definitely", "deffo": "definitely",
    "prob": "probably", "sus": "suspicious", "enby": "nonbinary", "nb": "nonbinary",
    "poc": "people of colour", "insta": "instagram", "pfp": "profile picture", "tf": "the fuck",
    "ywnbaw": "you will never be a woman", "lez": "lesbian", "lezza": "lesbian",
    "istg": "i swear to god", "wym": "what do you mean", "ofc": "of course", "ik": "i know",
    "dont": "don't", "doesnt": "doesn't", "isnt": "isn't", "cant": "can't", "wont": "won't",
    "didnt": "didn't", "wasnt": "wasn't", "arent": "aren't", "im": "i'm", "ive": "i've",
    "youre": "you're", "hes": "he's", "shes": "she's", "theyre": "they're", "thats": "that's",
    "wouldnt": "wouldn't", "shouldnt": "shouldn't", "couldnt": "couldn't", "whats": "what's",
}  # fmt: skip
"""Short forms of chats as the encoder, which has read books and letters, knows them."""
_SIGNS = {
    "🏳": "flag", "🌈": "rainbow gay", "⚧": "transgender", "👀": "side eye", "🤔": "wondering",
    "😏": "smirk", "🤫": "secret", "🤭": "giggle", "🙄": "eye roll", "🧢": "lie", "🤡": "clown",
    "🔪": "knife", "🔫": "gun", "🤮": "vomit", "🤢": "sick", "🗑": "trash", "🚮": "trash",
    "💩": "shit", "💀": "dead", "😭": "crying", "😂": "laughing", "🤣": "laughing", "🥺": "please",
    "❤": "love", "💛": "love", "💚": "love", "💙": "love", "💜": "love", "🧡": "love", "🫶": "love",
    "🥰": "love", "😍": "love", "💕": "love", "🎣": "bait", "🚨": "alarm", "🙏": "pray",
    "💅": "nail polish", "🐷": "pig", "🐖": "pig", "🐍": "snake", "🐀": "rat", "🐒": "monkey",
    "🦍": "ape", "🍑": "peach bum", "🍆": "penis", "🍌": "banana", "🚪": "door", "👬": "two men",
    "👭": "two women", "💸": "money", "💰": "money", "☕": "tea", "🕵": "detective", "💍": "ring",
    "\u200d": "",
}  # fmt: skip
"""What some emoji say, where their names in Unicode say something else or say it at length."""


def encoder_input(reader: Reader, post: Post) -> EncoderText:
    """A post as the encoder reads it, in training as in use.

    Disguises are undone, names of the pack are roles, and emoji and markup are words.
    """
    context = (*reversed(post.previous),)
    if post.reply_to:
        context = (post.reply_to, *context)
    return encoder_text(reader, post, reader.read(post.text, context))


def encoder_text(reader: Reader, post: Post, reading: Reading) -> EncoderText:
    """The same of a post that has been read.

    Beside it stands the message that it answers, or else the one before it that names whom its
    pronouns mean: "and is he?" is a question only to whoever knows of whom was spoken.
    """
    before = post.reply_to or reading.goes_on
    said = in_words(reader.read(before)) if before else ""
    return in_words(reading), said or None


def in_words(reading: Reading) -> str:
    """A reading as plain text."""
    return " ".join(filter(None, map(_in_words, reading.words)))


def _in_words(word: Word) -> str:
    text, feature = word.text, word.feature
    if text in _SPELT:
        return _SPELT[text]
    if text[:1] in _SIGNS:
        return _SIGNS[text[:1]]
    if feature in _FRAMES:
        return _FRAMES[feature].format(text)
    if text[:1] == "<" and ":" in text:
        return text.split(":")[1].replace("_", " ")
    if text.isascii() or any(map(str.isalpha, text)):
        return text.replace("||", "").strip()
    # The vocabulary knows few emoji, and their names are words.
    names = (unicodedata.name(sign, "") for sign in text[:4])
    return " ".join(names).lower().replace("face with", "").replace("face", "").strip()


def make_tokenizer(vocabulary: Path) -> Tokenizer:
    """The tokenizer for a file of word pieces, a line each; it cuts what is too long."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces = vocabulary.read_text(encoding="utf-8").rstrip("\n").split("\n")
    ids = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))  # noqa: S106 - a word
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"])
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


class Encoder:
    """Scores texts with the transformer. Safe to use from several threads at once."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path) -> Encoder | None:
        """The encoder of a folder, or None where the extra or the file is not there.

        Raises ``ConfigurationError`` naming a file that is missing or damaged.
        """
        if not (folder / MODEL).is_file():
            log.info("no second stage: data/models has no encoder.onnx")
            return None
        # The library looks at this on import: nobody is told what runs here, no file of it is kept.
        os.putenv("ORT_DISABLE_TELEMETRY", "1")
        try:
            import onnxruntime
            import tokenizers  # noqa: F401 - asks whether it is installed
        except ImportError:
            log.info("no second stage: it needs the extra that `make transformer` installs")
            return None
        _check_files(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # An arena keeps the memory of the longest message for good, and is no faster here.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        return cls(session, make_tokenizer(folder / VOCABULARY))

    def scores(self, texts: Sequence[EncoderText]) -> npt.NDArray[np.float32]:
        """Calibrated scores (n, 7) in the order of ``LABELS``: their softmax are probabilities.

        Takes 1 to 5 ms a text, so call it off the event loop.
        """
        if not texts:
            return np.zeros((0, len(LABELS)), np.float32)
        encoded = [
            self._tokenizer.encode(text, reply_to) if reply_to else self._tokenizer.encode(text)
            for text, reply_to in texts
        ]
        shape = (len(encoded), max(len(item.ids) for item in encoded))
        ids, mask, kinds = (np.zeros(shape, np.int64) for _ in range(3))
        for row, item in enumerate(encoded):
            length = len(item.ids)
            ids[row, :length] = item.ids
            mask[row, :length] = 1
            kinds[row, :length] = item.type_ids
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        found: npt.NDArray[np.float32] = self._session.run(None, feed)[0]
        return found


def _check_files(folder: Path) -> None:
    """Raise ``ConfigurationError`` unless the files are those that training wrote."""
    try:
        expected = json.loads((folder / FACTS).read_text(encoding="utf-8"))["sha256"]
        for name in (MODEL, VOCABULARY):
            path = folder / name
            if hashlib.sha256(path.read_bytes()).hexdigest() != expected[name]:
                raise ConfigurationError(
                    f"{path}: is damaged or not the one that {FACTS} describes; "
                    f"restore all three files of the encoder, or remove {MODEL}."
                )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{folder}: the second stage's files can't be read ({error!r}); "
            f"restore {MODEL}, {VOCABULARY} and {FACTS}, or remove {MODEL}."
        ) from None
