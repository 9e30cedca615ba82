"""What of the last comparison still holds: records of groups and pairs in which nothing changed are taken over as they are.

Groups are made anew each time (see `rows`); what is said of one follows from its claims, their documents, their origins and
their likeness alone. Invariant: what is taken over is the record that would be made again. Claims of documents that changed
since, or of which one has another attribution, are stale: nothing is taken over that speaks of one. Relations are many:
those of measures and pairs that nothing touched are not even read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.findings import Mutation
from corpus.names import name_key
from corpus.records import Attribution, Claim, Comparison, Document, Measure, Overlap, Relation
from corpus.revised import attributions_by_record
from index.comparison.holders import HolderBook
from index.comparison.introduced import FROM_PASSAGE
from index.comparison.memory import Memory

_LOOKED_UP = frozenset({"link", *FROM_PASSAGE})  # origins that hang on more than the claims of their measure


class StoredRelations(Protocol):
    """The relations of the last comparison, read when they are asked for."""

    def of_measures(self, measures: Collection[str]) -> Sequence[Relation]:
        """Those that are kept under these measures."""

    def with_ids(self, ids: Collection[str]) -> Mapping[str, Relation]:
        """Those of these ids that there are."""


class HeldRelations:
    """Relations that are in memory already."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._by_id = {r.id: r for r in relations}
        self._by_measure: dict[str, list[Relation]] = defaultdict(list)
        for relation in self._by_id.values():
            self._by_measure[relation.measure].append(relation)

    def of_measures(self, measures: Collection[str]) -> Sequence[Relation]:
        """Those that are kept under these measures."""
        return [r for measure in sorted(measures) for r in self._by_measure.get(measure, ())]

    def with_ids(self, ids: Collection[str]) -> Mapping[str, Relation]:
        """Those of these ids that there are."""
        return {i: self._by_id[i] for i in ids if i in self._by_id}


@dataclass(frozen=True, slots=True)
class Before:
    """The last comparison by measure; what may not be taken over of it.

    `home` gives the measure of a claim, `near` the pairs of claims of different measures that were compared. Claims are
    `stale` of which nothing is taken over. Origins may be others than they were where a figure stands in words that its
    document shares with one that changed, now or before (`shaken`: by document, where such words begin and end), and for
    `shaken_names`, as `name_key` has them.
    """

    measures: Mapping[str, Measure]
    home: Mapping[str, str]
    relations: StoredRelations
    mutations: Mapping[str, Sequence[Mutation]]
    near: frozenset[tuple[str, str]]
    stale: frozenset[str]
    shaken: Mapping[str, Sequence[tuple[int, int]]]
    shaken_names: frozenset[str]

    def measure(self, id_: str, label: str, claims: Collection[str]) -> Measure | None:
        """The measure of this name and these members (sorted ids), if none of them is stale."""
        known = self.measures.get(id_)
        if known is None or known.label != label or known.claims != tuple(claims) or not self.stale.isdisjoint(claims):
            return None
        return known

    def is_shaken(self, known: Measure, claims: Sequence[Claim], documents: Mapping[str, Document]) -> bool:
        """Whether the origins of a measure whose claims are as they were may be others now, links aside."""
        if any(link.because in _LOOKED_UP for link in known.chain):
            return True
        if not self.shaken.keys().isdisjoint(known.sources) and any(map(self._stands_in_shaken, claims)):
            return True
        if not self.shaken_names:
            return False
        homes = [documents[d] for d in known.sources if d in documents]
        names = {n for c in claims for n in (c.speaker, c.attributed_to) if n} | {n for d in homes for n in d.authors}
        overlap = any(link.because == "overlap" for link in known.chain)  # the other document's writer is behind it
        return overlap or not self.shaken_names.isdisjoint(map(name_key, names))

    def _stands_in_shaken(self, claim: Claim) -> bool:
        at = claim.quantity
        return any(start <= at.start and at.end <= end for start, end in self.shaken.get(claim.document, ()))

    def held(self, taken: Collection[str]) -> Held:
        """The relations of all measures but those that are taken over."""
        inside: dict[str, list[Relation]] = defaultdict(list)
        between: dict[str, Relation] = {}
        for relation in self.relations.of_measures(self.measures.keys() - set(taken)):
            if self.home.get(relation.a) == self.home.get(relation.b):
                inside[self.home[relation.a]].append(relation)
            else:
                between[relation.id] = relation
        return Held(self, inside, between)


