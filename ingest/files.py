"""Local files to captures: what to read, what lies beside it, and the limit on size.

Invariant: a missing path, an unreadable folder or a bad file is one typed error for that item; the others go on.
A file that belongs to another (`talk.info.json` beside `talk.en.vtt`) is its companion, not an item of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.errors import BadInput, SourceUnavailable, SyntopicError
from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture
from ingest.source import Fetched

MIB = 2**20
MAX_FILE_BYTES = 20 * MIB  # the longest book is about 3 MiB of text; a saved page with its pictures inside seldom 20
HARD_MAX_BYTES = 64 * MIB  # beyond this no setting helps: parsers hold a few copies in memory
_INFO = ".info.json"
_SUBTITLES = (".vtt", ".srt", ".json3")


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file to read. `location` is its path as the user gave it, joined for what lies in a folder."""

    path: Path
    location: str
    companions: tuple[Path, ...] = ()


def discover_files(paths: Sequence[Path]) -> Iterator[FileItem | SyntopicError]:
    """The files that some paths name, folders walked in order of names; what cannot be found is yielded as its error.

    Hidden files and folders are passed over, and so is a folder that was walked before (links that lead in a circle).
    """
    seen_folders: set[Path] = set()
    for path in paths:
        if _is_companion_of_one_of(path, paths):
            continue
        try:
            if path.is_dir():
                found = _walk(path, seen_folders)
                first = next(found, None)
                if first is None:
                    yield SourceUnavailable(
                        f"{_shown(path)}: no files in this folder",
                        remedy="check the path; hidden files are passed over",
                        location=path.as_posix(),
                        stage="ingest",
                    )
                else:
                    yield first
                    yield from found
            elif path.exists():
                yield FileItem(path, path.as_posix(), _companions(path, _names_in(path.parent)))
            else:
                yield SourceUnavailable(
                    f"{_shown(path)}: no such file", remedy="check the path", location=path.as_posix(), stage="ingest"
                )
        except OSError as error:
            yield _unreadable(path, error)


def read_file(
    item: FileItem,
    *,
    fetched_at: datetime,
    source: str = "file",
    native_id: str | None = None,
    max_bytes: int = MAX_FILE_BYTES,
) -> Fetched:
    """Read a file and its companions.

    Args:
        fetched_at: the moment of reading, aware and UTC.
        native_id: the name that the source has for it; by default its absolute resolved path.
        max_bytes: the largest file read, at most 64 MiB.
    Raises:
        SourceUnavailable: it is gone or may not be read.
        BadInput: it is too large, or not a regular file.
    """
    data = _read_bytes(item.path, min(max_bytes, HARD_MAX_BYTES))
    companions = tuple((_storable(p.name), _read_bytes(p, min(max_bytes, HARD_MAX_BYTES))) for p in sorted(item.companions))
    blob = sha256_hex(data)
    native = _storable(native_id or item.path.resolve().as_posix())
    capture = Capture(
        id=capture_id(source, native, blob),
        source=source,
        native_id=native,
        location=_storable(item.location),
        blob=blob,
        url=None,
        final_url=None,
        fetched_at=fetched_at,
        status=None,
        headers=(),
    )
    return Fetched.of(capture, data, companions)


def _walk(folder: Path, seen: set[Path]) -> Iterator[FileItem | SyntopicError]:
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        names = _names_in(folder)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for name in sorted(names):
        path = folder / name
        if name.startswith(".") or _owner_of(name, names):
            continue
        if path.is_dir():
            yield from _walk(path, seen)
        elif path.is_file():
            yield FileItem(path, path.as_posix(), _companions(path, names))
        elif path.is_symlink():
            yield SourceUnavailable(
                f"{_shown(path)}: a link to nothing",
                remedy="mend or remove the link",
                location=path.as_posix(),
                stage="ingest",
            )


def _is_companion_of_one_of(path: Path, paths: Sequence[Path]) -> bool:
    """Whether a path that a shell's `*` gave belongs to another that it gave too."""
    beside = frozenset(p.name for p in paths if p.parent == path.parent) if path.name.endswith(_INFO) else frozenset()
    return _owner_of(path.name, beside)


def _names_in(folder: Path) -> frozenset[str]:
    return frozenset(os.listdir(folder))


def _owner_of(name: str, names: frozenset[str]) -> bool:
    """Whether a file is the companion of one of the names."""
    if not name.endswith(_INFO):
        return False
    stem = name.removesuffix(_INFO)
    return any(other.startswith(stem + ".") and other.lower().endswith(_SUBTITLES) for other in names)


def _companions(path: Path, names: frozenset[str]) -> tuple[Path, ...]:
    """The metadata file of a subtitle file: `talk.info.json` for `talk.vtt` and `talk.en.vtt`."""
    if not path.name.lower().endswith(_SUBTITLES):
        return ()
    stem = path.name
    while "." in stem:
        stem = stem.rpartition(".")[0]
        if stem + _INFO in names:
            return (path.parent / (stem + _INFO),)
    return ()


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if not path.is_file():
            if path.exists():
                raise BadInput(
                    f"{_shown(path)}: not a regular file",
                    remedy="give a file or a folder",
                    location=path.as_posix(),
                    stage="ingest",
                )
            raise SourceUnavailable(
                f"{_shown(path)}: no such file", remedy="check the path", location=path.as_posix(), stage="ingest"
            )
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > max_bytes:
        size = max(len(data), path.stat().st_size) / MIB
        raise BadInput(
            f"{_shown(path)}: {size:.0f} MiB, over the limit of {max_bytes // MIB} MiB",
            remedy="split it, or raise ingest.max_file_mib (up to 64) in syntopic.toml",
            location=path.as_posix(),
            stage="ingest",
        )
    return data


def _unreadable(path: Path, error: OSError) -> SourceUnavailable:
    return SourceUnavailable(
        f"{_shown(path)}: cannot be read: {error.strerror or error}",
        remedy="check the path and its permissions",
        location=_storable(path.as_posix()),
        stage="ingest",
    )


def _storable(text: str) -> str:
    """A file name as text that can be stored: bytes that are not UTF-8 as \\xNN."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _shown(path: Path) -> str:
    return _storable(path.as_posix())
