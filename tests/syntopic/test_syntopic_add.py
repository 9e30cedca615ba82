"""`add`: idempotence, revisions, bad input, interruption, workers, order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus.changes import ChangeKind
from corpus.plain import to_plain
from corpus.records import Capture, Claim, Document, Passage, Segment
from syntopic import pipeline, stages
from syntopic.progress import Progress
from syntopic.running import Outcome
from syntopic.workspace import Workspace, find_workspace, init_workspace

HALDEN = """Halden Labs counts its merges

Halden Labs says its agents wrote 62% of the code it merged in May 2026. A year earlier the figure was 20%.

"We did not expect that," says Ines Okafor, who runs the lab's tooling group.
"""
QUARRY = """Machines at the keyboard

About two thirds of the code that Halden Labs merged in May was written by agents, according to the lab.
Frontier labs ought to slow down until somebody else has checked such numbers.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init_workspace(tmp_path / "work", topic="rsi")
    sources = made.root / "sources"
    sources.mkdir()
    (sources / "halden.txt").write_text(HALDEN, encoding="utf-8")
    (sources / "quarry.txt").write_text(QUARRY, encoding="utf-8")
    return made


def add(workspace: Workspace, *paths: Path) -> Outcome:
    given = paths or (workspace.root / "sources",)
    return pipeline.add(workspace, pipeline.Source("file", paths=given), progress=Progress(quiet=True))


def contents(workspace: Workspace) -> dict[str, Any]:
    """All records but the ledger's, and of captures all but the time of fetching."""
    store = workspace.open_store()
    try:
        captures = [{**to_plain(c), "fetched_at": None} for c in store.all(Capture)]
        snapshot = {k: v for k, v in to_plain(store.snapshot()).items() if k != "failures"}
        return {"captures": captures, **snapshot, "passages": to_plain(store.all(Passage))}
    finally:
        store.close()


