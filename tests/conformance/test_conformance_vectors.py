"""What every `VectorStore` must do. To test another one: subclass `VectorStoreConformance` and give its `store` fixture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.protocols import FloatMatrix, VectorStore
from index.vectors import ExactVectorStore, MappedVectorStore

DIM = 8


def unit_rows(n: int, seed: int = 0) -> FloatMatrix:
    rows = np.random.default_rng(seed).normal(size=(n, DIM)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


class VectorStoreConformance:
    """One test per sentence of the protocol; `store` is empty and takes vectors of length `DIM`."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> VectorStore:
        raise NotImplementedError("give the implementation under test")

    def test_satisfies_the_protocol_and_starts_empty(self, store: VectorStore) -> None:
        assert isinstance(store, VectorStore)
        assert len(store) == 0
        assert store.search(unit_rows(2), 3) == [[], []]

    def test_finds_the_nearest_first_with_its_inner_product(self, store: VectorStore) -> None:
        rows = unit_rows(30)
        store.add([f"v{i}" for i in range(30)], rows)
        found = store.search(rows[4:5], 5)[0]
        assert found[0][0] == "v4"
        scores = sorted((rows @ rows[4]).tolist(), reverse=True)[:5]
        assert [s for _, s in found] == pytest.approx(scores, abs=1e-5)

    def test_answers_each_row_of_the_query_by_itself(self, store: VectorStore) -> None:
        rows = unit_rows(40)
        store.add([f"v{i}" for i in range(40)], rows)
        assert store.search(rows, 6) == [store.search(rows[i : i + 1], 6)[0] for i in range(40)]

    def test_breaks_ties_by_id_whatever_the_order_of_insertion(self, store: VectorStore) -> None:
        row = unit_rows(1)
        names = [f"v{i:02}" for i in (7, 3, 9, 1, 30, 12, 25, 4, 18, 2, 40, 11, 5)]
        for name in names:
            store.add([name], row)
        assert [name for name, _ in store.search(row, 3)[0]] == sorted(names)[:3]

    def test_an_id_added_again_is_replaced(self, store: VectorStore) -> None:
        rows = unit_rows(3)
        store.add(["a", "b"], rows[:2])
        store.add(["a"], rows[2:])
        assert len(store) == 2
        assert store.search(rows[2:], 1)[0][0][0] == "a"
        assert store.search(rows[:1], 2)[0][0][1] < 0.999

    def test_of_an_id_given_twice_the_last_vector_counts(self, store: VectorStore) -> None:
        rows = unit_rows(2)
        store.add(["a", "a"], rows)
        assert len(store) == 1
        assert store.search(rows[1:], 1)[0][0][1] == pytest.approx(1.0, abs=1e-5)

    def test_removed_ids_are_not_found_and_unknown_ones_ignored(self, store: VectorStore) -> None:
        rows = unit_rows(5)
        store.add(list("abcde"), rows)
        store.remove(["b", "never", "d", "b"])
        assert len(store) == 3
        assert {name for name, _ in store.search(rows[1:2], 9)[0]} == set("ace")

    def test_searches_only_among_the_ids_it_is_given(self, store: VectorStore) -> None:
        rows = unit_rows(50)
        store.add([f"v{i}" for i in range(50)], rows)
        allowed = frozenset({"v3", "v17", "v44", "unknown"})
        found = store.search(rows[:4], 10, among=allowed)
        assert [{name for name, _ in hits} for hits in found] == [{"v3", "v17", "v44"}] * 4
        assert store.search(rows[:1], 10, among=frozenset()) == [[]]

    def test_gives_what_there_is_where_k_is_larger_and_nothing_for_k_of_none(self, store: VectorStore) -> None:
        rows = unit_rows(3)
        store.add(list("abc"), rows)
        assert len(store.search(rows[:1], 99)[0]) == 3
        assert store.search(rows[:1], 0) == [[]]

    def test_no_query_has_no_answer_and_no_vectors_change_nothing(self, store: VectorStore) -> None:
        store.add([], unit_rows(0))
        assert store.search(unit_rows(0), 3) == []
        assert len(store) == 0

    def test_gives_vectors_in_the_order_asked_for_and_zeros_for_what_it_does_not_hold(self, store: VectorStore) -> None:
        rows = unit_rows(9)
        store.add([f"v{i}" for i in range(9)], rows)
        store.remove(["v4"])
        assert np.array_equal(store.vectors_of(["v7", "v2", "never", "v7", "v4"])[[0, 1, 3]], rows[[7, 2, 7]])
        assert not store.vectors_of(["never", "v4"]).any()
        assert store.vectors_of([]).shape == (0, DIM)

    def test_gives_a_sample_that_is_spread_over_what_it_holds(self, store: VectorStore) -> None:
        assert store.sample(3).shape == (0, DIM)
        rows = unit_rows(9)
        store.add([f"v{i}" for i in range(9)], rows)
        assert np.array_equal(store.sample(99), rows)
        assert np.array_equal(store.sample(3), rows[[0, 4, 8]])
        store.remove(["v8"])
        assert np.array_equal(store.sample(2), rows[[0, 7]])

    def test_refuses_vectors_of_another_shape(self, store: VectorStore) -> None:
        with pytest.raises(ValueError, match="shape"):
            store.add(["a"], unit_rows(2))

    @pytest.mark.parametrize("seed", range(4))
    def test_equals_the_exact_store(self, store: VectorStore, seed: int) -> None:
        rows = unit_rows(60, seed)
        rows[1::5] = rows[::5]  # ties
        names = [f"v{i}" for i in range(60)]
        exact = ExactVectorStore(DIM)
        for each in (store, exact):
            each.add(names, rows)
            each.remove(names[seed::7])
        assert store.search(rows[:9], 3 + seed) == exact.search(rows[:9], 3 + seed)


class TestExactVectorStore(VectorStoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> VectorStore:
        return ExactVectorStore(DIM)


class TestMappedVectorStore(VectorStoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> VectorStore:
        return MappedVectorStore(DIM, revision="encoder@1")


class TestReopenedMappedVectorStore(VectorStoreConformance):
    @pytest.fixture
    def store(self, tmp_path: Path) -> VectorStore:
        MappedVectorStore(DIM, revision="encoder@1").save(tmp_path)
        return MappedVectorStore.open(tmp_path, dim=DIM, revision="encoder@1")
