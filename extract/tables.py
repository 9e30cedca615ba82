"""Cells of tables with their heads.

What a figure in a row stands for is said by the first cell of its row and the head of its column, and often its unit too.
Rows are segments of role table whose cells are parted by " | "; a row of words or years above rows of figures is their head.
Invariant: offsets are those of the document; a cell outside a table with a head has no heads, and nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Role, Segment
from extract.numbers import Form, Reading, read_quantities

CELL_MARK = " | "
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_IN_HEAD = re.compile(
    r"[(\[](?P<inside>[^)\]]{1,24})[)\]]|\b(?:in|,) (?P<after>[\w$€£%.]+(?: [\w$€£%.]+)?)\s*$|(?P<sign>%)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the first cell of its row and the head of its column; either may be empty."""

    start: int
    end: int
    row_head: str
    column_head: str

    @property
    def measure(self) -> str:
        """What the cell's figure measures, in the table's words."""
        return ", ".join(h for h in (self.row_head, self.column_head) if h)

    @property
    def year(self) -> str | None:
        """The year that a head of the cell names."""
        found = _YEAR.search(self.column_head) or _YEAR.search(self.row_head)
        return found.group() if found else None


class Tables:
    """The cells of a document's tables, found by offset."""

    def __init__(self, text: str, segments: Sequence[Segment]) -> None:
        self._cells = list(_cells(text, segments))
        self._starts = [c.start for c in self._cells]

    def cell_at(self, start: int, end: int) -> Cell | None:
        """The cell that holds `start:end`, where it has a head."""
        at = bisect_right(self._starts, start) - 1
        if at < 0 or end > self._cells[at].end:
            return None
        return self._cells[at]


def _cells(text: str, segments: Sequence[Segment]) -> list[Cell]:
    rows: list[list[tuple[int, int]]] = []
    cells: list[Cell] = []
    last_end = -1
    for segment in segments:
        if segment.role is not Role.TABLE:
            continue
        for start, end in _lines(text, segment.start, segment.end):
            if last_end >= 0 and text[last_end:start].strip():
                cells += _with_heads(text, rows)
                rows = []
            rows.append(_parts(text, start, end))
            last_end = end
    return cells + _with_heads(text, rows)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, at = [], start
    while (mark := text.find(CELL_MARK, at, end)) >= 0:
        parts.append((at, mark))
        at = mark + len(CELL_MARK)
    return [*parts, (at, end)]


def _with_heads(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> list[Cell]:
    """The cells below the head of a table, each with its heads."""
    if len(rows) < 2 or len(rows[0]) < 2 or not _is_head(text, rows[0]):
        return []
    heads = [text[a:b].strip() for a, b in rows[0]]
    return [
        Cell(a, b, text[row[0][0] : row[0][1]].strip() if k else "", heads[k])
        for row in rows[1:]
        if len(row) == len(heads)
        for k, (a, b) in enumerate(row)
    ]


def _is_head(text: str, row: Sequence[tuple[int, int]]) -> bool:
    return all(
        _YEAR.fullmatch(text[a:b].strip()) or not any(c.isdigit() for c in text[a:b]) or any(c.isalpha() for c in text[a:b])
        for a, b in row
    )


def with_unit_of_head(reading: Reading, cell: Cell) -> Reading:
    """A bare number of a cell in the unit that one of its heads names: 64 under "Share (%)" is 64 %."""
    if reading.form is not Form.BARE:
        return reading
    for head in (cell.column_head, cell.row_head):
        found = _UNIT_IN_HEAD.search(head)
        words = next((w for w in found.groups() if w), None) if found else None
        read = [r for w in (f"1 {words}", f"{words[:1]}1{words[1:]}") for r in read_quantities(w)] if words else []
        one = next((r for r in read if r.form is Form.MEASURED), None)
        if one is not None:
            high = None if reading.high is None else reading.high * one.value
            return replace(
                reading,
                value=reading.value * one.value,
                high=high,
                unit=one.unit,
                dimension=one.dimension,
                form=Form.MEASURED,
                year_like=False,
            )
    return reading
