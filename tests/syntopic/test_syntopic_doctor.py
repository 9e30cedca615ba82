"""What a workspace may suffer: each is said in one line with its remedy, and nothing is overwritten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.store import Store
from syntopic.settings import FILE_NAME

HALDEN = "Halden Labs says that its agents wrote 62% of the code that it merged in May 2026.\n"


@pytest.fixture
def workspace(tmp_path: Path, syntopic) -> Path:  # type: ignore[no-untyped-def]
    root, page = tmp_path / "work", tmp_path / "halden.txt"
    root.mkdir()
    (root / FILE_NAME).write_text('[extract]\nenglish = "rules"\n', encoding="utf-8")
    page.write_text(HALDEN, encoding="utf-8")
    assert syntopic("add", page, workspace=root).status == 0
    return root


def damage(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))


def newest(folder: Path, name: str) -> Path:
    return next(folder.rglob(name))


def test_a_healthy_workspace_is_fine_in_everything(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    done = syntopic("doctor", "--json", workspace=workspace)
    assert done.status == 0
    assert {row["health"] for row in done.rows} == {"fine"}
    assert {row["check"] for row in done.rows} >= {"database", "captures", "search index", "models", "runs", "disk"}


def test_a_damaged_capture_is_named_with_its_remedy(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    damage(next(p for p in (workspace / "data" / "blobs").rglob("*") if p.is_file()), 3)
    done = syntopic("doctor", workspace=workspace)
    assert done.status == 1
    assert "halden.txt" in done.out
    assert "add its source again" in done.out


@pytest.mark.parametrize("name", ["vectors.npy", "ids.npy", "manifest.json"])
def test_a_damaged_index_is_named_and_the_next_run_makes_it_again_with_a_note(syntopic, workspace: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    before = syntopic("search", "code merged", "--claims", "--json", workspace=workspace).out
    file = newest(workspace / "data" / "index" / "claim", name)
    damage(file, file.stat().st_size - 1)
    told = syntopic("doctor", workspace=workspace)
    assert (told.status, "damaged: that of claims" in told.out) == (0, True)
    night = syntopic("refresh", "--no-deliver", workspace=workspace)
    assert "the search index of claims is damaged: it is made again" in night.err
    assert syntopic("search", "code merged", "--claims", "--json", workspace=workspace).out == before
    assert "damaged" not in syntopic("doctor", workspace=workspace).out


def test_a_damaged_database_is_refused_and_left_as_it_is(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    path = workspace / "data" / "corpus.sqlite"
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])
    was = path.read_bytes()
    for command in ("refresh", "status", "doctor"):
        done = syntopic(command, workspace=workspace)
        assert done.status in (1, 2)
        assert "backup" in done.out + done.err
        assert "Traceback" not in done.err
    assert path.read_bytes() == was


def test_a_workspace_of_a_newer_version_names_both_versions_and_the_remedy(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    with closing(sqlite3.connect(workspace / "data" / "corpus.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    refused = syntopic("refresh", workspace=workspace)
    assert refused.status == 2
    assert "schema 9999, this one knows 00" in refused.err
    assert "pip install --upgrade syntopic" in refused.err


def test_a_setting_that_is_not_known_is_named_with_the_nearest_one(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    settings = workspace / FILE_NAME
    settings.write_text(settings.read_text(encoding="utf-8") + "[refresh]\nrechek = 3\n", encoding="utf-8")
    refused = syntopic("refresh", workspace=workspace)
    assert refused.status == 2
    assert "unknown setting 'refresh.rechek'; did you mean 'refresh.recheck'?" in refused.err


def test_a_run_that_was_cut_short_is_told_and_goes_on_with_the_next(syntopic, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    store = Store(workspace / "data")
    store.ledger.begin("refresh", datetime.now(UTC))
    store.close()
    told = syntopic("doctor", workspace=workspace)
    assert (told.status, "was cut short" in told.out) == (0, True)


@pytest.mark.parametrize(
    ("settings", "check", "words"),
    [
        ('[index]\nencoder = "/nowhere/loom"\n', "models", "/nowhere/loom"),
        ('topics = ["loom.toml"]\n', "topics", "loom.toml"),
    ],
)
def test_what_cannot_be_loaded_is_named_once_and_the_rest_is_looked_at(  # type: ignore[no-untyped-def]
    syntopic, workspace: Path, settings: str, check: str, words: str
) -> None:
    (workspace / FILE_NAME).write_text(settings, encoding="utf-8")
    done = syntopic("doctor", "--json", workspace=workspace)
    assert done.status == 1
    (wrong,) = [row for row in done.rows if row["health"] == "wrong"]
    assert (wrong["check"], words in wrong["words"], bool(wrong["remedy"])) == (check, True, True)
    assert {row["check"] for row in done.rows} >= {"database", "captures", "runs", "disk"}
