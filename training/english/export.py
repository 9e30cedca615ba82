"""Writes the trained reader as two ONNX graphs with 8-bit weights; `finish.py` calls it.

The graphs are built node by node (`training.graph`) and read one window at a time: no batch axis, no mask. Weights are
stored in a byte each and multiplied as floats: that takes a third more time than products of bytes did, and wins back two
thousandths of LAS on captions. `model.py` holds the same forward pass: change both together.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto

from training.english.labels import Labels
from training.english.model import ARC, HEADS, LAYERS, REL, SENT_HIDDEN, WIDTH, Reader
from training.english.stored import load_stored
from training.graph import Floats, Graph, layer_nodes
from training.minilm import MINILM

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
NAME = "syntopic-english"
TOP_SCRIPTS = 4


def _state(model: Reader) -> dict[str, Floats]:
    return {name: value.detach().float().numpy() for name, value in model.state_dict().items()}


def encoder_graph(model: Reader) -> onnx.ModelProto:
    """Words of one window to tags, scores of starts and names, arcs and the features of the labels of arcs."""
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
        own = {name.removeprefix(f"layers.{n}."): v for name, v in w.items() if name.startswith(f"layers.{n}.")}
        x = layer_nodes(g, x, own, HEADS)
        at_words.append(_words(g, x))
    tags, tree, ents = _mixes(g, at_words, w)
    outputs = _heads(g, tags, tree, ents, w)
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
    return g.model(NAME, inputs, {name: (outputs[name], *shapes[name]) for name in shapes})


def _words(g: Graph, x: str) -> str:
    both = g.one("Add", g.one("Gather", x, "first", axis=0), g.one("Gather", x, "last", axis=0))
    return g.one("Unsqueeze", g.one("Mul", both, g.constant(np.float32(0.5).reshape(1))), g.ints(0))


def _mixes(g: Graph, at_words: list[str], w: dict[str, Floats]) -> list[str]:
    """The three scalar mixes as one product: (3, layers) by (layers, words * WIDTH)."""
    stacked = g.one("Reshape", g.one("Concat", *at_words, axis=0), g.ints(LAYERS + 1, -1))
    raw = np.stack([w[f"mix_{name}.weights"] for name in ("tags", "tree", "ents")])
    weights = np.exp(raw) / np.exp(raw).sum(1, keepdims=True)
    mixed = g.one("MatMul", g.constant(weights.astype(np.float32)), stacked)
    parts = g.node("Split", mixed, g.ints(1, 1, 1), outputs=3, axis=0)
    return [g.one("Reshape", part, g.ints(-1, WIDTH)) for part in parts]


def _heads(g: Graph, tags: str, tree: str, ents: str, w: dict[str, Floats]) -> dict[str, str]:
    hidden = g.gelu(g.linear(tags, w["tag_hidden.0.weight"].T, w["tag_hidden.0.bias"]))
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
    all_tree = g.gelu(g.linear(tree, weight.T, bias))
    sent, arc_dep, rel_dep, arc_head, rel_head = g.columns(all_tree, SENT_HIDDEN, ARC, REL, ARC, REL)
    out["starts"] = g.one("Reshape", g.linear(sent, w["start.weight"].T, w["start.bias"]), g.ints(-1))
    root = torch.nn.functional.gelu
    heads = {}
    for name, value in (("arc_head", arc_head), ("rel_head", rel_head)):
        at_root = root(torch.from_numpy(w[f"{name}.0.weight"] @ w["root"] + w[f"{name}.0.bias"])).numpy()[None]
        heads[name] = g.one("Concat", g.constant(at_root.astype(np.float32)), value, axis=0)
    left = g.linear(arc_dep, w["arc_weight"], w["arc_bias"])
    out["arcs"] = g.one("MatMul", left, g.one("Transpose", heads["arc_head"], perm=[1, 0]))
    out["rel_dep"], out["rel_head"] = rel_dep, heads["rel_head"]
    named = g.gelu(g.linear(ents, w["ent_hidden.0.weight"].T, w["ent_hidden.0.bias"]))
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
    left = g.linear(dep, w.transpose(1, 0, 2).reshape(d, labels * d), None)
    left = g.one("Reshape", left, g.ints(-1, labels, d))
    scores = g.one("MatMul", left, g.one("Unsqueeze", head, g.ints(2)))
    scores = g.one("Reshape", scores, g.ints(-1, labels))
    return g.model(
        NAME,
        [("dep", FLOAT, ["arcs", REL]), ("head", FLOAT, ["arcs", REL])],
        {
            "label": (g.one("ArgMax", scores, axis=-1, keepdims=0), INT64, ["arcs"]),
            "scores": (scores, FLOAT, ["arcs", labels]),
        },
    )


def write(model: Reader, labels: Labels, folder: Path, settings: dict[str, float]) -> None:
    """Weights, vocabulary, labels and a manifest with the hash of each, which the component checks when it loads them."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(model), str(folder / "encoder.onnx"))
    onnx.save(relation_graph(model), str(folder / "relations.onnx"))
    shutil.copy(MINILM / "vocab.txt", folder / "vocab.txt")
    labels.save(folder / "labels.json")
    write_manifest(folder, settings)


def write_manifest(folder: Path, settings: dict[str, float]) -> None:
    """`manifest.json`: decoding settings and the SHA-256 of every other file of the model."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in (".onnx", ".txt", ".gz") or path.name == "labels.json"
    }
    manifest = {"name": NAME, "settings": settings, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_trained(folders: Sequence[Path]) -> tuple[Reader, Labels]:
    """The reader that `train.py` left in a folder, else its last checkpoint, else a stored model; of several, their mean.

    Runs that began with the same weights and differ in what they saw lie close enough to be averaged (model soups,
    Wortsman et al. 2022).

    Raises:
        ValueError: the runs have other labels.
    """
    labels = Labels.load(folders[0] / "labels.json")
    if any(Labels.load(folder / "labels.json") != labels for folder in folders):
        raise ValueError("the runs to average have other labels: train them on the same treebanks")
    states = [_weights_of(folder, labels) for folder in folders]
    model = Reader(labels)
    model.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return model.eval(), labels


def _weights_of(folder: Path, labels: Labels) -> dict[str, torch.Tensor]:
    if (folder / "encoder.onnx").exists():
        model = Reader(labels)
        load_stored(model, folder)
        return model.state_dict()
    if (folder / "final.pt").exists():
        found: dict[str, torch.Tensor] = torch.load(folder / "final.pt", weights_only=True)
        return found
    last: dict[str, torch.Tensor] = torch.load(folder / "last.pt", weights_only=True)["model"]
    return last
