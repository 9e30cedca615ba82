"""A corpus with the look-ups that commands need, and its records as rows.

The field names are those of `reports.tables`, the same in `--json` and in a briefing's JSON form; `docs/json.md` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corpus.records import Claim, Document, Measure, Segment, Snapshot, Stance
from corpus.revised import apply_attributions, apply_attributions_to_stances
from reports import tables

Row = dict[str, Any]  # plain JSON values


@dataclass(frozen=True)
class Corpus:
    """A snapshot with the look-ups that rows need; claims and stances carry their revised attributions."""

    snapshot: Snapshot

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return {d.id: d for d in self.snapshot.documents}

    @cached_property
    def segments(self) -> dict[str, Segment]:
        """Segments by id."""
        return {s.id: s for s in self.snapshot.segments}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Claims by id, in reading order."""
        revised = apply_attributions(self.snapshot.claims, self.snapshot.comparison.attributions)
        return {c.id: c for c in revised}

    @cached_property
    def stances(self) -> dict[str, Stance]:
        """Stances by id, in reading order."""
        revised = apply_attributions_to_stances(self.snapshot.stances, self.snapshot.comparison.attributions)
        return {s.id: s for s in revised}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Measures by id."""
        return {m.id: m for m in self.snapshot.comparison.measures}

    @cached_property
    def measure_of(self) -> dict[str, Measure]:
        """The measure of each claim."""
        return {claim: m for m in self.snapshot.comparison.measures for claim in m.claims}

    @cached_property
    def locations(self) -> dict[str, str]:
        """The path or URL of each document as it was given, by id."""
        return {d.id: d.location for d in self.snapshot.documents}

    def location(self, document: str) -> str:
        """The path or URL of a document as it was given."""
        return self.locations[document]


def claim_row(corpus: Corpus, claim: Claim) -> Row:
    """A claim with its measure."""
    return tables.claim_row(claim, location=corpus.location(claim.document), measure=corpus.measure_of.get(claim.id))


def stance_row(corpus: Corpus, stance: Stance) -> Row:
    """A stance."""
    return tables.stance_row(stance, location=corpus.location(stance.document))


def measure_row(corpus: Corpus, measure: Measure) -> Row:
    """A measure."""
    return tables.measure_row(measure, locations=corpus.locations)


def origin_row(corpus: Corpus, measure: Measure) -> Row:
    """Who reports a measure first hand, and the chain from there to each claim."""
    row = measure_row(corpus, measure)
    kept = ("origin", "origins", "independent_origins", "sources", "chain")
    return {"measure": measure.id, "measure_label": measure.label, **{name: row[name] for name in kept}}


def finding_row(corpus: Corpus, finding: tables.Finding) -> Row:
    """A mutation, inconsistency, camp, key point, crux, forecast or open question."""
    return tables.finding_row(finding, locations=corpus.locations)


def by_interest(measures: Iterable[Measure]) -> list[Measure]:
    """Measures that many sources speak of and disagree on first; ties by id."""
    heat = {"conflict": 3, "different_basis": 2, "forecast_spread": 2, "superseded": 2}
    return sorted(
        measures,
        key=lambda m: (-len(m.sources), -heat.get(m.verdict.value, 1), -m.independent_origins, -len(m.claims), m.id),
    )
