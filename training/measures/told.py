"""The labelled claims as the reader finds them in running text, so that the weights fit what comparison gets to see.

The claims of `claims.txt` are clauses with their subject given. On a page they stand in longer sentences beside other
figures, and what the reader makes of subject, phrase, scope and time is often less or other. Each invented document is
written out here, every third sentence joined to the one before, read by the shipped pipeline, and its claims matched back
by their places.
Invariant: a label is given only to a claim whose quantity stands at the labelled one's place and has its value and unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import extract
import ingest
from corpus.errors import SyntopicError
from corpus.records import Claim
from index.comparison.units import base_factor, base_unit, is_close

JOINED = 3  # of so many sentences of a document, one is joined to the one before


def as_read(claims: Sequence[Claim], labels: Sequence[str]) -> tuple[list[Claim], list[str]]:
    """The claims that the reader finds again in the written-out documents, with their labels."""
    written = {name: _written([c for c in claims if c.document == name]) for name in sorted({c.document for c in claims})}
    label_of = {c.id: label for c, label in zip(claims, labels, strict=True)}
    by_id = {c.id: c for c in claims}
    reader = extract.build_reader(extract.load_english("syntopic"), ())
    found: list[Claim] = []
    known: list[str] = []
    with TemporaryDirectory() as folder:
        for name, (text, places) in written.items():
            path = Path(folder) / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            (item,) = ingest.discover_files((path,))
            if isinstance(item, SyntopicError):
                raise item
            fetched = ingest.read_file(item, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
            document, segments = ingest.parse_capture(fetched)
            shift = document.text.find(text[:20])
            for claim in reader.read(document, segments)[0]:
                meant = by_id.get(places.get(claim.quantity.start - shift, ""))
                if meant is not None and _is_same(meant, claim):
                    found.append(replace(claim, id=f"{meant.id}-read", document=name, speaker="author"))
                    known.append(label_of[meant.id])
    return found, known


def _written(claims: Sequence[Claim]) -> tuple[str, dict[int, str]]:
    """A document's sentences as one text, and the claim at each quantity's offset."""
    of: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        of[claim.evidence].append(claim)
    text, places = "", {}
    for n, (evidence, here) in enumerate(of.items()):
        if text:
            text = f"{text[:-1]}, and " if n % JOINED == 0 else f"{text} "
        for claim in here:
            for at in range(len(claim.quantity.text)):
                places[len(text) + claim.quantity.start - claim.start + at] = claim.id
        text += f"{evidence[:1].upper()}{evidence[1:]}." if text[-5:] != " and " else f"{evidence}."
    return text, places


def _is_same(meant: Claim, read: Claim) -> bool:
    one, other = meant.quantity, read.quantity
    low = one.value * base_factor(one.unit), other.value * base_factor(other.unit)
    return base_unit(one.unit) == base_unit(other.unit) and is_close(*low)
