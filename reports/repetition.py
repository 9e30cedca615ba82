"""Sentences that say the same as one that is shown already are shown later or not at all.

Invariant: two sentences are held to say one thing when the words of the shorter one lie in the other but for a fifth, or
they share six words in ten of all. Numbers are words: the same sentence with another figure is not the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.records import Claim
from corpus.text import words_of

CONTAINED, SHARED = 0.8, 0.6  # of the words of two sentences; chosen by reading pairs of our sample corpus


@dataclass(slots=True)
class Said:
    """The sentences shown so far."""

    _sets: list[frozenset[str]] = field(default_factory=list)

    def is_new(self, sentence: str) -> bool:
        """Whether no sentence so far says the same; a new one is kept."""
        words = frozenset(words_of(sentence))
        if any(_same(words, other) for other in self._sets):
            return False
        self._sets.append(words)
        return True


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    if {w for w in a ^ b if any(c.isdigit() for c in w)}:
        return False
    shared, smaller, both = len(a & b), min(len(a), len(b)), len(a | b)
    return bool(smaller) and (shared >= CONTAINED * smaller or shared >= SHARED * both)


def without_repetition(claims: Sequence[Claim], *, n: int) -> list[Claim]:
    """The claims with the first `n` sentences that each say something of their own in front, the rest in their order."""
    said = Said()
    first: list[Claim] = []
    for claim in claims:
        if len(first) == n:
            break
        if said.is_new(claim.evidence):
            first.append(claim)
    chosen = {c.id for c in first}
    return [*first, *(c for c in claims if c.id not in chosen)]
