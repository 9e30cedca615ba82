"""Killed anywhere: refreshes that get SIGKILL at random points, are started again, and end like one that was left alone.

Two nights over the sample corpus and generated pages on loopback: on the first all is new, on the second pages were edited,
added and taken away. Chains of kills, each ended by a run that is left alone, are compared with two undisturbed nights:
every record, every capture, the search index and the briefing. Points are drawn by seed over all stages and printed.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from endurance_child import STAGES
from endurance_forks import Forks, Point
from endurance_site import FEED, Site, paragraph, serving
from endurance_state import check_database, check_equal, files_of, make_workspace, rows_of
from processes import have_ended

pytestmark = pytest.mark.endurance

SEED = int(os.environ.get("SYNTOPIC_SEED", "20261125"))
KILLS = int(os.environ.get("SYNTOPIC_KILLS", "0"))  # 0: sixty, or 240 in the long form
KILLS_A_NIGHT = 7  # in one chain, which is then left alone and compared
SOON_US = 20_000  # a kill from outside comes at most so long after its event
PAGES, ARTICLES = 6, 2


def first_night(site: Site) -> None:
    dice = random.Random(f"{SEED} first")
    site.hold_samples()
    for i in range(PAGES + ARTICLES):
        path = f"/page-{i}" if i < PAGES else f"/article-{i - PAGES}"
        site.write(path, [paragraph(dice) for _ in range(3)])
    _leave_unlisted(site)


def second_night(site: Site) -> None:
    dice = random.Random(f"{SEED} second")
    for path in ("/page-1", "/article-0"):
        site.write(path, [site.written[path][0], paragraph(dice), site.written[path][2]])
    site.take_away("/page-2")
    for i in range(2):
        site.write(f"/late-{i}", [paragraph(dice) for _ in range(2)])
    _leave_unlisted(site)


def _leave_unlisted(site: Site) -> None:
    for i in range(ARTICLES):
        site.listed.pop(f"/article-{i}", None)


NIGHTS = (first_night, second_night)


@dataclass(frozen=True)
class Whole:
    """What undisturbed nights led to: the state after each, and the events of each by stage."""

    site: Site
    states: tuple[dict[str, list[str]], ...]
    events: tuple[dict[str, int], ...]
    took_s: float


def state_of(root: Path) -> dict[str, list[str]]:
    check_database(root)
    return {**rows_of(root), **files_of(root), "briefing": briefing_of(root)}


def briefing_of(root: Path) -> list[str]:
    """The lines of the newest briefing, without the times of day."""
    text = (root / "data" / "briefings" / "latest" / "briefing.md").read_text(encoding="utf-8")
    return re.sub(r"\d\d:\d\d UTC", "the time", text).splitlines()


def new_workspace(root: Path, site: Site, *, settings: str = "") -> Path:
    articles = {site.url(f"/article-{i}"): "article" for i in range(ARTICLES)}
    return make_workspace(root, {site.url(FEED): "feed", **articles}, settings=settings)


@pytest.fixture(scope="module")
def whole(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    with serving() as site:
        root = new_workspace(tmp_path_factory.mktemp("whole") / "workspace", site)
        states, events = [], []
        began = time.monotonic()
        for night in NIGHTS:
            night(site)
            ended = forks.run(root, "refresh", "--json")
            assert ended.status == 0, ended.err
            states.append(state_of(root))
            events.append(ended.events)
        yield Whole(site, tuple(states), tuple(events), time.monotonic() - began)


def is_night_over(root: Path) -> bool:
    """Whether the last run had delivered its briefing and entered its end before it was killed."""
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite")) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            return False
        return bool(connection.execute("SELECT status FROM runs ORDER BY nth DESC LIMIT 1").fetchone() == ("done",))


def draw(dice: random.Random, events: dict[str, int], n: int) -> list[Point]:
    """Random points of a run, all stages alike, in the order of the stages; half of the kills come from outside."""
    stages = [stage for stage in STAGES if events[stage]]
    drawn = [(s := dice.choice(stages), dice.randint(1, events[s]), dice.random() < 0.5) for _ in range(n)]
    drawn.sort(key=lambda d: STAGES.index(d[0]) if d[0] != "parse" else STAGES.index("sources"))
    return [
        Point(stage, nth, *(("kill soon", dice.randrange(SOON_US)) if is_soon else ("kill", 0)))
        for stage, nth, is_soon in drawn
    ]


def test_a_refresh_killed_anywhere_and_run_again_equals_one_that_was_left_alone(
    forks: Forks, whole: Whole, room: Path, is_long: bool
) -> None:
    wanted = KILLS or (240 if is_long else 60)
    dice = random.Random(SEED)
    killed: Counter[str] = Counter()
    chains, began = 0, time.monotonic()
    while killed.total() < wanted:
        whole.site.clear()
        root = new_workspace(room / f"chain-{chains}", whole.site)
        for night, state, events in zip(NIGHTS, whole.states, whole.events, strict=True):
            night(whole.site)
            for point in (*draw(dice, events, KILLS_A_NIGHT), None):
                ended = forks.run(root, "refresh", "--json", at=point)
                was_killed = ended.status is None
                print(
                    f"chain {chains}, {night.__name__}: {point or 'left alone'}: {ended.reached if was_killed else 'ended'}"
                )
                assert was_killed or ended.status == 0, ended.err
                killed.update([ended.reached] if was_killed else [])
                if not was_killed or (STAGES.index(ended.reached) >= STAGES.index("tell") and is_night_over(root)):
                    break  # what it had to say was said: another run would rightly find nothing new
            check_equal(state, state_of(root), about=f"chain {chains}, {night.__name__}")
        chains += 1
    print(
        f"seed {SEED}: {killed.total()} kills in {chains} chains of two nights, {time.monotonic() - began:.0f} s "
        f"(two undisturbed nights: {whole.took_s:.0f} s); by stage {dict(sorted(killed.items()))}"
    )
    assert wanted < 60 or set(killed) == {stage for stage in STAGES if whole.events[0][stage]}


def test_the_command_itself_killed_at_any_time_goes_on_where_it_was(whole: Whole, room: Path) -> None:
    """Real processes with two workers, killed by the clock; no worker outlives its run."""
    whole.site.clear()
    first_night(whole.site)
    root = new_workspace(room / "clock", whole.site, settings="[run]\nworkers = 2\n")
    dice = random.Random(f"{SEED} clock")
    program = [sys.executable, "-m", "syntopic", "--workspace", str(root), "refresh"]
    killed, is_over = 0, False
    for wait_s in (*sorted(dice.uniform(1.0, 15.0) for _ in range(5)), None):
        with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as run:
            try:
                assert run.wait(timeout=wait_s) == 0
                is_over = True
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
                run.wait()
                killed += 1
                is_over = (root / "data" / "corpus.sqlite").exists() and is_night_over(root)
            assert have_ended(run.pid, within_s=20), "processes of the killed run went on without it"
        print(f"{'ended' if is_over else 'killed'} within {wait_s} s")
        if is_over:
            break
    assert killed >= 2
    check_equal(whole.states[0], state_of(root), about="killed by the clock")
