"""Writes the trained judge as one ONNX graph with 7-bit weights: `python -m training.stance.export --from DIR --to DIR`.

The graph is built node by node (`training.graph`): one pair at a time, no batch axis, no mask. `model.py` holds the same
forward pass: change both together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto

from extract.judging.model import ENCODER, HEADS, VOCABULARY
from training.english.model import HEADS as ATTENTION_HEADS
from training.english.model import LAYERS
from training.graph import ByteGraph, layer_nodes
from training.minilm import MINILM
from training.stance.measure import load_net
from training.stance.model import OUTPUTS, PairNet

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
NAME = "syntopic-judge"


def judge_graph(net: PairNet) -> onnx.ModelProto:
    """One pair's pieces and types, each of shape (n,), to the logits of every head: (3,), (3,), (1,)."""
    w: dict[str, NDArray[np.float32]] = {k: v.detach().float().numpy() for k, v in net.state_dict().items()}
    g = ByteGraph()
    places = g.one("Slice", g.constant(w["place.weight"]), g.ints(0), g.one("Shape", "pieces"), g.ints(0))
    kinds = g.one("Gather", g.constant(w["kind.weight"]), "types")
    x = g.one("Add", g.one("Add", g.rows_of_bytes(w["word.weight"], "pieces"), places), kinds)
    x = g.norm(x, w["norm.weight"], w["norm.bias"])
    for n in range(LAYERS):
        at = f"layers.{n}."
        x = layer_nodes(g, x, {k.removeprefix(at): v for k, v in w.items() if k.startswith(at)}, ATTENTION_HEADS)
    first = g.one("Slice", x, g.ints(0), g.ints(1), g.ints(0))
    mean = g.one("ReduceMean", x, axes=[0], keepdims=1)
    pooled = g.one("Concat", first, mean, axis=1)
    outputs: dict[str, tuple[str, int, list[str | int]]] = {}
    for head in HEADS:
        hidden = g.gelu(g.linear(pooled, w[f"hidden.{head}.0.weight"].T, w[f"hidden.{head}.0.bias"]))
        product = g.one("MatMul", hidden, g.constant(w[f"out.{head}.weight"].T))
        row = g.one("Reshape", g.one("Add", product, g.constant(w[f"out.{head}.bias"])), g.ints(OUTPUTS[head]))
        outputs[head] = (row, FLOAT, [OUTPUTS[head]])
    return g.model(NAME, [("pieces", INT64, ["n"]), ("types", INT64, ["n"])], outputs)


def write(net: PairNet, folder: Path, settings: dict[str, float]) -> None:
    """Weights, vocabulary and a manifest with the hash of each, which the runner checks when it loads them."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(judge_graph(net), str(folder / ENCODER))
    shutil.copy(MINILM / "vocab.txt", folder / VOCABULARY)
    write_manifest(folder, settings)


def write_manifest(folder: Path, settings: dict[str, float]) -> None:
    """`manifest.json`: the temperatures of the heads and the SHA-256 of every other file of the model."""
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (ENCODER, VOCABULARY)}
    manifest = {"name": NAME, "settings": settings, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Read the arguments and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    for head in HEADS:
        parser.add_argument(f"--{head}-temperature", type=float, default=1.0)
    args = parser.parse_args()
    write(load_net(args.source), args.to, {f"{h}_temperature": getattr(args, f"{h}_temperature") for h in HEADS})


if __name__ == "__main__":
    main()
