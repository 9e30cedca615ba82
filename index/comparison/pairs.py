"""Do two claims measure the same thing? A logistic model over a dozen features of a pair of frames.

The weights were fitted by `training/measures/fit.py` on claims of our own making, never on texts of a corpus; run it again
and paste what it prints when a feature is added. Invariant: the score of a pair is symmetric and depends on the two claims
alone, so that adding a document changes no score of the pairs that were there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.protocols import Encoder, FloatMatrix
from index.comparison.frames import Frame

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FEATURES = (
    "cosine of sentences",
    "cosine of the words about the number",
    "cosine of the bare clauses",
    "same unit",
    "same number",
    "same number, rare",
    "numbers near",
    "shared stems",
    "shared stems about the number",
    "shared names",
    "names of both, none shared",
    "shared subject",
    "subjects of both, none shared",
    "same document",
    "same sentence",
    "same kind",
)
WEIGHTS = (
    3.24,  # cosine of sentences
    3.71,  # cosine of the words about the number
    3.78,  # cosine of the bare clauses
    -0.09,  # same unit
    2.76,  # same number
    0.96,  # same number, rare
    1.68,  # numbers near
    2.09,  # shared stems
    0.44,  # shared stems about the number
    1.14,  # shared names
    0.73,  # names of both, none shared
    0.66,  # shared subject
    0.12,  # subjects of both, none shared
    -0.29,  # same document
    -1.10,  # same sentence
    -0.09,  # same kind
)
INTERCEPT = -8.02


class PairTable:
    """The frames of a corpus with their vectors, ready to be scored by pairs of row numbers."""

    def __init__(
        self,
        frames: Sequence[Frame],
        texts: FloatMatrix,
        focuses: FloatMatrix,
        bares: FloatMatrix,
        *,
        weights: Sequence[float] = (),
        intercept: float | None = None,
    ) -> None:
        self._weights = np.array(weights or WEIGHTS)
        self._intercept = INTERCEPT if intercept is None else intercept
        self.frames = tuple(frames)
        self.texts = texts
        self.focuses = focuses
        self.bares = bares
        self._units = _codes([f.unit for f in frames])
        self._families = _codes([f.family for f in frames])
        self._kinds = _codes([f.kind for f in frames])
        self._documents = _codes([f.document for f in frames])
        self._values = np.array([f.value for f in frames], dtype=np.float64)
        self._rarity = np.array([f.rarity for f in frames], dtype=np.float64)
        self._starts = np.array([f.start for f in frames], dtype=np.int64)
        self._ends = np.array([f.end for f in frames], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.frames)

    def features(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """The features of the pairs (rows[k], columns[k]), shape (len(rows), len(FEATURES))."""
        one, other = np.minimum(rows, columns), np.maximum(rows, columns)
        same_unit = self._units[one] == self._units[other]
        value, value_2 = self._values[one], self._values[other]
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            scale = np.maximum(np.abs(value), np.abs(value_2))
            gap = np.where(scale > 0, np.abs(value - value_2) / scale, 0.0)
        gap = np.where(np.isfinite(gap), gap, 1.0)
        equal = same_unit & (gap <= 0.005)
        same_document = self._documents[one] == self._documents[other]
        meet = (self._starts[one] < self._ends[other]) & (self._starts[other] < self._ends[one])
        sets = np.array([_set_features(self.frames[i], self.frames[j]) for i, j in zip(one, other, strict=True)])
        return np.column_stack(
            [
                np.einsum("ij,ij->i", self.texts[one], self.texts[other]),
                np.einsum("ij,ij->i", self.focuses[one], self.focuses[other]),
                np.einsum("ij,ij->i", self.bares[one], self.bares[other]),
                same_unit,
                equal,
                equal * np.minimum(self._rarity[one], self._rarity[other]),
                same_unit & ~equal & (gap <= 0.12),
                sets.reshape(-1, 6),
                same_document,
                same_document & meet,
                self._kinds[one] == self._kinds[other],
            ]
        ).astype(np.float64)

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """How likely each pair is to measure the same thing, in 0..1; 0 across families of units."""
        if not len(rows):
            return np.zeros(0)
        logits = self.features(rows, columns) @ self._weights + self._intercept
        same = self._families[rows] == self._families[columns]
        return np.asarray(np.where(same, 1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40))), 0.0))


def build_table(frames: Sequence[Frame], encoder: Encoder) -> PairTable:
    """Encode frames, equal texts once."""
    distinct = sorted({text for f in frames for text in (f.text, f.focus, f.bare)})
    vectors = encoder.encode(distinct) if distinct else np.zeros((0, encoder.dim), dtype=np.float32)
    at = {text: i for i, text in enumerate(distinct)}
    texts = vectors[[at[f.text] for f in frames]] if frames else vectors
    focuses = vectors[[at[f.focus] for f in frames]] if frames else vectors
    bares = vectors[[at[f.bare] for f in frames]] if frames else vectors
    return PairTable(frames, texts, focuses, bares)


def _set_features(a: Frame, b: Frame) -> tuple[float, float, float, bool, float, bool]:
    subjects = _share(a.subject_stems, b.subject_stems)
    names = _share(a.names, b.names)
    return (
        _share(a.stems, b.stems),
        _share(a.near_stems, b.near_stems),
        names,
        bool(a.names and b.names and not names),
        subjects,
        bool(a.subject_stems and b.subject_stems and not subjects),
    )


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of the two sets is shared (Ochiai's coefficient), in 0..1."""
    return len(a & b) / (len(a) * len(b)) ** 0.5 if a and b else 0.0


def _codes(values: Sequence[str]) -> npt.NDArray[np.int64]:
    order = {v: i for i, v in enumerate(sorted(set(values)))}
    return np.array([order[v] for v in values], dtype=np.int64)
