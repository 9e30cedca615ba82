"""What the rest of the corpus says about a query and its candidates: expansion and crowding.

Two corrections of the cosine between a query and a text, both made from vectors alone:

- **Expansion** (pseudo relevance feedback: Rocchio 1971; for vectors Li, Mourad, Zhuang, Koopman and Zuccon 2021): what is
  nearest at first is taken into the query, which thereby learns how the corpus speaks of its subject.
- **Crowding** (local scaling, as Conneau, Lample, Ranzato, Denoyer and Jégou 2018 use it): a text that lies near to many
  others is near to most queries too, so its nearness tells less. Copies of a text do not crowd it: what several sources
  repeat must not sink. It is for texts of about one length, as claims and stances are: among passages a short one is hardly
  crowded because it says little, so they are not corrected.

Both rest on the nearest texts being about the query, so both count by how near those are (`trust`): where the best cosine
is low, as for a question in other words than its answer, they fade away. The weights were chosen on the train queries of
retrieval_perspectrum and on 180 questions of our own to 60 passages; `benchmarks/bench_search.py` prints the dev figures.
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
TRUST_FROM, TRUST_FULL = 0.3, 0.6  # cosines of all-MiniLM-L6-v2 between which trust in a near text rises from 0 to 1
COPY_COSINE = 0.95  # from here on two texts say the same


DIGITS = 6  # of a score; what is equal up to here is equal


class Surroundings:
    """A vector store as the surroundings of one query.

    Args:
        query: shape (1, dim).
        best: the cosine of the nearest text.
        are_even: whether the texts are of about one length, so that crowding tells something.
    """

    def __init__(self, vectors: VectorStore, query: FloatMatrix, *, best: float, are_even: bool) -> None:
        self._vectors = vectors
        self._query = query
        self._weight = CROWDING_WEIGHT * trust(best) if are_even else 0.0
        self._sample = vectors.sample(SAMPLE if self._weight else 0)
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
            (i, round(cosine - self._weight * self._crowding[i], DIGITS)) for i, cosine in zip(ids, cosines, strict=True)
        ]
        return sorted(weighed, key=lambda hit: (-hit[1], hit[0]))

    def expand(self, ids: Sequence[str]) -> FloatMatrix:
        """The query with the first of these texts taken in, each as far as it is to be trusted; of length 1."""
        near = self._vectors.vectors_of(ids[:EXPANDED_BY]).astype(np.float64)
        query = self._query.astype(np.float64)
        shares = [trust(cosine) / EXPANDED_BY for cosine in (near @ query[0]).tolist()]
        wider = query + EXPANSION_WEIGHT * (np.array(shares) @ near)[None, :]
        return (wider / max(float(np.linalg.norm(wider)), 1e-12)).astype(np.float32)


def trust(cosine: float) -> float:
    """How far a text with this cosine is about the query, in 0..1."""
    return min(max((cosine - TRUST_FROM) / (TRUST_FULL - TRUST_FROM), 0.0), 1.0)


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
