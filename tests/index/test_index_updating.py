"""A comparison brought up to date, with what the last one kept, equals one that is made from nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from comparison_claims import Maker, WordEncoder, document, snapshot, stance

from corpus.plain import to_plain
from corpus.protocols import Encoder
from corpus.records import Claim, Comparison, Document, Label, Role, Segment, Snapshot, Stance
from index import CachingEncoder, MemoryVectorCache, ShingleOverlap, compare_corpus
from index.comparison.clusters import JOIN_SCORE, BoolArray, cluster, cluster_again, moved_clusters
from index.comparison.memory import Memory
from index.comparison.neighbours import Pairs
from index.comparison.pairs import FloatArray, IntArray, build_table
from index.comparison.rows import FrameBook, RowTable, rows_of

THINGS = [
    ("the {n}% of cranes in the {place} harbour run on electric power", "%"),
    ("in the {place} harbour {n}% of all cranes run on electric power, {lab} says", "%"),
    ("pilots of {place} need {n} hours of training at sea", "hour"),
    ("training a pilot at {place} takes {n} hours", "hour"),
    ("{lab} moved {n} crates across the {place} quay", "count"),
    ("freight prices on the {place} route rose {n}x within a year", "x"),
    ("that was up from {n}% in the year before", "%"),
    ("{lab} expects that by 2030 {n}% of the {place} cranes will run on electric power", "%"),
    ("nobody knows whether {n}% of the cranes in the {place} harbour run on electric power, {lab} says", "%"),
]
PLACES = ("northern", "old", "outer", "eastern")
LABS = ("Norvane", "Tavin", "Ada Marsh", "the port")


class Days:
    """Documents of a few claims each, edited, added and taken away from day to day."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.pages: dict[str, tuple[str, list[Claim], list[Stance]]] = {}
        self.made = 0
        for _ in range(30):
            self.write(f"doc-{self.made:03}")
            self.made += 1

    def write(self, name: str) -> None:
        """Write or edit a document."""
        make, claims = Maker(), []
        for _ in range(self.dice.randint(1, 5)):
            words, unit = self.dice.choice(THINGS)
            n = self.dice.choice((3, 12, 37, 52, 80, 400))
            told = words.format(n="{" + str(n) + "}", place=self.dice.choice(PLACES), lab=self.dice.choice(LABS))
            by = self.dice.choice((*LABS, None, None, None))
            claims.append(make(told, n, unit, doc=name, gap=self.dice.choice((2, 500)), by=by))
        stances = [stance(self.dice.choice(LABS), self.dice.choice((Label.SUPPORT, Label.OPPOSE)), doc=name)]
        self.pages[name] = (str(self.dice.random()), claims, stances)

    def live(self) -> set[str]:
        """A day's changes; the documents that they touch."""
        names = self.dice.sample(sorted(self.pages), 2)
        if self.dice.random() < 0.5:
            del self.pages[names[1]]
        else:
            self.write(names[1])
        self.write(names[0])
        self.write(f"doc-{self.made:03}")
        self.made += 1
        return {*names, f"doc-{self.made - 1:03}"}

    def states(self) -> dict[str, str]:
        return {name: state for name, (state, _, _) in self.pages.items()}

    def document(self, name: str, claims: list[Claim]) -> Document:
        """A document whose claims may link to others, by writers of whom some share a last name."""
        plain, state = document(name, published=f"2026-0{1 + int(name[4:]) % 9}-01"), self.pages[name][0]
        dice = random.Random(state)
        links = [(c.start, c.end, f"https://wharf.example/doc-{dice.randrange(40):03}") for c in claims]
        return replace(
            plain,
            text=text_of(claims),
            url=f"https://wharf.example/{name}",
            authors=(dice.choice(("Ada Marsh", "Otto Marsh", "Marsh", "Tavin", "TAVIN")),) if dice.random() < 0.4 else (),
            links=tuple(link for link in links if dice.random() < 0.3),
        )

    def snapshot(self) -> Snapshot:
        claims = [c for _, held, _ in self.pages.values() for c in held]
        stances = [s for _, _, held in self.pages.values() for s in held]
        homes = [self.document(n, held) for n, (_, held, _) in self.pages.items()]
        self.dice.shuffle(claims)
        given = snapshot(claims, stances, homes)
        rest = ("author", None, None, None, None, None)
        return replace(given, segments=tuple(Segment(f"{d.id}-body", d.id, 0, len(d.text), Role.BODY, *rest) for d in homes))


