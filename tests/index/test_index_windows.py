"""Nearest rows in windows of sorted rows: what is brought up to date is what is made from nothing."""

from __future__ import annotations

import numpy as np
import pytest

from index.comparison.windows import (
    WINDOW,
    Before,
    Grid,
    Ints,
    Nearest,
    codes_of,
    nearest_in_windows,
)


def near_twins(count: int, seed: int) -> Grid:
    """Rows in the directions of which every second one lies close to the one before."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((count, 24)) + 0.7
    rows[1::2] = rows[: count // 2 * 2 : 2] + 0.1 * random.standard_normal((count // 2, 24))
    return np.asarray(np.rint(rows / np.linalg.norm(rows, axis=1, keepdims=True) * 2047), dtype=np.int16)


def lists(found: Nearest) -> list[list[tuple[int, int]]]:
    pairs = zip(found.rows.tolist(), found.products.tolist(), strict=True)
    return [sorted(zip(rows, products, strict=True)) for rows, products in pairs]


def taken_over(found: Nearest, now: Ints, count: int) -> Nearest:
    """Lists by the numbers of now."""
    held = Nearest.unknown(count)
    kept = now >= 0
    held.rows[now[kept]] = np.where(found.rows[kept] >= 0, now[found.rows[kept]], -1)
    held.products[now[kept]] = found.products[kept]
    return held


@pytest.mark.parametrize(
    ("seed", "come", "go"), [(1, 3, 0), (2, 0, 3), (3, 1, 1), (4, 9, 7), (5, 0, 0), (6, 300, 2), (7, 30, 40)]
)
def test_lists_brought_up_to_date_are_those_made_from_nothing(seed: int, come: int, go: int) -> None:
    vectors = near_twins(1200, seed)
    random = np.random.default_rng(seed)
    vectors[700:704] = vectors[3]  # equal rows stand in the order of rows
    was, is_now = np.zeros(1200, dtype=bool), np.zeros(1200, dtype=bool)
    was[random.permutation(1200)[:800]] = True
    is_now[:] = was
    is_now[random.choice(np.flatnonzero(was), go, replace=False)] = False
    is_now[random.choice(np.flatnonzero(~was), come, replace=False)] = True
    number = np.where(is_now, np.cumsum(is_now) - 1, -1)
    first = nearest_in_windows(vectors[was], codes_of(vectors[was]))
    before = Before(codes_of(vectors[was]), number[was], taken_over(first, number[was], int(is_now.sum())))
    codes = codes_of(vectors[is_now])
    assert lists(nearest_in_windows(vectors[is_now], codes, before)) == lists(nearest_in_windows(vectors[is_now], codes))


def test_near_rows_are_found_and_no_row_is_its_own_neighbour_or_another_s_twice() -> None:
    vectors = near_twins(3000, 9)
    found = nearest_in_windows(vectors, codes_of(vectors)).rows
    assert all(row not in some and len(set(some)) == len(some) for row, some in enumerate(found.tolist()))
    assert np.mean([(row ^ 1) in some for row, some in enumerate(found.tolist())]) > 0.95


def test_fewer_rows_than_a_window_are_all_neighbours() -> None:
    vectors = near_twins(WINDOW // 4, 3)
    found = nearest_in_windows(vectors, codes_of(vectors)).rows
    assert [sorted(n for n in some if n >= 0) for some in found.tolist()] == [
        [n for n in range(len(vectors)) if n != row] for row in range(len(vectors))
    ]
