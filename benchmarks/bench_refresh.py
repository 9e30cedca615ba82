"""What a night costs beside the first one: nothing new, and one page in a hundred edited.

    python -m benchmarks.bench_refresh [--pages 2000] [--light] [--no-equal] [--keep DIR] [--deliver] [--profile FILE]

Each refresh is a process of its own, as a timer starts it. Prints the seconds of the first refresh, of a second one that
finds nothing new (beside the time that it waited for conditional requests), and of one after 1 % of the pages was edited,
with the stages of each; then whether the store equals one that is built from nothing. What may differ there is how a measure
is called: it keeps its id and its label from night to night.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.refresh_pages import FEED, Essays, publishing
from corpus.plain import to_plain
from corpus.records import Passage
from syntopic.settings import FILE_NAME
from syntopic.workspace import find_workspace

_SETTINGS = 'topics = ["night.toml"]\n[ingest]\nallow_private_addresses = true\ndelay_s = 0\n'
_LIGHT = '[extract]\nenglish = "rules"\njudge = "prototypes"\n[index]\nencoder = "hashed-words"\n'
_PACK = """name = "night"
title = "Laboratories"
[[proposition]]
key = "slow"
text = "Frontier AI development should be slowed."
negation = "Frontier AI development should go on at full speed."
[[source]]
kind = "feed"
url = "{url}"
why = "a benchmark"
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """One refresh: its seconds, those of the processor (which others hardly disturb), and what it says of itself."""

    seconds: float
    cpu: float
    row: dict[str, Any]

    def line(self, name: str) -> str:
        """One line of the table."""
        stages = "  ".join(f"{stage} {spent:.2f}" for stage, spent in self.row["seconds"].items())
        counts = f"parsed {self.row['parse']:>5}  read {self.row['read']:>5}"
        return f"{name:<22}{self.seconds:8.2f} s  processor {self.cpu:8.2f} s   {counts}   {stages}"


def make(root: Path, essays: Essays, *, is_light: bool) -> Path:
    """A workspace that reads the essays."""
    root.mkdir(parents=True)
    (root / FILE_NAME).write_text(_SETTINGS + (_LIGHT if is_light else ""), encoding="utf-8")
    (root / "night.toml").write_text(_PACK.format(url=essays.base + FEED), encoding="utf-8")
    return root


def refresh(root: Path, *, delivers: bool, profile: str | None = None) -> Timed:
    """Run one refresh to its end."""
    is_light = "hashed-words" in (root / FILE_NAME).read_text(encoding="utf-8")
    how = ["-m", "cProfile", "-o", profile] if profile else []
    module = "benchmarks.cheap_syntopic" if is_light else "syntopic"
    command = [
        sys.executable,
        *how,
        "-m",
        module,
        "-w",
        str(root),
        "refresh",
        "--json",
        *(() if delivers else ("--no-deliver",)),
    ]
    began, cpu = time.monotonic(), _cpu_of_children()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"})
    spent = time.monotonic() - began
    if done.returncode:
        raise SystemExit(f"refresh ended with status {done.returncode}: {done.stderr[-2000:]}")
    return Timed(spent, _cpu_of_children() - cpu, json.loads(done.stdout.splitlines()[-1]))


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def state_of(root: Path) -> dict[str, list[str]]:
    """All that the store holds of the documents and their comparison, as sorted lines; measures by their members."""
    store = find_workspace(root).open_store()
    try:
        snapshot, passages = store.snapshot(), store.all(Passage)
    finally:
        store.close()
    held = to_plain(snapshot)
    comparison = held.pop("comparison")
    tables: dict[str, list[Any]] = {**held, **comparison, "passages": to_plain(passages)}
    members = {m["id"]: m["claims"][0] for m in comparison["measures"]}
    for measure in tables["measures"]:
        measure["id"], measure["label"] = members[measure["id"]], None
    for name in ("relations", "mutations", "inconsistencies", "forecasts", "questions", "cruxes"):
        for record in tables[name]:
            if record.get("measure"):
                record["measure"] = members[record["measure"]]
            if name in ("inconsistencies", "cruxes", "mutations"):
                record["id"] = record["made_from"] = None
    return {name: sorted(json.dumps(r, sort_keys=True) for r in rows) for name, rows in tables.items() if name != "failures"}


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """By table: how many records are in only one of two states, and how many there are."""
    return {name: (len(set(one[name]) ^ set(other[name])), len(other[name])) for name in one}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument(
        "--light", action="store_true", help="sentence ends by rule, no judge, a cheap encoder: the stages alone"
    )
    parser.add_argument("--no-equal", action="store_true", help="leave the rebuild from nothing out")
    parser.add_argument("--deliver", action="store_true", help="write the briefings too")
    parser.add_argument("--keep", type=Path, help="a folder to leave the workspaces in")
    parser.add_argument("--profile", help="profile the third refresh to this file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, publishing(asked.pages) as essays:
        folder = asked.keep or Path(made)
        root = make(folder / "night", essays, is_light=asked.light)
        first = refresh(root, delivers=asked.deliver)
        print(first.line("first"), flush=True)
        second = refresh(root, delivers=asked.deliver)
        beside = second.seconds - second.row["seconds"].get("fetch", 0.0)
        print(second.line("nothing new"), flush=True)
        edited = max(1, asked.pages // 100)
        essays.edit(*list(range(0, asked.pages, asked.pages // edited))[:edited])
        third = refresh(root, delivers=asked.deliver, profile=asked.profile)
        print(third.line(f"{edited} of {asked.pages} edited"), flush=True)
        ratios = beside / first.seconds, second.cpu / first.cpu
        print(f"nothing new / first: {ratios[0]:.4f}, of processor seconds {ratios[1]:.4f} (at most 0.05)")
        ratios = third.seconds / first.seconds, third.cpu / first.cpu
        print(f"one per cent / first: {ratios[0]:.4f}, of processor seconds {ratios[1]:.4f} (at most 0.04)", flush=True)
        if asked.no_equal:
            return
        anew = make(folder / "anew", essays, is_light=asked.light)
        print(refresh(anew, delivers=asked.deliver).line("from nothing"), flush=True)
        apart = {name: n for name, n in differing(state_of(root), state_of(anew)).items() if n[0]}
        print("equal to a store built from nothing" if not apart else f"differs: {apart}")


if __name__ == "__main__":
    main()
