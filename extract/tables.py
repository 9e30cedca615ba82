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
from extract.numbers.reading import without_noise
from extract.numbers.units import CURRENCY_SIGNS
from extract.numbers.vocabulary import MAGNITUDES
from extract.time import TimeExpression, times_in

CELL_MARK = " | "
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"#?\d{1,3}[.)]?")
_SCALE = re.compile(r"(?:[(\[,]|\bin)\s*(?P<scale>thousand|million|billion|trillion)s?\b", re.IGNORECASE)
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

    def time(self, published: str | None) -> TimeExpression | None:
        """The time that a head of the cell names, its offsets in that head."""
        for head in (self.column_head, self.row_head):
            found = times_in(head, 0, len(head), published)
            if found:
                return found[0]
        return None


class Tables:
    """The cells of a document's tables, found by offset."""

    def __init__(self, text: str, segments: Sequence[Segment]) -> None:
        self._cells, heads = _cells(text, segments)
        self._starts = [c.start for c in self._cells]
        self._heads = heads
        self._head_starts = [start for start, _ in heads]

    def is_head(self, start: int) -> bool:
        """Whether an offset stands in the row of heads of a table, whose numbers name what is below."""
        at = bisect_right(self._head_starts, start) - 1
        return at >= 0 and start < self._heads[at][1]

    def cell_at(self, start: int, end: int) -> Cell | None:
        """The cell that holds `start:end`, where it has a head."""
        at = bisect_right(self._starts, start) - 1
        if at < 0 or end > self._cells[at].end:
            return None
        return self._cells[at]


def _cells(text: str, segments: Sequence[Segment]) -> tuple[list[Cell], list[tuple[int, int]]]:
    """The cells below heads, and the extents of the rows of heads."""
    tables: list[list[list[tuple[int, int]]]] = []
    last_end = -1
    for segment in segments:
        if segment.role is not Role.TABLE:
            continue
        for start, end in _lines(text, segment.start, segment.end):
            if not tables or text[last_end:start].strip():
                tables.append([])
            tables[-1].append(_parts(text, start, end))
            last_end = end
    headed = [rows for rows in tables if _has_heads(text, rows)]
    cells = [cell for rows in headed for cell in _with_heads(text, rows)]
    return cells, [(rows[0][0][0], rows[0][-1][1]) for rows in headed]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts, at = [], start
    while (mark := text.find(CELL_MARK, at, end)) >= 0:
        parts.append((at, mark))
        at = mark + len(CELL_MARK)
    return [*parts, (at, end)]


def _has_heads(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> bool:
    return len(rows) > 1 and len(rows[0]) > 1 and _is_head(text, rows[0])


def _with_heads(text: str, rows: Sequence[Sequence[tuple[int, int]]]) -> list[Cell]:
    """The cells below the head of a table, each with its heads; a first column of ordinals heads no row."""
    heads = [text[a:b].strip() for a, b in rows[0]]
    found = []
    for row in rows[1:]:
        if len(row) != len(heads):
            continue
        words = [text[a:b].strip() for a, b in row]
        named = 1 if len(row) > 2 and _ORDINAL.fullmatch(words[0]) and any(c.isalpha() for c in words[1]) else 0
        found += [Cell(a, b, words[named] if k > named else "", heads[k]) for k, (a, b) in enumerate(row)]
    return found


def _is_head(text: str, row: Sequence[tuple[int, int]]) -> bool:
    return all(
        _YEAR.fullmatch(text[a:b].strip()) or not any(c.isdigit() for c in text[a:b]) or any(c.isalpha() for c in text[a:b])
        for a, b in row
    )


def _with_one(words: str) -> tuple[str, ...]:
    """A unit of a head with a one before it, after its sign of currency first: "$m" is "$1m"."""
    plain, signed = f"1 {words}", f"{words[:1]}1{words[1:]}"
    return (signed, plain) if words[0] in CURRENCY_SIGNS else (plain, signed)


def _in_thousands(reading: Reading, cell: Cell) -> Reading:
    """A bare number of a column in thousands or millions: 3.2 under "Users (millions)"."""
    found = _SCALE.search(cell.column_head)
    if found is None:
        return reading
    scale = MAGNITUDES[found.group("scale").lower()]
    high = None if reading.high is None else reading.high * scale
    return replace(reading, value=without_noise(reading.value * scale), high=high, year_like=False)


def with_unit_of_head(reading: Reading, cell: Cell) -> Reading:
    """A bare number of a cell in the unit that one of its heads names: 64 under "Share (%)" is 64 %."""
    if reading.form is not Form.BARE:
        return reading
    for head in (cell.column_head, cell.row_head):
        found = _UNIT_IN_HEAD.search(head)
        words = next((w for w in found.groups() if w), None) if found else None
        read = [r for w in _with_one(words) for r in read_quantities(w)] if words else []
        one = next((r for r in read if r.form is Form.MEASURED), None)
        if one is not None:
            high = None if reading.high is None else reading.high * one.value
            return replace(
                reading,
                value=without_noise(reading.value * one.value),
                high=high,
                unit=one.unit,
                dimension=one.dimension,
                form=Form.MEASURED,
                year_like=False,
            )
    return _in_thousands(reading, cell)
