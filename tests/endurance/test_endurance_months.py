"""Months: ninety simulated nights over generated pages that are added, edited, removed and broken.

Every night: an unchanged sentence's claim keeps its id. At checkpoints: the store holds what a rebuild from nothing holds,
search answers the same, and no table holds more than the content asks for. At the end: nights without news add nothing.
"""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from endurance_forks import Forks
from endurance_site import FEED, Site, page_of, paragraph, serving
from endurance_state import check_database, check_equal, files_of, make_workspace, rows_of
from loopback import Fault

from index.embedding import text_hash

pytestmark = pytest.mark.endurance

SEED = int(os.environ.get("SYNTOPIC_SEED", "20261127"))
NIGHTS, LONG_NIGHTS = 90, 360
FIRST_PAGES = 12
CHECKPOINTS = 3
QUIET_NIGHTS = 5
CHANCES = {"take_away": 0.2, "add": 0.35, "edit": 0.4, "bring_back": 0.08, "break_something": 0.15}
QUERIES = (
    "code written by agents",
    "cost of compute",
    "time to train a model",
    "slow down frontier AI",
    "taste in research",
)
SETTINGS = '[extract]\nenglish = "rules"\njudge = "prototypes"\n[run]\nallowed_failures = 1000\n'
# what only a store that lived through the nights holds: earlier captures and what was told of changes; and what names them
HISTORY = frozenset({"captures", "answers", "changes", "sources", "failures still open", "stage_keys"})
_MEASURE, _OWN = re.compile(r"measure-[0-9a-f]{16}"), re.compile(r'(, )?\\*"(label|measure_label|vanished)\\*": \\*"[^"]*"')
LIVED = frozenset({"offers", "vanished", "removed"})


