"""Removing documents for good, and moving a workspace by an archive."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nightly_site import Site, serving

import index
from corpus.records import Capture, Claim, Document
from corpus.store import Store
from index.comparison import compare
from syntopic.settings import FILE_NAME

HALDEN = "Halden Labs says that its agents wrote 62% of the code that it merged in May 2026.\n"
QUARRY = "Quarry Research timed 40 engineers in June 2026 and found a gain of 1.3x.\n"


@pytest.fixture
def workspace(tmp_path: Path, syntopic) -> Path:  # type: ignore[no-untyped-def]
    root = tmp_path / "work"
    root.mkdir()
    (root / FILE_NAME).write_text('[extract]\nenglish = "rules"\n', encoding="utf-8")
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "halden.txt").write_text(HALDEN, encoding="utf-8")
    (sources / "quarry.txt").write_text(QUARRY, encoding="utf-8")
    assert syntopic("add", sources, workspace=root).status == 0
    return root


def held(workspace: Path) -> tuple[list[str], int, int, int]:
    """Locations, claims, captures and files of bytes."""
    store = Store(workspace / "data")
    try:
        locations = sorted(Path(d.location).name for d in store.all(Document))
        blobs = [p for p in (workspace / "data" / "blobs").rglob("*") if p.is_file()]
        return locations, len(store.all(Claim)), len(store.all(Capture)), len(blobs)
    finally:
        store.close()


def test_a_removed_document_leaves_nothing_behind(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    _, claims, captures, blobs = held(workspace)
    done = syntopic("remove", tmp_path / "sources" / "halden.txt", workspace=workspace)
    assert done.status == 0, done.err
    assert "removed 1 document" in done.out
    locations, fewer_claims, fewer_captures, fewer_blobs = held(workspace)
    assert locations == ["quarry.txt"]
    assert fewer_claims < claims
    assert (fewer_captures, fewer_blobs) == (captures - 1, blobs - 1)
    assert not any("62%" in row["evidence"] for row in syntopic("search", "code merged", "--json", workspace=workspace).rows)
    assert b"62%" not in b"".join(p.read_bytes() for p in (workspace / "data" / "blobs").rglob("*") if p.is_file())
    assert "claim_withdrawn" in {r["kind"] for r in syntopic("changes", "--json", workspace=workspace).rows}


def test_after_a_removal_only_what_it_touched_is_compared_again(  # type: ignore[no-untyped-def]
    syntopic, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(workspace / "data")
    gone = next(d.id for d in store.all(Document) if d.location.endswith("halden.txt"))
    store.close()
    seen: list[object] = []

    def spied(*given: Any, **named: Any) -> Any:
        seen.append(named["changed"])
        return compare.renew_comparison(*given, **named)

    monkeypatch.setattr(index, "renew_comparison", spied, raising=False)
    assert syntopic("remove", tmp_path / "sources" / "halden.txt", workspace=workspace).status == 0
    assert seen == [{gone}]
    store = Store(workspace / "data")
    assert gone not in store.stage_keys("compared")
    store.close()


def test_no_word_of_a_removed_document_stays_anywhere_in_the_data(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    everything = syntopic("changes", "--since", "2020-01-01", "--json", workspace=workspace).out
    assert "62%" in everything
    syntopic("remove", tmp_path / "sources" / "halden.txt", workspace=workspace)
    told = syntopic("changes", "--since", "2020-01-01", workspace=workspace).out
    assert "New claim: of a source that was removed" in told
    assert "Withdrawn claim: of a source that was removed" in told
    assert "Quarry Research" in told
    data = b"".join(p.read_bytes() for p in (workspace / "data").rglob("*") if p.is_file())
    for words in (b"62%", b"Halden", b"halden", b"code that it merged"):
        assert words not in data
    assert syntopic("brief", "--format", "md", "-o", tmp_path / "b.md", workspace=workspace).status == 0
    assert "Halden" not in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_adding_it_on_purpose_brings_it_back_with_its_ids(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = {row["id"] for row in syntopic("claims", "--json", workspace=workspace).rows}
    syntopic("remove", tmp_path / "sources" / "halden.txt", workspace=workspace)
    syntopic("add", tmp_path / "sources", workspace=workspace)
    assert {row["id"] for row in syntopic("claims", "--json", workspace=workspace).rows} == before


def test_a_dry_run_removes_nothing_and_a_folder_names_its_files(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = held(workspace)
    said = syntopic("remove", "--dry-run", tmp_path / "sources", workspace=workspace)
    assert "would remove 2 documents" in said.out
    assert held(workspace) == before


def test_a_name_that_is_not_held_is_said_and_nothing_goes(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    before = held(workspace)
    wrong = syntopic("remove", tmp_path / "sources" / "halden.txt", "nonsense", workspace=workspace)
    assert (wrong.status, "nonsense" in wrong.err) == (2, True)
    assert held(workspace) == before


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.write(
            "/halden", "Halden counts", HALDEN, "It was a busy month for the sixty engineers of the lab, by all accounts."
        )
        yield site


def test_a_refresh_does_not_bring_back_what_was_removed(syntopic, tmp_path: Path, site: Site) -> None:  # type: ignore[no-untyped-def]
    url = site.url("/halden")
    (tmp_path / "night.toml").write_text(
        'name = "night"\ntitle = "A night"\n[[proposition]]\nkey = "slow"\ntext = "AI should be slowed."\n'
        f'[[source]]\nkind = "article"\nurl = "{url}"\nwhy = "a test"\n',
        encoding="utf-8",
    )
    (tmp_path / FILE_NAME).write_text(
        'topics = ["night.toml"]\n[ingest]\nallow_private_addresses = true\ndelay_s = 0\n[extract]\nenglish = "rules"\n',
        encoding="utf-8",
    )
    assert syntopic("refresh", "--no-deliver", workspace=tmp_path).status == 0
    assert held(tmp_path)[1] > 0
    assert syntopic("remove", url, workspace=tmp_path).status == 0
    assert syntopic("refresh", "--no-deliver", workspace=tmp_path).status == 0
    assert held(tmp_path)[0] == []
    assert syntopic("add", url, workspace=tmp_path).status == 0
    assert held(tmp_path)[1] > 0


def test_an_archive_makes_the_same_workspace_elsewhere(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    archive = tmp_path / "backup.tar.gz"
    assert syntopic("export", archive, workspace=workspace).status == 0
    copy = tmp_path / "copy"
    done = syntopic("import", archive, copy)
    assert done.status == 0, done.err
    assert held(copy) == held(workspace)
    assert syntopic("claims", "--json", workspace=copy).out == syntopic("claims", "--json", workspace=workspace).out
    again = syntopic("add", tmp_path / "sources", workspace=copy)
    assert "unchanged" in again.out
    assert syntopic("search", "gain", "--json", workspace=copy).rows


def test_an_import_never_touches_a_workspace(syntopic, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    archive = tmp_path / "backup.tar.gz"
    syntopic("export", archive, workspace=workspace)
    before = held(workspace)
    wrong = syntopic("import", archive, workspace)
    assert (wrong.status, "already" in wrong.err) == (2, True)
    assert held(workspace) == before


def test_a_file_that_is_no_archive_is_refused_and_leaves_nothing(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "text.tar.gz").write_text("not an archive", encoding="utf-8")
    assert syntopic("import", tmp_path / "text.tar.gz", tmp_path / "made").status == 1
    with tarfile.open(tmp_path / "outside.tar.gz", "w:gz") as tar:
        member = tarfile.TarInfo("../outside.txt")
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))
    assert syntopic("import", tmp_path / "outside.tar.gz", tmp_path / "deep" / "made").status == 1
    assert not (tmp_path / "made").exists()
    assert not list(tmp_path.rglob("outside.txt"))
    assert not list(tmp_path.glob(".import-*"))
