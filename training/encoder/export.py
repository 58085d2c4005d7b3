"""From the trained network to the file that ships."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from discord_bot.moderation.transformer import FACTS, MODEL, VOCABULARY
from training.encoder.network import Batcher, Network

MAX_BYTES = 24_000_000


def export(
    network: Network, temperature: float, source: Path, folder: Path, facts: dict[str, object]
) -> None:
    """Write the network as int8 ONNX, calibrated, with its vocabulary and ``facts``."""
    vocabulary = source / "vocab.txt"
    batcher = Batcher(vocabulary)
    with torch.no_grad():
        network.head.weight /= temperature
        network.head.bias /= temperature
    sample = batcher.batch(batcher.encode([("a message", None), ("one", "that answers it")]))
    axes = {name: {0: "batch", 1: "length"} for name in sample}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, ready = Path(scratch) / "whole.onnx", Path(scratch) / "ready.onnx"
        torch.onnx.export(
            network.eval(),
            tuple(sample.values()),
            str(whole),
            input_names=list(sample),
            output_names=["scores"],
            dynamic_axes={**axes, "scores": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready), str(folder / MODEL), weight_type=QuantType.QInt8, per_channel=True
        )
    shutil.copy(vocabulary, folder / VOCABULARY)
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (MODEL, VOCABULARY)
    }
    card = json.dumps({**facts, "sha256": sums}, indent=1, sort_keys=True)
    (folder / FACTS).write_text(card + "\n", encoding="utf-8")
    size = (folder / MODEL).stat().st_size
    print(f"{MODEL}: {size / 1e6:.1f} MB")
    if size > MAX_BYTES:
        raise SystemExit(f"{MODEL} is larger than {MAX_BYTES / 1e6:.0f} MB")
