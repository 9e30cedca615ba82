"""What reading of quantities reached on public data, pinned; floors are only ever raised.

The data lies outside the repository, so the gate is skipped, with the reason, where it is not at hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks are not part of the wheel")

NEWSQUANT_FLOORS = {"value": 0.945, "unit": 0.87, "change": 0.895}
RECOGNIZERS_FLOOR = 0.95
MEASEVAL_FLOOR = 0.84  # mean overlap of quantity spans by the official evaluation
MAX_LEFT_OUT = 55  # rows of the specifications that are not asked


def test_newsquant_is_read_as_well_as_before(shared_dir: Path) -> None:
    from benchmarks import newsquant
    from extract import load_english

    path = shared_dir / "benchmarks" / "quantities_cqe" / "newsquant_dev.jsonl"
    official, _ = newsquant.score(load_english(), path)
    reached = {"value": official.value, "unit": official.unit, "change": official.change}
    assert {k: official.f1(n) for k, n in reached.items() if official.f1(n) < NEWSQUANT_FLOORS[k]} == {}


def test_measeval_is_read_as_well_as_before(shared_dir: Path) -> None:
    from benchmarks import measeval
    from extract import load_english

    figures = measeval.score(load_english(), shared_dir / "benchmarks" / "quantities_measeval" / "trial.jsonl")
    assert figures.overlap >= MEASEVAL_FLOOR


def test_recognizers_are_resolved_as_well_as_before(shared_dir: Path) -> None:
    from benchmarks import recognizers

    right, asked, left_out = recognizers.score(shared_dir / "benchmarks" / "quantities_recognizers_specs" / "dev.jsonl")
    assert sum(left_out.values()) <= MAX_LEFT_OUT
    assert right / asked >= RECOGNIZERS_FLOOR