@dataclass
class World:
    """The site, what was taken away from it, and what the nights have shown so far."""

    site: Site
    dice: random.Random
    gone: dict[str, list[str]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    made: int = 0

    def add(self) -> None:
        path = f"/note-{self.made}"
        self.made += 1
        self.site.write(path, [paragraph(self.dice) for _ in range(self.dice.randint(1, 2))])

    def edit(self) -> None:
        path = self.dice.choice(sorted(self.site.written))
        paragraphs = self.site.written[path]
        paragraphs[self.dice.randrange(len(paragraphs))] = paragraph(self.dice)
        self.site.write(path, paragraphs)

    def take_away(self) -> None:
        if len(self.site.written) > FIRST_PAGES // 2:
            path = self.dice.choice(sorted(self.site.written))
            self.gone[path] = self.site.written[path]
            self.site.take_away(path)

    def bring_back(self) -> None:
        if self.gone:
            path = self.dice.choice(sorted(self.gone))
            self.site.write(path, self.gone.pop(path))

    def break_something(self) -> None:
        path = self.dice.choice([FEED, *sorted(self.site.written)])
        self.site.faults[path] = self.dice.choice(list(Fault))

    def live_a_day(self) -> None:
        """A day's changes: none on some days, several on others."""
        self.site.faults.clear()
        for act, chance in CHANCES.items():
            if self.dice.random() < chance:
                getattr(self, act)()
                self.done[act] += 1


def check_ids(world: World, root: Path) -> None:
    """The same words at the same place of the same page are the same claim as ever."""
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite")) as connection:
        rows = connection.execute("SELECT id, document, evidence, quantity, start FROM claims ORDER BY document, start, id")
        seen: Counter[str] = Counter()
        for id_, document, evidence, quantity, start in rows:
            number = json.loads(quantity)
            key = f"{document} {evidence} {number['start'] - start}"
            seen[key] += 1
            assert world.ids.setdefault(f"{key} {seen[key]}", id_) == id_, evidence


def rebuilt(world: World, forks: Forks, root: Path) -> Path:
    """A workspace made from nothing, of the site with all that was ever taken away from it."""
    site, listed, pages = world.site, dict(world.site.listed), dict(world.site.pages)
    for path, paragraphs in world.gone.items():
        site.pages[path] = ("text/html; charset=utf-8", page_of(f"Notes of {path.strip('/')}", paragraphs))
        site.listed[path] = 1
    make_workspace(root, {site.url(FEED): "feed"}, settings=SETTINGS, topic="small")
    ended = forks.run(root, "refresh", "--no-deliver", "--json")
    assert ended.status == 0, ended.err
    site.listed, site.pages = listed, pages
    return root


def found(forks: Forks, root: Path) -> list[str]:
    """What search answers, row by row."""
    rows: list[str] = []
    for query in QUERIES:
        ended = forks.run(root, "search", query, "-k", "12", "--json")
        assert ended.status == 0, ended.err
        rows += [f"{query}: {line}" for line in ended.out.splitlines()]
    assert len(rows) > len(QUERIES)
    return rows


def without_names(root: Path, lines: list[str]) -> list[str]:
    """Lines with each measure named by its first claim: it keeps its id and label from night to night, whatever joins it."""
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite")) as connection:
        rows = list(connection.execute("SELECT id, claims, label FROM measures"))
    names = {i: f"measure of {json.loads(claims)[0]}" for i, claims, _ in rows}
    heard = {text_hash(label) for *_, label in rows}  # of a label there is a vector too
    plain = (_OWN.sub("", _MEASURE.sub(lambda m: names.get(m[0], m[0]), line)) for line in lines)
    return sorted(line for line in plain if not any(f'"{h}"' in line for h in heard))


def check_like_rebuilt(forks: Forks, root: Path, new: Path, *, about: str) -> None:
    lived, built = (
        {name: without_names(r, lines) for name, lines in rows_of(r).items() if name not in HISTORY | LIVED}
        for r in (root, new)
    )
    check_equal(built, lived, about=about)
    assert files_of(root)["pointers"] == files_of(new)["pointers"]
    assert without_names(root, found(forks, root)) == without_names(new, found(forks, new))


def bytes_of(root: Path) -> int:
    """What the database and the captures take on the disk, once nothing is left in the write-ahead log."""
    data = root / "data"
    with closing(sqlite3.connect(data / "corpus.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [data / "corpus.sqlite", *(data / "blobs").rglob("*")]
    return sum(p.stat().st_size for p in files if p.is_file())


def content_of(root: Path) -> int:
    """The length of all that was ever captured, and of all that was told of it: what the size has to grow with."""
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite")) as connection:
        (told,) = connection.execute("SELECT total(length(before) + length(after)) FROM changes").fetchone()
        blobs = [row[0] for row in connection.execute("SELECT blob FROM captures")]
    captured: int = sum((root / "data" / "blobs" / b[:2] / b[2:]).stat().st_size for b in blobs)
    return int(told or 0) + captured


def test_ninety_nights_leave_a_store_like_one_built_anew(forks: Forks, room: Path, is_long: bool) -> None:
    nights = int(os.environ.get("SYNTOPIC_NIGHTS", "0")) or (LONG_NIGHTS if is_long else NIGHTS)
    began, ratios = time.monotonic(), []
    with serving() as site:
        world = World(site, random.Random(SEED))
        for _ in range(FIRST_PAGES):
            world.add()
        root = make_workspace(room / "lived", {site.url(FEED): "feed"}, settings=SETTINGS, topic="small")
        for night in range(1, nights + 1):
            if night > 1:
                world.live_a_day()
            is_checkpoint = night % (nights // CHECKPOINTS) == 0
            if is_checkpoint:
                site.faults.clear()
            ended = forks.run(root, "refresh", "--json", *(() if is_checkpoint else ("--no-deliver",)))
            assert ended.status == (1 if FEED in site.faults else 0), ended.err
            check_ids(world, root)
            if is_checkpoint:
                check_database(root)
                new = rebuilt(world, forks, room / f"built-{night}")
                check_like_rebuilt(forks, root, new, about=f"night {night}")
                size = bytes_of(root)
                ratios.append(size / content_of(root))
                print(
                    f"night {night}: {len(site.written)} pages, {len(world.gone)} gone, {len(world.ids)} claims seen; "
                    f"{size / 1e6:.2f} MB, {ratios[-1]:.1f} times the content, a rebuild {bytes_of(new) / 1e6:.2f} MB; "
                    f"{time.monotonic() - began:.0f} s"
                )
        site.faults.clear()
        assert forks.run(root, "refresh", "--no-deliver").status == 0
        size = bytes_of(root)
        for _ in range(QUIET_NIGHTS):
            assert forks.run(root, "refresh", "--no-deliver", "--json").row["changes"] == {}
        added = bytes_of(root) - size
        print(f"seed {SEED}: {nights} nights, {dict(world.done)}; {QUIET_NIGHTS} quiet nights added {added} bytes")
    assert ratios == sorted(ratios, reverse=True) or max(ratios) < 1.15 * ratios[0]
    assert added <= QUIET_NIGHTS * 4096
