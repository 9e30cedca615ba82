"""Changes as rows, in words, and as an Atom feed (RFC 4287).

Invariant: a sentence of a source stands in quotation marks and nothing else does; everything is escaped by the XML library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from corpus.changes import Change, ChangeKind
from corpus.plain import to_plain

Row = dict[str, Any]

HEADINGS: Mapping[ChangeKind, str] = {
    ChangeKind.MEASURE_CONTESTED: "Newly contested",
    ChangeKind.MEASURE_CORROBORATED: "Newly corroborated",
    ChangeKind.MEASURE_SETTLED: "No longer contested",
    ChangeKind.MEASURE_SUPERSEDED: "Superseded",
    ChangeKind.POSITION_CHANGED: "Changed position",
    ChangeKind.POSITION_NEW: "New position",
    ChangeKind.POSITION_WITHDRAWN: "Withdrawn position",
    ChangeKind.CLAIM_REVISED: "Revised claim",
    ChangeKind.CLAIM_WITHDRAWN: "Withdrawn claim",
    ChangeKind.CLAIM_NEW: "New claim",
    ChangeKind.DOCUMENT_REVISED: "Revised document",
    ChangeKind.DOCUMENT_GONE: "Document gone",
    ChangeKind.DOCUMENT_NEW: "New document",
}
"""What each kind is called, in the order in which a reader wants them."""

_ATOM = "http://www.w3.org/2005/Atom"


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Changes in the order in which a reader wants them, newest first within a kind."""
    rank = {kind: n for n, kind in enumerate(HEADINGS)}
    newest = sorted(changes, key=lambda c: (c.at, c.id), reverse=True)
    return sorted(newest, key=lambda c: rank[c.kind])


def change_row(change: Change, *, locations: Mapping[str, str]) -> Row:
    """A change for `--json`; `document` is the path or address of the document that a claim stands in."""
    row: Row = to_plain(change)
    document = change.after.get("document") or change.before.get("document")
    row["document"] = (
        locations.get(str(document)) if document else change.after.get("location") or change.before.get("location")
    )
    row["words"] = in_words(change)
    return row


def in_words(change: Change) -> str:
    """A change as one line."""
    before, after = change.before, change.after
    told = after or before
    match change.kind:
        case ChangeKind.CLAIM_REVISED:
            line = f"{told['holder']}: “{before['evidence']}” now reads “{after['evidence']}”"
        case ChangeKind.CLAIM_NEW | ChangeKind.CLAIM_WITHDRAWN:
            line = f"{told['holder']}: “{told['evidence']}”"
        case ChangeKind.MEASURE_CORROBORATED:
            line = f"{told['label']}: {told['independent_origins']} independent origins" + _from(
                before, "independent_origins"
            )
        case ChangeKind.MEASURE_CONTESTED | ChangeKind.MEASURE_SETTLED | ChangeKind.MEASURE_SUPERSEDED:
            line = f"{told['label']}: {_plain(told['verdict'])}" + _from(before, "verdict")
        case ChangeKind.POSITION_CHANGED:
            line = f"{told['holder']} on {told['target']}: {after['label']}" + _from(before, "label")
        case ChangeKind.POSITION_NEW | ChangeKind.POSITION_WITHDRAWN:
            line = f"{told['holder']} on {told['target']}: {told['label']}"
        case _:
            line = str(told.get("title") or told.get("location") or change.subject)
    return f"{HEADINGS[change.kind]}: {line}"


def render_atom(changes: Sequence[Change], *, title: str, feed_id: str, updated: datetime) -> bytes:
    """An Atom feed of changes, newest first.

    Args:
        feed_id: a URI that stays the same for the feed of one workspace and topic.
        updated: aware; of the newest change, or of the run that told none.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(_tag("feed"))
    for name, text in (("title", title), ("id", feed_id), ("updated", to_plain(updated))):
        ET.SubElement(feed, _tag(name)).text = text
    author = ET.SubElement(feed, _tag("author"))
    ET.SubElement(author, _tag("name")).text = "Syntopic"
    for change in sorted(changes, key=lambda c: (c.at, c.id), reverse=True):
        entry = ET.SubElement(feed, _tag("entry"))
        words = _xml(in_words(change))
        texts = (
            ("id", f"{feed_id}:{change.id}"),
            ("title", words[:200]),
            ("updated", to_plain(change.at)),
            ("summary", words),
        )
        for name, text in texts:
            ET.SubElement(entry, _tag(name)).text = text
        ET.SubElement(entry, _tag("category"), term=change.kind.value)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _from(before: Mapping[str, Any], name: str) -> str:
    return f" (before: {_plain(before[name])})" if before else ""


def _plain(value: object) -> str:
    return str(value).replace("_", " ")


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _xml(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