@dataclass(frozen=True, slots=True)
class Held:
    """Relations of the last comparison that may have to be made again: inside measures, and between two by id."""

    before: Before
    inside: Mapping[str, Sequence[Relation]]
    between: dict[str, Relation]

    def relations_of(self, claims: Sequence[Claim]) -> dict[tuple[str, str], Relation]:
        """The relations inside the measures that these claims belonged to, by claims, but for those of stale claims."""
        home, stale = self.before.home, self.before.stale
        homes = {home[c.id] for c in claims if c.id in home}
        found = (r for measure in homes for r in self.inside.get(measure, ()))
        return {(r.a, r.b): r for r in found if r.a not in stale and r.b not in stale}

    def read_between(self, ids: Collection[str]) -> None:
        """Read relations of claims of two measures that are not at hand yet."""
        self.between.update(self.before.relations.with_ids([i for i in ids if i not in self.between]))

    def relation_between(self, id_: str, origin_of: Mapping[str, str | None], measure: str) -> Relation | None:
        """The relation of two claims of different measures, if neither is stale and their origins are the same."""
        known, stale = self.between.get(id_), self.before.stale
        if known is None or known.a in stale or known.b in stale or not has_origins(known, origin_of):
            return None
        return known if known.measure == measure else replace(known, measure=measure)

    def all(self) -> dict[str, Relation]:
        """All that is at hand, by id."""
        return {r.id: r for held in self.inside.values() for r in held} | self.between


def before_of(
    previous: Comparison,
    claims: Sequence[Claim],
    attributions: Sequence[Attribution],
    changed: Collection[str],
    *,
    overlaps: Sequence[Overlap],
    book: HolderBook,
    memory: Memory,
    relations: StoredRelations | None = None,
) -> Before | None:
    """What can be taken over of a comparison; None where the memory does not tell.

    Args:
        claims: those of now; likewise attributions and overlaps.
        changed: the documents that came, changed or went since.
        book: the names of now.
        memory: what that comparison kept.
        relations: those of the comparison, where it does not hold them itself.
    """
    if memory.kept is None or memory.holders is None:
        return None
    mutations = defaultdict(list)
    for mutation in previous.mutations:
        mutations[mutation.measure].append(mutation)
    was, now = attributions_by_record(previous.attributions), attributions_by_record(attributions)
    moved = {record for record in {*was, *now} if was.get(record) != now.get(record)}
    shifted = {c.document for c in claims if c.id in moved} | set(changed)  # a claim beside one that moved may go on with it
    names = book.entries()
    shaken = defaultdict(list)
    for o in (*previous.overlaps, *overlaps):
        if o.b in changed:
            shaken[o.a].append((o.a_start, o.a_end))
        if o.a in changed:
            shaken[o.b].append((o.b_start, o.b_end))
    return Before(
        measures={m.id: m for m in previous.measures},
        home={c: m.id for m in previous.measures for c in m.claims},
        relations=HeldRelations(previous.relations) if relations is None else relations,
        mutations=mutations,
        near=frozenset((a.decode(), b.decode()) for a, b in memory.kept.near.tolist()),
        stale=frozenset(c.id for c in claims if c.document in shifted),
        shaken=shaken,
        shaken_names=frozenset(k for k, entry in names.items() if memory.holders.get(k, entry) != entry),
    )


def partners(documents: Collection[str], overlaps: Iterable[Overlap]) -> frozenset[str]:
    """The documents that share words with one of these."""
    pairs = [(o.a, o.b) for o in overlaps]
    return frozenset([b for a, b in pairs if a in documents] + [a for a, b in pairs if b in documents])


def has_origins(relation: Relation, origin_of: Mapping[str, str | None]) -> bool:
    """Whether a relation was made with these origins behind its two claims."""
    told = dict(relation.inputs)
    return (told.get("a.origin"), told.get("b.origin")) == tuple(
        origin_of.get(c) or None for c in (relation.a, relation.b)
    )  # fmt: skip
