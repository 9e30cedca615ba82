"""The relevance gate: which propositions a text is about, by vectors alone.

A text is about a proposition when it lies near that proposition's prototypes, and about as near as to those of the pack's
other propositions, which share its subject. Invariant: the gate says nothing of sides, and its work is one product of
matrices for each chunk of texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from corpus.topic import TopicPack
from extract.judge import PrototypeJudge, nearest_mean


@dataclass(frozen=True, slots=True)
class GateSettings:
    """When a text counts as being about a proposition, and when a side counts as taken.

    These are the values for the judge without training, calibrated on the dev half of
    tests/extract/data/stance_sentences.jsonl and on three documents of real pages, with all-MiniLM-L6-v2. Higher `nearness`,
    `distinct` or `sure` gives fewer and safer stances.
    """

    nearness: float = 0.45  # least mean cosine to the two nearest prototypes
    background_share: float = 0.5  # how much of the mean nearness to the pack's propositions is taken off
    background: float = 0.3  # that mean where the pack has one proposition only
    distinct: float = 0.3  # least nearness after that
    rivals: float = 0.0  # how much further off than the nearest a proposition may lie and still be what the text is about
    sure: float = 0.6  # least probability of a side
    sure_unmarked: float = 0.8  # the same for a text that carries no mark of stance: most of these only describe
    clauses: bool = False  # whether clauses are judged one by one, and units that look back with the sentence before
    min_words: int = 4
    max_words: int = 90  # a longer "sentence" is a stretch whose ends were not found; vectors say little about it


# For a judge that was trained to tell that no side is taken; the values of nearness were compared, three at a time, on three
# documents of real pages. A wider gate finds a few more positions and many more that nobody holds.
TRAINED_GATE = GateSettings(
    nearness=0.45, distinct=0.25, rivals=0.03, sure=0.55, sure_unmarked=0.6, clauses=True, min_words=3
)


class Gate:
    """The gate of some packs; prototypes are encoded once and kept."""

    def __init__(self, topics: Sequence[TopicPack], prototypes: PrototypeJudge, settings: GateSettings) -> None:
        self.topics, self.settings = tuple(topics), settings
        self._prototypes = prototypes

    def about(self, texts: Sequence[str]) -> list[list[tuple[TopicPack, int]]]:
        """For each text the propositions that it is about: their pack and their place in it."""
        vectors = self._prototypes.encoder.encode(texts)
        found: list[list[tuple[TopicPack, int]]] = [[] for _ in texts]
        for pack in self.topics:
            near = self._nearness(pack, vectors)
            for row, column in zip(*np.nonzero(self._passes(near)), strict=True):
                found[row].append((pack, int(column)))
        return found

    def _nearness(self, pack: TopicPack, vectors: FloatMatrix) -> FloatMatrix:
        """Shape (texts, propositions): how near each text lies to each proposition's prototypes."""
        columns = [nearest_mean(vectors @ self._prototypes.anchors(p).plain.T) for p in pack.propositions]
        return np.stack(columns, axis=1)

    def _passes(self, near: FloatMatrix) -> npt.NDArray[np.bool_]:
        gate, n = self.settings, near.shape[1]
        others = np.full_like(near, gate.background) if n == 1 else (near.sum(axis=1, keepdims=True) - near) / (n - 1)
        best = near.max(axis=1, keepdims=True)
        return (  # type: ignore[no-any-return]
            (near >= gate.nearness) & (near - gate.background_share * others >= gate.distinct) & (near >= best - gate.rivals)
        )
