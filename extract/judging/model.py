"""The cross-encoder of sentence pairs, run by onnxruntime one pair at a time.

A pair is read as `[CLS] text [SEP] target [SEP]`: the target is a proposition, a hypothesis, or a question. Invariant: a row
depends on its pair and the weights alone, never on what is judged beside it, because the scales of 8-bit activations are
taken from each pair by itself. The three heads share every layer, so one pass could give all three; callers want one.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.protocols import FloatMatrix
from extract.parsing.pieces import WordPieces
from extract.shipped import checked_manifest, manifest_revision, onnx_session

SHIPPED = Path(__file__).parent.parent / "models" / "judge"
ENCODER, VOCABULARY = "judge.onnx", "vocab.txt"
HEADS = ("stance", "inference", "relevance")
MAX_TEXT, MAX_TARGET = 200, 72  # word pieces; a longer text keeps its beginning and its end, a target its beginning
REMEMBERED = 4096  # pairs whose rows are kept, since gate, proposition and negation ask for the same pairs again
Ints = NDArray[np.int64]


def pair_pieces(pieces: WordPieces, text: str, target: str) -> tuple[Ints, Ints]:
    """A pair as numbers of word pieces and of token types, each of shape (n,)."""
    first = [p for word in text.split() for p in pieces.of(word)]
    second = [p for word in target.split() for p in pieces.of(word)]
    if len(first) > MAX_TEXT:
        first = [*first[: MAX_TEXT * 3 // 4], *first[-MAX_TEXT // 4 :]]
    second = second[:MAX_TARGET]
    ids = [pieces.cls, *first, pieces.sep, *second, pieces.sep]
    types = [0] * (len(first) + 2) + [1] * (len(second) + 1)
    return np.array(ids, dtype=np.int64), np.array(types, dtype=np.int64)


class PairModel:
    """A `PairJudge`, `InferenceJudge` and `RelevanceJudge`; made by `load_pair_model`."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load a model.

        Args:
            folder: holds `manifest.json` and the files that it names.
            threads: of one call of the graph.
        Raises:
            ConfigError: a file is missing or is not the one that the manifest names.
        """
        manifest = checked_manifest(folder, what="the model of sentence pairs", recipe="make train-judge")
        self._revision = manifest_revision(manifest)
        self._temperature: dict[str, float] = {h: float(manifest["settings"][f"{h}_temperature"]) for h in HEADS}
        self._pieces = WordPieces.from_file(folder / VOCABULARY)
        self._session = onnx_session(folder / ENCODER, threads=threads)
        self._rows: OrderedDict[tuple[str, str], dict[str, FloatMatrix]] = OrderedDict()

    @property
    def revision(self) -> str:
        """Names the weights and their calibration."""
        return f"pairs-{self._revision}"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, proposition) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the text supports, opposes, or takes no side; rows sum to 1.
        """
        return _softmax(self._logits("stance", pairs))

    def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (premise, hypothesis) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the premise entails the hypothesis, contradicts it, or neither.
        """
        return _softmax(self._logits("inference", pairs))

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, question) pairs.

        Returns:
            float32, shape (len(pairs),): probability that the text answers the question or makes that point.
        """
        logits = self._logits("relevance", pairs)[:, 0]
        return (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)

    def _logits(self, head: str, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        width = 1 if head == "relevance" else 3
        rows = [self._row(pair)[head] for pair in pairs]
        stacked = np.stack(rows) if rows else np.zeros((0, width), dtype=np.float32)
        return stacked / np.float32(self._temperature[head])

    def _row(self, pair: tuple[str, str]) -> dict[str, FloatMatrix]:
        known = self._rows.get(pair)
        if known is None:
            ids, types = pair_pieces(self._pieces, *pair)
            values = self._session.run(list(HEADS), {"pieces": ids, "types": types})
            known = dict(zip(HEADS, values, strict=True))
            self._rows[pair] = known
            if len(self._rows) > REMEMBERED:
                self._rows.popitem(last=False)
        return known


def has_shipped_model() -> bool:
    """Whether the weights lie in this installation."""
    return (SHIPPED / "manifest.json").is_file()


def shipped_revision() -> str:
    """The revision of the shipped weights, without loading them."""
    manifest: dict[str, Any] = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
    return f"pairs-{manifest_revision(manifest)}"


def load_pair_model(folder: Path = SHIPPED, *, threads: int = 1) -> PairModel:
    """The model of sentence pairs; each call loads it anew.

    Raises:
        ConfigError: the folder does not hold a model whose files fit its manifest.
    """
    return PairModel(folder, threads=threads)


def _softmax(logits: FloatMatrix) -> FloatMatrix:
    powers = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]
