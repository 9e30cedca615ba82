"""What the machine and the net may do to a night: a full disk, a quota, a locked database, bodies that break off.

Each time: one clear line and an exit status, nothing that was held is lost, and the next run ends like an undisturbed one.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from endurance_child import STAGES
from endurance_forks import Ended, Forks, Point
from endurance_site import FEED, Site, paragraph, serving
from endurance_state import check_database, check_equal, files_of, make_workspace, rows_of
from loopback import Fault

pytestmark = pytest.mark.endurance

SEED = 20261126
LIGHT = '[extract]\nenglish = "rules"\njudge = "prototypes"\n'


def first_night(site: Site) -> None:
    dice = random.Random(f"{SEED} first")
    for i in range(5):
        site.write(f"/page-{i}", [paragraph(dice) for _ in range(2)])


def second_night(site: Site) -> None:
    dice = random.Random(f"{SEED} second")
    site.write("/page-1", [paragraph(dice), site.written["/page-1"][1]])
    site.write("/page-3", [site.written["/page-3"][0]])
    site.write("/late", [paragraph(dice) for _ in range(2)])


@dataclass(frozen=True)
class Undisturbed:
    """The state after each of two nights, and the events of the second."""

    states: tuple[dict[str, list[str]], dict[str, list[str]]]
    events: dict[str, int]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def undisturbed(forks: Forks, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    root = new_workspace(tmp_path_factory.mktemp("undisturbed") / "workspace", site)
    first_night(site)
    assert forks.run(root, "refresh", "--json").status == 0
    before = state_of(root)
    second_night(site)
    ended = forks.run(root, "refresh", "--json")
    assert ended.status == 0, ended.err
    return Undisturbed((before, state_of(root)), ended.events)


def new_workspace(root: Path, site: Site) -> Path:
    site.clear()
    return make_workspace(root, {site.url(FEED): "feed"}, settings=LIGHT, topic="small")


def state_of(root: Path) -> dict[str, list[str]]:
    check_database(root)
    return {**rows_of(root), **files_of(root)}


def after_first_night(forks: Forks, site: Site, root: Path) -> Path:
    new_workspace(root, site)
    first_night(site)
    assert forks.run(root, "refresh", "--json").status == 0
    return root


def check_said(ended: Ended, *words: str) -> None:
    """A refused run says why in one line, the last one, and is no bug."""
    assert ended.status in (1, 2, 4), (ended.status, ended.err)
    assert "Traceback" not in ended.err
    last = ended.err.strip().splitlines()[-1]
    assert last.startswith("syntopic: "), ended.err
    assert last.endswith(")"), f"a remedy is missing: {last}"
    assert any(word in last for word in words), last


def check_nothing_lost(root: Path, before: dict[str, list[str]]) -> None:
    """Every document that was held is still held, whole or as its new revision, with all its captures."""
    check_database(root)
    now = rows_of(root)
    assert set(before["captures"]) <= set(now["captures"])
    assert len(now["documents"]) >= len(before["documents"])
    assert set(before["blobs"]) <= set(files_of(root)["blobs"])


def points(act: str, events: dict[str, int]) -> list[Point]:
    """Two random points of each stage that changes anything that lasts, and the first event of all."""
    dice = random.Random(f"{SEED} {act}")
    drawn = [Point(stage, dice.randint(1, events[stage]), act) for stage in STAGES for _ in range(2) if events[stage]]
    return [Point("open", 1, act), *drawn]


@pytest.mark.parametrize(("act", "max_bytes"), [("full", 0), ("quota", 0), ("quota", 40_000)])
def test_a_disk_that_fills_up_is_named_and_nothing_is_lost(
    forks: Forks, site: Site, undisturbed: Undisturbed, room: Path, act: str, max_bytes: int
) -> None:
    """ "full": files cannot be opened, and SQLite gets no further page; "quota": real writes fail beyond a size."""
    before, after = undisturbed.states
    root = after_first_night(forks, site, room / "disk")
    second_night(site)
    failed = 0
    for point in points(act, undisturbed.events):
        ended = forks.run(root, "refresh", "--json", at=point, max_bytes=max_bytes)
        print(f"{point}: {ended.status} {ended.err.strip()}")
        if ended.status:
            failed += 1
            check_said(ended, "disk is full", "disk fails", "may not grow")
        check_nothing_lost(root, before)
    ended = forks.run(root, "refresh", "--json")
    assert (ended.status, ended.err) == (0, "")
    check_equal(after, state_of(root), about=f"{act} {max_bytes}")
    assert failed >= 3


def test_a_disk_that_is_full_from_the_first_night_on_leaves_nothing_half(
    forks: Forks, site: Site, undisturbed: Undisturbed, room: Path
) -> None:
    root = new_workspace(room / "new", site)
    first_night(site)
    for point in (Point("open", 1, "full"), Point("open", 9, "quota"), Point("parse", 2, "full"), Point("read", 2, "quota")):
        ended = forks.run(root, "refresh", "--json", at=point)
        print(f"{point}: {ended.status} {ended.err.strip()}")
        if ended.status:
            check_said(ended, "disk is full", "disk fails", "may not grow")
    assert forks.run(root, "refresh", "--json").status == 0
    check_equal(undisturbed.states[0], state_of(root), about="a disk full from the start")


@pytest.mark.parametrize("stage", ["", "sources", "read", "compare", "embed"])
def test_a_database_that_another_process_locks_is_named(
    forks: Forks, site: Site, undisturbed: Undisturbed, room: Path, stage: str
) -> None:
    before, after = undisturbed.states
    root = after_first_night(forks, site, room / "locked")
    second_night(site)
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite", isolation_level=None, timeout=5)) as other:

        def lock() -> None:
            other.execute("BEGIN IMMEDIATE")

        if stage:
            at = Point(stage, 1, "pause")
            ended = forks.run(root, "refresh", "--json", at=at, while_paused=lock, busy_timeout_ms=200)
        else:
            lock()
            ended = forks.run(root, "refresh", "--json", busy_timeout_ms=200)
        other.execute("ROLLBACK")
    print(ended.err.strip())
    check_said(ended, "locked")
    check_nothing_lost(root, before)
    ended = forks.run(root, "refresh", "--json")
    assert (ended.status, ended.err) == (0, "")
    check_equal(after, state_of(root), about=f"locked in {stage or 'the beginning'}")


def test_a_database_that_is_locked_for_a_moment_is_waited_for(
    forks: Forks, site: Site, undisturbed: Undisturbed, room: Path
) -> None:
    root = after_first_night(forks, site, room / "moment")
    second_night(site)
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite", isolation_level=None, check_same_thread=False)) as other:
        import threading

        release = threading.Timer(0.6, lambda: other.execute("ROLLBACK"))

        def lock() -> None:
            other.execute("BEGIN IMMEDIATE")
            release.start()

        ended = forks.run(root, "refresh", "--json", at=Point("read", 1, "pause"), while_paused=lock)
        release.join()
    assert (ended.status, ended.err) == (0, "")
    check_equal(undisturbed.states[1], state_of(root), about="locked for a moment")


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("where", [FEED, "/page-1", "all"])
def test_a_net_that_dies_in_the_middle_of_a_body_is_named_and_made_up_for(
    forks: Forks, site: Site, undisturbed: Undisturbed, room: Path, fault: Fault, where: str
) -> None:
    before, after = undisturbed.states
    root = after_first_night(forks, site, room / "net")
    second_night(site)
    broken = [FEED, *site.pages, "/robots.txt"] if where == "all" else [where]
    site.faults.update(dict.fromkeys(broken, fault))
    ended = forks.run(root, "refresh", "--json")
    print(ended.err.strip())
    assert ended.status == 1
    assert all(line.startswith("syntopic: ") and line.endswith(")") for line in ended.err.strip().splitlines()), ended.err
    assert site.url(FEED if where == "all" else where) in ended.err
    check_nothing_lost(root, before)
    site.faults.clear()
    ended = forks.run(root, "refresh", "--json")
    assert (ended.status, ended.err) == (0, "")
    check_equal(after, state_of(root), about=f"{fault.value} at {where}")
