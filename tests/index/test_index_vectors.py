"""A FAISS index on disk: whole or refused, and swapped in at once."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadInput, EncoderMismatch
from corpus.protocols import FloatMatrix
from index.vector_files import made_from
from index.vectors import ExactVectorStore, MappedVectorStore

DIM = 16
REVISION = "encoder@1"


def unit_rows(n: int) -> FloatMatrix:
    rows = np.random.default_rng(5).normal(size=(n, DIM)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def filled(n: int = 20, *, backwards: bool = False) -> MappedVectorStore:
    store = MappedVectorStore(DIM, revision=REVISION)
    rows = unit_rows(n)
    for i in reversed(range(n)) if backwards else range(n):
        store.add([f"v{i:03}"], rows[i : i + 1])
    return store


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_reopened_index_answers_as_before_and_can_be_changed(tmp_path: Path) -> None:
    store = filled()
    store.save(tmp_path)
    again = MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)
    assert again.ids_sha256 == store.ids_sha256
    assert again.search(unit_rows(4), 5) == store.search(unit_rows(4), 5)
    again.remove(["v000"])
    again.add(["new"], unit_rows(1))
    assert again.search(unit_rows(1), 1)[0][0][0] == "new"
    assert "v000" not in again
    assert "v019" in again


def test_equal_contents_make_equal_files_whatever_the_order_of_insertion(tmp_path: Path) -> None:
    filled().save(tmp_path / "a")
    filled(backwards=True).save(tmp_path / "b")
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_saving_replaces_the_index_and_leaves_an_opened_one_readable(tmp_path: Path) -> None:
    filled(10).save(tmp_path)
    opened = MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)
    filled(20).save(tmp_path)
    assert len(opened.search(unit_rows(1), 99)[0]) == 10
    assert len(MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)) == 20
    assert len(list(tmp_path.glob("generation-*"))) == 1
    filled(20).save(tmp_path)
    assert len(MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)) == 20


def test_an_index_being_written_is_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(10).save(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("index.vector_files.os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        filled(20).save(tmp_path)
    assert len(MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)) == 10
    assert not list(tmp_path.glob(".building-*"))


def test_an_index_of_another_encoder_is_named_and_refused(tmp_path: Path) -> None:
    filled().save(tmp_path)
    with pytest.raises(EncoderMismatch, match=r"encoder@1.*encoder@2") as caught:
        MappedVectorStore.open(tmp_path, dim=DIM, revision="encoder@2")
    assert "rebuild" in caught.value.remedy


@pytest.mark.parametrize("name", ["vectors.npy", "ids.npy", "manifest.json", "CURRENT"])
@pytest.mark.parametrize("harm", ["missing", "truncated", "altered", "empty"])
def test_a_damaged_index_is_refused_with_the_way_to_rebuild_it(tmp_path: Path, name: str, harm: str) -> None:
    filled().save(tmp_path)
    path = next(tmp_path.rglob(name))
    data = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif harm == "altered":
        path.write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:] if len(data) > 40 else b"x" + data[1:])
    else:
        path.write_bytes(b"")
    with pytest.raises((BadInput, EncoderMismatch)) as caught:
        MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)
    assert "rebuild" in caught.value.remedy


def test_an_index_of_a_later_format_is_refused(tmp_path: Path) -> None:
    filled().save(tmp_path)
    manifest = next(tmp_path.rglob("manifest.json"))
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(BadInput, match="format"):
        MappedVectorStore.open(tmp_path, dim=DIM, revision=REVISION)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 11), st.booleans()), max_size=30), st.integers(1, 9))
def test_any_run_of_changes_leaves_the_same_answers_as_in_the_exact_store(
    changes: list[tuple[str, int, bool]], k: int
) -> None:
    rows = unit_rows(12)
    mapped, exact = MappedVectorStore(DIM, revision=REVISION), ExactVectorStore(DIM)
    for name, row, is_removal in changes:
        for store in (mapped, exact):
            if is_removal:
                store.remove([name])
            else:
                store.add([name], rows[row : row + 1])
    assert len(mapped) == len(exact)
    assert mapped.search(rows[:2], k) == exact.search(rows[:2], k)
    some = frozenset("aceg")
    assert mapped.search(rows[:2], k, among=some) == exact.search(rows[:2], k, among=some)


def test_what_an_index_was_made_from_is_told_without_opening_it(tmp_path: Path) -> None:
    store = filled()
    assert made_from(tmp_path) is None
    store.save(tmp_path)
    assert made_from(tmp_path) == (REVISION, store.ids_sha256)
    next(tmp_path.rglob("manifest.json")).write_text("[]")
    assert made_from(tmp_path) is None


def many_rows(n: int) -> FloatMatrix:
    """Vectors that lie like noise: the hardest case for codes."""
    rows = np.random.default_rng(8).normal(size=(n, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def test_a_large_index_finds_nearly_all_that_an_exact_one_finds(tmp_path: Path) -> None:
    rows = many_rows(6000)
    store = MappedVectorStore(64, revision=REVISION, exact_up_to=2000)
    exact = ExactVectorStore(64)
    for each in (store, exact):
        each.add([f"v{i:05}" for i in range(6000)], rows)
    store.save(tmp_path)
    assert next(tmp_path.rglob("codes.faiss")).stat().st_size < 6000 * 64 * 4 / 8
    opened = MappedVectorStore.open(tmp_path, dim=64, revision=REVISION)
    queries = many_rows(6040)[6000:]
    answers, right = opened.search(queries, 10), exact.search(queries, 10)
    recall = sum(len(set(a) & set(r)) for a, r in zip(answers, right, strict=True)) / 400
    assert recall >= 0.95
    assert all(a == r for a, r in zip(answers, right, strict=True) if {i for i, _ in a} == {i for i, _ in r})


def test_changes_to_a_large_index_are_seen_before_they_are_saved(tmp_path: Path) -> None:
    rows = many_rows(3000)
    store = MappedVectorStore(64, revision=REVISION, exact_up_to=1000)
    store.add([f"v{i:05}" for i in range(3000)], rows)
    store.save(tmp_path)
    opened = MappedVectorStore.open(tmp_path, dim=64, revision=REVISION)
    opened.remove(["v00007"])
    opened.add(["fresh"], rows[7:8])
    assert opened.search(rows[7:8], 1)[0][0][0] == "fresh"
    assert "v00007" not in {i for i, _ in opened.search(rows[7:8], 50)[0]}
    some = frozenset({"v00001", "v00007", "v00011"})
    assert {i for i, _ in opened.search(rows[7:8], 50, among=some)[0]} == {"v00001", "v00011"}
