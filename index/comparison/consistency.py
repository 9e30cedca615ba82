"""One document against itself: its headline or summary against its body, its figures against its own arithmetic.

Invariant: follows from the relations alone, so that what is called inconsistent is a conflict that `relations` shows too.
To find another kind: a rule in `relations`, and its kind here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corpus.findings import Inconsistency
from corpus.ids import make_id
from corpus.records import Claim, Relation, RelationKind, Role
from corpus.vocabulary import InconsistencyKind

_ABOVE = frozenset({Role.HEADLINE, Role.SUMMARY, Role.TAKEAWAY})


def inconsistencies_of(relations: Iterable[Relation], claims: Mapping[str, Claim]) -> tuple[Inconsistency, ...]:
    """The conflicts inside documents, sorted by id; `claims` by id."""
    found: list[Inconsistency] = []
    for relation in relations:
        a, b = claims[relation.a], claims[relation.b]
        if relation.relation is not RelationKind.CONFLICT or a.document != b.document:
            continue
        first, second = sorted((a, b), key=lambda c: (c.start, c.quantity.start, c.id))
        found.append(
            Inconsistency(
                id=make_id("inconsistency", first.id, second.id),
                document=first.document,
                measure=relation.measure,
                a=first.id,
                b=second.id,
                kind=_kind(relation, first, second),
                rule=relation.rule,
                reason=relation.reason,
                made_from=relation.made_from,
            )
        )
    return tuple(sorted(found, key=lambda i: i.id))


def _kind(relation: Relation, a: Claim, b: Claim) -> InconsistencyKind:
    if relation.rule == "arithmetic":
        return InconsistencyKind.ARITHMETIC
    above, above_2 = a.role in _ABOVE, b.role in _ABOVE
    return InconsistencyKind.HEADLINE if above != above_2 else InconsistencyKind.CONTRADICTION
