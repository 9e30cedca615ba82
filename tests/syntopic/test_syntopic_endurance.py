"""Long campaigns, run by `make endurance`: runs that are killed anywhere and started again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from corpus.plain import to_plain
from corpus.records import Capture, Passage
from syntopic.demo import copy_samples
from syntopic.workspace import find_workspace, init_workspace

KILLS = int(os.environ.get("SYNTOPIC_KILLS", "8"))  # a longer campaign: SYNTOPIC_KILLS=60 make endurance
SEED = 20261120


def start_add(root: Path, sources: Path) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "syntopic", "--workspace", str(root), "add", str(sources)]
    return subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def records(root: Path) -> dict[str, Any]:
    """All that the store holds but the ledger and the times of fetching."""
    store = find_workspace(root).open_store()
    try:
        captures = [{**to_plain(c), "fetched_at": None} for c in store.all(Capture)]
        held = {k: v for k, v in to_plain(store.snapshot()).items() if k != "failures"}
        return {"captures": captures, "passages": to_plain(store.all(Passage)), **held}
    finally:
        store.close()


@pytest.mark.endurance
def test_a_run_killed_anywhere_and_run_again_equals_one_that_was_never_killed(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    copy_samples(sources)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    init_workspace(whole, topic="rsi")
    began = time.monotonic()
    assert start_add(whole, sources).wait(timeout=600) == 0
    took = time.monotonic() - began
    init_workspace(killed, topic="rsi")
    moments = random.Random(SEED)
    for _ in range(KILLS):
        run = start_add(killed, sources)
        try:
            run.wait(timeout=moments.uniform(0.02, 0.5) * took)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.wait()
    assert start_add(killed, sources).wait(timeout=600) == 0
    one, other = records(whole), records(killed)
    assert {k: len(v) for k, v in one.items()} == {k: len(v) for k, v in other.items()}
    assert json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