def text_of(claims: list[Claim]) -> str:
    """A text that holds claims where they stand, each a sentence."""
    text = ""
    for claim in claims:
        text = f"{text}{' ' * (claim.start - len(text))}{claim.evidence}."
    return text


def all_of(given: Snapshot, encoder: Encoder) -> dict[str, list[str]]:
    """What a comparison without memory comes to."""
    return plain_of(compare_corpus(given, encoder, overlap=ShingleOverlap()))


def plain_of(found: Comparison) -> dict[str, list[str]]:
    """All records, each measure by its members: it keeps its id and label from day to day."""
    names = {m.id: " ".join(m.claims) for m in found.measures}
    told: dict[str, Any] = to_plain(found)
    for measure in told["measures"]:
        measure["id"] = measure["label"] = None
    for question in told["questions"]:
        question["measure"] = question["made_from"] = None  # the one whose label is nearest
    for kind in ("relations", "mutations", "inconsistencies", "forecasts", "questions"):
        for record in told[kind]:
            record["measure"] = names.get(record["measure"])
    for crux in told["cruxes"]:
        crux["measure"], crux["id"], crux["reason"], crux["made_from"] = names.get(crux["measure"]), None, None, None
    return {kind: sorted(map(repr, records)) for kind, records in told.items()}


@pytest.mark.parametrize("seed", range(4))
def test_days_of_updates_come_to_what_a_comparison_from_nothing_comes_to(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed == 0:
        monkeypatch.setattr("index.comparison.neighbours.EXACT_MOST", 20)  # larger families: in windows
    if seed == 1:
        monkeypatch.setattr("index.comparison.neighbours.EXACT_MOST", 33)  # families on both sides of the edge in turn
    if seed < 2:  # windows of few rows, brought up to date however many come and go
        monkeypatch.setattr("index.comparison.windows.WINDOW", 8)
        monkeypatch.setattr("index.comparison.windows._MOST_MOVED", 9)
    days, encoder = Days(seed), CachingEncoder(WordEncoder(), MemoryVectorCache())
    memory = Memory("basis", days.states())
    overlap = ShingleOverlap()
    known = compare_corpus(days.snapshot(), encoder, memory=memory, overlap=overlap)
    for _ in range(6):
        changed = days.live()
        given = days.snapshot()
        memory.shingles = overlap.shingles
        memory.save(tmp_path / "memory.npz")
        memory = Memory.open(tmp_path / "memory.npz", "basis", days.states())
        assert memory.kept is not None
        overlap = ShingleOverlap(memory.shingles)
        known = compare_corpus(given, encoder, previous=known, overlap=overlap, changed=changed, memory=memory)
        assert known.overlaps
        assert known.attributions
        assert known.forecasts
        assert known.questions
        assert plain_of(known) == all_of(given, encoder)
        assert plain_of(known) == all_of(replace(given, claims=tuple(reversed(given.claims))), encoder)


def test_a_measure_that_nothing_comes_near_is_the_same_record() -> None:
    days, encoder = Days(7), CachingEncoder(WordEncoder(), MemoryVectorCache())
    memory = Memory("basis", days.states())
    before = compare_corpus(days.snapshot(), encoder, memory=memory)
    more = Maker()("bakers sold {911 USD} of loaves on Sunday", 911, "USD", doc="doc-999")
    days.pages["doc-999"] = ("new", [more], [])
    memory = memory.next("basis", days.states())
    after = compare_corpus(days.snapshot(), encoder, previous=before, changed={"doc-999"}, memory=memory)
    known = {id(m) for m in before.measures} | {id(r) for r in before.relations}
    assert [m.claims for m in after.measures if id(m) not in known] == [(more.id,)]
    assert [r for r in after.relations if id(r) not in known] == []


def test_a_memory_of_other_code_or_of_a_damaged_file_is_empty(tmp_path: Path) -> None:
    days, path = Days(8), tmp_path / "memory.npz"
    memory = Memory("basis", days.states())
    assert Memory.open(path, "basis", {}).kept is None
    compare_corpus(days.snapshot(), CachingEncoder(WordEncoder(), MemoryVectorCache()), memory=memory)
    memory.save(path)
    assert Memory.open(path, "basis", days.states()).is_of(days.states())
    assert not Memory.open(path, "basis", {}).is_of({})
    assert Memory.open(path, "other", days.states()).kept is None
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole[:100] + b"x" * 5000 + whole[5100:]):
        path.write_bytes(damaged)
        assert Memory.open(path, "basis", days.states()).kept is None


