"""Writes the trained reader as two ONNX graphs with 7-bit weights; `finish.py` calls it.

The graphs are built node by node, so they hold what the reader needs and nothing else: one window at a time, no batch
axis, no mask. Weights are quantised to 7 bits per output column: with 8 bits the products of processors without VNNI
saturate, and the labels would depend on the machine. Activations are quantised at run time from each window alone, so
a window's labels do not depend on what is read beside it. `model.py` holds the same forward pass: change both
together.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from extract.parsing.pieces import WordPieces
from training.english.labels import Labels
from training.english.model import ARC, HEADS, LAYERS, REL, SENT_HIDDEN, WIDTH, Reader
from training.english.samples import MAX_WORDS, WindowMaker, collate
from training.english.treebanks import Text
from training.minilm import MINILM

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
TOP_SCRIPTS = 4
CALIBRATION_TEXTS = 120
Floats = NDArray[np.float32]


def quantised(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Symmetric 7-bit weights per output column: (in, out) gives int8 and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / 63
    return np.clip(np.rint(weight / scale), -63, 63).astype(np.int8), scale.astype(np.float32)


class Bytes(NamedTuple):
    """Quantised activations: names of values, scale and zero point, and what their columns were divided by."""

    values: str
    scale: str
    zero: str
    even: Floats | None


def evened(columns: Floats, weight: Floats) -> Floats:
    """What to divide each column of activations by, so that neither they nor the weights have columns that stand out.

    One scale serves all columns of the activations, and a few columns of this encoder are twenty times as wide as the
    others; without this the bytes cost two thousandths of LAS (SmoothQuant; Xiao et al. 2023).

    Args:
        columns: the largest activation of each column, (in,).
        weight: (in, out).
    """
    even = np.sqrt((columns + 1e-5) / (np.abs(weight).max(1) + 1e-5))
    return np.asarray(even / np.exp(np.log(even).mean()), dtype=np.float32)


def widest(model: Reader, batches: Iterable[Mapping[str, torch.Tensor]]) -> dict[str, Floats]:
    """The largest activation of each column before each linear module, by its name: means over batches."""
    seen: dict[str, list[Floats]] = {}

    def watch(name: str) -> Any:
        def keep(_module: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            seen.setdefault(name, []).append(inputs[0].detach().abs().flatten(0, -2).amax(0).numpy())

        return keep

    watches = [
        module.register_forward_pre_hook(watch(name))
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear)
    ]
    with torch.no_grad():
        for batch in batches:
            model(batch["pieces"], batch["types"], batch["mask"], batch["first"], batch["last"])
    for handle in watches:
        handle.remove()
    return {name: np.mean(values, axis=0) for name, values in seen.items()}


class Graph:
    """Nodes and constants of an ONNX graph under construction; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.count = 0

    def constant(self, value: NDArray[np.generic]) -> str:
        """A stored array."""
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        """A stored list of integers."""
        return self.constant(np.array(values, dtype=np.int64))

    def node(self, op: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> list[str]:
        """Add one node; attributes are those of the ONNX operator."""
        self.count += 1
        names = [f"{op.lower()}{self.count}_{k}" for k in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, domain=domain, **attributes))
        return names

    def one(self, op: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """A node with one output."""
        return self.node(op, *inputs, domain=domain, **attributes)[0]

    def quantise(self, x: str, even: Floats | None = None) -> Bytes:
        """Activations as unsigned bytes; `even` divides each column first, and `linear` multiplies its weights by it."""
        if even is not None:
            x = self.one("Mul", x, self.constant((1 / even).astype(np.float32)))
        values, scale, zero = self.node("DynamicQuantizeLinear", x, outputs=3)
        return Bytes(values, scale, zero, even)

    def linear(self, x: Bytes, weight: Floats, bias: Floats | None) -> str:
        """A product with 7-bit weights of shape (in, out)."""
        q, scale = quantised(weight if x.even is None else weight * x.even[:, None])
        values, x_scale, zero = x.values, x.scale, x.zero
        inputs = [
            values,
            self.constant(q),
            x_scale,
            self.constant(scale),
            zero,
            self.constant(np.zeros(len(scale), dtype=np.int8)),
        ]
        if bias is not None:
            inputs.append(self.constant(bias.astype(np.float32)))
        return self.one("MatMulIntegerToFloat", *inputs, domain="com.microsoft")

    def norm(self, x: str, weight: Floats, bias: Floats) -> str:
        """Layer normalisation over the last axis."""
        return self.one("LayerNormalization", x, self.constant(weight), self.constant(bias), axis=-1, epsilon=1e-12)

    def gelu(self, x: str) -> str:
        """The exact GELU."""
        return self.one("Gelu", x, domain="com.microsoft")

    def columns(self, x: str, *widths: int) -> list[str]:
        """Split the last axis."""
        return self.node("Split", x, self.ints(*widths), outputs=len(widths), axis=-1)

    def rows_of_bytes(self, table: Floats, ids: str) -> str:
        """Rows of a table stored as signed bytes with one scale per row."""
        scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
        stored = self.constant(np.clip(np.rint(table / scale), -127, 127).astype(np.int8))
        rows = self.one("Cast", self.one("Gather", stored, ids, axis=0), to=FLOAT)
        return self.one("Mul", rows, self.one("Gather", self.constant(scale.astype(np.float32)), ids, axis=0))

    def model(
        self, inputs: list[tuple[str, int, list[str | int]]], outputs: dict[str, tuple[str, int, list[str | int]]]
    ) -> onnx.ModelProto:
        """The finished graph; `outputs` renames inner values."""
        for name, (inner, _, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [name]))
        graph = helper.make_graph(
            self.nodes,
            "english",
            [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs],
            [helper.make_tensor_value_info(name, kind, shape) for name, (_, kind, shape) in outputs.items()],
            self.constants,
        )
        return helper.make_model(graph, opset_imports=OPSETS, ir_version=8)


