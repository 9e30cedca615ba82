"""What a workspace holds, as plain rows that two workspaces can be compared by, and the settings that campaigns use."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from syntopic.settings import FILE_NAME

RUN_LEDGER = frozenset({"runs", "source_nights", "failures"})
_DERIVED = ("sqlite_", "words_fts")
# columns that tell when something happened, or in which run; `items` of a source counts what each run found there
_TIMES = frozenset(
    {
        "fetched_at",
        "checked_at",
        "asked_at",
        "verified_at",
        "attempted_at",
        "succeeded_at",
        "at",
        "since",
        "run",
        "items",
        "rowid",
    }
)
_OF_ASKING = frozenset({"checked_at", "asked_at", "attempted_at", "succeeded_at", "items"})


def make_workspace(root: Path, places: Mapping[str, str], *, settings: str = "", topic: str = "rsi") -> Path:
    """A workspace that reads these places (address to kind) of a site on loopback.

    Args:
        settings: further sections of the settings file.
        topic: "rsi" for the propositions of the bundled pack, without its sources, or "small" for one proposition.
    """
    from corpus.topic import load_topic

    root.mkdir(parents=True)
    propositions = (
        [(p.key, p.text, p.negation) for p in load_topic("rsi").propositions]
        if topic == "rsi"
        else [("slow", "Frontier AI development should be slowed.", "Frontier AI development should go on at full speed.")]
    )
    lines = ['name = "night"', 'title = "A night"']
    for key, text, negation in propositions:
        lines += ["[[proposition]]", f"key = {json.dumps(key)}", f"text = {json.dumps(text)}"]
        lines += [f"negation = {json.dumps(negation)}"] if negation else []
    for url, kind in places.items():
        lines += ["[[source]]", f"kind = {json.dumps(kind)}", f"url = {json.dumps(url)}", 'why = "a campaign"']
    (root / "night.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    head = 'topics = ["night.toml"]\n[ingest]\nallow_private_addresses = true\ndelay_s = 0\n[delivery]\nformats = ["md"]\n'
    head += "[refresh]\nrecheck = 1000\n"  # all pages: which few are asked for again depends on how many runs there were
    (root / FILE_NAME).write_text(head + settings, encoding="utf-8")
    return root


def rows_of(root: Path, *, but_for: frozenset[str] = _TIMES) -> dict[str, list[str]]:
    """Every table but the run ledger, each row as a line of JSON, sorted.

    Args:
        but_for: columns to leave out; default: those of times and runs.
    """
    held: dict[str, list[str]] = {}
    with closing(sqlite3.connect(f"file:{root / 'data' / 'corpus.sqlite'}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in sorted(n for n in names if n not in RUN_LEDGER and not n.startswith(_DERIVED)):
            lines = []
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                kept = {k: _plain(v) for k, v in dict(row).items() if k not in but_for}
                lines.append(json.dumps(kept, sort_keys=True, ensure_ascii=False))
            held[name] = sorted(lines)
        held["failures still open"] = sorted(
            f"{r[0]} {r[1]}" for r in connection.execute("SELECT location, error FROM failures WHERE resolved IS NULL")
        )
    return held


def records_of(root: Path) -> dict[str, list[str]]:
    """As `rows_of`, leaving out only what tells that somebody asked again."""
    return rows_of(root, but_for=_OF_ASKING)


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def files_of(root: Path) -> dict[str, list[str]]:
    """The captures by name, and the search index by the generations that its pointers name."""
    data = root / "data"
    return {
        "blobs": sorted(p.relative_to(data).as_posix() for p in (data / "blobs").rglob("*") if p.is_file()),
        "index": sorted(
            p.relative_to(data).as_posix()
            for p in (data / "index").rglob("*")
            if p.is_file() and p.parent != data / "index" and "query-encoder" not in p.parts
        ),
        "pointers": [p.read_text(encoding="utf-8").strip() for p in sorted((data / "index").glob("*/CURRENT"))],
    }


def check_database(root: Path) -> None:
    """The database is whole, and its full-text index holds what the records hold."""
    with closing(sqlite3.connect(root / "data" / "corpus.sqlite")) as connection:
        assert [r[0] for r in connection.execute("PRAGMA integrity_check")] == ["ok"]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO words_fts(words_fts, rank) VALUES('integrity-check', 1)")


def check_equal(one: Mapping[str, list[Any]], other: Mapping[str, list[Any]], *, about: str) -> None:
    """Two states are equal; says the first rows that differ."""
    wrong = []
    for name in sorted({*one, *other}):
        a, b = one.get(name, []), other.get(name, [])
        if a != b:
            only_a, only_b = sorted(set(a) - set(b)), sorted(set(b) - set(a))
            wrong.append(f"{name}: {len(a)} and {len(b)}; only here {only_a[:2]}; only there {only_b[:2]}")
    assert not wrong, f"{about}:\n" + "\n".join(line[:1500] for line in wrong)
