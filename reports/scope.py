"""A part of a corpus that a briefing can be asked for: some measures with all that bears on them.

Invariant: what is left in is unchanged; a narrowed snapshot is a snapshot, and every part of a briefing works on it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from corpus.records import Measure, Snapshot


def find_measures(snapshot: Snapshot, asked: str) -> list[Measure]:
    """The measures meant: the one of this id, else those whose id begins so, else those whose label holds all words."""
    measures = snapshot.comparison.measures
    exact = [m for m in measures if m.id == asked]
    if exact:
        return exact
    begun = [m for m in measures if asked and m.id.startswith(asked)]
    if begun:
        return begun
    words = asked.lower().split()
    return [m for m in measures if words and all(w in m.label.lower() for w in words)]


def only_measures(snapshot: Snapshot, ids: Collection[str]) -> Snapshot:
    """The snapshot of these measures: their claims, the sources of those, and the relations and findings about them."""
    comparison = snapshot.comparison
    measures = tuple(m for m in comparison.measures if m.id in ids)
    claims = {c for m in measures for c in m.claims}
    kept = tuple(c for c in snapshot.claims if c.id in claims)
    documents = {c.document for c in kept}
    return Snapshot(
        documents=tuple(d for d in snapshot.documents if d.id in documents),
        segments=tuple(s for s in snapshot.segments if s.document in documents),
        claims=kept,
        stances=(),
        summaries=tuple(s for s in snapshot.summaries if s.document in documents),
        comparison=replace(
            comparison,
            overlaps=tuple(o for o in comparison.overlaps if {o.a, o.b} <= documents),
            attributions=tuple(a for a in comparison.attributions if a.record in claims),
            measures=measures,
            relations=tuple(r for r in comparison.relations if r.measure in ids),
            positions=(),
            mutations=tuple(m for m in comparison.mutations if m.measure in ids),
            inconsistencies=tuple(i for i in comparison.inconsistencies if i.measure in ids),
            camps=(),
            key_points=(),
            cruxes=tuple(c for c in comparison.cruxes if c.measure in ids),
            forecasts=tuple(
                f for f in comparison.forecasts if f.document in documents and (f.measure in ids or f.claim in claims)
            ),
            questions=tuple(q for q in comparison.questions if q.document in documents and q.measure in ids),
        ),
        rejects=(),
        failures=(),
        vanished=tuple(v for v in snapshot.vanished if v.document in documents),
    )