def test_a_second_run_does_no_work_and_says_so(syntopic, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    first = syntopic("add", workspace.root / "sources", workspace=workspace.root)
    assert (first.status, first.err) == (0, "")
    assert "taken in 2" in first.out
    before = contents(workspace)
    second = syntopic("add", workspace.root / "sources", workspace=workspace.root)
    assert second.status == 0
    assert "nothing to do: 2 sources unchanged, no stage did any work" in second.out
    assert contents(workspace) == before


def test_a_second_run_loads_no_model(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    add(workspace)
    stages._reader.cache_clear()

    def refuses(*_: object) -> None:
        raise AssertionError("a model was loaded")

    monkeypatch.setattr("index.encoder.load_encoder", refuses)
    monkeypatch.setattr("extract.english.load_english", refuses)
    assert add(workspace).did_nothing


def test_a_changed_file_is_a_new_revision_and_claims_keep_their_ids(workspace: Workspace) -> None:
    add(workspace)
    before = {c["id"]: c["evidence"] for c in contents(workspace)["claims"]}
    path = workspace.root / "sources" / "halden.txt"
    path.write_text(HALDEN.replace("We did not expect that", "Nobody here expected that"), encoding="utf-8")
    outcome = add(workspace)
    assert (outcome.worked["parse"], outcome.done_before["parse"]) == (1, 1)
    after = contents(workspace)
    assert len(after["documents"]) == 2
    assert {c["id"]: c["evidence"] for c in after["claims"]} == before
    assert len(after["captures"]) == 3  # what was fetched is kept


def test_only_what_a_new_topic_changes_is_read_again(workspace: Workspace) -> None:
    add(workspace)
    pack = workspace.root / "tea.toml"
    pack.write_text('name = "tea"\ntitle = "Tea"\n[[proposition]]\nkey = "good"\ntext = "Tea is good."\n', encoding="utf-8")
    (workspace.root / "syntopic.toml").write_text('topics = ["rsi", "tea.toml"]\n', encoding="utf-8")
    outcome = add(find_workspace(workspace.root))
    assert outcome.worked == {"parse": 0, "read": 2, "compare": 1, "embed": 0}


def test_the_number_of_workers_changes_no_record(workspace: Workspace, tmp_path: Path) -> None:
    add(workspace)
    other = init_workspace(tmp_path / "other", topic="rsi")
    (other.root / "syntopic.toml").write_text("[run]\nworkers = 2\n", encoding="utf-8")
    add(find_workspace(other.root), workspace.root / "sources")
    assert contents(other) == contents(workspace)


def test_the_order_of_adding_changes_nothing_but_the_ids_and_labels_that_measures_keep(
    workspace: Workspace, tmp_path: Path
) -> None:
    add(workspace)
    other = init_workspace(tmp_path / "other", topic="rsi")
    for name in ("quarry.txt", "halden.txt"):
        add(other, workspace.root / "sources" / name)
    first, second = contents(workspace), contents(other)
    for corpus in (first, second):
        for record in (*corpus["documents"], *corpus["captures"]):
            record["location"] = Path(record["location"]).name
        for measure in corpus["comparison"]["measures"]:
            del measure["id"], measure["label"]
        corpus["comparison"]["measures"].sort(key=lambda measure: measure["claims"])
        for relation in corpus["comparison"]["relations"]:
            del relation["measure"]
    assert first == second


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "mixed.txt": "Caf\u00e9 owners agree.".encode() + b" \xff\xfe\x00\x81 caf\xe9 \x9d\x8f" * 30,
    "truncated.json": b'{"children": [{"author": "ada", "text": "It was 8x',
    "no words.txt": b"1 2 3 --- *** !!! 44\n\n%%% 7\n",
    "na\u00efve \u4f60\u597d.txt": b"\x00\x01\x02",
}


def test_each_bad_file_gets_one_line_and_the_others_go_on(syntopic, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    sources = workspace.root / "sources"
    for name, data in BAD.items():
        (sources / name).write_bytes(data)
    missing = sources / "not there.txt"
    answer = syntopic("add", sources, missing, workspace=workspace.root)
    assert answer.status == 1
    lines = answer.err.splitlines()
    assert len(lines) == len(BAD) + 1
    for name in (*BAD, missing.name):
        (line,) = [text for text in lines if name in text]
        assert line.startswith("syntopic: ")
        assert line.endswith(")")  # the remedy
    held = contents(workspace)
    assert sorted(Path(d["location"]).name for d in held["documents"]) == ["halden.txt", "quarry.txt"]
    assert len(held["captures"]) == 2
    store = workspace.open_store()
    try:
        assert len(store.ledger.open_failures()) == len(BAD) + 1
        assert sum(1 for p in (workspace.data / "blobs").rglob("*") if p.is_file()) == 2
    finally:
        store.close()


def test_a_file_that_turns_bad_leaves_its_last_good_revision(workspace: Workspace) -> None:
    add(workspace)
    before = contents(workspace)
    (workspace.root / "sources" / "halden.txt").write_bytes(b"")
    outcome = add(workspace)
    assert [Path(f.location).name for f in outcome.failures] == ["halden.txt"]
    assert contents(workspace) == before


def test_allowed_failures_end_with_status_0(syntopic, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    (workspace.root / "syntopic.toml").write_text("[run]\nallowed_failures = 1\n", encoding="utf-8")
    (workspace.root / "sources" / "empty.txt").write_bytes(b"")
    assert syntopic("add", workspace.root / "sources", workspace=workspace.root).status == 0


def test_a_folder_without_files_is_named(syntopic, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    (workspace.root / "bare").mkdir()
    answer = syntopic("add", workspace.root / "bare", workspace=workspace.root)
    assert answer.status == 1
    assert "no files in this folder" in answer.err
    assert "nothing was taken in, 1 failure" in answer.out


@pytest.mark.parametrize("name", ["ids.npy", "vectors.npy", "manifest.json"])
def test_a_damaged_index_is_rebuilt_by_the_next_run(syntopic, workspace: Workspace, name: str) -> None:  # type: ignore[no-untyped-def]
    add(workspace)
    (damaged,) = (workspace.index_folder / "passage").glob(f"generation-*/{name}")
    damaged.write_bytes(b"junk")
    refused = syntopic("search", "merged code", workspace=workspace.root)
    assert refused.status == 1
    assert "syntopic reindex" in refused.err
    assert add(workspace).worked == {"parse": 0, "read": 0, "compare": 0, "embed": 1}
    assert syntopic("search", "merged code", workspace=workspace.root).status == 0


def test_a_failure_is_resolved_when_the_file_is_mended(workspace: Workspace) -> None:
    path = workspace.root / "sources" / "late.txt"
    path.write_bytes(b"")
    add(workspace)
    path.write_text("This file has words in it now, and they make a sentence.", encoding="utf-8")
    add(workspace)
    store = workspace.open_store()
    try:
        assert store.ledger.open_failures() == ()
    finally:
        store.close()


@pytest.mark.parametrize("stage", ["parse", "read"])
def test_an_interrupted_run_keeps_what_was_finished_and_goes_on(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    calls = 0
    work = getattr(stages, stage)

    def stops_at_the_second(item: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return work(item)

    with monkeypatch.context() as patched:
        patched.setattr(stages, stage, stops_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            add(workspace)
    store = workspace.open_store()
    assert len(store.stage_keys(stage)) == 1
    assert store.ledger.last_run()["status"] == "interrupted"  # type: ignore[index]
    store.close()
    outcome = add(workspace)
    assert outcome.worked[stage] == 1
    whole = init_workspace(tmp_path / "whole", topic="rsi")
    shutil.copytree(workspace.root / "sources", whole.root / "sources")
    killed = contents(workspace)
    assert [c["evidence"] for c in killed["claims"]]
    assert len(killed["documents"]) == 2


def test_markup_in_a_source_never_reaches_a_report_unescaped(workspace: Workspace) -> None:
    from syntopic.briefings import render

    trap = '<script>alert("8x")</script><img src=x onerror=alert(1)>'
    (workspace.root / "sources" / "trap.txt").write_text(
        f"A {trap} title\n\nThe lab {trap} says output rose 8x in 2025 and 62% of code is written by agents.\n",
        encoding="utf-8",
    )
    add(workspace)
    for form in ("html", "md"):
        page = render(workspace, form).decode()
        assert "8x" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert render(workspace, "pdf").startswith(b"%PDF")
    assert json.loads(render(workspace, "json"))


def test_every_segment_and_claim_lies_in_its_document(workspace: Workspace) -> None:
    add(workspace)
    store = workspace.open_store()
    try:
        documents = {d.id: d for d in store.all(Document)}
        assert all(s.end <= len(documents[s.document].text) for s in store.all(Segment))
        assert all(documents[c.document].text[c.start : c.end] == c.evidence for c in store.all(Claim))
    finally:
        store.close()


def test_changes_are_told_once_and_against_what_was_told_last(workspace: Workspace) -> None:
    def told() -> list[tuple[ChangeKind, str]]:
        store = workspace.open_store()
        try:
            return [(c.kind, c.after.get("quantity", "")) for c in store.changes.since()]
        finally:
            store.close()

    halden = workspace.root / "sources" / "halden.txt"
    add(workspace, halden)
    first = told()
    assert (ChangeKind.DOCUMENT_NEW, "") in first
    assert (ChangeKind.CLAIM_NEW, "62%") in first
    add(workspace, halden)
    assert told() == first
    halden.write_text(HALDEN.replace("62%", "58%"), encoding="utf-8")
    add(workspace, halden)
    assert [c for c in told() if c[0] is ChangeKind.CLAIM_REVISED and c[1] == "58%"]
    assert [c for c in told() if c[0] is ChangeKind.DOCUMENT_REVISED]
    assert not [c for c in told() if c[0] is ChangeKind.CLAIM_WITHDRAWN and c not in first]
