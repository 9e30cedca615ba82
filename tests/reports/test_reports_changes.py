"""Each kind of change in words, in the feed and on page one; what was removed is told without a word of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from report_samples import mill_corpus, topic

from corpus.changes import Change, ChangeKind
from reports import Changes, build_view, in_order, in_words, render_atom, render_markdown
from reports.changes import WORDINGS

DAY = date(2026, 6, 14)
WHEN = datetime(2026, 6, 14, 3, 30, tzinfo=UTC)
_OF: dict[str, dict[str, Any]] = {
    "document": {"location": "/mill.txt", "title": "The mill", "revision": "1", "vanished": "gone"},
    "claim": {"document": "d", "evidence": "It ground 5 tons.", "quantity": "5 tons", "holder": "Otto", "measure": None},
    "measure": {"label": "flour of the mill", "verdict": "agree", "independent_origins": 2, "claims": 3, "documents": ["d"]},
    "position": {"topic": "looms", "target": "near", "holder": "Otto", "label": "oppose", "documents": ["d"]},
    "forecast": {"document": "d", "evidence": "By 2027 it stands.", "holder": "Otto", "by": "2027", "by_iso": "2027"},
}
_WORDLESS: dict[str, dict[str, Any]] = {
    "document": {"revision": "1"},
    "claim": {"document": "d"},
    "forecast": {"document": "d", "is_due": True},
}
_WORDLESS |= {"measure": {"verdict": "agree", "documents": ["d"]}, "position": {"target": "near", "documents": ["d"]}}


def change(kind: ChangeKind, values: dict[str, dict[str, Any]] = _OF, n: int = 0) -> Change:
    told = values[kind.value.split("_")[0]]
    is_gone = kind.value.endswith(("withdrawn", "document_gone"))
    is_new = kind.value.endswith("new")
    return Change(f"change-{kind.value}-{n}", kind, "x", 0, {} if is_new else told, {} if is_gone else told, "run-1", WHEN)


@pytest.mark.parametrize("kind", ChangeKind)
def test_every_kind_is_told_in_words_in_the_feed_and_on_page_one(kind: ChangeKind) -> None:
    one = change(kind)
    assert in_words(one).startswith(f"{WORDINGS[kind].one}: ")
    feed = ET.fromstring(render_atom([one], title="Mills", feed_id="urn:mills", updated=WHEN))
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == in_words(one)
    view = build_view(
        mill_corpus().snapshot(), topic=topic(), generated=DAY, changes=Changes(since="yesterday", items=(one,))
    )
    assert WORDINGS[kind].heading in render_markdown(view)


@pytest.mark.parametrize("kind", ChangeKind)
def test_what_was_told_of_a_removed_document_is_told_without_words(kind: ChangeKind) -> None:
    bare = change(kind, _WORDLESS)
    assert in_words(bare) == f"{WORDINGS[kind].one}: of a source that was removed"
    view = build_view(
        mill_corpus().snapshot(), topic=topic(), generated=DAY, changes=Changes(since="yesterday", items=(bare,))
    )
    assert "Of a source that was removed" in render_markdown(view)


def test_a_reader_gets_what_turns_a_judgement_first() -> None:
    kinds = [c.kind for c in in_order(change(kind) for kind in ChangeKind)]
    assert kinds == list(WORDINGS)
    assert kinds[0] is ChangeKind.MEASURE_CONTESTED
    assert kinds.index(ChangeKind.FORECAST_DUE) < kinds.index(ChangeKind.CLAIM_NEW)
