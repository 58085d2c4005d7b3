"""Make ``data/models``: ``python -m training --development FILE --public FOLDER --work FOLDER``.

Prints what it trains on and what comes of it on the themes kept aside. ``README.md`` tells how.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
import transformers
from scipy.sparse import csr_matrix, vstack

from discord_bot.moderation.classifier import Weights
from discord_bot.moderation.judge import UNSURE
from discord_bot.moderation.mixing import MIX
from discord_bot.moderation.model import BREACH, LABELS
from discord_bot.packs import data_directory
from training.data import Example, digest, fold_of
from training.encoder import fitting
from training.encoder.export import export
from training.encoder.network import Batcher, Noise, source_folder
from training.mixing import fit_mix, mixed_scores
from training.report import passed_on, ranking, report, temperature_of
from training.sets import Sets, load_sets
from training.student import Featurizer, Plan, fit, scores_of

MODELS = data_directory() / "models"
ASIDE = 0
"""The part of the themes that is kept aside."""
SEED = 20221031
PUBLIC_ROWS, PUBLIC_WEIGHT = 2500, 0.4
"""Of the public messages the encoder sees few, at less weight: with more of them it flags those who
answer back."""
STUDENT_PUBLIC, POOL_WEIGHT = 0.2, 0.4
DEVELOPMENT_WEIGHT = 1.5
MASKED, RENAMED = 0.06, 0.5
CLOSING_EPOCHS, CLOSING_RATE = 1, 5e-5
"""Having shown what it is worth, the encoder goes on for a while with what was kept aside, too."""

FINE = np.array([8.0, *([0.0] * (len(LABELS) - 1))], np.float32)
"""Scores of a message that the judge leaves alone."""

Floats = npt.NDArray[np.float32]


def main() -> None:
    """Train, show and write, as the command line says."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    versions = (platform.python_version(), torch.__version__, transformers.__version__)
    print("python {}, torch {}, transformers {}".format(*versions), onnxruntime.__version__)
    sets = load_sets(arguments.development, arguments.public, SEED, DEVELOPMENT_WEIGHT)
    arguments.work.mkdir(parents=True, exist_ok=True)
    saved = arguments.work / "teacher.npz"
    if not (arguments.keep_encoder and saved.is_file()):
        teach(sets, arguments, saved)
    with np.load(saved) as teacher:
        if str(teacher["data"]) != digest(sets.ours):
            raise SystemExit(f"{saved} was made from other messages; leave --keep-encoder out")
        finish(sets, teacher["aside"], teacher["pool_aside"], teacher["pool_all"])


def teach(sets: Sets, arguments: argparse.Namespace, saved: Path) -> None:
    """Fine-tune the encoder, export it, and save what it says of messages it was not taught."""
    source = source_folder()
    names = tuple(sorted(sets.lexicon.words_of(sets.lexicon.bit("given_name"))))
    batcher = Batcher(source / "vocab.txt", Noise(MASKED, RENAMED, names), SEED)
    plan = fitting.Plan(seed=SEED, epochs=arguments.epochs)
    few = [dataclasses.replace(e, weight=PUBLIC_WEIGHT) for e in sets.public[:PUBLIC_ROWS]]
    everything = sets.ours + few
    known = [example for example in everything if fold_of(example.theme) != ASIDE]
    network = fitting.train(known, sets.texts(known), source, batcher, plan)
    unknown = [example for example in sets.ours if fold_of(example.theme) == ASIDE]
    aside = fitting.score(network, sets.texts(unknown), batcher)
    pool = sets.texts(sets.pool)
    pool_aside = fitting.score(network, pool, batcher)
    plan = dataclasses.replace(plan, epochs=CLOSING_EPOCHS, rate=CLOSING_RATE, head_rate=3e-4)
    fitting.train(everything, sets.texts(everything), source, batcher, plan, network)
    pool_all = fitting.score(network, pool, batcher)
    facts = {"data": digest(everything), "plan": dataclasses.asdict(plan)}
    export(network, 1.0, source, MODELS, facts)
    np.savez(saved, aside=aside, pool_aside=pool_aside, pool_all=pool_all, data=digest(sets.ours))


