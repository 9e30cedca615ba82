"""Changes as rows, in words, and as an Atom feed (RFC 4287).

Invariant: a sentence of a source stands in quotation marks and nothing else does; everything is escaped by the XML library.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from corpus.changes import Change, ChangeKind
from corpus.plain import to_plain
from corpus.vocabulary import Absence

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind of change is called: before one change, above many, and counted in a sentence (one, many)."""

    one: str
    heading: str
    counted_one: str
    counted_many: str


WORDINGS: Mapping[ChangeKind, Wording] = {
    ChangeKind.MEASURE_CONTESTED: Wording(
        "Newly contested", "Newly contested", "measure newly contested", "measures newly contested"
    ),
    ChangeKind.MEASURE_CORROBORATED: Wording(
        "Newly corroborated", "Newly corroborated", "newly corroborated", "newly corroborated"
    ),
    ChangeKind.MEASURE_SETTLED: Wording(
        "No longer contested", "No longer contested", "no longer contested", "no longer contested"
    ),
    ChangeKind.MEASURE_SUPERSEDED: Wording("Superseded", "Superseded", "superseded", "superseded"),
    ChangeKind.CLAIM_REVISED: Wording("Revised claim", "Revised claims", "claim revised", "claims revised"),
    ChangeKind.CLAIM_WITHDRAWN: Wording("Withdrawn claim", "Withdrawn claims", "claim withdrawn", "claims withdrawn"),
    ChangeKind.FORECAST_DUE: Wording("Forecast past its date", "Forecasts past their date", "forecast due", "forecasts due"),
    ChangeKind.POSITION_CHANGED: Wording("Changed position", "Changed positions", "position changed", "positions changed"),
    ChangeKind.POSITION_WITHDRAWN: Wording(
        "Withdrawn position", "Withdrawn positions", "position withdrawn", "positions withdrawn"
    ),
    ChangeKind.DOCUMENT_VANISHED: Wording(
        "No longer there", "Sources no longer there", "source no longer there", "sources no longer there"
    ),
    ChangeKind.DOCUMENT_RETURNED: Wording("There again", "Sources there again", "source there again", "sources there again"),
    ChangeKind.CLAIM_NEW: Wording("New claim", "New claims", "new claim", "new claims"),
    ChangeKind.POSITION_NEW: Wording("New position", "New positions", "new position", "new positions"),
    ChangeKind.DOCUMENT_NEW: Wording("New source", "New sources", "new source", "new sources"),
    ChangeKind.DOCUMENT_REVISED: Wording("Revised source", "Revised sources", "source revised", "sources revised"),
    ChangeKind.DOCUMENT_GONE: Wording("Removed source", "Removed sources", "source removed", "sources removed"),
}
"""What each kind is called, in the order in which a reader wants them."""

ABSENCES = {Absence.GONE.value: "its address answers that it is gone", Absence.UNLISTED.value: "no longer listed"}
REMOVED = "of a source that was removed"

_ATOM = "http://www.w3.org/2005/Atom"


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Changes in the order in which a reader wants them, newest first within a kind."""
    rank = {kind: n for n, kind in enumerate(WORDINGS)}
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
    return f"{WORDINGS[change.kind].one}: {_words(change)}"


def is_wordless(change: Change) -> bool:
    """Whether its words were taken out because the document they stood in was removed."""
    told = change.after or change.before
    return not {"evidence", "holder", "label", "title", "location"} & set(told)


def _words(change: Change) -> str:
    before, after = change.before, change.after
    told = after or before
    if is_wordless(change):
        return REMOVED
    holder = told.get("holder", "somebody")
    match change.kind:
        case ChangeKind.CLAIM_REVISED:
            return f"{holder}: “{before['evidence']}” now reads “{after['evidence']}”"
        case ChangeKind.CLAIM_NEW | ChangeKind.CLAIM_WITHDRAWN:
            return f"{holder}: “{told['evidence']}”"
        case ChangeKind.FORECAST_DUE:
            return f"{holder}, for {told['by'] or told['by_iso']}: “{told['evidence']}”"
        case ChangeKind.MEASURE_CORROBORATED:
            origins = f"{told['independent_origins']} independent origins"
            return f"{told['label']}: {origins}" + _from(before, "independent_origins")
        case ChangeKind.MEASURE_CONTESTED | ChangeKind.MEASURE_SETTLED | ChangeKind.MEASURE_SUPERSEDED:
            return f"{told['label']}: {_plain(told['verdict'])}" + _from(before, "verdict")
        case ChangeKind.POSITION_CHANGED:
            return f"{holder} on {told['target']}: {after['label']}" + _from(before, "label")
        case ChangeKind.POSITION_NEW | ChangeKind.POSITION_WITHDRAWN:
            return f"{holder} on {told['target']}: {told['label']}"
        case ChangeKind.DOCUMENT_VANISHED:
            return f"{_title(told)}: {ABSENCES[told['vanished']]}; what it said is kept"
        case _:
            return _title(told)


def _title(told: Mapping[str, Any]) -> str:
    return str(told.get("title") or told.get("location") or "untitled")


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
