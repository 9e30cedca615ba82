"""Reads the weights of a shipped model back into the network, so that a training can go on from it (`train.py --start`).

The graphs hold their products, norms and tables in the order in which `export.py` writes them, and this module takes them in
that order: change both together. The root is stored only as what the heads make of it, so its vector is found again by
descent. Weights come back in the 7 bits in which they are stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.english.model import ARC, HEADS, LAYERS, REL, WIDTH, Reader

ROOT_STEPS = 1500


def load_stored(model: Reader, folder: Path) -> None:
    """Set the weights of a network to those of `encoder.onnx` and `relations.onnx`; the labels must be the same."""
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    products, norms = _products(graph, stored), iter([n for n in graph.node if n.op_type == "LayerNormalization"])
    state = model.state_dict()

    def put(name: str, value: NDArray[np.generic]) -> None:
        state[name].copy_(torch.from_numpy(np.array(value)))

    def linear(*names: str) -> None:
        weight, bias = next(products)
        at = 0
        for name in names:
            size = state[f"{name}.weight"].shape[0]
            put(f"{name}.weight", weight[:, at : at + size].T)
            put(f"{name}.bias", bias[at : at + size])
            at += size

    def norm(name: str) -> None:
        node = next(norms)
        put(f"{name}.weight", stored[node.input[1]])
        put(f"{name}.bias", stored[node.input[2]])

    gathers = [n for n in graph.node if n.op_type == "Gather" and n.input[0] in stored]
    put("word.weight", stored[gathers[0].input[0]] * stored[gathers[1].input[0]])
    put("kind.weight", stored[gathers[2].input[0]])
    put("place.weight", next(v for v in stored.values() if v.shape == (512, WIDTH)))
    norm("norm")
    for n in range(LAYERS):
        linear(f"layers.{n}.qkv")
        for kind in ("weight", "bias"):
            state[f"layers.{n}.qkv.{kind}"][:WIDTH] *= (WIDTH // HEADS) ** 0.5
        linear(f"layers.{n}.out")
        norm(f"layers.{n}.norm1")
        linear(f"layers.{n}.up")
        linear(f"layers.{n}.down")
        norm(f"layers.{n}.norm2")
    for name, shares in zip(("tags", "tree", "ents"), _mixes(stored), strict=True):
        put(f"mix_{name}.weights", np.log(shares))
    linear("tag_hidden.0")
    linear("upos", "xpos", "feats", "script")
    linear("sent_hidden.0", "arc_dep.0", "rel_dep.0", "arc_head.0", "rel_head.0")
    linear("start")
    weight, bias = next(products)
    put("arc_weight", weight)
    put("arc_bias", bias)
    linear("ent_hidden.0")
    linear("ent")
    roots = {v.shape[1]: v for v in stored.values() if v.shape in ((1, ARC), (1, REL)) and v.dtype == np.float32}
    state["root"].copy_(_root(state, roots))
    relations = onnx.load(str(folder / "relations.onnx")).graph
    weight, _ = next(_products(relations, {i.name: numpy_helper.to_array(i) for i in relations.initializer}))
    put("rel_weight", weight.reshape(REL + 1, -1, REL + 1).transpose(1, 0, 2))
    model.load_state_dict(state)


def _products(
    graph: onnx.GraphProto, stored: dict[str, NDArray[np.generic]]
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Weight (in, out) and bias of each product, in the order of the graph."""
    made = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            weight = stored[node.input[1]].astype(np.float32) * stored[node.input[3]].astype(np.float32)
            source = made.get(made[node.input[0]].input[0])
            if source is not None and source.op_type == "Mul" and source.input[1] in stored:
                weight = weight * stored[source.input[1]].astype(np.float32).reshape(-1, 1)
            bias = stored[node.input[6]].astype(np.float32) if len(node.input) > 6 else np.zeros(0, dtype=np.float32)
            yield weight, bias


def _mixes(stored: dict[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    return next(v.astype(np.float32) for v in stored.values() if v.shape == (3, LAYERS + 1))


def _root(state: dict[str, Tensor], wanted: dict[int, NDArray[np.generic]]) -> Tensor:
    """A vector of which the heads make the stored vectors, nearly."""
    root = torch.zeros(WIDTH, requires_grad=True)
    optimiser = torch.optim.Adam([root], lr=0.02)
    for _ in range(ROOT_STEPS):
        loss = torch.zeros(())
        for name, size in (("arc_head.0", ARC), ("rel_head.0", REL)):
            made = torch.nn.functional.gelu(state[f"{name}.weight"] @ root + state[f"{name}.bias"])
            loss = loss + ((made - torch.from_numpy(wanted[size].astype(np.float32))[0]) ** 2).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    print(f"root found again within {float(loss.detach()):.4f}", flush=True)
    return root.detach()
