"""Puts bytes through the whole of `parse_capture`, as a file would go, and checks the layout of every result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture, Document, Role, Segment
from ingest import Fetched, parse_capture

WHEN = datetime(2026, 6, 9, 4, 0, tzinfo=UTC)
Companions = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Read:
    """A parsed document with its segments, and the questions that tests ask of them."""

    document: Document
    segments: tuple[Segment, ...]

    def words(self, segment: Segment) -> str:
        return self.document.text[segment.start : segment.end]

    def of(self, words: str) -> Segment:
        """The segment in which some words first stand."""
        at = self.document.text.index(words)
        return next(s for s in self.segments if s.start <= at < s.end)

    def role(self, words: str) -> Role:
        return self.of(words).role

    def voice(self, words: str) -> str:
        return self.of(words).voice

    def parent(self, words: str) -> Segment | None:
        """The segment that the one with these words answers."""
        parent = self.of(words).parent
        return next((s for s in self.segments if s.id == parent), None)


def fetched(name: str, data: bytes, companions: Companions = ()) -> Fetched:
    blob = sha256_hex(data)
    capture = Capture(
        id=capture_id("file", f"/files/{name}", blob),
        source="file",
        native_id=f"/files/{name}",
        location=name,
        blob=blob,
        url=None,
        final_url=None,
        fetched_at=WHEN,
        status=None,
        headers=(),
    )
    return Fetched(capture, data, companions)


def read(data: bytes | str, name: str = "notes.txt", *, companions: Companions = (), kind: str | None = None) -> Read:
    """Parse bytes (or text, as UTF-8) under a name."""
    raw = data.encode() if isinstance(data, str) else data
    document, segments = parse_capture(fetched(name, raw, companions), kind=kind)
    check_layout(document, segments)
    return Read(document, segments)


def check_layout(document: Document, segments: tuple[Segment, ...]) -> None:
    """Segments are disjoint, in order, without white space at their ends, and cover all that is not white."""
    covered = [False] * len(document.text)
    end = 0
    for segment in segments:
        assert end <= segment.start < segment.end <= len(document.text)
        assert document.text[segment.start : segment.end] == document.text[segment.start : segment.end].strip()
        covered[segment.start : segment.end] = [True] * (segment.end - segment.start)
        end = segment.end
    assert all(done or char.isspace() for done, char in zip(covered, document.text, strict=True))
    assert len({s.id for s in segments}) == len(segments)
    assert all(s.parent is None or s.parent in {t.id for t in segments} for s in segments)
    assert all(block == " ".join(block.split()) for block in document.text.split("\n\n"))
