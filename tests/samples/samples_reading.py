"""Reading the sample corpus and its gold for the tests beside this file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from corpus.records import Document, Segment
from corpus.samples import gold_file, sample_files
from corpus.text import squash
from ingest import FileItem, discover_files, parse_capture, read_file

Row = dict[str, Any]


@cache
def read_samples() -> dict[str, tuple[Document, tuple[Segment, ...]]]:
    """Every document of the sample corpus with its segments, by file name."""
    read: dict[str, tuple[Document, tuple[Segment, ...]]] = {}
    with as_file(sample_files()[0]) as first:
        folder = first.parent
    for item in discover_files([folder]):
        assert isinstance(item, FileItem), item
        read[item.path.name] = parse_capture(read_file(item, fetched_at=datetime(2026, 8, 1, tzinfo=UTC)))
    return read


def squashed_texts() -> dict[str, str]:
    """The text of each sample document with white space collapsed."""
    return {name: squash(document.text) for name, (document, _) in read_samples().items()}


def file_text(name: str) -> str:
    """The file as text, line ends kept."""
    with as_file(next(f for f in sample_files() if f.name == name)) as path:
        return Path(path).read_bytes().decode("utf-8")


@cache
def gold_rows(name: str) -> list[Row]:
    """The rows of a JSON-lines file of the gold."""
    return [json.loads(line) for line in gold_file(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def gold_table(name: str) -> dict[str, Any]:
    """The object in a JSON file of the gold."""
    table: dict[str, Any] = json.loads(gold_file(f"{name}.json").read_text(encoding="utf-8"))
    return table
