"""Reads the weights of a shipped graph back into a network, so that a training can go on from it.

A graph holds its products, norms and tables in the order in which an `export.py` writes them, and `StoredGraph` gives them
out in that order: change both together. Weights come back in the bits in which they are stored.
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

from training.english.model import HEADS, LAYERS, WIDTH


class StoredGraph:
    """The arrays of one graph, put into the state of a network under the names that the caller gives, in the graph's order.

    Args:
        path: of the ONNX graph.
        state: of the network; its tensors are written to in place.
    """

    def __init__(self, path: Path, state: dict[str, Tensor]) -> None:
        self._graph = onnx.load(str(path)).graph
        self._state = state
        self.arrays: dict[str, NDArray[np.generic]] = {i.name: numpy_helper.to_array(i) for i in self._graph.initializer}
        self._products = self._all_products()
        self._norms = iter([n for n in self._graph.node if n.op_type == "LayerNormalization"])

    def put(self, name: str, value: NDArray[np.generic]) -> None:
        """Set one tensor of the state."""
        self._state[name].copy_(torch.from_numpy(np.array(value)))

    def product(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weight (in, out) and bias of the next product with quantised weights."""
        return next(self._products)

    def linear(self, *names: str) -> None:
        """The next product, as one linear module or as several side by side."""
        weight, bias = self.product()
        at = 0
        for name in names:
            size = self._state[f"{name}.weight"].shape[0]
            self.put(f"{name}.weight", weight[:, at : at + size].T)
            self.put(f"{name}.bias", bias[at : at + size])
            at += size

    def norm(self, name: str) -> None:
        """The next layer normalisation."""
        node = next(self._norms)
        self.put(f"{name}.weight", self.arrays[node.input[1]])
        self.put(f"{name}.bias", self.arrays[node.input[2]])

    def body(self) -> None:
        """Embeddings and layers, which every graph begins with."""
        gathers = [n for n in self._graph.node if n.op_type == "Gather" and n.input[0] in self.arrays]
        table, scale = (self.arrays[n.input[0]] for n in gathers if n.input[1] == "pieces")
        self.put("word.weight", table.astype(np.float32) * scale.astype(np.float32))
        self.put("kind.weight", next(self.arrays[n.input[0]] for n in gathers if n.input[1] == "types"))
        self.put("place.weight", next(v for v in self.arrays.values() if v.shape == (512, WIDTH)))
        self.norm("norm")
        for n in range(LAYERS):
            self.linear(f"layers.{n}.qkv")
            for kind in ("weight", "bias"):
                self._state[f"layers.{n}.qkv.{kind}"][:WIDTH] *= (WIDTH // HEADS) ** 0.5
            self.linear(f"layers.{n}.out")
            self.norm(f"layers.{n}.norm1")
            self.linear(f"layers.{n}.up")
            self.linear(f"layers.{n}.down")
            self.norm(f"layers.{n}.norm2")

    def plain_products(self) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Weight (in, out) and bias of each product whose weights are stored in full and to which a stored bias is added."""
        for node in self._graph.node:
            if node.op_type == "MatMul" and node.input[1] in self.arrays:
                added = next(n for n in self._graph.node if node.output[0] in n.input and n.op_type == "Add")
                bias = next(self.arrays[name] for name in added.input if name in self.arrays)
                yield self.arrays[node.input[1]].astype(np.float32), bias.astype(np.float32)

    def _all_products(self) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """The products of both kinds of `training.graph`: of bytes, and of floats widened from bytes."""
        made = {output: node for node in self._graph.node for output in node.output}
        users: dict[str, list[onnx.NodeProto]] = {}
        for node in self._graph.node:
            for name in node.input:
                users.setdefault(name, []).append(node)
        none = np.zeros(0, dtype=np.float32)
        for node in self._graph.node:
            if node.op_type == "MatMulIntegerToFloat":
                values, scale = node.input[1], node.input[3]
                bias = self.arrays[node.input[6]] if len(node.input) > 6 else none
            elif node.op_type == "MatMul" and node.input[1] in made and made[node.input[1]].op_type == "Mul":
                widened = made[node.input[1]]
                values, scale = made[widened.input[0]].input[0], widened.input[1]
                added = (n.input[1] for n in users[node.output[0]] if n.op_type == "Add" and n.input[1] in self.arrays)
                bias = next((self.arrays[name] for name in added), none)
            else:
                continue
            yield self.arrays[values].astype(np.float32) * self.arrays[scale].astype(np.float32), bias.astype(np.float32)
