"""Make ``data/models``: ``python -m training --development FILE --public FOLDER --work FOLDER``.

Prints what it trains on and what comes of it on the themes kept aside. ``README.md`` tells how.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
import transformers
from scipy.sparse import csr_matrix, vstack

from discord_bot.moderation.classifier import Weights
from discord_bot.moderation.judge import RuleSet
from discord_bot.moderation.mixing import MIX, Mix
from discord_bot.moderation.model import LABELS
from discord_bot.moderation.rules import RULES
from discord_bot.packs import data_directory
from training.composed import composed_examples
from training.data import DEVELOPMENT, STRANGERS, Example, digest, fold_of, own_examples
from training.encoder import fitting
from training.encoder.export import export
from training.encoder.network import Batcher, Noise, source_folder
from training.encoder.resume import seen_themes, shipped_network
from training.operating import Kept
from training.report import calibration, passed_on, report, report_development, temperature_of
from training.sets import Sets, load_sets
from training.student import Featurizer, Plan, fit, scores_of
from training.verdicts import (
    alone,
    asked,
    confidence_alone,
    confidence_together,
    ruled,
    softmax,
    together,
)

MODELS = data_directory() / "models"
ASIDE = 0
"""The part of the themes that is kept aside."""
SEED = 20221031
PUBLIC_ROWS, PUBLIC_WEIGHT = 2500, 0.4
"""Of the public messages the encoder sees few, at less weight: with more of them it flags those who
answer back."""
STUDENT_PUBLIC, POOL_WEIGHT = 0.2, 0.7
DEVELOPMENT_WEIGHT = 2.0
COMPOSED_EACH, COMPOSED_WEIGHT = 12, 0.5
"""Sentences of each frame. No figure is of them."""
MASKED, RENAMED = 0.06, 0.5
SEEDS, POLISHING = 2, 3
"""How often the encoder is fine-tuned, by other chances each time, and how many epochs the mean of
those learns on. Means of fine-tuned networks do better than each (Wortsman et al., "Model soups",
2022): on themes kept aside, by one to two breaches in 100 at as many false alarms."""
POLISHING_RATE, POLISHING_HEAD_RATE = 1e-4, 5e-4
"""Of the mean, and of an encoder that goes on; it must not forget what it has learnt."""

Floats = npt.NDArray[np.float32]


def main() -> None:
    """Train, show and write, as the command line says."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    versions = (platform.python_version(), torch.__version__, transformers.__version__)
    print("python {}, torch {}, transformers {}".format(*versions), onnxruntime.__version__)
    composed = composed_examples(COMPOSED_EACH, COMPOSED_WEIGHT, SEED)
    sets = load_sets(arguments.development, arguments.public, SEED, DEVELOPMENT_WEIGHT, composed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    saved = arguments.work / "teacher.npz"
    if not (arguments.keep_encoder and saved.is_file()):
        teach(sets, arguments, saved)
    with np.load(saved) as teacher:
        if str(teacher["data"]) != digest(sets.ours):
            raise SystemExit(f"{saved} was made from other messages; leave --keep-encoder out")
        finish(sets, teacher)


def teach(sets: Sets, arguments: argparse.Namespace, saved: Path) -> None:
    """Fine-tune the encoder, export it, and save what it says of messages it was not taught."""
    source = source_folder()
    names = tuple(sorted(sets.lexicon.words_of(sets.lexicon.bit("given_name"))))
    batcher = Batcher(source / "vocab.txt", Noise(MASKED, RENAMED, names), SEED)
    seen = seen_themes(MODELS) if arguments.go_on else frozenset()
    aside = [_is_unknown(example.theme, seen) for example in sets.ours]
    places = np.flatnonzero(aside)
    few = [dataclasses.replace(e, weight=PUBLIC_WEIGHT) for e in sets.public[:PUBLIC_ROWS]]
    known = [example for example, kept in zip(sets.ours, aside, strict=True) if not kept]
    known += few + sets.composed
    met = {example.theme for example in own_examples()} & {example.theme for example in known}
    if arguments.go_on and met <= seen:
        raise SystemExit("the encoder that ships has seen all themes; leave --go-on out")
    texts = sets.texts(known)
    if arguments.go_on:
        network = shipped_network(MODELS, source)
    else:
        plans = [fitting.Plan(seed=SEED + n, epochs=arguments.epochs) for n in range(SEEDS)]
        network = fitting.mean_of(
            [fitting.train(known, texts, source, batcher, plan) for plan in plans]
        )
    plan = fitting.Plan(SEED, POLISHING, rate=POLISHING_RATE, head_rate=POLISHING_HEAD_RATE)
    network = fitting.train(known, texts, source, batcher, plan, network)
    facts = {"plan": dataclasses.asdict(plan), "themes": sorted(met | seen)}
    export(network, 1.0, source, MODELS, facts)
    pool = fitting.score(network, sets.texts(sets.pool), batcher)
    scores = fitting.score(network, sets.texts([sets.ours[place] for place in places]), batcher)
    np.savez(saved, scores=scores, places=places, pool=pool, data=digest(sets.ours))


def _is_unknown(theme: str, seen: frozenset[str]) -> bool:
    """Whether a theme is kept from an encoder; one that goes on has met some of all development."""
    return (
        fold_of(theme) == ASIDE
        and theme not in seen
        and not (seen and theme.startswith(DEVELOPMENT))
    )


def finish(sets: Sets, taught: Mapping[str, Floats]) -> None:
    """Train the first stage, weigh both, show what they reach, and write all but the encoder."""
    featurizer = Featurizer(sets.lexicon, sets.reader)
    parts = [featurizer.matrix(part) for part in (sets.ours, sets.composed, sets.public, sets.pool)]
    student = _student(sets, parts, taught["pool"], without=ASIDE)
    aside = np.flatnonzero([fold_of(example.theme) == ASIDE for example in sets.ours])
    rules = ruled(RuleSet(RULES, sets.lexicon), sets.reader, sets.ours)
    scores = scores_of(student, parts[0][aside])
    kept = Kept(rules.at(aside), scores, _labels(sets.ours)[aside])
    examples = [sets.ours[place] for place in aside]
    temperature = temperature_of(kept.first, kept.labels)
    offset = kept.offset(temperature)
    kept = kept.doubted(offset)
    print(f"offset {offset:.1f}, temperature {temperature:.2f}")
    likely = softmax(kept.first / temperature)
    figures = {"first": report(examples, alone(kept.rules, likely), "first stage alone")}
    report_development(examples, alone(kept.rules, likely))
    # Both stages can be measured on what neither has seen.
    unseen = np.flatnonzero(np.isin(aside, taught["places"]))
    both, encoder = kept.at(unseen), taught["scores"]
    mix = both.mix(encoder, temperature)
    few = [examples[place] for place in unseen]
    figures["first_unseen"] = report(few, alone(both.rules, likely[unseen]), "first stage, unseen")
    mixed = softmax(mix.scores_of(both.first, encoder))
    given = together(both.rules, likely[unseen], mixed)
    figures["second"] = report(few, given, "both stages, unseen")
    passed_on(few, asked(both.rules, likely[unseen]))
    figures |= _of_strangers(few, alone(both.rules, likely[unseen]), given)
    bins = {
        "first": calibration(confidence_alone(both.rules, likely[unseen]), both.labels),
        "second": calibration(confidence_together(both.rules, likely[unseen], mixed), both.labels),
    }
    whole = _student(sets, parts, taught["pool"], without=None)
    whole.bias[0] += offset
    _write_all(sets, whole, temperature, mix, {"figures": figures, "calibration": bins})


def _of_strangers(
    examples: Sequence[Example], first: npt.NDArray[np.int64], both: npt.NDArray[np.int64]
) -> dict[str, dict[str, list[int]]]:
    """The figures of both on what was written by people who knew the policy and nothing else."""
    places = [n for n, example in enumerate(examples) if example.theme.startswith(STRANGERS)]
    few = [examples[place] for place in places]
    return {
        "first_strangers": report(few, first[places], "first stage, of strangers"),
        "second_strangers": report(few, both[places], "both stages, of strangers"),
    }


def _write_all(
    sets: Sets,
    first: Weights,
    temperature: float,
    mix: Mix,
    measured: Mapping[str, object],
) -> None:
    arrays = {name: getattr(first, name) for name in ("table", "scale", "bias", "output")}
    np.savez_compressed(MODELS / "first.npz", **arrays)
    facts = {"data": digest(sets.ours), "temperature": temperature, **measured}
    _write("first.json", facts)
    _write(MIX, {name: round(value, 4) for name, value in dataclasses.asdict(mix).items()})
    (MODELS / "words.txt").write_text("\n".join(sets.words) + "\n", encoding="utf-8")


def _student(
    sets: Sets, matrices: Sequence[csr_matrix], taught: Floats, without: int | None
) -> Weights:
    """The first stage's network; ``taught`` are the encoder's scores of the pool."""
    parts = (sets.ours, sets.composed, sets.public, sets.pool)
    keep = [
        np.flatnonzero([fold_of(e.theme) != without or e.group == "public_set" for e in part])
        for part in parts
    ]
    labels = [np.eye(len(LABELS), dtype=np.float32)[_labels(part)] for part in parts[:3]]
    targets = np.vstack(
        [row[kept] for row, kept in zip([*labels, softmax(taught)], keep, strict=True)]
    )
    weights = [np.array([e.weight for e in part], np.float32) for part in parts[:2]]
    weights.append(np.full(len(sets.public), STUDENT_PUBLIC, np.float32))
    weights.append(np.full(len(sets.pool), POOL_WEIGHT, np.float32))
    says = np.concatenate([weight[kept] for weight, kept in zip(weights, keep, strict=True)])
    rows = vstack([matrix[places] for matrix, places in zip(matrices, keep, strict=True)]).tocsr()
    return fit(rows, targets.astype(np.float32), says, Plan(seed=SEED))


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
        "--go-on", action="store_true", help="with the encoder that ships, on what is new to it"
    )
    parser.add_argument(
        "--keep-encoder", action="store_true", help="only train the first stage and the mix anew"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
