"""Who reports a figure first hand, and who repeats whom.

For each claim of a measure, in this order: the party it credits; the earlier document whose words it shares; a party to
whom others had already credited the same figure; its own speaker, where the words are first hand. What none of these tells
stays untold: "cannot tell" is an answer, and adds no origin. Invariant: nine reports of one press release are one
origin. To add a sign of repetition: a step in `OriginFinder._trace`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.names import AUTHOR
from corpus.records import Certainty, Claim, Document, OriginLink, Overlap, Role
from index.comparison.frames import rarity_of
from index.comparison.holders import HolderBook, is_generic, is_name
from index.comparison.units import is_same_number

_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|I'd|I’d|we|We|my|My|our|Our|me|us|mine|ours)\b")
_RETOLD = frozenset({Role.HEADLINE, Role.SUMMARY, Role.TAKEAWAY, Role.READING, Role.QUOTE})
_TELLING = 0.8  # rarity of a figure that by itself shows a repetition where dates do not tell; see frames.rarity_of


@dataclass(frozen=True, slots=True)
class Origins:
    """What is known of where a measure's figures come from; `origins` in the order in which they are first met."""

    origin: str | None
    origins: tuple[str, ...]
    chain: tuple[OriginLink, ...]
    of_claim: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Source:
    """One traced claim: the origin's key (equal for one origin), how it is shown, and why."""

    key: str
    shown: str
    because: str


class OriginFinder:
    """Traces the claims of measures to their origins."""

    def __init__(self, documents: Mapping[str, Document], overlaps: Sequence[Overlap], book: HolderBook) -> None:
        self._documents = documents
        self._book = book
        self._shared: dict[str, list[tuple[int, int, str, int, int]]] = defaultdict(list)
        for o in sorted(overlaps, key=lambda o: o.id):
            if o.earlier == o.a:
                self._shared[o.b].append((o.b_start, o.b_end, o.a, o.a_start, o.a_end))
            elif o.earlier == o.b:
                self._shared[o.a].append((o.a_start, o.a_end, o.b, o.b_start, o.b_end))

    def trace(self, claims: Sequence[Claim]) -> Origins:
        """Trace the members of one measure, given in reading order."""
        numbers = _NumberGroups(claims)
        credited = {c.id: s for c in claims if (s := self._credited(c)) is not None}
        traced: dict[str, _Source] = {}
        for claim in claims:
            same = numbers.same_number(claim)
            source = credited.get(claim.id) or self._trace(claim, same, credited, traced)
            if source is not None:
                traced[claim.id] = source
        return self._summed_up(claims, traced)

    def _credited(self, claim: Claim) -> _Source | None:
        name = claim.attributed_to
        if not name or not is_name(name):
            return None
        return _Source(self._book.key(name, claim.document), self._book.display(name), "attributed")

    def _trace(
        self, claim: Claim, same: Sequence[Claim], credited: Mapping[str, _Source], traced: Mapping[str, _Source]
    ) -> _Source | None:
        if claim.attributed_to:
            return None  # credited to "the company": somebody else's figure, but whose cannot be told
        return (
            self._from_overlap(claim, same, traced)
            or self._from_repetition(claim, same, credited)
            or self._own_words(claim, same)
        )

    def _from_overlap(self, claim: Claim, same: Sequence[Claim], traced: Mapping[str, _Source]) -> _Source | None:
        for start, end, earlier, first, last in self._shared.get(claim.document, ()):
            if not (start <= claim.quantity.start and claim.quantity.end <= end):
                continue
            twin = next((c for c in same if c.document == earlier and first <= c.quantity.start < last), None)
            if twin is not None and twin.id in traced:
                known = traced[twin.id]
                return _Source(known.key, known.shown, "overlap")
            home = self._documents.get(earlier)
            writer = home.authors[0] if home and len(home.authors) == 1 else AUTHOR
            return _Source(self._book.key(writer, earlier), self._book.display(writer), "overlap")
        return None

    def _from_repetition(self, claim: Claim, same: Sequence[Claim], credited: Mapping[str, _Source]) -> _Source | None:
        here = self._published(claim)
        for other in same:
            source = credited.get(other.id)
            if source is None:
                continue
            there = self._published(other)
            if other.document == claim.document:
                repeats = True
            elif here and there:
                repeats = there[: len(here)] <= here[: len(there)]
            else:
                repeats = rarity_of(claim.quantity.value) >= _TELLING
            if repeats:
                return _Source(source.key, source.shown, "repeats figure")
        return None

    def _own_words(self, claim: Claim, same: Sequence[Claim]) -> _Source | None:
        if claim.role in _RETOLD or claim.certainty == Certainty.QUESTION:
            return None
        first = all(c.id == claim.id or c.document == claim.document for c in same) or same[0].document == claim.document
        if not first and not _FIRST_PERSON.search(claim.evidence):
            return None
        key = self._book.key(claim.speaker, claim.document)
        return _Source(key, self._book.display(claim.speaker), "own words")

    def _published(self, claim: Claim) -> str | None:
        document = self._documents.get(claim.document)
        return document.published if document else None

    def _summed_up(self, claims: Sequence[Claim], traced: Mapping[str, _Source]) -> Origins:
        shown: dict[str, str] = {}
        homes: dict[str, set[str]] = defaultdict(set)
        count: dict[str, int] = defaultdict(int)
        for claim in claims:
            source = traced.get(claim.id)
            if source is not None:
                shown.setdefault(source.key, source.shown)
                homes[source.key].add(claim.document)
                count[source.key] += 1
        order = {key: i for i, key in enumerate(shown)}
        main = min(shown, key=lambda k: (-len(homes[k]), -count[k], order[k]), default=None)
        links = tuple(OriginLink(c, traced[c].shown, traced[c].because) for c in sorted(traced))
        return Origins(
            origin=shown[main] if main is not None else None,
            origins=tuple(self._told_apart(shown)),
            chain=links,
            of_claim={c.id: traced[c.id].shown if c.id in traced else None for c in claims},
        )

    def _told_apart(self, shown: Mapping[str, str]) -> Iterable[str]:
        """The names of origins; where two documents' "author" meet, each with its document's title."""
        names = list(shown.values())
        for key, name in shown.items():
            home = self._documents.get(key.partition(" of ")[2])
            yield f"{name} ({home.title})" if home and is_generic(name) and names.count(name) > 1 else name


class _NumberGroups:
    """The claims of a measure by the number that they give, in reading order."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._groups: list[list[Claim]] = []
        self._at: dict[tuple[str, float, float | None, str], int] = {}
        for claim in claims:
            q = claim.quantity
            key = (q.unit, q.value, q.high, q.text if q.noun is None else f"{q.text} {q.noun}")
            if key not in self._at:
                self._at[key] = self._home(claim)
            self._groups[self._at[key]].append(claim)
        self._of = {c.id: n for n, group in enumerate(self._groups) for c in group}

    def _home(self, claim: Claim) -> int:
        for n in range(min(len(self._groups), _MOST_NUMBERS)):
            if is_same_number(self._groups[n][0].quantity, claim.quantity):
                return n
        self._groups.append([])
        return len(self._groups) - 1

    def same_number(self, claim: Claim) -> Sequence[Claim]:
        """The claims that give the same number, the claim itself among them."""
        return self._groups[self._of[claim.id]]


_MOST_NUMBERS = 64  # different numbers of one measure among which an equal one is looked for: bounds a measure of 50,000
