"""The shingles of a corpus, and which pairs of documents share: those of all pairs, or those that a night may have changed.

The shingles of all documents are kept from night to night, so that only documents that came or changed are cut into
words again. Invariant: the seeds of a pair of documents are those that a table made from nothing gives; a pair of unchanged
documents is left out only where they cannot have changed: a shingle that few documents hold joins all of them, and whether
it is held by few, or who is among the first that hold it, changes only with a document that holds it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS = 5  # with captions that miss one word in ten, most gaps between misses still hold one
MIN_WORDS = 12  # fewer shared words are a phrase, not a text
MAX_DOCUMENTS = 16  # a shingle that more documents hold joins pairs only as part of MIN_WORDS shared words in a row
MAX_PLACES = 4  # of one shingle in one document

Seed = tuple[int, int, int]  # word in one document, word in the other, length in words
Pair = tuple[str, str]  # ids of documents, the earlier in the order of documents first
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
_Ints = npt.NDArray[np.int64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SECOND, _THIRD = SHINGLE_WORDS, MIN_WORDS - SHINGLE_WORDS  # shingles that with the first one cover MIN_WORDS words


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of documents by their ids: hash and first word of each, by place."""

    of_document: Mapping[str, tuple[Hashes, Places]]

    def arrays(self) -> tuple[list[str], _Ints, Hashes, Places]:
        """The documents sorted by id, how many shingles each has, and all hashes and places in that order."""
        names = sorted(self.of_document)
        held = [self.of_document[name] for name in names]
        counts = np.array([len(hashes) for hashes, _ in held], dtype=np.int64)
        return (
            names,
            counts,
            np.concatenate([np.zeros(0, dtype=np.uint64), *(hashes for hashes, _ in held)]),
            np.concatenate([np.zeros(0, dtype=np.int32), *(places for _, places in held)]),
        )

    @classmethod
    def of_arrays(cls, names: Sequence[str], counts: _Ints, hashes: Hashes, places: Places) -> Shingles:
        """The shingles that `arrays` wrote."""
        ends = np.cumsum(counts).tolist()
        starts = [0, *ends]
        return cls({n: (hashes[s:e], places[s:e]) for n, s, e in zip(names, starts, ends, strict=False)})


def shingles_of(words: Sequence[str], runs: Sequence[tuple[int, int]]) -> tuple[Hashes, Places]:
    """The hash and the first word of every shingle in runs of words; equal words have equal hashes on every machine."""
    codes = np.array([_code(word) for word in words], dtype=np.uint64)
    hashes, places = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int32)]
    for begin, end in runs:
        count = end - begin - SHINGLE_WORDS + 1
        if count <= 0:
            continue
        value = np.zeros(count, dtype=np.uint64)
        for k in range(SHINGLE_WORDS):
            value = (value ^ codes[begin + k : begin + k + count]) * _FACTOR  # wraps
            value ^= value >> np.uint64(29)
        hashes.append(value)
        places.append(np.arange(begin, begin + count, dtype=np.int32))
    return np.concatenate(hashes), np.concatenate(places)


_CODES: dict[str, int] = {}


def _code(word: str) -> int:
    if word not in _CODES:
        _CODES[word] = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
    return _CODES[word]


