"""Every record of a snapshot as rows, for the JSON form of a briefing and for its tables as files."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.records import Snapshot
from reports import tables
from reports.lookup import Lookup
from reports.tables import Row


def all_tables(lookup: Lookup, snapshot: Snapshot) -> tables.Tables:
    """Every record of a snapshot as rows, claims and stances with their revised attributions."""
    comparison = snapshot.comparison
    places = {d.id: d.location for d in snapshot.documents}
    vanished = {v.document: v for v in snapshot.vanished}

    def findings(found: Iterable[tables.Finding]) -> tuple[Row, ...]:
        return tuple(tables.finding_row(f, locations=places) for f in found)

    return tables.Tables(
        sources=tuple(
            tables.source_row(
                d,
                claims=len(lookup.claims_in.get(d.id, ())),
                stances=len(lookup.stances_in.get(d.id, ())),
                vanished=vanished.get(d.id),
            )
            for d in snapshot.documents
        ),
        claims=tuple(
            tables.claim_row(c, location=places.get(c.document, c.document), measure=lookup.measure_of.get(c.id))
            for c in lookup.claims.values()
        ),
        stances=tuple(tables.stance_row(s, location=places.get(s.document, s.document)) for s in lookup.stances.values()),
        measures=tuple(tables.measure_row(m, locations=places) for m in comparison.measures),
        relations=tuple(tables.relation_row(r) for r in comparison.relations),
        positions=tuple(tables.position_row(p, locations=places) for p in comparison.positions),
        summaries=tuple(tables.summary_row(s, location=places.get(s.document, s.document)) for s in snapshot.summaries),
        failures=tuple(tables.failure_row(f) for f in snapshot.failures),
        origins=tuple(row for m in comparison.measures for row in tables.origin_rows(m)),
        mutations=findings(comparison.mutations),
        inconsistencies=findings(comparison.inconsistencies),
        camps=findings(comparison.camps),
        key_points=findings(comparison.key_points),
        cruxes=findings(comparison.cruxes),
        forecasts=findings(comparison.forecasts),
        questions=findings(comparison.questions),
        rejects=tuple(tables.reject_row(r, location=places.get(r.document, r.document)) for r in snapshot.rejects),
    )
