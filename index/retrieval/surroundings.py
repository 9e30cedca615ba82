"""What the rest of the corpus says about a query and its candidates: expansion and crowding.

Two corrections of the cosine between a query and a text, both made from vectors alone:

- **Expansion** (pseudo relevance feedback: Rocchio 1971; for vectors Li, Mourad, Zhuang, Koopman and Zuccon 2021): what is
  nearest at first is taken into the query, which thereby learns how the corpus speaks of its subject.
- **Crowding** (local scaling, as Conneau, Lample, Ranzato, Denoyer and Jégou 2018 use it): a text that lies near to many
  others is near to most queries too, so its nearness tells less. Copies of a text do not crowd it: what several sources
  repeat must not sink.

Their weights were chosen on the train queries of retrieval_perspectrum: nDCG@10 .577 without either, .594 with both, R@100
.736 and .758; `benchmarks/bench_search.py` prints the figures of the dev queries.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.protocols import FloatMatrix, VectorStore

EXPANDED_BY = 3  # the nearest texts that are taken into a query; with 10 it drifts
EXPANSION_WEIGHT = 0.7  # of their mean, beside the query's 1; .5 to 1 are equal within the noise
CROWDING_WEIGHT = 0.4  # .3 to .5 are equal within the noise
CROWD = 10  # the nearest of the sample whose mean cosine is the crowding
SAMPLE = 2000  # texts that stand for the corpus
COPY_COSINE = 0.95  # from here on two texts say the same


DIGITS = 6  # of a score; what is equal up to here is equal


class Surroundings:
    """A vector store as the surroundings of the queries that are put to it."""

    def __init__(self, vectors: VectorStore) -> None:
        self._vectors = vectors
        self._sample = vectors.sample(SAMPLE)
        self._crowding: dict[str, float] = {}

    def weigh(self, query: FloatMatrix, ids: Sequence[str]) -> list[tuple[str, float]]:
        """The cosine of each id with a query of shape (1, dim), less its crowding; best first, ties by id."""
        held = self._vectors.vectors_of(ids)
        unknown = [n for n, i in enumerate(ids) if i not in self._crowding]
        if unknown:
            fresh = crowding(held[unknown], self._sample).tolist()
            self._crowding.update(zip((ids[n] for n in unknown), fresh, strict=True))
        cosines = (held.astype(np.float64) @ query[0].astype(np.float64)).tolist()
        weighed = [
            (i, round(cosine - CROWDING_WEIGHT * self._crowding[i], DIGITS)) for i, cosine in zip(ids, cosines, strict=True)
        ]
        return sorted(weighed, key=lambda hit: (-hit[1], hit[0]))

    def expand(self, query: FloatMatrix, ids: Sequence[str]) -> FloatMatrix:
        """A query of shape (1, dim) with the first of these texts taken in."""
        return expanded(query, self._vectors.vectors_of(ids[:EXPANDED_BY]))


def expanded(query: FloatMatrix, nearest: FloatMatrix) -> FloatMatrix:
    """A query of shape (1, dim) with its nearest texts, shape (n, dim), taken in; of length 1."""
    if not len(nearest):
        return query
    wider = query + EXPANSION_WEIGHT * nearest[:EXPANDED_BY].mean(axis=0, keepdims=True)
    return (wider / max(float(np.linalg.norm(wider)), 1e-12)).astype(np.float32)  # type: ignore[no-any-return]


def crowding(texts: FloatMatrix, sample: FloatMatrix) -> FloatMatrix:
    """How near each text lies to its nearest neighbours in a sample of the corpus, copies aside.

    Args:
        texts: shape (n, dim).
        sample: shape (m, dim), see `SAMPLE`.
    Returns:
        Shape (n,), a mean cosine each; 0 where the sample holds nothing but copies.
    """
    cosines = texts @ sample.T
    cosines[cosines >= COPY_COSINE] = 0.0
    n = min(CROWD, cosines.shape[1])
    if not n or not len(cosines):
        return np.zeros(len(texts), dtype=np.float32)
    near: FloatMatrix = np.partition(cosines, cosines.shape[1] - n, axis=1)[:, -n:]
    return near.mean(axis=1).astype(np.float32)  # type: ignore[no-any-return]