def finish(sets: Sets, encoder: Floats, pool_aside: Floats, pool_all: Floats) -> None:
    """Train the first stage, weigh both, show what they reach, and write all but the encoder."""
    featurizer = Featurizer(sets.lexicon, sets.reader)
    ours, public, pool = (featurizer.matrix(part) for part in (sets.ours, sets.public, sets.pool))
    aside = _aside(sets.ours)
    labels = _labels(sets.ours)
    student = _student(sets, (ours, public, pool), pool_aside, without=ASIDE)
    first = scores_of(student, ours[aside])
    unknown = [sets.ours[place] for place in aside]
    temperature = temperature_of(first, labels[aside])
    everyday = featurizer.everyday(unknown)
    alone = np.where(everyday[:, None], FINE, first / temperature)
    figures = {"first": _show(unknown, alone, "first stage alone, kept aside")}
    passed_on(unknown, first / temperature)
    _show(unknown, encoder, "encoder by itself, kept aside")
    halves = np.array([fold_of(f"half of {example.theme}") % 2 for example in unknown])
    both = mixed_scores(first, encoder, labels[aside], halves)
    confidence = 1 - _softmax(first / temperature)[:, 0]
    doubtful = (confidence > UNSURE[0]) & (confidence < UNSURE[1])
    asked = np.where(everyday, confidence >= BREACH, doubtful)
    together = np.where(asked[:, None], both, alone)
    figures["second"] = _show(unknown, together, "both stages, kept aside")
    mix = fit_mix(first, encoder, labels[aside])
    whole = _student(sets, (ours, public, pool), pool_all, without=None)
    np.savez_compressed(
        MODELS / "first.npz",
        **{name: getattr(whole, name) for name in ("table", "scale", "bias", "output")},
    )
    _write(
        "first.json", {"data": digest(sets.ours), "temperature": temperature, "figures": figures}
    )
    _write(MIX, {name: round(value, 4) for name, value in dataclasses.asdict(mix).items()})
    (MODELS / "words.txt").write_text("\n".join(sets.words) + "\n", encoding="utf-8")


def _student(
    sets: Sets, matrices: Sequence[csr_matrix], taught: Floats, without: int | None
) -> Weights:
    """The first stage's network; ``taught`` are the encoder's scores of the pool."""
    parts = (sets.ours, sets.public, sets.pool)
    keep = [
        np.flatnonzero([fold_of(e.theme) != without or e.group == "public_set" for e in part])
        for part in parts
    ]
    soft = _softmax(taught)
    hard = [np.eye(len(LABELS), dtype=np.float32)[_labels(part)] for part in parts[:2]]
    targets = np.vstack([hard[0][keep[0]], hard[1][keep[1]], soft[keep[2]]])
    own = np.array([example.weight for example in sets.ours], np.float32)[keep[0]]
    says = np.concatenate(
        [
            own,
            np.full(len(keep[1]), STUDENT_PUBLIC, np.float32),
            np.full(len(keep[2]), POOL_WEIGHT, np.float32),
        ]
    )
    rows = vstack([matrix[places] for matrix, places in zip(matrices, keep, strict=True)]).tocsr()
    return fit(rows, targets.astype(np.float32), says, Plan(seed=SEED))


def _show(examples: list[Example], scores: Floats, title: str) -> dict[str, float]:
    figures = report(examples, scores, 1.0, title)
    ranking(examples, scores)
    theirs = [i for i, example in enumerate(examples) if example.theme.startswith("development-")]
    some = [examples[i] for i in theirs]
    report(some, scores[theirs], 1.0, f"{title}, of the development set")
    ranking(some, scores[theirs])
    return figures


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(1, keepdims=True))
    likely: Floats = (raised / raised.sum(1, keepdims=True)).astype(np.float32)
    return likely


def _aside(examples: list[Example]) -> npt.NDArray[np.int64]:
    return np.flatnonzero([fold_of(example.theme) == ASIDE for example in examples])


def _labels(examples: list[Example]) -> npt.NDArray[np.int64]:
    return np.array([LABELS.index(example.label) for example in examples])


def _write(name: str, facts: dict[str, object]) -> None:
    text = json.dumps(facts, indent=1, sort_keys=True) + "\n"
    (MODELS / name).write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--development", type=Path, required=True)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="for what is only of use here")
    parser.add_argument("--epochs", type=int, default=3, help="of the encoder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--keep-encoder", action="store_true", help="only train the first stage and the mix anew"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
