"""Do two claims measure the same thing? A logistic model over features of a pair of frames.

The weights were fitted by `training.measures.fit` on claims of our own making, never on texts of a corpus; run it again
and paste what it prints when a feature is added. Invariant: the score of a pair is symmetric and depends on the two claims
alone, so that adding a document changes no score of the pairs that were there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from corpus.protocols import Encoder, FloatMatrix
from index.comparison.frames import Frame, Traits

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
    "shared stems of the clauses",
    "shared nouns of the numbers",
    "nouns of both, none shared",
    "other figures shared",
    "shared names",
    "names of both, none shared",
    "shared subject",
    "subjects of both, none shared",
    "same document",
    "same sentence",
    "same kind",
)
WEIGHTS = (
    4.26,  # cosine of sentences
    4.41,  # cosine of the words about the number
    3.59,  # cosine of the bare clauses
    0.30,  # same unit
    2.67,  # same number
    1.68,  # same number, rare
    1.86,  # numbers near
    0.84,  # shared stems
    -0.36,  # shared stems about the number
    0.73,  # shared stems of the clauses
    0.34,  # shared nouns of the numbers
    0.69,  # nouns of both, none shared
    1.33,  # other figures shared
    2.39,  # shared names
    -0.08,  # names of both, none shared
    -0.55,  # shared subject
    -0.21,  # subjects of both, none shared
    0.01,  # same document
    -2.21,  # same sentence
    0.15,  # same kind
)
INTERCEPT = -8.77
_FEW_PAIRS = 1000  # up to which sets are met one by one: a sparse product has a price of its own


class PairTable:
    """The frames of a corpus with their vectors, ready to be scored by pairs of row numbers."""

    def __init__(
        self,
        frames: Sequence[Traits],
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
        self._sets = [_SetTable(sets) for sets in zip(*(f.words for f in frames), strict=True)] or [_SetTable(())] * 7
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
        shared = [words.shared(one, other) for words in self._sets]
        (stems, _), (near, _), (clauses, _), (nouns, nouns_apart), (figures, _), (names, names_apart) = shared[:6]
        subjects, subjects_apart = shared[6]
        return np.column_stack(
            [
                np.einsum("ij,ij->i", self.texts[one], self.texts[other]),
                np.einsum("ij,ij->i", self.focuses[one], self.focuses[other]),
                np.einsum("ij,ij->i", self.bares[one], self.bares[other]),
                same_unit,
                equal,
                equal * np.minimum(self._rarity[one], self._rarity[other]),
                same_unit & ~equal & (gap <= 0.12),
                stems,
                near,
                clauses,
                nouns,
                nouns_apart,
                figures,
                names,
                names_apart,
                subjects,
                subjects_apart,
                same_document,
                same_document & meet,
                self._kinds[one] == self._kinds[other],
            ]
        ).astype(np.float64)

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """How likely each pair is to measure the same thing, in 0..1; 0 across families of units."""
        if not len(rows):
            return np.zeros(0)
        # Line by line, so that a pair's score is the same to the last bit in whatever batch it is made.
        logits = (self.features(rows, columns) * self._weights).sum(axis=1) + self._intercept
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


class _SetTable:
    """The word sets of all frames: few pairs are compared set by set, many at once as sparse rows of one matrix."""

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        self._sets = tuple(sets)
        self._sizes = np.array([len(words) for words in sets], dtype=np.float64)

    @cached_property
    def _rows(self) -> csr_matrix:
        code = {word: i for i, word in enumerate(sorted(frozenset().union(*self._sets)))}
        columns = [code[word] for words in self._sets for word in sorted(words)]
        starts = np.concatenate([[0], np.cumsum(self._sizes)]).astype(np.int64)
        ones = np.ones(len(columns), dtype=np.float32)
        return csr_matrix((ones, columns, starts), shape=(len(self._sets), max(len(code), 1)))

    def shared(self, one: IntArray, other: IntArray) -> tuple[FloatArray, FloatArray]:
        """How much each pair of sets shares (Ochiai's coefficient), in 0..1; whether both hold words and share none."""
        if len(one) <= _FEW_PAIRS:
            sets = self._sets
            counts = [len(sets[i] & sets[j]) for i, j in zip(one.tolist(), other.tolist(), strict=True)]
            common = np.array(counts, dtype=np.float64)
        else:
            common = np.asarray(self._rows[one].multiply(self._rows[other]).sum(axis=1), dtype=np.float64).ravel()
        size = self._sizes[one] * self._sizes[other]
        return common / np.sqrt(np.maximum(size, 1.0)), ((size > 0) & (common == 0)).astype(np.float64)


def _codes(values: Sequence[str]) -> npt.NDArray[np.int64]:
    order = {v: i for i, v in enumerate(sorted(set(values)))}
    return np.array([order[v] for v in values], dtype=np.int64)
