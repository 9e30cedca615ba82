"""How two documents are kin by the words that they share: the same text elsewhere, an excerpt, or words in common.

Nothing is dropped for being a copy: a copy is a document that stands in a relation to another. Invariant: pure, from stored
overlaps alone; shares count what is said, furniture and advertisements aside. To tune it: `MOST`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.records import Document, Overlap, Role, Segment

MOST = 0.8  # of a document's text: captions and edited copies of the sample corpus share more, answers to a text far less
_LEFT_OUT = frozenset({Role.BOILERPLATE, Role.SPONSOR})


class Kin(StrEnum):
    """How a document stands to another."""

    SAME_TEXT = "same text"
    EXCERPT_OF = "excerpt of"
    CONTAINS = "contains"
    SHARES_WORDS = "shares words with"


@dataclass(frozen=True, slots=True)
class Kinship:
    """A document and another that shares words with it.

    `share` and `share_of_other` are the parts of either text that lie in shared stretches, 0..1; `earlier` is the id of the
    one that was published first as far as the overlaps tell, or None.
    """

    document: str
    other: str
    kin: Kin
    share: float
    share_of_other: float
    earlier: str | None


def kinships(
    documents: Mapping[str, Document], segments: Iterable[Segment], overlaps: Iterable[Overlap]
) -> tuple[Kinship, ...]:
    """Every pair of documents that share words, seen from both, sorted by document, then by share, the largest first."""
    said = _said(documents, segments)
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    earlier: dict[tuple[str, str], set[str]] = defaultdict(set)
    for o in overlaps:
        spans[o.a, o.b].append((o.a_start, o.a_end))
        spans[o.b, o.a].append((o.b_start, o.b_end))
        if o.earlier:
            earlier[min(o.a, o.b), max(o.a, o.b)].add(o.earlier)
    done: list[Kinship] = []
    for one, other in spans:
        share, of_other = (min(1.0, _length(spans[p]) / max(1, said[p[0]])) for p in ((one, other), (other, one)))
        first = earlier[min(one, other), max(one, other)]
        done.append(
            Kinship(
                one,
                other,
                _kin(share, of_other),
                round(share, 3),
                round(of_other, 3),
                min(first) if len(first) == 1 else None,
            )
        )
    return tuple(sorted(done, key=lambda k: (k.document, -k.share, k.other)))


def _kin(share: float, share_of_other: float) -> Kin:
    if share >= MOST and share_of_other >= MOST:
        return Kin.SAME_TEXT
    if share >= MOST:
        return Kin.EXCERPT_OF
    return Kin.CONTAINS if share_of_other >= MOST else Kin.SHARES_WORDS


def _said(documents: Mapping[str, Document], segments: Iterable[Segment]) -> dict[str, int]:
    """How many characters of each document are neither furniture nor advertisement."""
    said = {i: len(d.text) for i, d in documents.items()}
    for segment in segments:
        if segment.role in _LEFT_OUT and segment.document in said:
            said[segment.document] -= segment.end - segment.start
    return said


def _length(spans: Iterable[tuple[int, int]]) -> int:
    """How much the union of some spans covers."""
    total, reached = 0, 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
