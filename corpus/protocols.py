"""What the stages hand each other beside records: each protocol is one place where an engine can be exchanged.

A stage declares what it needs by these names and `syntopic` hands the implementation in. Each protocol has a conformance
suite under `tests/conformance/`; an implementation that passes it can take the place of the one that is shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from corpus.records import Document, Overlap, Segment

FloatMatrix = npt.NDArray[np.float32]
In = TypeVar("In")
Out = TypeVar("Out")


@runtime_checkable
class Encoder(Protocol):
    """Texts to vectors of length 1."""

    @property
    def revision(self) -> str:
        """Names the weights: vectors of two revisions must never be compared."""

    @property
    def dim(self) -> int:
        """How long a vector is."""

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts.

        Returns:
            float32, shape (len(texts), dim), rows of length 1; equal texts get equal rows.
        """


@runtime_checkable
class PairJudge(Protocol):
    """What a text says about a proposition."""

    @property
    def revision(self) -> str:
        """Names the weights and rules of the judge."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, proposition) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the text supports, opposes, or takes no side; rows sum to 1.
        """


@runtime_checkable
class InferenceJudge(Protocol):
    """What follows from one statement about another."""

    @property
    def revision(self) -> str:
        """Names the weights and rules of the judge."""

    def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (premise, hypothesis) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the premise entails the hypothesis, contradicts it, or neither;
            rows sum to 1.
        """


@runtime_checkable
class RelevanceJudge(Protocol):
    """Whether a text answers a question, or makes the point that a short statement makes."""

    @property
    def revision(self) -> str:
        """Names the weights and rules of the judge."""

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, question) pairs; a key point or another text may stand in the question's place.

        Returns:
            float32, shape (len(pairs),): probability that the text answers the question or makes that point.
        """


@runtime_checkable
class VectorStore(Protocol):
    """Vectors by id, searched by inner product."""

    def __len__(self) -> int:
        """How many vectors it holds."""

    def add(self, ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Add or replace vectors; `vectors` has shape (len(ids), dim)."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget vectors; an id it does not hold is ignored."""

    def search(self, query: FloatMatrix, k: int, *, among: frozenset[str] | None = None) -> list[list[tuple[str, float]]]:
        """The nearest k ids for each row of `query` (shape (n, dim)), best first, ties by id; of `among` if given."""

    def vectors_of(self, ids: Sequence[str]) -> FloatMatrix:
        """The vectors of ids, shape (len(ids), dim), in their order; zeros for an id that it does not hold."""

    def sample(self, n: int) -> FloatMatrix:
        """At most n of the vectors that it holds, evenly spread over the sorted ids; all of them where there are no more."""


@runtime_checkable
class TextOverlap(Protocol):
    """Finds words that documents share."""

    @property
    def revision(self) -> str:
        """Names the method and its settings."""

    def overlaps(
        self,
        documents: Sequence[tuple[Document, Sequence[Segment]]],
        *,
        before: Sequence[Overlap] = (),
        changed: Collection[str] | None = None,
    ) -> list[Overlap]:
        """All overlaps between different documents, each pair in one direction, sorted by id.

        Args:
            before: what an earlier call found, to be taken over where it still holds.
            changed: the documents that came, changed or went since; None where that is not known.
        """


@runtime_checkable
class Executor(Protocol):
    """Maps the first pass over documents; results come in the order of the items, whatever the number of workers."""

    def map(self, fn: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
        """Apply `fn` to each item; an exception of `fn` is raised when its result is reached."""
