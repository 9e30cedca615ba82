"""The comparison in a workspace: corrections, and documents that come later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import index
from corpus.records import Comparison, Document
from syntopic import pipeline
from syntopic.progress import Progress
from syntopic.workspace import Workspace, init_workspace

FIRST = "Halden Labs says its agents wrote 62% of the code it merged in May 2026. The lab has 40 reviewers.\n"
SECOND = "Agents wrote 62% of the code that Halden Labs merged in May 2026, the lab said.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init_workspace(tmp_path / "work", topic="rsi")
    (made.root / "first.txt").write_text(FIRST, encoding="utf-8")
    (made.root / "second.txt").write_text(SECOND, encoding="utf-8")
    return made


def add(workspace: Workspace, name: str) -> Comparison:
    source = pipeline.Source("file", paths=(workspace.root / name,))
    pipeline.add(workspace, source, progress=Progress(quiet=True))
    store = workspace.open_store()
    try:
        return store.comparison()
    finally:
        store.close()


def test_a_document_that_comes_later_joins_the_measure_it_touches(workspace: Workspace) -> None:
    before = add(workspace, "first.txt")
    after = add(workspace, "second.txt")
    grown = {m.id: m for m in after.measures}
    assert {m.id for m in before.measures} <= set(grown)
    assert sorted(len(m.claims) - len(grown[m.id].claims) for m in before.measures) == [-1, 0]
    assert [m for m in before.measures if grown[m.id].claims == m.claims] == [
        m for m in after.measures if m in before.measures
    ]


def test_a_document_that_changed_is_all_that_is_compared_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(workspace, "first.txt")
    add(workspace, "second.txt")
    asked: list[dict[str, Any]] = []
    compare = index.renew_comparison

    def spied(*given: Any, **named: Any) -> Any:
        asked.append(named)
        return compare(*given, **named)

    monkeypatch.setattr(index, "renew_comparison", spied)
    (workspace.root / "second.txt").write_text(SECOND.replace("62%", "61%"), encoding="utf-8")
    add(workspace, "second.txt")
    store = workspace.open_store()
    try:
        (second,) = (d.id for d in store.all(Document) if d.location.endswith("second.txt"))
    finally:
        store.close()
    assert [named["changed"] for named in asked] == [{second}]


def test_a_correction_holds_from_the_next_run_on_and_a_useless_one_is_told(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = add(workspace, "first.txt")
    ids = sorted(m.id for m in before.measures)
    text = f'[[merge]]\nmeasures = ["{ids[0]}", "{ids[1]}"]\nlabel = "All of it"\n'
    text += '[[pin]]\nmeasure = "measure-x"\nclaims = ["claim-x"]\n'
    (workspace.root / "corrections.toml").write_text(text, encoding="utf-8")
    after = add(workspace, "first.txt")
    assert [(m.id, m.label) for m in after.measures] == [(ids[0], "All of it")]
    told = capsys.readouterr().err
    assert "corrections.toml names claim-x, which is not in the corpus" in told
    assert add(workspace, "first.txt") == after


def test_corrections_that_contradict_each_other_stop_the_run_with_one_line(syntopic, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    text = '[[split]]\nclaims = ["c"]\n[[pin]]\nmeasure = "m"\nclaims = ["c"]\n'
    (workspace.root / "corrections.toml").write_text(text, encoding="utf-8")
    done = syntopic("add", workspace.root / "first.txt", workspace=workspace.root)
    assert done.status == 2
    assert "corrections.toml: c is placed twice" in done.err
