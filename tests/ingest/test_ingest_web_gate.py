"""The gate of the article reader: its figures on other people's pages, beside trafilatura's in the same run."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

F1_FLOOR = 0.974


def test_articles_are_told_from_their_pages_as_well_as_before(shared_dir: Path) -> None:
    bench = pytest.importorskip("benchmarks.bench_web", reason="only the wheel is installed")
    if not (shared_dir / "benchmarks" / "web_extraction").is_dir():
        pytest.skip("the pages of web_extraction are not at hand")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    rows = bench.measure(shared_dir)
    ours, alone = (bench.averages([row[at] for row in rows])[2] for at in (1, 2))
    assert ours >= F1_FLOOR
    assert ours >= alone