class ShingleTable:
    """The shingles of all documents, sorted by hash, documents in a given order.

    Args:
        order: the ids of all documents; the earlier ones keep their place among the first that hold a shingle.
    """

    def __init__(self, order: Sequence[str], shingles: Shingles) -> None:
        self.order = tuple(order)
        held = [shingles.of_document[name] for name in order]
        counts = [len(hashes) for hashes, _ in held]
        self._hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *(hashes for hashes, _ in held)])
        self._places = np.concatenate([np.zeros(0, dtype=np.int32), *(places for _, places in held)]).astype(np.int64)
        self._owners = np.repeat(np.arange(len(held), dtype=np.int64), counts)
        self._first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)  # row of each document
        self._sorted = np.argsort(self._hashes, kind="stable")
        hashes, owners = self._hashes[self._sorted], self._owners[self._sorted]
        is_start = np.ones(len(hashes), dtype=bool)
        is_start[1:] = hashes[1:] != hashes[:-1]
        is_other = is_start.copy()
        is_other[1:] |= owners[1:] != owners[:-1]
        self._starts = np.flatnonzero(is_start)
        self._ends = np.append(self._starts[1:], len(hashes))
        self._keys = hashes[self._starts]
        self._holders = np.add.reduceat(is_other.astype(np.int64), self._starts) if len(hashes) else self._starts
        self._group = np.empty(len(hashes), dtype=np.int64)
        self._group[self._sorted] = np.cumsum(is_start) - 1

    def seeds(self, among: Collection[str]) -> dict[Pair, list[Seed]]:
        """The shared shingles of all pairs of documents of which one is among these."""
        number = {name: n for n, name in enumerate(self.order)}
        wanted = np.zeros(len(self.order), dtype=bool)
        wanted[[number[name] for name in among]] = True
        rows = np.flatnonzero(wanted[self._owners])
        groups = np.unique(self._group[rows])
        found: dict[tuple[int, int], list[Seed]] = defaultdict(list)
        is_wanted: list[bool] = wanted.tolist()
        for group in groups[self._holders[groups] > 1].tolist():
            if self._holders[group] > MAX_DOCUMENTS:
                for _, held in self._long(group, is_wanted):
                    _join(held, is_wanted, MIN_WORDS, found)
            else:
                _join(self._held(self._rows(group)), is_wanted, SHINGLE_WORDS, found)
        return {(self.order[i], self.order[j]): seeds for (i, j), seeds in found.items()}

    def moved(self, changed: Collection[str], before: Shingles) -> set[Pair]:
        """Pairs of unchanged documents whose seeds may be others than they were, though neither changed.

        Args:
            changed: the documents that came, changed or went.
            before: the shingles as they were.
        """
        if not before.of_document:
            return set()
        is_changed = np.array([name in changed for name in self.order], dtype=bool)
        gone = [before.of_document[name] for name in sorted(changed) if name in before.of_document]
        old_long, wanted = self._long_keys(gone), is_changed.tolist()
        found: set[Pair] = set()
        for group, key, held_before in self._widely_held(is_changed, gone):
            rows = self._rows(group)
            owners = sorted(set(self._owners[rows].tolist()))
            stayed = [n for n in owners if not is_changed[n]]
            was = len(stayed) + held_before
            if max(was, len(owners)) <= MAX_DOCUMENTS:
                continue
            if min(was, len(owners)) <= MAX_DOCUMENTS:  # held by few before or now, by many else
                found.update((self.order[i], self.order[j]) for x, i in enumerate(stayed) for j in stayed[x + 1 :])
                continue
            for long, held in self._long(group, wanted, also=old_long.get(key, {})):
                there = [n for n, _ in held if not is_changed[n]]
                most = max(len(held) - len(there), old_long.get(key, {}).get(long, 0))
                if len(there) + most > MAX_DOCUMENTS:
                    for x in range(max(0, MAX_DOCUMENTS - most), min(MAX_DOCUMENTS, len(there))):
                        found.update((self.order[there[x]], self.order[j]) for j in there[x + 1 :])
        return found

    def _widely_held(
        self, is_changed: npt.NDArray[np.bool_], gone: Sequence[tuple[Hashes, Places]]
    ) -> Iterator[tuple[int, int, int]]:
        """Groups of shingles that changed documents hold or held and many documents do: group, hash, how many of `gone`."""
        none = np.zeros(0, dtype=np.uint64)
        old, counts = np.unique(np.concatenate([none, *(np.unique(hashes) for hashes, _ in gone)]), return_counts=True)
        asked = np.union1d(self._keys[np.unique(self._group[is_changed[self._owners]])], old)
        held = np.zeros(len(asked), dtype=np.int64)
        held[np.searchsorted(asked, old)] = counts
        at = np.searchsorted(self._keys, asked)
        is_there = at < len(self._keys)
        is_there[is_there] = self._keys[at[is_there]] == asked[is_there]
        at, asked, held = at[is_there], asked[is_there], held[is_there]
        many = self._holders[at] + held > MAX_DOCUMENTS
        yield from zip(at[many].tolist(), asked[many].tolist(), held[many].tolist(), strict=True)

    def _rows(self, group: int) -> _Ints:
        """The rows of a group of equal shingles, by document and place."""
        return self._sorted[self._starts[group] : self._ends[group]]

    def _held(self, rows: _Ints) -> list[tuple[int, list[int]]]:
        """The documents of rows with the first places there."""
        held: dict[int, list[int]] = {}
        for owner, place in zip(self._owners[rows].tolist(), self._places[rows].tolist(), strict=True):
            some = held.setdefault(owner, [])
            if len(some) < MAX_PLACES:
                some.append(place)
        return list(held.items())

    def _long(
        self, group: int, wanted: Sequence[bool], *, also: Collection[tuple[int, int]] = ()
    ) -> Iterator[tuple[tuple[int, int], list[tuple[int, list[int]]]]]:
        """The stretches of MIN_WORDS words that begin with a shingle, held by a wanted document or named in `also`."""
        rows = self._rows(group)
        rows = rows[_is_long(self._owners, self._places, rows)]
        keys = list(zip(self._hashes[rows + _SECOND].tolist(), self._hashes[rows + _THIRD].tolist(), strict=True))
        owners = self._owners[rows].tolist()
        asked = {key for key, owner in zip(keys, owners, strict=True) if wanted[owner]} | set(also)
        of_key: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, key in zip(rows.tolist(), keys, strict=True):
            if key in asked:
                of_key[key].append(row)
        for key in sorted(of_key):
            yield key, self._held(np.array(of_key[key], dtype=np.int64))

    @staticmethod
    def _long_keys(documents: Sequence[tuple[Hashes, Places]]) -> dict[int, dict[tuple[int, int], int]]:
        """By first shingle and long stretch, how many of these documents hold it."""
        found: dict[int, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
        for hashes, places in documents:
            rows = np.arange(len(hashes), dtype=np.int64)
            rows = rows[_is_long(np.zeros(len(hashes), dtype=np.int64), places, rows)]
            parts = (hashes[rows], hashes[rows + _SECOND], hashes[rows + _THIRD])
            for first, second, third in set(zip(*(part.tolist() for part in parts), strict=True)):
                found[first][second, third] += 1
        return found


def _is_long(owners: _Ints, places: Places | _Ints, rows: _Ints) -> npt.NDArray[np.bool_]:
    """Whether MIN_WORDS words of one run begin at each of these rows."""
    last = rows + _THIRD
    inside = last < len(owners)
    last = np.where(inside, last, rows)
    return np.asarray(inside & (owners[last] == owners[rows]) & (places[last] == places[rows] + _THIRD))


def _join(
    held: Sequence[tuple[int, list[int]]], wanted: Sequence[bool], size: int, seeds: dict[tuple[int, int], list[Seed]]
) -> None:
    """Note a shared shingle for each pair of its documents, of which one is among the first `MAX_DOCUMENTS`."""
    for x, (i, mine) in enumerate(held[:MAX_DOCUMENTS]):
        for j, theirs in held[x + 1 :]:
            if wanted[i] or wanted[j]:
                seeds[i, j].extend((p, q, size) for p in mine for q in theirs)