def _state(model: Reader) -> dict[str, Floats]:
    return {name: value.detach().float().numpy() for name, value in model.state_dict().items()}


def encoder_graph(model: Reader, columns: Mapping[str, Floats]) -> onnx.ModelProto:
    """Words of one window to tags, scores of starts and names, arcs and the features of the labels of arcs.

    Args:
        columns: of `widest`.
    """
    w, g = _state(model), Graph()
    size = g.one("Shape", "pieces")
    places = g.one("Slice", g.constant(w["place.weight"]), g.ints(0), size, g.ints(0))
    x = g.one(
        "Add",
        g.one("Add", g.rows_of_bytes(w["word.weight"], "pieces"), places),
        g.one("Gather", g.constant(w["kind.weight"]), "types"),
    )
    x = g.norm(x, w["norm.weight"], w["norm.bias"])
    at_words = [_words(g, x)]
    for n in range(LAYERS):
        own, ranges = (
            {name.removeprefix(f"layers.{n}."): v for name, v in named.items() if name.startswith(f"layers.{n}.")}
            for named in (w, columns)
        )
        x = layer_nodes(g, x, own, ranges)
        at_words.append(_words(g, x))
    tags, tree, ents = _mixes(g, at_words, w)
    outputs = _heads(g, tags, tree, ents, w, columns)
    n_upos, n_words = w["upos.bias"].shape[0], "words"
    shapes: dict[str, tuple[int, list[str | int]]] = {
        "upos": (INT64, [n_words]),
        "upos_scores": (FLOAT, [n_words, n_upos]),
        "xpos": (INT64, [n_words]),
        "feats": (INT64, [n_words]),
        "scripts": (INT64, [n_words, TOP_SCRIPTS]),
        "starts": (FLOAT, [n_words]),
        "ents": (FLOAT, [n_words, w["ent.bias"].shape[0]]),
        "arcs": (FLOAT, [n_words, "heads"]),
        "rel_dep": (FLOAT, [n_words, REL]),
        "rel_head": (FLOAT, ["heads", REL]),
    }
    inputs: list[tuple[str, int, list[str | int]]] = [
        ("pieces", INT64, ["pieces"]),
        ("types", INT64, ["pieces"]),
        ("first", INT64, [n_words]),
        ("last", INT64, [n_words]),
    ]
    return g.model(inputs, {name: (outputs[name], *shapes[name]) for name in shapes})


def _words(g: Graph, x: str) -> str:
    both = g.one("Add", g.one("Gather", x, "first", axis=0), g.one("Gather", x, "last", axis=0))
    return g.one("Unsqueeze", g.one("Mul", both, g.constant(np.float32(0.5).reshape(1))), g.ints(0))


