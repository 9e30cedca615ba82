"""What of the last comparison still holds: records of groups and pairs in which nothing changed are taken over as they are.

Groups are made anew each time (see `rows`); what is said of one follows from its claims, their documents, their origins and
their likeness alone. Invariant: what is taken over is the record that would be made again. Claims of documents that changed
since, and those whose attribution is another one, are stale: nothing is taken over that speaks of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.findings import Mutation
from corpus.records import Attribution, Claim, Comparison, Measure, Relation
from corpus.revised import attributions_by_record


@dataclass(frozen=True, slots=True)
class Before:
    """The last comparison by measure: relations inside measures, relations between them by id, mutations; stale claims.

    `home` gives the measure of a claim.
    """

    measures: Mapping[str, Measure]
    home: Mapping[str, str]
    inside: Mapping[str, Sequence[Relation]]
    between: Mapping[str, Relation]
    mutations: Mapping[str, Sequence[Mutation]]
    stale: frozenset[str]

    def measure(self, id_: str, label: str, claims: Collection[str]) -> Measure | None:
        """The measure of this name and these members (sorted ids), if none of them is stale."""
        known = self.measures.get(id_)
        if known is None or known.label != label or known.claims != tuple(claims) or not self.stale.isdisjoint(claims):
            return None
        return known

    def relations_of(self, claims: Sequence[Claim]) -> dict[str, Relation]:
        """The relations inside the measures that these claims belonged to, by id, but for those of stale claims."""
        homes = {self.home[c.id] for c in claims if c.id in self.home}
        held = (r for home in homes for r in self.inside.get(home, ()))
        return {r.id: r for r in held if r.a not in self.stale and r.b not in self.stale}

    def relation_between(self, id_: str, origin_of: Mapping[str, str | None], measure: str) -> Relation | None:
        """The relation of two claims of different measures, if neither is stale and their origins are the same."""
        known = self.between.get(id_)
        if known is None or known.a in self.stale or known.b in self.stale or not has_origins(known, origin_of):
            return None
        return known if known.measure == measure else replace(known, measure=measure)


def before_of(
    previous: Comparison, claims: Sequence[Claim], attributions: Sequence[Attribution], changed: Collection[str]
) -> Before:
    """What can be taken over of a comparison.

    Args:
        claims: those of now.
        attributions: those of now.
        changed: the documents that came, changed or went since.
    """
    home = {c: m.id for m in previous.measures for c in m.claims}
    inside, between = defaultdict(list), {}
    for relation in previous.relations:
        if home.get(relation.a) == home.get(relation.b):
            inside[home[relation.a]].append(relation)
        else:
            between[relation.id] = relation
    mutations = defaultdict(list)
    for mutation in previous.mutations:
        mutations[mutation.measure].append(mutation)
    was, now = attributions_by_record(previous.attributions), attributions_by_record(attributions)
    moved = {record for record in {*was, *now} if was.get(record) != now.get(record)}
    stale = frozenset(c.id for c in claims if c.document in changed or c.id in moved)
    return Before({m.id: m for m in previous.measures}, home, inside, between, mutations, stale)


def has_origins(relation: Relation, origin_of: Mapping[str, str | None]) -> bool:
    """Whether a relation was made with these origins behind its two claims."""
    told = dict(relation.inputs)
    return (told.get("a.origin"), told.get("b.origin")) == tuple(
        origin_of.get(c) or None for c in (relation.a, relation.b)
    )  # fmt: skip
