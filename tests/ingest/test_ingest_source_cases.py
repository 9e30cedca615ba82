"""Every kind of source runs the cases that stand in its own module, against saved captures on loopback."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ingest_reading import check_layout, fetched
from ingest_sites import CAPTURES, Rerouted, serve

from corpus.errors import SyntopicError
from corpus.records import Document, Segment
from ingest import read_capture
from ingest.fetching import Limits
from ingest.fetching.fetcher import Fetcher
from ingest.sources import Place, discover, fetch, source_kinds
from ingest.sources.base import Case, SourceKind

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)
CASES = [(kind, case) for kind in source_kinds() for case in kind.cases]
CHECKED = {
    "items", "title", "authors", "published", "voices", "roles", "parents", "error", "shortfall", "language", "kind", "url"
}  # fmt: skip


def test_every_kind_has_cases_and_a_name_for_people() -> None:
    without = [k.name for k in source_kinds() if not k.cases or not k.title or not k.example]
    assert without == []


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{k.name} {c.url}" for k, c in CASES])
def test_a_case(kind: SourceKind, case: Case) -> None:
    assert set(case.expect) <= CHECKED
    with serve(dict(case.captures)) as sites:
        limits = Limits(delay_s=0, timeout_s=10, attempts=1)
        with Fetcher(limits, clock=lambda: NOW, transport=Rerouted(sites.base)) as fetcher:
            if "error" not in case.expect:
                _run(kind, case, fetcher)
                return
            with pytest.raises(SyntopicError) as caught:
                _run(kind, case, fetcher)
    assert type(caught.value).__name__ == case.expect["error"]
    assert caught.value.remedy


def _run(kind: SourceKind, case: Case, fetcher: Fetcher) -> None:
    if case.url.startswith("file:"):
        name = case.url.removeprefix("file:")
        captures = [fetched(name, (CAPTURES / name).read_bytes())]
        parse_as = None
    else:
        item = kind.item_of(case.url) if "items" not in case.expect else None
        items = (item,) if item else discover(Place(kind.name, case.url), {}, fetcher).items
        if "items" in case.expect:
            assert [i.native_id for i in items] == list(case.expect["items"])
        captures = [fetch(i, fetcher) for i in items]
        parse_as = items[0].parse_as if items else None
    for capture in captures[:1]:
        read = read_capture(capture, kind=parse_as)
        check_layout(read.document, read.segments)
        _check(case, read.document, read.segments, str(read.shortfall or ""))


def _check(case: Case, document: Document, segments: tuple[Segment, ...], shortfall: str) -> None:
    expect = case.expect
    for name in ("title", "published", "language", "kind", "url"):
        if name in expect:
            assert getattr(document, name) == expect[name], name
    if "authors" in expect:
        assert list(document.authors) == list(expect["authors"])
    assert expect.get("shortfall", "") in shortfall
    assert bool(shortfall) == ("shortfall" in expect)

    def last(words: str) -> Segment:
        at = document.text.rindex(words)
        return next(s for s in segments if s.start <= at < s.end)

    def first(words: str) -> Segment:
        at = document.text.index(words)
        return next(s for s in segments if s.start <= at < s.end)

    voices = {words: (first if words.endswith(".") else last)(words).voice for words in expect.get("voices", {})}
    assert voices == expect.get("voices", {})
    assert {words: first(words).role.value for words in expect.get("roles", {})} == expect.get("roles", {})
    for words, parent in expect.get("parents", {}).items():
        assert first(words).parent == first(parent).id, words
