"""The stance on a proposition, asked in several ways: the proposition, its denial, and the prototypes next to the text.

A model of sentence pairs that answers from the text alone gives the same side to a proposition and to its denial; asked both
ways, that part of its answer cancels out. Prototypes say in plain words what taking a side looks like, and the nearest of
either side are asked about too. Invariant: a row depends on its pair, the packs and the models alone. To change how the
answers weigh: `Weights`, then run `benchmarks/bench_stances.py` again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.ids import stable_hash
from corpus.protocols import FloatMatrix, PairJudge
from corpus.topic import Proposition
from extract.judge import PrototypeJudge, anchor_texts
from extract.polarity import negate

WEIGHING_VERSION = "weighing-1"
_FLIP = np.array([1, 0, 2])  # the stance on the denial of a proposition, as one on the proposition


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each way of asking counts; calibrated on the propositions of `training/stance/data` kept for tuning."""

    proposition: float = 1.0
    denial: float = 1.0
    statement: float = 0.5  # each of the nearest prototypes, one for and one against
    vectors: float = 0.3  # the prototypes' own judge, which compares vectors
    temperature: float = 1.0


W = Weights()


class WeighingJudge:
    """A `PairJudge` over another one.

    Args:
        model: judges single pairs.
        prototypes: knows the packs, and judges by vectors.
    """

    def __init__(self, model: PairJudge, prototypes: PrototypeJudge, *, weights: Weights = W) -> None:
        self.model, self.prototypes, self.weights = model, prototypes, weights
        self._revision = stable_hash(WEIGHING_VERSION, model.revision, prototypes.revision, repr(weights))

    @property
    def revision(self) -> str:
        """Names the model, the prototypes and the weights."""
        return f"{WEIGHING_VERSION}-{self._revision[:16]}"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, proposition) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the text supports, opposes, or takes no side; rows sum to 1.
        """
        if not pairs:
            return np.zeros((0, 3), dtype=np.float32)
        asked = [self._questions(text, self.prototypes.known(proposition)) for text, proposition in pairs]
        answers = iter(
            self.model.judge([(text, q) for (text, _), found in zip(pairs, asked, strict=True) for q, _, _ in found])
        )
        logs = np.zeros((len(pairs), 3))
        for row, found in enumerate(asked):
            total = sum(weight for _, weight, _ in found)
            for _, weight, is_denial in found:
                answer = np.log(np.maximum(next(answers).astype(np.float64), 1e-6))
                logs[row] += weight / total * (answer[_FLIP] if is_denial else answer)
        if self.weights.vectors:
            by_vectors = np.log(np.maximum(self.prototypes.judge(pairs).astype(np.float64), 1e-6))
            logs = (logs + self.weights.vectors * by_vectors) / (1 + self.weights.vectors)
        powers = np.exp((logs - logs.max(axis=1, keepdims=True)) / self.weights.temperature)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

    def _questions(self, text: str, proposition: Proposition) -> list[tuple[str, float, bool]]:
        """What the model is asked about a text: a target, its weight, and whether it denies the proposition."""
        w = self.weights
        found = [(proposition.text, w.proposition, False)]
        found.append((proposition.negation or negate(proposition.text), w.denial, True))
        supporting, opposing = anchor_texts(proposition)
        if w.statement and len(supporting) > 1 and len(opposing) > 1:
            anchors = self.prototypes.anchors(proposition)
            cosine = anchors.plain @ self.prototypes.encoder.encode([text])[0]
            near, far = cosine[: len(supporting)], cosine[len(supporting) :]
            found.append((supporting[int(near[1:].argmax()) + 1], w.statement, False))
            found.append((opposing[int(far[1:].argmax()) + 1], w.statement, True))
        return found
