"""The network that ships, to go on with: whole numbers of 8 bits made numbers again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from discord_bot.moderation.transformer import FACTS, MODEL
from training.encoder.network import Network

_MATRICES = "MatMulInteger"


def shipped_network(folder: Path, source: Path) -> Network:
    """The network of ``folder``. The word embeddings are those of ``source``: nobody moves them."""
    graph = onnx.load(str(folder / MODEL)).graph
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    network = Network(source)
    state = network.state_dict()
    for node in graph.node:
        if node.op_type == _MATRICES:
            name = node.input[1].removesuffix("_quantized")
            whole, zero = found[f"{name}_quantized"], found[f"{name}_zero_point"]
            matrix = (whole.astype(np.float32) - zero) * found[f"{name}_scale"]
            place = node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".")
            place = "head" if place.startswith("head") else place
            state[f"{place}.weight"] = torch.tensor(matrix.T.copy())
    for name, value in found.items():
        if name in state and not name.startswith("encoder.embeddings."):
            state[name] = torch.tensor(value)
    network.load_state_dict(state)
    return network.eval()


def seen_themes(folder: Path) -> frozenset[str]:
    """The themes that the network of ``folder`` has learnt from."""
    return frozenset(json.loads((folder / FACTS).read_text(encoding="utf-8"))["themes"])
