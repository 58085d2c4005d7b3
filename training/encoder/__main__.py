"""Train the second stage: ``python -m training.encoder --development FILE --public FOLDER``.

Prints what it used and what came of it on themes kept aside, and writes the encoder to
``data/models``. ``--folds 5`` keeps each part of the themes aside in turn and saves the scores, for
training the mix of both stages on messages that the encoder has not seen.
"""

from __future__ import annotations

import argparse
import dataclasses
import platform
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
import transformers
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from discord_bot.moderation.entities import Reader
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.lexicon import load_lexicon
from discord_bot.moderation.loading import make_reader, names_of, read_words
from discord_bot.moderation.model import LABELS, Post
from discord_bot.moderation.rules import RULES
from discord_bot.moderation.transformer import Encoder, EncoderText, encoder_input
from discord_bot.packs import data_directory, load_pack
from training.data import (
    FOLDS,
    Example,
    development_examples,
    digest,
    fold_of,
    own_examples,
    public_examples,
)
from training.encoder.export import export
from training.encoder.fitting import Plan, score, train
from training.encoder.network import Batcher, Network, Noise, source_folder
from training.report import report, temperature_of

MODELS = data_directory() / "models"
SEED = 20221031
"""Of the draw of public messages; the rest is seeded by the plan."""
THREADS = 2
PUBLIC_ROWS, PUBLIC_WEIGHT = 3500, 0.4
MASKED, RENAMED = 0.06, 0.5


@dataclasses.dataclass(frozen=True, slots=True)
class Sets:
    """What there is to train on: our own messages, the public ones, and what is read of them."""

    ours: list[Example]
    public: list[Example]
    texts: list[EncoderText]
    """Of ours, then of the public ones."""

    def without(self, fold: int | None) -> tuple[list[Example], list[EncoderText]]:
        """Everything but the themes of one part."""
        everything = self.ours + self.public
        keep = [place for place, e in enumerate(everything) if fold_of(e.theme) != fold]
        return [everything[place] for place in keep], [self.texts[place] for place in keep]

    def part(self, fold: int, examples: Sequence[Example], first: int = 0) -> list[int]:
        """The places of one part."""
        return [first + i for i, example in enumerate(examples) if fold_of(example.theme) == fold]


def make_texts(reader: Reader, examples: Sequence[Example]) -> list[EncoderText]:
    """What the encoder is given of each example, by the code that ships."""
    return [encoder_input(reader, Post(e.text, reply_to=e.reply_to)) for e in examples]


def load_sets(arguments: argparse.Namespace) -> tuple[Sets, tuple[str, ...]]:
    """The sets as the arguments say, and first names to vary messages with."""
    own, development = own_examples(), development_examples(arguments.development)
    weight = arguments.development_weight
    development = [dataclasses.replace(example, weight=weight) for example in development]
    public: list[Example] = []
    if arguments.public:
        public = public_examples(arguments.public, arguments.public_weight)
        random.Random(SEED).shuffle(public)
        public = public[: arguments.public_rows]
    for name, part in (("own", own), ("development", development), ("public", public)):
        print(f"{name}: {len(part)} {digest(part)} {dict(Counter(e.label for e in part))}")
    lexicon = load_lexicon(data_directory() / "lexicon")
    # Compiling the rules gives literal words their bits, so it comes before the reader.
    RuleSet(RULES, lexicon)
    reader = make_reader(lexicon, names_of(load_pack()), read_words(MODELS))
    texts = make_texts(reader, own + development + public)
    names = tuple(sorted(lexicon.words_of(lexicon.bit("given_name"))))
    return Sets(own + development, public, texts), names


def frozen_baseline(sets: Sets, source: Path, batcher: Batcher, folds: range) -> None:
    """What a logistic regression on the encoder as it came would reach: the figure to beat."""
    means = score(Network(source).eval(), sets.texts[: len(sets.ours)], batcher, means=True)
    labels = _labels(sets.ours)
    scores = np.zeros((len(sets.ours), len(LABELS)), np.float32)
    parts = np.array([fold_of(example.theme) for example in sets.ours])
    for fold in folds:
        model = LogisticRegression(C=10, max_iter=500).fit(
            means[parts != fold], labels[parts != fold]
        )
        scores[parts == fold] = model.decision_function(means[parts == fold])
    _report_all(sets.ours, scores, np.isin(parts, list(folds)), "frozen encoder, kept aside")


def cross_validate(
    sets: Sets, source: Path, batcher: Batcher, plan: Plan, folds: range
) -> tuple[npt.NDArray[np.float32], float, dict[str, float]]:
    """Scores (n, 7) of our messages, each by a network that has not seen its theme.

    With them the temperature that calibrates them, and the figures.
    """
    scores = np.zeros((len(sets.ours), len(LABELS)), np.float32)
    parts = np.array([fold_of(example.theme) for example in sets.ours])
    for fold in folds:
        print(f"without part {fold}", flush=True)
        network = train(*sets.without(fold), source, batcher, plan)
        aside = sets.part(fold, sets.ours)
        scores[aside] = score(network, [sets.texts[place] for place in aside], batcher)
        _report_public(sets, network, batcher, fold)
    seen = np.isin(parts, list(folds))
    return scores, *_report_all(sets.ours, scores, seen, "fine-tuned, kept aside")


