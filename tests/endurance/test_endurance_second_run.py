"""A second run that finds nothing new: no stage works, and no byte of the store's records changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from endurance_forks import Forks
from endurance_site import FEED, paragraph, serving
from endurance_state import files_of, make_workspace, records_of

from syntopic.demo import copy_samples

pytestmark = pytest.mark.endurance


def test_a_second_run_works_on_nothing_and_changes_no_byte_of_the_records(forks: Forks, room: Path) -> None:
    dice = random.Random("second run")
    copy_samples(room / "samples")
    with serving() as site:
        site.hold_samples()
        for i in range(4):
            site.write(f"/page-{i}", [paragraph(dice) for _ in range(2)])
        root = make_workspace(room / "workspace", {site.url(FEED): "feed", site.url("/page-0"): "article"})
        for command in (("add", str(room / "samples")), ("refresh", "--json")):
            assert forks.run(root, *command).status == 0
        records, files = records_of(root), files_of(root)
        site.asked.clear()
        ended = forks.run(root, "refresh", "--json")
        assert {stage: ended.row[stage] for stage in ("parse", "read", "compare", "embed")} == dict.fromkeys(
            ("parse", "read", "compare", "embed"), 0
        )
        assert ended.row["changes"] == {}
        assert {status for path, status in site.asked if path != "/robots.txt"} == {304}
        assert records_of(root) == records
        assert files_of(root) == files
        assert "no stage did any work" in forks.run(root, "add", str(room / "samples")).out
        assert records_of(root) == records
        assert files_of(root) == files
