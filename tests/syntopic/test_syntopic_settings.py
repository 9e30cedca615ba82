"""Settings and workspaces: defaults, errors that name the key, finding upwards, one writer at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import ConfigError, WorkspaceHeld
from syntopic.settings import Settings, load_settings
from syntopic.workspace import find_workspace, init_workspace

NOW = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)


def write(folder: Path, text: str) -> Path:
    path = folder / "syntopic.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('topcs = ["rsi"]', "unknown setting 'topcs'; did you mean 'topics'?"),
        ("[run]\nworker = 2", "unknown setting 'run.worker'; did you mean 'run.workers'?"),
        ("[run]\nworkers = 0", "run.workers: Input should be greater than or equal to 1"),
        ('[run]\nworkers = "two"', "run.workers: Input should be a valid integer"),
        ("topics = []", "topics: "),
        ("topics = [", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, text))
    assert said in caught.value.message
    assert str(tmp_path) in caught.value.message


def test_a_new_workspace_has_settings_that_load_and_equal_the_defaults(tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "new", topic="rsi")
    assert workspace.settings == Settings()
    assert [t.name for t in workspace.topics()] == ["rsi"]
    with pytest.raises(ConfigError, match="is a workspace already"):
        init_workspace(tmp_path / "new", topic="rsi")


def test_a_topic_file_is_copied_in(tmp_path: Path) -> None:
    pack = tmp_path / "tea.toml"
    pack.write_text('name = "tea"\ntitle = "Tea"\n[[proposition]]\nkey = "good"\ntext = "Tea is good."\n', encoding="utf-8")
    workspace = init_workspace(tmp_path / "new", topic=str(pack))
    pack.unlink()
    assert [t.name for t in workspace.topics()] == ["tea"]


def test_a_workspace_is_found_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_workspace(tmp_path, topic="rsi")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_workspace().root == tmp_path


def test_without_a_workspace_the_way_to_make_one_is_said(syntopic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Some words that make a sentence.", encoding="utf-8")
    for arguments in (["add", "a.txt"], ["claims"], ["search", "words"], ["status"], ["brief"]):
        answer = syntopic(*arguments)
        assert answer.status == 2
        assert "syntopic init" in answer.err
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_workspace_without_documents_says_how_to_begin(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    init_workspace(tmp_path, topic="rsi")
    answer = syntopic("claims", workspace=tmp_path)
    assert (answer.status, "syntopic add" in answer.err) == (2, True)
    assert syntopic("status", workspace=tmp_path).status == 0


def test_a_store_that_cannot_be_made_is_named_with_its_setting(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    init_workspace(tmp_path, topic="rsi")
    write(tmp_path, '[corpus]\nroot = "occupied"\n')
    (tmp_path / "occupied").write_text("a file", encoding="utf-8")
    answer = syntopic("add", tmp_path / "occupied", workspace=tmp_path)
    assert (answer.status, "corpus.root" in answer.err, "Traceback" in answer.err) == (2, True, False)


def test_a_second_writer_is_told_who_holds_the_workspace(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    workspace = init_workspace(tmp_path, topic="rsi")
    with workspace.hold("refresh", NOW):
        with pytest.raises(WorkspaceHeld, match="syntopic refresh, process"):
            workspace.hold("add", NOW).__enter__()
        answer = syntopic("add", tmp_path / "syntopic.toml", workspace=tmp_path)
        assert answer.status == 4
        assert "is held by another run" in answer.err
    with workspace.hold("add", NOW):
        pass
