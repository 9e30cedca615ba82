"""States of sources and stored answers survive the way through the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.records import StoredAnswer
from corpus.store import Store, new_source, source_id

NOW = datetime(2026, 6, 4, 3, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_success_moves_the_cursor_and_ends_a_row_of_failures(store: Store) -> None:
    fresh = new_source("feed", "https://example.org/feed", why="letters", origin="rsi")
    store.sources.put(fresh)
    failed = store.sources.failed(fresh, NOW, error="no answer", remedy="try again later")
    failed = store.sources.failed(failed, NOW, error="no answer", remedy="try again later")
    assert (failed.failures_in_row, failed.cursor, failed.verified_at) == (2, {}, None)
    done = store.sources.succeeded(failed, NOW, cursor={"seen": ["a"]}, items=3)
    assert store.sources.get(source_id("feed", "https://example.org/feed")) == done
    assert (done.failures_in_row, done.error, done.items, done.verified_at) == (0, "", 3, NOW)
    assert store.sources.succeeded(done, NOW, cursor={"seen": []}, items=1).items == 4
    assert len(store.sources.all()) == 1
    store.sources.forget(done.id)
    assert store.sources.all() == ()


def test_a_newer_answer_takes_the_place_of_an_older_one(store: Store) -> None:
    answer = StoredAnswer("https://a.org/", "https://a.org/", 200, (("etag", '"1"'),), "0" * 64, NOW, NOW)
    store.answers.put([answer])
    store.answers.put([replace(answer, headers=(("etag", '"2"'),))])
    kept = store.answers.get("https://a.org/")
    assert kept is not None
    assert kept.headers == (("etag", '"2"'),)
    assert (store.answers.count(), store.answers.get("https://b.org/")) == (1, None)
