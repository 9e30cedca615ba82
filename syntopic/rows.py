"""Records as rows for programs: the field names of `--json`, one function a table.

Invariant: these names are a promise to other programs (`docs/json.md`); a field is added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corpus.plain import to_plain
from corpus.records import Claim, Document, Measure, Position, Relation, Segment, Snapshot, Stance
from corpus.revised import apply_attributions, apply_attributions_to_stances

Row = dict[str, Any]


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

    def location(self, document: str) -> str:
        """The path or URL of a document as it was given."""
        return self.documents[document].location


def claim_row(corpus: Corpus, claim: Claim) -> Row:
    """A claim with its measure; `quantity_offset` is where the quantity starts in the evidence, in characters."""
    quantity, measure = claim.quantity, corpus.measure_of.get(claim.id)
    return {
        "id": claim.id,
        "document": corpus.location(claim.document),
        "evidence": claim.evidence,
        "quantity": quantity.text,
        "quantity_offset": quantity.start - claim.start,
        "value": quantity.value,
        "high": quantity.high,
        "unit": quantity.unit,
        "noun": quantity.noun,
        "modifier": quantity.modifier.value,
        "kind": claim.kind.value,
        "certainty": claim.certainty.value,
        "measure": measure.id if measure else None,
        "measure_label": measure.label if measure else None,
        "measure_phrase": claim.measure_phrase,
        "subject": claim.subject,
        "scope": claim.scope,
        "time": claim.time,
        "time_iso": claim.time_iso,
        "baseline": claim.baseline,
        "speaker": claim.speaker,
        "attributed_to": claim.attributed_to,
        "role": claim.role.value,
    }


def stance_row(corpus: Corpus, stance: Stance) -> Row:
    """A stance; `score` is in 0..1."""
    return {
        "id": stance.id,
        "document": corpus.location(stance.document),
        "evidence": stance.evidence,
        "holder": stance.holder,
        "speaker": stance.speaker,
        "topic": stance.topic,
        "target": stance.target,
        "label": stance.label.value,
        "conditional": stance.conditional,
        "score": round(stance.score, 4),
        "role": stance.role.value,
        "date": stance.date,
    }


def measure_row(corpus: Corpus, measure: Measure) -> Row:
    """A measure; `sources` are paths or URLs."""
    return {
        "id": measure.id,
        "label": measure.label,
        "claims": list(measure.claims),
        "groups": to_plain(measure.groups),
        "sources": [corpus.location(d) for d in measure.sources],
        "origin": measure.origin,
        "independent_origins": measure.independent_origins,
        "verdict": measure.verdict.value,
    }


def relation_row(relation: Relation) -> Row:
    """Two claims compared, with the rule that decided and what it looked at."""
    return {
        "id": relation.id,
        "a": relation.a,
        "b": relation.b,
        "relation": relation.relation.value,
        "rule": relation.rule,
        "reason": relation.reason,
        "inputs": dict(relation.inputs),
        "measure": relation.measure,
    }


def position_row(position: Position) -> Row:
    """A holder on a proposition."""
    return {
        "id": position.id,
        "topic": position.topic,
        "holder": position.holder,
        "target": position.target,
        "label": position.label.value,
        "stances": list(position.stances),
        "first": position.first,
        "last": position.last,
    }


def origin_row(corpus: Corpus, measure: Measure) -> Row:
    """Who reports a measure first hand, and the chain from there to each claim."""
    return {
        "measure": measure.id,
        "measure_label": measure.label,
        "origin": measure.origin,
        "origins": list(measure.origins),
        "independent_origins": measure.independent_origins,
        "sources": [corpus.location(d) for d in measure.sources],
        "chain": to_plain(measure.chain),
    }


def by_interest(measures: Iterable[Measure]) -> list[Measure]:
    """Measures that many sources speak of and disagree on first; ties by id."""
    heat = {"conflict": 3, "different_basis": 2, "forecast_spread": 2, "superseded": 2}
    return sorted(
        measures,
        key=lambda m: (-len(m.sources), -heat.get(m.verdict.value, 1), -m.independent_origins, -len(m.claims), m.id),
    )
