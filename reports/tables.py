"""Rows of the records in the field names that programs read: `syntopic … --json` and the JSON form of a briefing.

Invariant: a row holds plain JSON values and keeps every field name that docs/ promises; fields may be added, never renamed.
`document` is the path or URL as the user gave it. Nothing is left out here: what a page cuts stands in these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.findings import Camp, Crux, Forecast, Inconsistency, KeyPoint, Mutation, OpenQuestion
from corpus.plain import to_plain
from corpus.records import Claim, Document, Failure, Measure, Position, Reject, Relation, Stance, SummarySentence, Vanished

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Row = dict[str, Json]
Finding = Mutation | Inconsistency | Camp | KeyPoint | Crux | Forecast | OpenQuestion


@dataclass(frozen=True, slots=True)
class Tables:
    """Every record of the corpus as rows, in the order of the snapshot."""

    sources: tuple[Row, ...]
    claims: tuple[Row, ...]
    stances: tuple[Row, ...]
    measures: tuple[Row, ...]
    relations: tuple[Row, ...]
    positions: tuple[Row, ...]
    summaries: tuple[Row, ...]
    failures: tuple[Row, ...]
    rejects: tuple[Row, ...]
    origins: tuple[Row, ...]
    mutations: tuple[Row, ...]
    inconsistencies: tuple[Row, ...]
    camps: tuple[Row, ...]
    key_points: tuple[Row, ...]
    cruxes: tuple[Row, ...]
    forecasts: tuple[Row, ...]
    questions: tuple[Row, ...]


def source_row(document: Document, *, claims: int, stances: int, vanished: Vanished | None = None) -> Row:
    """A document without its text; `vanished` says why it is no longer where it was, or is null."""
    return {
        "id": document.id,
        "document": document.location,
        "title": document.title,
        "kind": document.kind,
        "authors": list(document.authors),
        "published": document.published,
        "url": document.url,
        "media_url": document.media_url,
        "language": document.language,
        "words": len(document.text.split()),
        "claims": claims,
        "stances": stances,
        "vanished": vanished.why.value if vanished else None,
    }


def claim_row(claim: Claim, *, location: str, measure: Measure | None) -> Row:
    """A claim; `quantity` is the number and its unit word as written, `quantity_offset` its place in the evidence."""
    quantity = claim.quantity
    return {
        "id": claim.id,
        "document": location,
        "evidence": claim.evidence,
        "quantity": quantity.text,
        "quantity_offset": quantity.start - claim.start,
        "value": quantity.value,
        "high": quantity.high,
        "unit": quantity.unit,
        "noun": quantity.noun,
        "modifier": str(quantity.modifier),
        "kind": str(claim.kind),
        "certainty": str(claim.certainty),
        "measure": measure.id if measure else None,
        "measure_label": measure.label if measure else claim.measure_phrase,
        "measure_phrase": claim.measure_phrase,
        "subject": claim.subject,
        "scope": claim.scope,
        "time": claim.time,
        "time_iso": claim.time_iso,
        "baseline": claim.baseline,
        "speaker": claim.speaker,
        "attributed_to": claim.attributed_to,
        "role": str(claim.role),
    }


def stance_row(stance: Stance, *, location: str) -> Row:
    """A stance."""
    return {
        "id": stance.id,
        "document": location,
        "evidence": stance.evidence,
        "holder": stance.holder,
        "speaker": stance.speaker,
        "topic": stance.topic,
        "target": stance.target,
        "label": str(stance.label),
        "conditional": stance.conditional,
        "score": stance.score,
        "role": str(stance.role),
        "date": stance.date,
    }


def measure_row(measure: Measure, *, locations: Mapping[str, str]) -> Row:
    """A measure; `sources` are paths or URLs as given."""
    groups: list[Json] = [
        {
            "value": g.value,
            "high": g.high,
            "unit": g.unit,
            "modifiers": list(g.modifiers),
            "claims": list(g.claims),
        }
        for g in measure.groups
    ]
    chain: list[Json] = [{"claim": c.claim, "origin": c.origin, "because": c.because} for c in measure.chain]
    return {
        "id": measure.id,
        "label": measure.label,
        "claims": list(measure.claims),
        "groups": groups,
        "sources": [locations.get(d, d) for d in measure.sources],
        "origin": measure.origin,
        "origins": list(measure.origins),
        "independent_origins": measure.independent_origins,
        "chain": chain,
        "verdict": str(measure.verdict),
    }


def relation_row(relation: Relation) -> Row:
    """A pair of claims compared."""
    return {
        "id": relation.id,
        "a": relation.a,
        "b": relation.b,
        "relation": str(relation.relation),
        "rule": relation.rule,
        "reason": relation.reason,
        "inputs": dict(relation.inputs),
        "measure": relation.measure,
    }


def position_row(position: Position, *, locations: Mapping[str, str]) -> Row:
    """A holder on a proposition."""
    return {
        "id": position.id,
        "topic": position.topic,
        "holder": position.holder,
        "target": position.target,
        "label": str(position.label),
        "stances": list(position.stances),
        "first": position.first,
        "last": position.last,
        "sources": [locations.get(d, d) for d in position.sources],
        "first_hand": [locations.get(d, d) for d in position.first_hand],
        "chain": [{"stance": link.claim, "origin": link.origin, "because": link.because} for link in position.chain],
    }


def finding_row(finding: Finding, *, locations: Mapping[str, str]) -> Row:
    """A mutation, inconsistency, camp, key point, crux, forecast or open question by the names of its fields."""
    row: Row = {name: value for name, value in to_plain(finding).items() if name not in {"made_from", "segment"}}
    if isinstance(finding, Inconsistency | Forecast | OpenQuestion):
        row["document"] = locations.get(finding.document, finding.document)
    if isinstance(finding, Camp | KeyPoint):
        row["sources"] = [locations.get(d, d) for d in finding.sources]
    return row


def summary_row(sentence: SummarySentence, *, location: str) -> Row:
    """A sentence of a document's summary."""
    return {"id": sentence.id, "document": location, "text": sentence.text, "rank": sentence.rank, "score": sentence.score}


def failure_row(failure: Failure) -> Row:
    """An item that could not be taken in."""
    return {
        "id": failure.id,
        "stage": failure.stage,
        "source": failure.source,
        "location": failure.location,
        "error": failure.error,
        "message": failure.message,
        "remedy": failure.remedy,
    }


def reject_row(reject: Reject, *, location: str) -> Row:
    """A record that the verbatim gate turned away."""
    return {
        "id": reject.id,
        "document": location,
        "record_kind": reject.record_kind,
        "payload": reject.payload,
        "reason": reject.reason,
    }


def origin_rows(measure: Measure) -> list[Row]:
    """Whose figure each claim of a measure goes back to, one row a claim."""
    return [
        {"measure": measure.id, "claim": link.claim, "origin": link.origin, "because": link.because}
        for link in measure.chain
    ]


def measure_of_claim(measures: Iterable[Measure]) -> dict[str, Measure]:
    """The measure that each claim belongs to, by claim id."""
    return {claim: measure for measure in measures for claim in measure.claims}
