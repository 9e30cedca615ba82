"""Nearest rows of a family that is too large to hold each row against all others: windows in several orders of the rows.

An order sorts the rows by the signs of their products with fixed random directions, so that near rows come to stand near
each other (sign random projections after Charikar 2002, searched in sorted order as in the LSH forest of Bawa, Condie and
Ganesan 2005). The candidates of a row are those at most `WINDOW` places before or behind it in any of the orders, so that a
row which comes or goes moves the windows around its own places alone. Invariant: lists brought up to date are those made
from nothing: directions are of ones alone, which keeps products with rows in whole steps exact, and equal signs stand in the
order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NEIGHBOURS = 16  # of each row. Few measures have more than a dozen claims in other words; more join hardly a cluster more
ORDERS, BITS, WINDOW = 8, 32, 32  # each order adds about a tenth of the neighbours that the others missed
NONE = np.iinfo(np.int64).min  # in the place of a ranked row, where there is none
_RANK = 1 << 22  # more rows than there will be: equal products are told apart by the lesser row
_SEED = 20260604
_BLOCK = 64  # rows held against their windows at once
_MOST_MOVED = 0.2  # share of rows that are new, gone or to be made again, from which all are

Grid = npt.NDArray[np.int16]  # unit vectors in whole steps, of which products are exact in float32
Codes = npt.NDArray[np.uint32]  # shape (rows, ORDERS)
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each row its nearest rows, in no order: their numbers, -1 where there are fewer, and their products in steps."""

    rows: npt.NDArray[np.int32]
    products: npt.NDArray[np.int32]

    @classmethod
    def unknown(cls, count: int) -> Nearest:
        """Nothing known of any row."""
        shape = (count, NEIGHBOURS)
        return cls(np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Before:
    """The rows as they were: their codes, their number now (-1: gone), and what was found.

    `found` holds for each row of now the lists as they were, -1 in the place of a row that is gone; nothing of a new row.
    """

    codes: Codes
    now: Ints
    found: Nearest


def codes_of(vectors: Grid) -> Codes:
    """The place of each row in each order, as a number to sort by."""
    random = np.random.default_rng(_SEED)
    directions = random.integers(0, 2, (vectors.shape[1], ORDERS * BITS)).astype(np.float32) * 2 - 1
    codes = np.empty((len(vectors), ORDERS), dtype=np.uint32)
    weights = np.left_shift(np.uint32(1), np.arange(BITS, dtype=np.uint32))
    for at in range(0, len(vectors), 4096):
        signs = vectors[at : at + 4096].astype(np.float32) @ directions > 0
        codes[at : at + 4096] = (signs.reshape(-1, ORDERS, BITS) * weights).sum(axis=2, dtype=np.uint32)
    return codes


def ranked(products: Floats, rows: Ints) -> Ints:
    """Products and rows as one number each: the greater product is greater, of equal ones the lesser row's."""
    return np.asarray(np.rint(products), dtype=np.int64) * _RANK - rows


def ranked_lists(found: Nearest) -> Ints:
    """Lists as ranked rows."""
    numbers = found.products.astype(np.int64) * _RANK - found.rows
    return np.asarray(np.where(found.rows >= 0, numbers, NONE), dtype=np.int64)


def put_lists(found: Nearest, mine: Ints, lists: Ints) -> None:
    """Enter ranked rows, at most `NEIGHBOURS` a line, as the lists of some rows."""
    is_there = lists != NONE
    products = -(-lists // _RANK)  # rounded up: the row that was taken off is less than `_RANK`
    rows = products * _RANK - lists
    found.rows[mine], found.products[mine] = -1, 0
    found.rows[mine, : lists.shape[1]] = np.where(is_there, rows, -1)
    found.products[mine, : lists.shape[1]] = np.where(is_there, products, 0)


def best_of(lists: Ints, most: int = NEIGHBOURS) -> Ints:
    """The `most` greatest different numbers of each line."""
    lists = np.sort(lists, axis=1)
    lists[:, :-1][lists[:, :-1] == lists[:, 1:]] = NONE
    return np.partition(lists, lists.shape[1] - most, axis=1)[:, -most:] if lists.shape[1] > most else lists


def nearest_in_windows(vectors: Grid, codes: Codes, before: Before | None = None) -> Nearest:
    """The nearest rows of each row among those of its windows.

    Args:
        before: what an earlier call came to, for the rows that were there then.
    """
    orders = [np.argsort(codes[:, n], kind="stable") for n in range(ORDERS)]
    numbers = vectors.astype(np.float32)
    if before is None or len(vectors) < 4 * WINDOW:
        return _anew(numbers, orders)
    places = _places(orders, len(vectors))
    kept = np.flatnonzero(before.now >= 0)
    is_new = np.ones(len(vectors), dtype=bool)
    is_new[before.now[kept]] = False
    is_stale = is_new | _has_lost(before.found, places)
    if is_stale.sum() + len(before.now) - len(kept) > _MOST_MOVED * len(vectors):
        return _anew(numbers, orders)
    found = Nearest(before.found.rows.copy(), before.found.products.copy())
    _add_gained(found, numbers, orders, is_new, is_stale, before)
    stale = np.flatnonzero(is_stale)
    for at in range(0, len(stale), _BLOCK):
        mine = stale[at : at + _BLOCK]
        around = np.concatenate([_around(order, places[n][mine]) for n, order in enumerate(orders)], axis=1)
        products = np.einsum("id,ijd->ij", numbers[mine], numbers[np.maximum(around, 0)])
        put_lists(found, mine, best_of(np.where(around >= 0, ranked(products, around), NONE)))
    return found


def _anew(numbers: Floats, orders: list[Ints]) -> Nearest:
    lists = np.full((len(numbers), NEIGHBOURS), NONE, dtype=np.int64)
    offsets = np.arange(-WINDOW, WINDOW + 1)
    offsets = offsets[offsets != 0]
    for order in orders:
        near = np.empty((len(numbers), NEIGHBOURS), dtype=np.int64)
        there = numbers[order]
        for at in range(0, len(order), _BLOCK):
            end = min(at + _BLOCK, len(order))
            first, last = max(0, at - WINDOW), min(len(order), end + WINDOW)
            products = there[at:end] @ there[first:last].T
            columns = np.arange(at, end)[:, None] + offsets - first
            is_there = (columns >= 0) & (columns < last - first)
            columns = np.where(is_there, columns, 0)
            numbers_here = ranked(np.take_along_axis(products, columns, axis=1), order[columns + first])
            best = np.partition(np.where(is_there, numbers_here, NONE), len(offsets) - NEIGHBOURS, axis=1)
            near[order[at:end]] = best[:, -NEIGHBOURS:]
        lists = best_of(np.hstack([lists, near]))
    found = Nearest.unknown(len(numbers))
    put_lists(found, np.arange(len(numbers)), lists)
    return found


def _places(orders: list[Ints], count: int) -> list[Ints]:
    """The place of each row in each order."""
    places = [np.empty(count, dtype=np.int64) for _ in orders]
    for order, place in zip(orders, places, strict=True):
        place[order] = np.arange(count)
    return places


def _around(order: Ints, places: Ints) -> Ints:
    """The rows in the windows around places, -1 beyond the ends."""
    offsets = np.arange(-WINDOW, WINDOW + 1)
    at = places[:, None] + offsets[offsets != 0]
    return np.asarray(np.where((at >= 0) & (at < len(order)), order[np.clip(at, 0, len(order) - 1)], -1))


def _has_lost(found: Nearest, places: list[Ints]) -> npt.NDArray[np.bool_]:
    """Whether a row of a list is gone, or stands in no window with the list's row any more."""
    others = np.maximum(found.rows, 0)
    is_near = np.zeros(found.rows.shape, dtype=bool)
    for place in places:
        is_near |= np.abs(place[others] - place[:, None]) <= WINDOW
    return np.asarray(((found.rows < 0) | ~is_near).any(axis=1))


def _add_gained(
    found: Nearest,
    numbers: Floats,
    orders: list[Ints],
    is_new: npt.NDArray[np.bool_],
    is_stale: npt.NDArray[np.bool_],
    before: Before,
) -> None:
    """Hold rows against those that came into their windows."""
    kept = before.now >= 0
    pairs: list[Ints] = []
    for n, order in enumerate(orders):
        old_order = np.argsort(before.codes[:, n], kind="stable")
        old_place = np.full(len(order), -1, dtype=np.int64)
        old_place[before.now[old_order[kept[old_order]]]] = np.flatnonzero(kept[old_order])
        was = old_place[order]  # by place now, the place then; -1 for a new row
        # Where something came or went, the places then of the rows on both sides do not follow each other.
        stayed = np.flatnonzero(was >= 0)
        gaps = stayed[1:][np.diff(was[stayed]) > 1]
        moved = np.zeros(len(order) + 1, dtype=np.int64)
        for marks in (np.flatnonzero(was < 0), gaps):
            np.add.at(moved, np.maximum(marks - WINDOW, 0), 1)
            np.add.at(moved, np.minimum(marks + 1, len(order)), -1)
        firsts = np.flatnonzero(np.cumsum(moved)[:-1] > 0)
        for step in range(1, WINDOW + 1):
            at = firsts[firsts + step < len(order)]
            one, other = was[at], was[at + step]
            is_gained = (one < 0) | (other < 0) | (other - one > WINDOW)
            pairs.append(np.column_stack([order[at[is_gained]], order[at[is_gained] + step]]))
    both = np.concatenate(pairs)
    both = np.concatenate([both, both[:, ::-1]])
    both = np.unique(both[~is_stale[both[:, 0]]], axis=0)
    if not len(both):
        return
    products = np.einsum("id,id->i", numbers[both[:, 0]], numbers[both[:, 1]])
    numbered = ranked(products, both[:, 1])
    order = np.lexsort((-numbered, both[:, 0]))
    mine, starts, counts = np.unique(both[order, 0], return_index=True, return_counts=True)
    nth = np.arange(len(order)) - np.repeat(starts, counts)
    more = np.full((len(mine), NEIGHBOURS), NONE, dtype=np.int64)
    first = nth < NEIGHBOURS
    more[np.repeat(np.arange(len(mine)), counts)[first], nth[first]] = numbered[order][first]
    held = Nearest(found.rows[mine], found.products[mine])
    put_lists(found, mine, best_of(np.hstack([ranked_lists(held), more])))
