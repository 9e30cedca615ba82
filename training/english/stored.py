"""Reads the weights of a shipped model back into the reader, so that a training can go on from it (`train.py --start`).

The heads stand in the order in which `export.py` writes them: change both together. The root is stored only as what the
heads make of it, so its vector is found again by descent.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.english.model import ARC, LAYERS, REL, WIDTH, Reader
from training.stored import StoredGraph

ROOT_STEPS = 1500


def load_stored(model: Reader, folder: Path) -> None:
    """Set the weights of a network to those of `encoder.onnx` and `relations.onnx`; the labels must be the same."""
    state = model.state_dict()
    graph = StoredGraph(folder / "encoder.onnx", state)
    graph.body()
    shares = next(v.astype(np.float32) for v in graph.arrays.values() if v.shape == (3, LAYERS + 1))
    for name, share in zip(("tags", "tree", "ents"), shares, strict=True):
        graph.put(f"mix_{name}.weights", np.log(share))
    graph.linear("tag_hidden.0")
    graph.linear("upos", "xpos", "feats", "script")
    graph.linear("sent_hidden.0", "arc_dep.0", "rel_dep.0", "arc_head.0", "rel_head.0")
    graph.linear("start")
    weight, bias = graph.product()
    graph.put("arc_weight", weight)
    graph.put("arc_bias", bias)
    graph.linear("ent_hidden.0")
    graph.linear("ent")
    roots = {v.shape[1]: v for v in graph.arrays.values() if v.shape in ((1, ARC), (1, REL)) and v.dtype == np.float32}
    state["root"].copy_(_root(state, roots))
    relations = StoredGraph(folder / "relations.onnx", state)
    weight, _ = relations.product()
    relations.put("rel_weight", weight.reshape(REL + 1, -1, REL + 1).transpose(1, 0, 2))
    model.load_state_dict(state)


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
