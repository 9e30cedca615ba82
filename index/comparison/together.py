"""Figures that one voice gives together: whoever says both holds both to be true, so that elsewhere they do not contradict.

One sentence that gives two figures for one party, or one text in which the origin of both gives both. Invariant: two
figures count as given together only where one voice asserts both for the same party; who sets two parties' figures against
each other, or denies one of them, says nothing of the kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.names import is_same_name
from corpus.records import Certainty, Claim, Role
from index.comparison.units import number_key

_Number = tuple[str, float, float]
_ABOVE = frozenset({Role.HEADLINE, Role.SUMMARY, Role.TAKEAWAY})  # what retells a text is not that text
_SILENT = frozenset({Certainty.NEGATED, Certainty.QUESTION, Certainty.HYPOTHETICAL})


class Together:
    """Which figures of a measure stand together in one sentence, or in one text of their origin."""

    def __init__(self, claims: Iterable[Claim], origin_of: Mapping[str, str | None]) -> None:
        self._origin_of = origin_of
        self._sentences: dict[_Number, set[tuple[str, int, str | None]]] = defaultdict(set)
        self._texts: dict[_Number, set[tuple[str, str, str]]] = defaultdict(set)
        for claim in claims:
            if claim.certainty in _SILENT:
                continue
            number = number_key(claim.quantity)
            self._sentences[number].add((claim.document, claim.start, claim.attributed_to))
            origin = origin_of.get(claim.id) if claim.role not in _ABOVE else None
            if origin is not None and (claim.attributed_to is None or is_same_name(claim.attributed_to, origin)):
                self._texts[number].add((claim.document, claim.speaker, origin))

    def in_one_sentence(self, a: Claim, b: Claim) -> bool:
        """Whether some sentence gives both figures for one party."""
        return not self._sentences[number_key(a.quantity)].isdisjoint(self._sentences[number_key(b.quantity)])

    def of_one_origin(self, a: Claim, b: Claim) -> str | None:
        """The origin of both claims of two documents, where one text gives both figures as that origin's."""
        origin = self._origin_of.get(a.id)
        if origin is None or origin != self._origin_of.get(b.id) or a.document == b.document:
            return None
        both = self._texts[number_key(a.quantity)] & self._texts[number_key(b.quantity)]
        return origin if any(party == origin for _, _, party in both) else None
