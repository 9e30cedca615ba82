"""The store's invariants: the verbatim gate, whole writes, differences, migrations, damage."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from corpus import records
from corpus.errors import BadInput, ConfigError, SourceUnavailable
from corpus.findings import Camp, Crux, Forecast, Inconsistency, KeyPoint, Mutation, OpenQuestion
from corpus.plain import from_plain, to_plain
from corpus.records import (
    Capture,
    Certainty,
    Claim,
    Comparison,
    Document,
    Kind,
    Modifier,
    Passage,
    Position,
    Quantity,
    Reject,
    Relation,
    RelationKind,
    Role,
    Segment,
    Stance,
)
from corpus.store import Store
from corpus.store.engine import NEWEST
from corpus.store.gate import verbatim_fault
from corpus.store.schema import metadata
from corpus.store.store import COMPARED
from corpus.vocabulary import CruxKind, InconsistencyKind, Label, MutationKind

TEXT = "Halden Labs merged 62% of its patches by machine in May.\n\nNobody else has looked."
NOW = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)
CAPTURE = Capture("cap-1", "file", "/a.txt", "a.txt", "0" * 64, None, None, NOW, None, (("x", "y"),))
DOCUMENT = Document(
    "doc-1", "file", "/a.txt", "a.txt", "text", None, None, "A", ("Ada",), "2026-06", "en", TEXT, "r1", "cap-1", "p1"
)
SEGMENT = Segment("seg-1", "doc-1", 0, len(TEXT), Role.BODY, "author", None, None, 12.5, None, None)
PASSAGE = Passage("pas-1", "doc-1", "seg-1", 0, 56, TEXT[:56], Role.BODY, "author", None)
QUANTITY = Quantity(19, 22, "62%", 62.0, None, Modifier.EQUAL, "%", "share", None)
CLAIM = Claim(
    "claim-1", "doc-1", "seg-1", 0, 56, TEXT[:56], QUANTITY, Kind.SHARE, "patches merged by machine", "Halden Labs", None,
    "in May", "2026-05", None, "author", None, Certainty.ASSERTED, Role.BODY,
)  # fmt: skip
RELATION = Relation(
    "rel-1", "claim-1", "claim-2", RelationKind.CONFLICT, "disjoint", "62% is not 40%", (("a", "62"),), "m-1", "h"
)
NOTHING = Comparison((), (), (), (), ())


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


def put(store: Store, *claims: Claim, passages: tuple[Passage, ...] = (PASSAGE,)) -> list[Reject]:
    rejects = store.put_parsed(CAPTURE, DOCUMENT, (SEGMENT,), passages, key="k-parse")
    return rejects + store.put_read(DOCUMENT, claims, (), (), key="k-read")


def test_what_was_written_is_read_back(store: Store) -> None:
    assert put(store, CLAIM) == []
    snapshot = store.snapshot()
    assert snapshot.documents == (DOCUMENT,)
    assert snapshot.segments == (SEGMENT,)
    assert snapshot.claims == (CLAIM,)
    assert store.all(Capture) == (CAPTURE,)
    assert store.all(Passage, document="doc-1") == (PASSAGE,)
    assert store.stage_keys("read") == {"doc-1": "k-read"}


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (replace(CLAIM, evidence="Halden Labs merged 63% of its patches by machine in May."), "its words are not those"),
        (replace(CLAIM, start=1), "its words are not those"),
        (replace(CLAIM, end=10_000), "does not lie in the document"),
        (replace(CLAIM, start=5, end=5, evidence=""), "does not lie in the document"),
        (replace(CLAIM, quantity=replace(QUANTITY, text="63%")), "the words of its quantity"),
        (replace(CLAIM, quantity=replace(QUANTITY, start=60, end=63)), "its quantity does not lie in its evidence"),
        (replace(CLAIM, document="doc-2"), "belongs to document doc-2"),
    ],
)
def test_what_is_not_verbatim_goes_to_the_rejects_with_its_reason(store: Store, claim: Claim, reason: str) -> None:
    rejects = put(store, claim)
    assert [r.record_kind for r in rejects] == ["claim"]
    assert reason in rejects[0].reason
    assert store.snapshot().claims == ()


def test_a_rejected_record_is_kept_as_it_was_given(store: Store) -> None:
    put(store, replace(CLAIM, start=1))
    (reject,) = store.all(Reject)
    assert '"id": "claim-1"' in reject.payload
    assert put(store, CLAIM) == []
    assert store.all(Reject) == ()


@given(st.integers(-3, 90), st.integers(-3, 90), st.sampled_from([TEXT[:56], TEXT[19:22], "other words", ""]))
def test_the_gate_lets_only_the_documents_own_words_pass(start: int, end: int, words: str) -> None:
    passage = replace(PASSAGE, start=start, end=end, text=words)
    passes = verbatim_fault(DOCUMENT, passage) is None
    assert passes == (0 <= start < end <= len(TEXT) and TEXT[start:end] == words)


def test_a_new_revision_replaces_all_that_the_old_one_held(store: Store) -> None:
    put(store, CLAIM)
    shorter = replace(DOCUMENT, text="Nothing is left.", revision="r2")
    store.put_parsed(CAPTURE, shorter, (replace(SEGMENT, end=16),), (), key="k2")
    snapshot = store.snapshot()
    assert snapshot.documents == (shorter,)
    assert snapshot.claims == ()
    assert store.match("claim", "machine", 10) == []
    assert store.stage_keys("read") == {}


def test_a_failing_write_leaves_the_store_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, CLAIM)
    before = store.snapshot()

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("corpus.store.store.set_key", fails)
    with pytest.raises(OSError, match="disk full"):
        put(store, replace(CLAIM, id="claim-9"))
    assert store.snapshot() == before
    assert store.stage_keys("read") == {"doc-1": "k-read"}


def test_full_text_finds_what_the_store_holds_and_nothing_else(store: Store) -> None:
    put(store, CLAIM)
    assert [i for i, _ in store.match("passage", "patch", 10)] == ["pas-1"]
    assert [i for i, _ in store.match("claim", "machines", 10)] == ["claim-1"]
    assert store.match("stance", "machine", 10) == []


def test_a_comparison_is_written_as_its_difference(store: Store) -> None:
    put(store, CLAIM)
    first = replace(NOTHING, relations=(RELATION, replace(RELATION, id="rel-2")))
    assert store.put_comparison(first, key="c1")["relations"] == 2
    assert store.put_comparison(first, key="c1")["relations"] == 0
    changed = replace(first, relations=(replace(RELATION, reason="62% is far from 40%"),))
    assert store.put_comparison(changed, key="c2")["relations"] == 2  # one removed, one rewritten
    assert store.comparison() == changed
    stored = store.comparison()
    assert store.put_comparison(stored, key="c2", stored=stored)["relations"] == 0
    assert store.put_comparison(first, key="c3", stored=stored)["relations"] == 2  # one added, one rewritten
    assert store.comparison() == first


def test_relations_that_nothing_touched_stay_where_only_the_others_are_written(store: Store) -> None:
    put(store, CLAIM)
    others = tuple(replace(RELATION, id=f"rel-{n}") for n in (2, 3))
    store.put_comparison(replace(NOTHING, relations=(RELATION, *others)), key="c1")
    again = (replace(others[0], reason="62% is far from 40%"), replace(RELATION, id="rel-4", measure="m-4"))
    assert store.put_comparison(replace(NOTHING, relations=again), key="c2", gone={"rel-3"})["relations"] == 3
    assert store.comparison().relations == (RELATION, *again)
    assert store.relations.of_measures({"m-4"}) == [again[1]]
    assert store.relations.with_ids({"rel-2", "rel-3"}) == {"rel-2": again[0]}


def test_threads_that_read_and_then_write_wait_for_each_other(store: Store) -> None:
    run = store.ledger.begin("refresh", NOW)

    def fail(n: int) -> None:
        for i in range(40):
            store.ledger.fail(run, BadInput("x", remedy="y", location=f"{n}-{i}", stage="parse"))

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(fail, n) for n in range(4)]:
            done.result()
    assert len(store.ledger.failures_of(run)) == 160


def test_vectors_are_shared_by_content_and_kept_apart_by_revision(store: Store) -> None:
    store.put_vectors("model@1", {"h1": b"\0\0\0\0", "h2": b"\1\0\0\0"})
    store.put_vectors("model@1", {"h1": b"\2\0\0\0"})
    assert store.get_vectors("model@1", ["h1", "h3"]) == {"h1": b"\0\0\0\0"}
    assert store.get_vectors("model@2", ["h1"]) == {}


def test_blobs_are_found_by_their_hash_and_damage_is_noticed(store: Store) -> None:
    blob = store.blobs.put(b"some bytes")
    assert store.blobs.put(b"some bytes") == blob
    assert store.blobs.get(blob) == b"some bytes"
    store.blobs.path(blob).write_bytes(b"other bytes")
    with pytest.raises(SourceUnavailable, match="damaged"):
        store.blobs.get(blob)
    with pytest.raises(SourceUnavailable, match="gone"):
        store.blobs.get("f" * 64)


def test_a_failure_stays_open_until_a_run_takes_the_thing_in(store: Store) -> None:
    run = store.ledger.begin("add", NOW)
    store.ledger.fail(run, BadInput("a.txt is empty", remedy="remove it", location="a.txt", stage="parse"))
    store.ledger.end(run, NOW, status="done", counts={"failures": 1})
    assert [f.location for f in store.ledger.open_failures()] == ["a.txt"]
    store.ledger.resolve(store.ledger.begin("add", NOW.replace(hour=4)), ["a.txt"])
    assert store.ledger.open_failures() == ()
    assert store.snapshot().failures == ()


def test_migrations_lead_to_the_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda n, *_: not str(n).startswith("words_fts")}
        )
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == NEWEST


def test_a_store_whose_making_was_interrupted_is_made_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpus.store import engine

    def interrupted(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE attributions (id VARCHAR)"))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(engine, "migrate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Store(tmp_path)
    opened = Store(tmp_path)
    assert opened.snapshot().documents == ()
    opened.close()


def test_a_damaged_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(ConfigError, match="not a readable database") as caught:
        Store(tmp_path)
    assert "backup" in caught.value.remedy
    assert path.read_bytes() == b"this is no database" * 100


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "corpus.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ConfigError, match="newer Syntopic"):
        Store(tmp_path)


@pytest.mark.parametrize(
    "record",
    [
        CAPTURE,
        DOCUMENT,
        SEGMENT,
        CLAIM,
        RELATION,
        Stance("s", "d", "g", 0, 1, "x", "h", "s", "t", "k", records.Label.MIXED, 0.5, True, Role.QUOTE, None),
        Position("p", "t", "h", "k", records.Label.SUPPORT, ("s1", "s2"), "2026", None, "m"),
        records.Measure(
            "m", "l", ("c",), (records.ValueGroup(1.0, None, "%", ("=",), ("c",)),), ("d",), None, (), 0,
            (records.OriginLink("c", "o", "overlap"),), records.Verdict.SINGLE, "h",
        ),
    ],
    ids=lambda r: type(r).__name__,
)  # fmt: skip
def test_a_record_survives_the_way_to_plain_values_and_back(record: object) -> None:
    assert from_plain(type(record), to_plain(record)) == record


FORECAST = Forecast(
    "forecast-1", "doc-1", "seg-1", 0, 56, TEXT[:56], "Halden Labs", "author", 0.5, None, "even odds", "May", "2026-05",
    "2026-04", None, None, None, None, "hash",
)  # fmt: skip


def test_findings_are_read_back_as_they_were_written(store: Store) -> None:
    put(store, CLAIM)
    mutation = Mutation("mutation-1", "m", "a", "b", None, MutationKind.DATE, "2025", "2026", "why", "hash")
    wrong = Inconsistency("inc-1", "doc-1", "m", "a", "b", InconsistencyKind.HEADLINE, "incompatible", "why", "hash")
    camp = Camp("camp-1", "rsi", "pause", Label.SUPPORT, ("p",), ("Ada",), ("s",), ("doc-1",), ("Ada",), 1, "hash")
    point = KeyPoint("kp-1", "rsi", "pause", Label.OPPOSE, "s", ("s", "t"), ("u",), ("Ada",), ("Ben",), ("doc-1",), "hash")
    crux = Crux("crux-1", "rsi", "pause", CruxKind.FIGURE, "m", None, ("p",), ("q",), ("a", "b"), ("s",), "why", "hash")
    question = OpenQuestion("q-1", "doc-1", "seg-1", 0, 56, TEXT[:56], "Ada", "author", "m", None, None, "hash")
    written = replace(
        NOTHING, mutations=(mutation,), inconsistencies=(wrong,), camps=(camp,), key_points=(point,), cruxes=(crux,),
        forecasts=(FORECAST,), questions=(question,),
    )  # fmt: skip
    store.put_comparison(written, key="k")
    assert store.comparison() == written
    assert store.put_comparison(written, key="k") == dict.fromkeys(COMPARED.values(), 0)


def test_words_that_the_comparison_found_pass_the_gate_too(store: Store) -> None:
    put(store, CLAIM)
    store.put_comparison(replace(NOTHING, forecasts=(replace(FORECAST, start=1),)), key="k")
    assert store.comparison().forecasts == ()
    assert [r.record_kind for r in store.all(Reject)] == ["forecast"]
    store.put_comparison(replace(NOTHING, forecasts=(FORECAST,)), key="k")
    assert store.comparison().forecasts == (FORECAST,)
    assert store.all(Reject) == ()
