"""Sentences that are composed of frames and what may stand in them: ``composed.toml``.

A frame is a theme, so that what is measured on a frame kept aside was trained on other frames.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from training.data import Example

FRAMES = Path(__file__).parent / "composed.toml"
_SLOT = re.compile(r"\{([A-Za-z_]+-?)\}")
_SPECIAL = {
    "die": "die|choke|kill yourself|drop dead|get hit by a bus|rot|end it|never wake up",
    "love_pair": "dating|together|a couple|in love|secretly married|more than friends",
    "love_life_": "dating|seeing|kissing|sleeping with|with",
    "kin_": "your mum|your friend|your brother|your boss",
    "done_": "die|get deported|get locked up|burn|disappear|get kicked out|suffer|get beaten up",
    "right_": "rights|respect|a vote|love|a home|to be heard|our money|to marry|a say",
}  # fmt: skip


def composed_examples(each: int, weight: float, seed: int) -> list[Example]:
    """Up to ``each`` sentences of every frame, the same for the same seed."""
    tree = tomllib.loads(FRAMES.read_text(encoding="utf-8"))
    slots = {name: text.split("|") for name, text in {**tree["slots"], **_SPECIAL}.items()}
    groups = [group["names"].split("|") for group in tree["groups"]]
    rng = random.Random(seed)
    found = []
    for part in tree["frames"]:
        for frame in part["of"].strip().splitlines():
            texts = sorted(set(_filled(frame, slots, groups, each, rng)))
            theme = f"composed {frame}"
            found += [
                Example(text, part["label"], part["group"], theme, None, weight) for text in texts
            ]
    return found


def _filled(
    frame: str,
    slots: Mapping[str, Sequence[str]],
    groups: Sequence[Sequence[str]],
    each: int,
    rng: random.Random,
) -> Iterator[str]:
    turn = rng.randrange(len(groups))
    for number in range(each):
        # Every group has its turn, so that no frame is about one of them.
        many, one = rng.choice(groups[(turn + number) % len(groups)]).split("/")
        fixed = {"Group": many, "one": one, "one-": one.split(" ", 1)[1]}

        def choice(match: re.Match[str], fixed: Mapping[str, str] = fixed) -> str:
            name = match[1]
            return fixed[name] if name in fixed else rng.choice(slots[name])

        text = re.sub(r"\s+", " ", _SLOT.sub(choice, frame)).strip()
        text = text.replace(" lol lol", " lol")
        yield text[:1].upper() + text[1:] if rng.random() < 0.25 else text  # noqa: PLR2004
