"""Finding and reading local files: order, companions, links, limits, errors as items."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_reading import WHEN

from corpus.errors import BadInput, SourceUnavailable, SyntopicError
from ingest import FileItem, discover_files, parse_capture, read_file

PROSE = "The lamp on the point was lit at nine and burned until six."


def found(*paths: Path) -> list[FileItem]:
    items = list(discover_files(paths))
    assert not [i for i in items if isinstance(i, SyntopicError)]
    return [i for i in items if isinstance(i, FileItem)]


def write(path: Path, text: str = PROSE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/c.md", ".hidden.txt", ".git/x.txt", "Über uns – 2026.txt"):
        write(tmp_path / name)
    names = [i.path.relative_to(tmp_path).as_posix() for i in found(tmp_path)]
    assert names == ["a/c.md", "a/z.txt", "b.txt", "Über uns – 2026.txt"]
    assert found(tmp_path)[0].location == (tmp_path / "a/c.md").as_posix()


def test_metadata_beside_subtitles_is_their_companion(tmp_path: Path) -> None:
    write(tmp_path / "talk.info.json", "{}")
    write(tmp_path / "talk.en.vtt")
    write(tmp_path / "talk.srt")
    write(tmp_path / "lone.info.json", "{}")
    items = {i.path.name: [c.name for c in i.companions] for i in found(tmp_path)}
    assert items == {"lone.info.json": [], "talk.en.vtt": ["talk.info.json"], "talk.srt": ["talk.info.json"]}
    assert [c.name for c in found(tmp_path / "talk.en.vtt")[0].companions] == ["talk.info.json"]


def test_metadata_that_is_named_beside_its_subtitles_is_no_item_of_its_own(tmp_path: Path) -> None:
    info, subtitles = write(tmp_path / "talk.info.json", "{}"), write(tmp_path / "talk.en.vtt")
    assert [i.path.name for i in found(info, subtitles)] == ["talk.en.vtt"]
    assert [i.path.name for i in found(info)] == ["talk.info.json"]


def test_a_missing_path_is_one_error_and_the_rest_goes_on(tmp_path: Path) -> None:
    there = write(tmp_path / "there.txt")
    first, second = discover_files([tmp_path / "not there.txt", there])
    assert isinstance(first, SourceUnavailable)
    assert "not there.txt" in str(first)
    assert isinstance(second, FileItem)


def test_links_in_a_circle_end_and_broken_ones_are_told(tmp_path: Path) -> None:
    write(tmp_path / "a/one.txt")
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    assert [i.path.name for i in found(tmp_path)] == ["one.txt"]
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    errors = [i for i in discover_files([tmp_path]) if isinstance(i, SyntopicError)]
    assert len(errors) == 1
    assert "gone.txt" in str(errors[0])


def test_a_capture_is_named_by_its_path_and_its_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "a file.txt")
    one = read_file(found(path)[0], fetched_at=WHEN).capture
    assert one.native_id == path.resolve().as_posix()
    assert one.id == read_file(FileItem(path, "elsewhere"), fetched_at=WHEN).capture.id
    write(path, PROSE + " Then it went out.")
    assert read_file(found(path)[0], fetched_at=WHEN).capture.id != one.id


def test_a_changed_companion_is_another_capture(tmp_path: Path) -> None:
    path = write(tmp_path / "talk.vtt", "WEBVTT\n\n00:00.000 --> 00:03.000\nThe lamp was lit at nine.\n")
    info = write(tmp_path / "talk.info.json", '{"title": "The lamp"}')
    first = read_file(found(path)[0], fetched_at=WHEN)
    write(info, '{"title": "The lamp, again"}')
    second = read_file(found(path)[0], fetched_at=WHEN)
    assert first.capture.blob == second.capture.blob
    assert first.capture.id != second.capture.id
    assert first.capture.headers[0][0] == "x-companion"
    assert parse_capture(second)[0].title == "The lamp, again"


def test_what_is_over_the_limit_is_refused_with_the_setting_to_raise(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(BadInput, match="50 MiB") as caught:
        read_file(found(path)[0], fetched_at=WHEN)
    assert "max_file_mib" in caught.value.remedy
    assert "split" in caught.value.remedy


def test_a_file_that_went_away_is_unavailable(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    item = found(path)[0]
    path.unlink()
    with pytest.raises(SourceUnavailable, match=r"a\.txt"):
        read_file(item, fetched_at=WHEN)
