"""Gives a network the weights that a training goes on from (`train.py --start`): a shipped model's or an earlier run's.

The heads stand in the order in which `export.py` writes them: change both together.
"""

from __future__ import annotations

from pathlib import Path

import torch

from extract.judging.model import ENCODER, HEADS
from training.stance.model import PairNet
from training.stored import StoredGraph


def load_start(net: PairNet, folder: Path) -> None:
    """Set the weights to those of a model as it is shipped (`judge.onnx`), or of what `train.py` left (`final.pt`)."""
    if (folder / ENCODER).exists():
        load_stored(net, folder)
    else:
        net.load_state_dict(torch.load(folder / "final.pt", weights_only=True))


def load_stored(net: PairNet, folder: Path) -> None:
    """Set the weights to those of `judge.onnx`."""
    state = net.state_dict()
    graph = StoredGraph(folder / ENCODER, state)
    graph.body()
    for head, (weight, bias) in zip(HEADS, graph.plain_products(), strict=True):
        graph.linear(f"hidden.{head}.0")
        graph.put(f"out.{head}.weight", weight.T)
        graph.put(f"out.{head}.bias", bias)
    net.load_state_dict(state)
