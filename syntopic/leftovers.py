"""What runs that were killed leave behind: files and folders written aside that nobody will swap in any more.

Invariant: called by whoever holds the workspace, so nothing that another run is still writing goes; a fetch outside a run
(`syntopic sources --check`) is told by the process in the name of its file. To write something aside in a new place: a
pattern here.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_CAPTURE_ASIDE = re.compile(r"\.[0-9a-f]{62}\.(?P<process>\d+)\.\d+")
_PATTERNS = ("index/.exporting-*", "index/*/.building-*", "briefings/*/.briefing-*")


def clear_leftovers(data: Path) -> int:
    """Delete what killed runs left under the data folder of a workspace.

    Returns:
        How many files and folders there were.
    """
    gone = 0
    for path in (*_captures(data / "blobs"), *(p for pattern in _PATTERNS for p in data.glob(pattern)), *_old_indexes(data)):
        gone += 1
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return gone


def _captures(blobs: Path) -> Iterator[Path]:
    for path in blobs.glob("*/.*"):
        found = _CAPTURE_ASIDE.fullmatch(path.name)
        if found and not _is_running(int(found["process"])):
            yield path


def _old_indexes(data: Path) -> Iterator[Path]:
    """Generations of the search index beside the one that is in use."""
    for folder in (data / "index").glob("*"):
        generations = sorted(folder.glob("generation-*"))
        if len(generations) > 1:
            from index.vector_files import POINTER

            pointer = folder / POINTER
            current = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
            yield from (g for g in generations if g.name != current)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