def layer_nodes(g: Graph, x: str, w: dict[str, Floats], ranges: Mapping[str, Floats] | None = None) -> str:
    """One transformer layer over the pieces of one text: (n, WIDTH) to (n, WIDTH); `ranges` are of `widest`."""

    def even(value: str, name: str, weight: Floats) -> Bytes:
        return g.quantise(value, evened(ranges[name], weight) if ranges else None)

    scaled = w["qkv.weight"].copy()
    bias = w["qkv.bias"].copy()
    scaled[:WIDTH] *= (WIDTH // HEADS) ** -0.5
    bias[:WIDTH] *= (WIDTH // HEADS) ** -0.5
    heads = []
    read = even(x, "qkv", scaled.T)
    for part in g.columns(g.linear(read, scaled.T, bias), WIDTH, WIDTH, WIDTH):
        heads.append(g.one("Reshape", part, g.ints(-1, HEADS, WIDTH // HEADS)))
    q, k, v = (
        g.one("Transpose", heads[0], perm=[1, 0, 2]),
        g.one("Transpose", heads[1], perm=[1, 2, 0]),
        g.one("Transpose", heads[2], perm=[1, 0, 2]),
    )
    mixed = g.one("MatMul", g.one("Softmax", g.one("MatMul", q, k), axis=-1), v)
    mixed = g.one("Reshape", g.one("Transpose", mixed, perm=[1, 0, 2]), g.ints(-1, WIDTH))
    mixed = g.linear(even(mixed, "out", w["out.weight"].T), w["out.weight"].T, w["out.bias"])
    x = g.norm(g.one("Add", x, mixed), w["norm1.weight"], w["norm1.bias"])
    inner = g.gelu(g.linear(even(x, "up", w["up.weight"].T), w["up.weight"].T, w["up.bias"]))
    return g.norm(
        g.one("Add", x, g.linear(g.quantise(inner), w["down.weight"].T, w["down.bias"])), w["norm2.weight"], w["norm2.bias"]
    )


def _mixes(g: Graph, at_words: list[str], w: dict[str, Floats]) -> list[str]:
    """The three scalar mixes as one product: (3, layers) by (layers, words * WIDTH)."""
    stacked = g.one("Reshape", g.one("Concat", *at_words, axis=0), g.ints(LAYERS + 1, -1))
    raw = np.stack([w[f"mix_{name}.weights"] for name in ("tags", "tree", "ents")])
    weights = np.exp(raw) / np.exp(raw).sum(1, keepdims=True)
    mixed = g.one("MatMul", g.constant(weights.astype(np.float32)), stacked)
    parts = g.node("Split", mixed, g.ints(1, 1, 1), outputs=3, axis=0)
    return [g.one("Reshape", part, g.ints(-1, WIDTH)) for part in parts]


def _heads(g: Graph, tags: str, tree: str, ents: str, w: dict[str, Floats], columns: Mapping[str, Floats]) -> dict[str, str]:
    def even(x: str, name: str, weight: Floats) -> Bytes:
        return g.quantise(x, evened(columns[f"{name}.0"], weight))

    in_tags, in_ents = w["tag_hidden.0.weight"].T, w["ent_hidden.0.weight"].T
    hidden = g.quantise(g.gelu(g.linear(even(tags, "tag_hidden", in_tags), in_tags, w["tag_hidden.0.bias"])))
    names = ("upos", "xpos", "feats", "script")
    joined = g.linear(
        hidden, np.concatenate([w[f"{n}.weight"] for n in names]).T, np.concatenate([w[f"{n}.bias"] for n in names])
    )
    upos, xpos, feats, script = g.columns(joined, *(len(w[f"{n}.bias"]) for n in names))
    out = {
        name: g.one("ArgMax", value, axis=-1, keepdims=0)
        for name, value in (("upos", upos), ("xpos", xpos), ("feats", feats))
    }
    out["upos_scores"] = upos
    out["scripts"] = g.node("TopK", script, g.ints(TOP_SCRIPTS), outputs=2, axis=-1)[1]
    parts = ("sent_hidden", "arc_dep", "rel_dep", "arc_head", "rel_head")
    weight, bias = (np.concatenate([w[f"{p}.0.{kind}"] for p in parts]) for kind in ("weight", "bias"))
    all_tree = g.gelu(g.linear(even(tree, "sent_hidden", weight.T), weight.T, bias))
    sent, arc_dep, rel_dep, arc_head, rel_head = g.columns(all_tree, SENT_HIDDEN, ARC, REL, ARC, REL)
    out["starts"] = g.one("Reshape", g.linear(g.quantise(sent), w["start.weight"].T, w["start.bias"]), g.ints(-1))
    root = torch.nn.functional.gelu
    heads = {}
    for name, value in (("arc_head", arc_head), ("rel_head", rel_head)):
        at_root = root(torch.from_numpy(w[f"{name}.0.weight"] @ w["root"] + w[f"{name}.0.bias"])).numpy()[None]
        heads[name] = g.one("Concat", g.constant(at_root.astype(np.float32)), value, axis=0)
    left = g.linear(g.quantise(arc_dep), w["arc_weight"], w["arc_bias"])
    out["arcs"] = g.one("MatMul", left, g.one("Transpose", heads["arc_head"], perm=[1, 0]))
    out["rel_dep"], out["rel_head"] = rel_dep, heads["rel_head"]
    named = g.quantise(g.gelu(g.linear(even(ents, "ent_hidden", in_ents), in_ents, w["ent_hidden.0.bias"])))
    out["ents"] = g.linear(named, w["ent.weight"].T, w["ent.bias"])
    return out


def relation_graph(model: Reader) -> onnx.ModelProto:
    """Features of both ends of chosen arcs to the label of each arc."""
    w, g = _state(model)["rel_weight"], Graph()
    labels, d, _ = w.shape
    one = g.constant(np.float32(1).reshape(1, 1))
    count = g.one("Gather", g.one("Shape", "dep"), g.ints(0))
    ones = g.one("Expand", one, g.one("Concat", count, g.ints(1), axis=0))
    dep, head = (g.one("Concat", name, ones, axis=1) for name in ("dep", "head"))
    left = g.linear(g.quantise(dep), w.transpose(1, 0, 2).reshape(d, labels * d), None)
    left = g.one("Reshape", left, g.ints(-1, labels, d))
    scores = g.one("MatMul", left, g.one("Unsqueeze", head, g.ints(2)))
    scores = g.one("Reshape", scores, g.ints(-1, labels))
    return g.model(
        [("dep", FLOAT, ["arcs", REL]), ("head", FLOAT, ["arcs", REL])],
        {
            "label": (g.one("ArgMax", scores, axis=-1, keepdims=0), INT64, ["arcs"]),
            "scores": (scores, FLOAT, ["arcs", labels]),
        },
    )


def write(model: Reader, labels: Labels, folder: Path, settings: dict[str, float], texts: Sequence[Text]) -> None:
    """Weights, vocabulary, labels and a manifest with the hash of each, which the component checks when it loads them.

    Args:
        texts: some of the training texts, for the widths of activations.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = widest(model.eval(), _calibration(texts, labels))
    onnx.save(encoder_graph(model, columns), str(folder / "encoder.onnx"))
    onnx.save(relation_graph(model), str(folder / "relations.onnx"))
    shutil.copy(MINILM / "vocab.txt", folder / "vocab.txt")
    labels.save(folder / "labels.json")
    write_manifest(folder, settings)


def _calibration(texts: Sequence[Text], labels: Labels) -> Iterator[dict[str, torch.Tensor]]:
    maker, rng = WindowMaker(WordPieces.from_file(MINILM / "vocab.txt"), labels), random.Random(0)
    for text in texts[:CALIBRATION_TEXTS]:
        yield {
            name: torch.from_numpy(array)
            for name, array in collate([maker.window([(text, 0, min(len(text), MAX_WORDS))], rng)]).items()
        }


def write_manifest(folder: Path, settings: dict[str, float]) -> None:
    """`manifest.json`: decoding settings and the SHA-256 of every other file of the model."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in (".onnx", ".txt", ".gz") or path.name == "labels.json"
    }
    manifest = {"name": "syntopic-english", "settings": settings, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_trained(folders: Sequence[Path]) -> tuple[Reader, Labels]:
    """The finished reader that `train.py` left in a folder, else its last checkpoint; of several folders, their mean.

    Runs that began with the same weights and differ in what they saw lie close enough to be averaged (model soups,
    Wortsman et al. 2022).

    Raises:
        ValueError: the runs have other labels.
    """
    labels = Labels.load(folders[0] / "labels.json")
    if any(Labels.load(folder / "labels.json") != labels for folder in folders):
        raise ValueError("the runs to average have other labels: train them on the same treebanks")
    states = [_weights_of(folder) for folder in folders]
    model = Reader(labels)
    model.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return model.eval(), labels


def _weights_of(folder: Path) -> dict[str, torch.Tensor]:
    if (folder / "final.pt").exists():
        found: dict[str, torch.Tensor] = torch.load(folder / "final.pt", weights_only=True)
        return found
    last: dict[str, torch.Tensor] = torch.load(folder / "last.pt", weights_only=True)["model"]
    return last