@pytest.mark.parametrize("seed", range(3))
def test_pairs_of_rows_score_the_same_in_whatever_portions_they_are_asked(seed: int) -> None:
    days, dice = Days(seed), random.Random(seed)
    claims = days.snapshot().claims
    encoder, frames = WordEncoder(), FrameBook(claims)
    rows = rows_of(claims, frames, Memory("basis", days.states()))
    whole = build_table([frames[c] for c in rows.claims], encoder)
    table = RowTable(rows, frames, encoder, None)
    for size in (1, 3, 2, 40, 1, 200, 5, 2000, 1):
        pairs = np.array([sorted(dice.sample(range(len(rows)), 2)) for _ in range(size)], dtype=np.int64)
        if dice.random() < 0.3:
            table.settle()
        assert table.scores(pairs[:, 0], pairs[:, 1]).tolist() == whole.scores(pairs[:, 0], pairs[:, 1]).tolist()


ROWS = 120


class Likenesses:
    """Rows of which any two have a score of their own: high inside groups, middling between those that are near."""

    def __init__(self, seed: int, rows: list[int]) -> None:
        dice = np.random.default_rng(seed)
        group = np.sort(dice.integers(0, 20, ROWS))
        apart = abs(group[:, None] - group)
        score = dice.normal(np.where(apart == 0, 0.6, np.where(apart == 1, 0.44, 0.1)), 0.15)
        self.all = np.clip(np.round(np.triu(score) + np.triu(score, 1).T, 2), 0, 1)
        self.rows = np.array(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        return np.asarray(self.all[self.rows[rows], self.rows[columns]], dtype=np.float64)

    def edges(self, candidates: set[tuple[int, int]]) -> tuple[Pairs, FloatArray]:
        """Candidates that score high enough to be joined, as row numbers."""
        at = {row: n for n, row in enumerate(self.rows.tolist())}
        pairs = sorted((at[i], at[j]) for i, j in candidates if i in at and j in at)
        numbers = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        found = self.scores(numbers[:, 0], numbers[:, 1])
        return numbers[found >= JOIN_SCORE], found[found >= JOIN_SCORE]


@pytest.mark.parametrize("seed", range(40))
def test_clusters_made_again_around_what_changed_are_those_of_all_rows_made_from_nothing(seed: int) -> None:
    dice = random.Random(seed)
    old = Likenesses(seed, sorted(dice.sample(range(ROWS), 105)))
    candidates = {(i, j) for i in range(ROWS) for j in range(i + 1, ROWS) if dice.random() < 0.5}
    before, strengths = old.edges(candidates)
    grouped = cluster(old, before, strengths)
    clusters = [old.rows[rows].tolist() for rows in grouped.groups]
    joins = {tuple(pair) for pair in old.rows[grouped.joins].tolist()}
    came = dice.sample(sorted(set(range(ROWS)) - set(old.rows)), dice.randint(0, 2))
    went = set(dice.sample(old.rows.tolist(), dice.randint(0, 2)))
    new = Likenesses(seed, sorted({*old.rows.tolist(), *came} - went))
    more = {(i, j) for i, j in (sorted(dice.sample(range(ROWS), 2)) for _ in range(4))}
    now, again = new.edges((candidates | more) - set(dice.sample(sorted(candidates), 4)))
    home = {row: n for n, rows in enumerate(clusters) for row in rows} | {row: ROWS + row for row in came}
    homes = np.array([home[row] for row in new.rows.tolist()])
    moved = moved_clusters(
        homes,
        now,
        before=before,
        home_before=np.array([home[row] for row in old.rows.tolist()]),
        now=np.array([new.rows.tolist().index(row) if row in new.rows else -1 for row in old.rows.tolist()]),
    )
    asked: list[int] = []

    def known(_some: BoolArray, among: BoolArray) -> dict[int, float]:
        asked.append(int(among.sum()))
        return {}

    found = cluster_again(
        new,
        now,
        again,
        home=homes,
        moved=moved,
        joined=np.array([tuple(pair) in joins for pair in new.rows[now].tolist()]),
        known=known,
    )
    told = [sorted(new.rows[rows].tolist()) for rows in found.groups]
    seen = {row for rows in told for row in rows}
    told += [rows for rows in clusters if seen.isdisjoint(rows) and went.isdisjoint(rows)]
    anew = cluster(new, now, again)
    assert sorted(told) == [new.rows[rows].tolist() for rows in anew.groups]
    kept_joins = {pair for pair in joins if seen.isdisjoint(pair) and went.isdisjoint(pair)}
    assert kept_joins | set(map(tuple, new.rows[found.joins].tolist())) == set(map(tuple, new.rows[anew.joins].tolist()))
    assert asked[0] < len(new)