def _report_public(sets: Sets, network: Network, batcher: Batcher, fold: int) -> None:
    places = sets.part(fold, sets.public, len(sets.ours))
    if not places:
        return
    scores = score(network, [sets.texts[place] for place in places], batcher)
    flagged = scores[:, 0] < np.logaddexp.reduce(scores[:, 1:], axis=1)
    truth = np.array([sets.public[place - len(sets.ours)].label != "ok" for place in places])
    found, alarms = flagged[truth].mean(), flagged[~truth].mean()
    print(f"  public, kept aside: {len(places)}  found {found:.1%}  false alarms {alarms:.1%}")


def _report_all(
    examples: Sequence[Example],
    scores: npt.NDArray[np.float32],
    seen: npt.NDArray[np.bool_],
    title: str,
) -> tuple[float, dict[str, float]]:
    places = np.flatnonzero(seen)
    temperature = temperature_of(scores[places], _labels(examples)[places])
    breach = np.logaddexp.reduce(scores[places, 1:], axis=1) - scores[places, 0]
    area = roc_auc_score(_labels(examples)[places] > 0, breach)
    print(f"temperature {temperature:.2f}, area under the curve {area:.3f}")
    figures = report([examples[place] for place in places], scores[places], temperature, title)
    theirs = [i for i in places if examples[i].theme.startswith("development-")]
    report([examples[i] for i in theirs], scores[theirs], temperature, f"{title}, development")
    return temperature, figures


def _labels(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    return np.array([LABELS.index(example.label) for example in examples])


def compare_export(network: Network, sets: Sets, batcher: Batcher) -> None:
    """Print how far the file that ships is from the network that was trained."""
    encoder = Encoder.load(MODELS)
    assert encoder is not None
    texts = sets.texts[: len(sets.ours) : 5]
    exact, shipped = score(network, texts, batcher), encoder.scores(texts)
    same = (exact.argmax(1) == shipped.argmax(1)).mean()
    apart = np.abs(exact - shipped).mean()
    print(f"int8 against float: same label {same:.1%}, scores {apart:.3f} apart on average")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", type=Path, required=True)
    parser.add_argument("--development-weight", type=float, default=1.0)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--public-rows", type=int, default=PUBLIC_ROWS)
    parser.add_argument("--public-weight", type=float, default=PUBLIC_WEIGHT)
    parser.add_argument("--masked", type=float, default=MASKED)
    parser.add_argument("--renamed", type=float, default=RENAMED)
    parser.add_argument("--folds", type=int, default=1, help="parts to keep aside in turn, 0 to 5")
    parser.add_argument("--temperature", type=float, default=1.0, help="used if folds is 0")
    parser.add_argument("--frozen", action="store_true", help="show the encoder as it came, too")
    parser.add_argument("--no-export", action="store_true", help="only show what comes of it")
    parser.add_argument("--scores", type=Path, help="where to save the scores kept aside (.npz)")
    for field in dataclasses.fields(Plan):
        name = "--" + field.name.replace("_", "-")
        parser.add_argument(name, type=type(field.default), default=field.default)
    return parser.parse_args()


def main() -> None:
    """Train, show and export, as the command line says."""
    arguments = _arguments()
    plan = Plan(**{f.name: getattr(arguments, f.name) for f in dataclasses.fields(Plan)})
    torch.set_num_threads(THREADS)
    versions = (platform.python_version(), torch.__version__, transformers.__version__)
    print("python {}, torch {}, transformers {}".format(*versions), onnxruntime.__version__)
    print(plan)
    sets, names = load_sets(arguments)
    source = source_folder()
    noise = Noise(arguments.masked, arguments.renamed, names)
    batcher = Batcher(source / "vocab.txt", noise, plan.seed)
    folds = range(min(arguments.folds, FOLDS))
    temperature, figures = arguments.temperature, dict[str, float]()
    if arguments.frozen:
        frozen_baseline(sets, source, batcher, folds)
    if folds:
        scores, temperature, figures = cross_validate(sets, source, batcher, plan, folds)
        if arguments.scores:
            parts = np.array([fold_of(example.theme) for example in sets.ours])
            data = digest(sets.ours)
            aside = np.isin(parts, list(folds))
            np.savez(arguments.scores, scores=scores / temperature, aside=aside, data=data)
    if not arguments.no_export:
        print("all", flush=True)
        network = train(*sets.without(None), source, batcher, plan)
        facts = {
            "data": digest(sets.ours + sets.public),
            "figures": figures,
            "plan": dataclasses.asdict(plan),
            "temperature": temperature,
        }
        export(network, temperature, source, MODELS, facts)
        compare_export(network, sets, batcher)


if __name__ == "__main__":
    main()
