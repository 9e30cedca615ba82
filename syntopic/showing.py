"""The command `show`: one record in its context."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from corpus.errors import ConfigError
from corpus.kinship import Kinship, kinships
from corpus.plain import to_plain
from corpus.records import Claim, Document, Measure, Segment, Stance, Vanished
from reports import tables
from reports.wording import quantity_words
from syntopic.rows import Corpus, Row, claim_row, measure_row, stance_row
from syntopic.terminal import plural, printable

Shown = Document | Claim | Stance | Measure
_CONTEXT_CHARS = 400  # shown on either side of a claim or stance


def find_record(corpus: Corpus, id_start: str) -> Shown:
    """The document, claim, stance or measure whose id starts like this, or the document at this path.

    Raises:
        ConfigError: none does, or several do.
    """
    records: dict[str, Shown] = {**corpus.documents, **corpus.claims, **corpus.stances, **corpus.measures}
    if id_start in records:
        return records[id_start]
    found = [r for r in records.values() if r.id.startswith(id_start)]
    found = found or [d for d in corpus.documents.values() if id_start in (d.location, d.url)]
    if not found:
        raise ConfigError(
            f"nothing has an id that starts with {id_start!r}", remedy="ids stand in the tables: syntopic claims --json"
        )
    if len(found) > 1:
        some = ", ".join(r.id for r in found[:4])
        raise ConfigError(f"{len(found)} ids start with {id_start!r}: {some} …", remedy="give more of the id")
    return found[0]


def record_row(corpus: Corpus, record: Shown) -> Row:
    """A record as JSON, with what belongs to it."""
    if isinstance(record, Claim):
        related = [tables.relation_row(r) for r in corpus.snapshot.comparison.relations if record.id in (r.a, r.b)]
        return {**claim_row(corpus, record), "context": _context(corpus, record), "relations": related}
    if isinstance(record, Stance):
        return {**stance_row(corpus, record), "context": _context(corpus, record)}
    if isinstance(record, Measure):
        return {**measure_row(corpus, record), "members": [claim_row(corpus, corpus.claims[c]) for c in record.claims]}
    segments = [s for s in corpus.snapshot.segments if s.document == record.id]
    row = {**to_plain(record), "vanished": to_plain(_vanished(corpus, record)), "segments": to_plain(tuple(segments))}
    return {**row, "kin": to_plain(_kin_of(corpus, record))}


def print_record(corpus: Corpus, record: Shown) -> None:
    """Print a record for a reader."""
    console = Console(highlight=False)
    if isinstance(record, Document):
        _print_document(console, corpus, record)
    elif isinstance(record, Measure):
        from syntopic.comparing import print_comparison

        print_comparison(corpus, record, explain=True)
    else:
        _print_worded(console, corpus, record)


def _vanished(corpus: Corpus, document: Document) -> Vanished | None:
    return next((v for v in corpus.snapshot.vanished if v.document == document.id), None)


def _kin_of(corpus: Corpus, document: Document) -> tuple[Kinship, ...]:
    """The documents that share words with one: copies, excerpts, answers; the largest share first."""
    overlaps = [o for o in corpus.snapshot.comparison.overlaps if document.id in (o.a, o.b)]
    found = kinships(corpus.documents, corpus.snapshot.segments, overlaps)
    return tuple(k for k in found if k.document == document.id)


def _context(corpus: Corpus, record: Claim | Stance) -> str:
    document = corpus.documents[record.document]
    return document.text[max(0, record.start - _CONTEXT_CHARS) : record.end + _CONTEXT_CHARS]


def _facts(pairs: Iterable[tuple[str, object]]) -> list[Text]:
    return [Text(f"{name:<13} {printable(str(value))}") for name, value in pairs if value not in (None, "", ())]


def _print_worded(console: Console, corpus: Corpus, record: Claim | Stance) -> None:
    document = corpus.documents[record.document]
    before = document.text[max(0, record.start - _CONTEXT_CHARS) : record.start]
    after = document.text[record.end : record.end + _CONTEXT_CHARS]
    words = Text(printable(before) + " ")
    words.append(printable(record.evidence), style="bold")
    words.append(" " + printable(after))
    console.print(Panel(words, title=Text(printable(document.title or document.location)), box=box.ROUNDED))
    facts: list[tuple[str, object]] = [("id", record.id), ("document", document.location), ("role", record.role)]
    if isinstance(record, Claim):
        measure = corpus.measure_of.get(record.id)
        facts += [
            ("figure", quantity_words(record.quantity)),
            ("kind", record.kind),
            ("certainty", record.certainty),
            ("speaker", record.speaker),
            ("credited to", record.attributed_to),
            ("of what", record.measure_phrase),
            ("of whom", record.subject),
            ("time", record.time),
            ("baseline", record.baseline),
            ("scope", record.scope),
            ("measure", f"{measure.label} ({measure.id})" if measure else None),
        ]
    else:
        facts += [
            ("holder", record.holder),
            ("speaker", record.speaker),
            ("proposition", record.target),
            ("side", f"{record.label}{' (conditional)' if record.conditional else ''}"),
            ("score", f"{record.score:.2f}"),
            ("date", record.date),
        ]
    revised = [a for a in corpus.snapshot.comparison.attributions if a.record == record.id]
    facts += [("revised", a.reason) for a in revised]
    segment = corpus.segments.get(record.segment)
    if segment and segment.time_start_s is not None:
        facts.append(("time code", f"from {int(segment.time_start_s) // 60}:{int(segment.time_start_s) % 60:02d}"))
    console.print(Group(*_facts(facts)))
    if isinstance(record, Claim):
        for relation in corpus.snapshot.comparison.relations:
            if record.id in (relation.a, relation.b):
                console.print(Text(f"{relation.relation:<13} {printable(relation.reason)}"))


def _print_document(console: Console, corpus: Corpus, document: Document) -> None:
    segments: list[Segment] = [s for s in corpus.snapshot.segments if s.document == document.id]
    gone = _vanished(corpus, document)
    facts = [
        ("id", document.id),
        ("title", document.title),
        ("document", document.location),
        ("address", document.url),
        ("kind", document.kind),
        ("authors", ", ".join(document.authors)),
        ("published", document.published),
        ("language", document.language),
        ("vanished", f"{gone.why.value}, since {gone.since:%Y-%m-%d}" if gone else None),
    ]
    console.print(Group(*_facts(facts)))
    n_claims = sum(c.document == document.id for c in corpus.claims.values())
    n_stances = sum(s.document == document.id for s in corpus.stances.values())
    console.print(Text(f"{'holds':<13} {plural(n_claims, 'claim')}, {plural(n_stances, 'stance')}"))
    for k in _kin_of(corpus, document):
        other = corpus.documents[k.other]
        named = f"{printable(other.title or other.location)} ({other.id})"
        console.print(Text(f"{'kin':<13} {k.kin} {named}: {k.share:.0%} of this, {k.share_of_other:.0%} of that"))
    console.print()
    for segment in segments:
        time = f" {int(segment.time_start_s) // 60}:{int(segment.time_start_s) % 60:02d}" if segment.time_start_s else ""
        console.print(Text(f"[{segment.role}, {printable(segment.voice)}{time}]", style="dim"))
        for block in document.text[segment.start : segment.end].split("\n\n"):
            console.print(Text(printable(block)))
        console.print()
