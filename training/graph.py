"""ONNX graphs built node by node, so that a shipped model holds what it needs and nothing else.

Two ways to store a product's weights in a byte each. `Graph` widens them to floats when the model is loaded and multiplies
floats. `ByteGraph` multiplies bytes, about twice as fast, and loses a little more; its weights have 7 bits, since with 8 the
sums of processors without VNNI saturate and the answers would depend on the machine. Activations are quantised at run time
from each text alone, so an answer does not depend on what is read beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
OPSETS = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
Floats = NDArray[np.float32]


def quantised(weight: Floats, bits: int) -> tuple[NDArray[np.int8], Floats]:
    """Symmetric weights of so many bits per output column: (in, out) gives int8 and the scale of each column."""
    most = 2 ** (bits - 1) - 1
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / most
    return np.clip(np.rint(weight / scale), -most, most).astype(np.int8), scale.astype(np.float32)


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

    def linear(self, x: str, weight: Floats, bias: Floats | None) -> str:
        """A product with 8-bit weights of shape (in, out), which onnxruntime widens once, when it loads the model."""
        values, scale = quantised(weight, 8)
        widened = self.one("Mul", self.one("Cast", self.constant(values), to=FLOAT), self.constant(scale))
        product = self.one("MatMul", x, widened)
        return product if bias is None else self.one("Add", product, self.constant(bias.astype(np.float32)))

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
        self, name: str, inputs: list[tuple[str, int, list[str | int]]], outputs: dict[str, tuple[str, int, list[str | int]]]
    ) -> onnx.ModelProto:
        """The finished graph; `outputs` renames inner values."""
        for output, (inner, _, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [output]))
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(*given) for given in inputs],
            [helper.make_tensor_value_info(output, kind, shape) for output, (_, kind, shape) in outputs.items()],
            self.constants,
        )
        return helper.make_model(graph, opset_imports=OPSETS, ir_version=8)


class _Bytes(NamedTuple):
    """Quantised activations: the names of the values, their scale and zero point."""

    values: str
    scale: str
    zero: str


class ByteGraph(Graph):
    """A graph whose products are of bytes with bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._quantised: dict[str, _Bytes] = {}

    def linear(self, x: str, weight: Floats, bias: Floats | None) -> str:
        """A product of activations, as unsigned bytes, with 7-bit weights of shape (in, out)."""
        if x not in self._quantised:
            self._quantised[x] = _Bytes(*self.node("DynamicQuantizeLinear", x, outputs=3))
        values, x_scale, zero = self._quantised[x]
        stored, scale = quantised(weight, 7)
        inputs = [values, self.constant(stored), x_scale, self.constant(scale), zero]
        inputs.append(self.constant(np.zeros(len(scale), dtype=np.int8)))
        if bias is not None:
            inputs.append(self.constant(bias.astype(np.float32)))
        return self.one("MatMulIntegerToFloat", *inputs, domain="com.microsoft")


def layer_nodes(g: Graph, x: str, w: Mapping[str, Floats], n_heads: int) -> str:
    """One transformer layer, post-norm as in BERT, over the pieces of one text: (n, width) to (n, width)."""
    width = len(w["out.bias"])
    scaled, bias = w["qkv.weight"].copy(), w["qkv.bias"].copy()
    scaled[:width] *= (width // n_heads) ** -0.5
    bias[:width] *= (width // n_heads) ** -0.5
    heads = [
        g.one("Reshape", part, g.ints(-1, n_heads, width // n_heads))
        for part in g.columns(g.linear(x, scaled.T, bias), width, width, width)
    ]
    q, k, v = (
        g.one("Transpose", head, perm=perm) for head, perm in zip(heads, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
    )
    mixed = g.one("MatMul", g.one("Softmax", g.one("MatMul", q, k), axis=-1), v)
    mixed = g.one("Reshape", g.one("Transpose", mixed, perm=[1, 0, 2]), g.ints(-1, width))
    x = g.norm(g.one("Add", x, g.linear(mixed, w["out.weight"].T, w["out.bias"])), w["norm1.weight"], w["norm1.bias"])
    inner = g.gelu(g.linear(x, w["up.weight"].T, w["up.bias"]))
    return g.norm(g.one("Add", x, g.linear(inner, w["down.weight"].T, w["down.bias"])), w["norm2.weight"], w["norm2.bias"])
