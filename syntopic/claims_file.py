"""Claims from a file, compared without a workspace: `--claims FILE --documents DIR`.

The file holds one JSON object a line, as `syntopic claims --json` prints them; the folder holds the documents that they name
by the last part of their path. Invariant: a claim keeps its id; its place is where its evidence stands in the parsed
document, white space aside, and what cannot be found is refused by line, never dropped. To take another field: `_claim`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import ingest
from corpus.errors import BadInput, ConfigError, SyntopicError
from corpus.records import Certainty, Claim, Comparison, Document, Kind, Modifier, Quantity, Role, Segment, Snapshot
from syntopic.rows import Corpus

Row = Mapping[str, Any]
Word = TypeVar("Word", bound=StrEnum)
_NOTHING = Comparison((), (), (), (), ())
_SPACE = re.compile(r"\s+")
_KINDS = {"%": Kind.SHARE, "pp": Kind.CHANGE, "x": Kind.MULTIPLIER, "count": Kind.COUNT}
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A document with its segments in order, and its text without white space with the way back to offsets."""

    document: Document
    segments: tuple[Segment, ...]
    packed: str
    at: tuple[int, ...]


def compare_file(claims: Path, documents: Path, *, now: datetime) -> Corpus:
    """Read claims and the documents they name, and compare them.

    Raises:
        BadInput: a line is no claim, or its evidence is not in its document; the message names the line.
        ConfigError: the file or the folder is not there.
    """
    import index

    read = _read_documents(documents, now)
    found: dict[str, Claim] = {}
    for number, row in _rows(claims):
        claim = _claim(row, read, f"{claims}, line {number}")
        if claim.id in found:
            raise BadInput(f"{claims}, line {number}: a second claim {claim.id!r}", remedy="give each claim its own id")
        found[claim.id] = claim
    ordered = sorted(read.values(), key=lambda r: r.document.id)
    snapshot = Snapshot(
        documents=tuple(r.document for r in ordered),
        segments=tuple(s for r in ordered for s in r.segments),
        claims=tuple(found.values()),
        stances=(),
        summaries=(),
        comparison=_NOTHING,
        rejects=(),
        failures=(),
    )
    compared = index.compare_corpus(snapshot, index.load_encoder(), overlap=index.ShingleOverlap())
    return Corpus(Snapshot(snapshot.documents, snapshot.segments, snapshot.claims, (), (), compared, (), ()))


def _rows(path: Path) -> list[tuple[int, Row]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read: {reason}", remedy="give a file as claims --json prints it") from None
    rows: list[tuple[int, Row]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}, line {number}: no JSON: {error.msg}", remedy="one JSON object a line") from None
        if not isinstance(row, dict):
            raise BadInput(f"{path}, line {number}: no JSON object", remedy="one JSON object a line") from None
        rows.append((number, row))
    return rows


def _read_documents(folder: Path, now: datetime) -> dict[str, _Read]:
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder", remedy="give the folder of the documents that the claims name")
    found: dict[str, _Read] = {}
    for item in ingest.discover_files((folder,)):
        if isinstance(item, SyntopicError):
            continue  # a claim that names it is refused by its line
        fetched = ingest.read_file(item, fetched_at=now)
        try:
            document, segments = ingest.parse_capture(fetched)
        except SyntopicError:
            continue
        packed = [(c, i) for i, c in enumerate(document.text) if not c.isspace()]
        ordered = tuple(sorted(segments, key=lambda s: (s.start, s.end)))
        found[item.path.name] = _Read(document, ordered, "".join(c for c, _ in packed), tuple(i for _, i in packed))
    return found


def _claim(row: Row, documents: Mapping[str, _Read], where: str) -> Claim:
    name = _text(row, "document", where).rstrip("/").rsplit("/", 1)[-1]
    if name not in documents:
        raise BadInput(f"{where}: no readable document {name!r} in the folder", remedy="put it there or leave the claim out")
    read = documents[name]
    evidence, words = _text(row, "evidence", where), _text(row, "quantity", where)
    offset = row.get("quantity_offset")
    if not isinstance(offset, int) or evidence[offset : offset + len(words)] != words:
        offset = evidence.find(words)
    if offset < 0:
        raise BadInput(f"{where}: the quantity {words!r} is not in its evidence", remedy="give it as written there")
    start, end = _place(read, evidence, where)
    q_start = read.at[read.packed.find(_packed(evidence)) + len(_packed(evidence[:offset]))]
    q_end = read.at[read.packed.find(_packed(evidence)) + len(_packed(evidence[: offset + len(words)])) - 1] + 1
    unit = str(row.get("unit") or "count")
    text = read.document.text
    quantity = Quantity(
        start=q_start,
        end=q_end,
        text=text[q_start:q_end],
        value=_number(row, "value", where),
        high=None if row.get("high") is None else _number(row, "high", where),
        modifier=_word(Modifier, row.get("modifier") or "=", "modifier", where),
        unit=unit,
        dimension="time" if unit in _TIMES else unit,
        noun=_maybe(row, "noun"),
    )
    home = next((s for s in read.segments if s.start <= q_start < s.end), None)
    return Claim(
        id=_text(row, "id", where),
        document=read.document.id,
        segment=home.id if home else "",
        start=start,
        end=end,
        evidence=text[start:end],
        quantity=quantity,
        kind=_word(Kind, row["kind"], "kind", where)
        if row.get("kind")
        else Kind.DURATION if unit in _TIMES else _KINDS.get(unit, Kind.LEVEL),
        measure_phrase=_maybe(row, "measure_phrase") or "",
        subject=_maybe(row, "subject"),
        scope=_maybe(row, "scope"),
        time=_maybe(row, "time"),
        time_iso=_maybe(row, "time_iso"),
        baseline=_maybe(row, "baseline"),
        speaker=_maybe(row, "speaker") or (home.voice if home else "author"),
        attributed_to=_maybe(row, "attributed_to"),
        certainty=_word(Certainty, row.get("certainty") or "asserted", "certainty", where),
        role=_word(Role, row["role"], "role", where) if row.get("role") else home.role if home else Role.BODY,
    )  # fmt: skip


def _place(read: _Read, evidence: str, where: str) -> tuple[int, int]:
    packed = _packed(evidence)
    at = read.packed.find(packed) if packed else -1
    if at < 0:
        raise BadInput(f"{where}: the evidence is not in {read.document.location}", remedy="quote the document as it stands")
    return read.at[at], read.at[at + len(packed) - 1] + 1


def _packed(text: str) -> str:
    return _SPACE.sub("", text)


def _text(row: Row, name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {name!r} is missing", remedy="docs/json.md lists the fields of a claim")
    return value


def _maybe(row: Row, name: str) -> str | None:
    value = row.get(name)
    return str(value) if value not in (None, "") else None


def _number(row: Row, name: str, where: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise BadInput(f"{where}: {name!r} is no finite number", remedy="docs/json.md lists the fields of a claim")
    return float(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of more digits than a float can hold
        return False


def _word(kind: type[Word], value: object, name: str, where: str) -> Word:
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(k.value for k in kind)
        raise BadInput(f"{where}: {name} {value!r} is not known", remedy=f"one of: {known}") from None
