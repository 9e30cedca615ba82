"""The verbatim gate: nothing is stored in quotation marks that does not stand in the document.

Invariant: `document.text[start:end]` equals the stored words of every claim, quantity, stance, passage and summary
sentence. `verbatim_fault` is called on every write; what fails goes to the rejects table with its reason.
"""

from __future__ import annotations

import json

from corpus.findings import Forecast, OpenQuestion
from corpus.ids import make_id
from corpus.plain import to_plain
from corpus.records import Claim, Document, Passage, Reject, Segment, Stance, SummarySentence

Worded = Claim | Stance | Passage | SummarySentence | Forecast | OpenQuestion


def span_fault(document: Document, start: int, end: int) -> str | None:
    """Why a span cannot stand in the document, or None."""
    if not 0 <= start < end <= len(document.text):
        return f"span {start}:{end} does not lie in the document of {len(document.text)} characters"
    return None


def verbatim_fault(document: Document, record: Worded | Segment) -> str | None:
    """Why the words of a record are not verbatim in the document, or None when they are."""
    if record.document != document.id:
        return f"it belongs to document {record.document}"
    fault = span_fault(document, record.start, record.end)
    if fault or isinstance(record, Segment):
        return fault
    words = record.text if isinstance(record, Passage | SummarySentence) else record.evidence
    if document.text[record.start : record.end] != words:
        return "its words are not those of the document at that place"
    if isinstance(record, Claim):
        quantity = record.quantity
        if not record.start <= quantity.start < quantity.end <= record.end:
            return "its quantity does not lie in its evidence"
        if document.text[quantity.start : quantity.end] != quantity.text:
            return "the words of its quantity are not those of the document at that place"
    return None


def rejected(document: Document, record: Worded | Segment, reason: str) -> Reject:
    """The entry of the rejects table for a record that did not pass at a document."""
    kind = type(record).__name__.lower()
    payload = json.dumps(to_plain(record), ensure_ascii=False, sort_keys=True)
    return Reject(make_id("reject", document.id, kind, record.id, reason), document.id, kind, payload, reason)
