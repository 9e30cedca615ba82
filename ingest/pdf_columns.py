"""The reading order of a PDF page that is set in two columns, and how much of a page is pictures.

A PDF lists its words in the order in which they were drawn, which need not be that in which they are read. Where the
boxes of a page's words leave a gutter free, down the middle, between lines that are full on its left, the page is read
band by band: what spans both columns parts the bands, in each the left column comes before the right. Any other page is
left as it was drawn. Invariant: no character is added or lost but line breaks and the spaces beside them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

BIN_PT = 2.0  # points; how finely the width of a page is looked at
MIN_GUTTER_PT = 6.0  # printed columns stand 10 to 20 points apart, letters of a line 3
MIN_LINES = 6  # on each side, or it is a table or a form
MAX_CROSSING = 0.15  # of the boxes: titles, wide figures and footers cross a gutter
APART = 1.8  # of the usual distance of lines: running heads and page numbers stand further from the text
EDGE_ROWS = 2
FULL = 0.2  # of a column's width: so near the gutter the middle line of the left column ends
PICTURE_PAGE = 0.5  # of its area: a page so covered by pictures, with next to no words, is a scan
SCAN_MAX_CHARS = 60  # a stamp or a page number may be typed on a scan


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line that were drawn together; in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """The height of the middle of the line."""
        return (self.bottom + self.top) / 2


def column_lines(text_page: Any) -> list[str] | None:
    """The lines of a page in two columns in the order of reading; None for any other page."""
    boxes = [text_page.get_rect(i) for i in range(text_page.count_rects())]
    gutter = find_gutter([(b[0], b[2]) for b in boxes if b[2] - b[0] > 1])
    return None if gutter is None else in_reading_order(_pieces(text_page, gutter), gutter)


def find_gutter(spans: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The left and right edge of the free strip between two columns, from the left and right edges of all boxes of words."""
    if len(spans) < 2 * MIN_LINES:
        return None
    begin, end = min(s[0] for s in spans), max(s[1] for s in spans)
    crossed = [0] * (int((end - begin) / BIN_PT) + 2)
    for left, right in spans:
        for at in range(int((left - begin) / BIN_PT), int((right - begin) / BIN_PT) + 1):
            crossed[at] += 1
    allowed = MAX_CROSSING * len(spans)
    best: tuple[int, int] | None = None
    run = 0
    for at in range(int(len(crossed) * 0.35), int(len(crossed) * 0.65) + 1):
        run = run + 1 if crossed[at] <= allowed else 0
        if run and (best is None or run > best[1] - best[0]):
            best = (at + 1 - run, at + 1)
    if best is None or (best[1] - best[0]) * BIN_PT < MIN_GUTTER_PT:
        return None
    gutter = (begin + best[0] * BIN_PT, begin + best[1] * BIN_PT)
    centre = sum(gutter) / 2
    on_left = [s for s in spans if s[1] <= centre]
    on_right = [s for s in spans if s[0] >= centre]
    if min(len(on_left), len(on_right)) < MIN_LINES:
        return None
    is_full = median(s[1] for s in on_left) >= gutter[0] - FULL * (gutter[0] - begin)
    begins_at_gutter = median(s[0] for s in on_right) <= gutter[1] + FULL * (end - gutter[1])
    return gutter if is_full and begins_at_gutter else None


def in_reading_order(pieces: Sequence[Piece], gutter: tuple[float, float]) -> list[str]:
    """The lines of a page in two columns: bands between what spans both, the left column of each before the right."""
    centre = sum(gutter) / 2
    sides: dict[str, list[Piece]] = {"left": [], "right": [], "both": []}
    for piece in pieces:
        side = "left" if piece.right <= centre else "right" if piece.left >= centre else "both"
        sides[side].append(piece)
    _move_spanning(sides, gutter)
    _move_edges(sides)
    both = _lines(sides["both"])
    columns = _lines(sides["left"]), _lines(sides["right"])
    done: list[str] = []
    above = float("inf")
    for line in [*both, None]:
        below = line[0].middle if line else float("-inf")
        for column in columns:
            done += [_text(c) for c in column if below < c[0].middle <= above]
        if line:
            done.append(_text(line))
        above = below
    return done


def _move_spanning(sides: dict[str, list[Piece]], gutter: tuple[float, float]) -> None:
    """Move pieces of lines that run through the gutter, though each piece stands on one side, to those that span both."""
    narrow = (gutter[1] - gutter[0]) / 2
    for left in list(sides["left"]):
        for right in list(sides["right"]):
            if abs(left.middle - right.middle) < (left.top - left.bottom) / 2 and right.left - left.right < narrow:
                if left in sides["left"]:
                    sides["left"].remove(left)
                    sides["both"].append(left)
                sides["right"].remove(right)
                sides["both"].append(right)


def _move_edges(sides: dict[str, list[Piece]]) -> None:
    """Move running heads and page numbers, which stand apart at the edges of the page, to what spans both columns."""
    rows = _lines([*sides["left"], *sides["right"], *sides["both"]])
    gaps = [a[0].middle - b[0].middle for a, b in pairwise(rows)]
    if len(gaps) < MIN_LINES:
        return
    apart = APART * median(gaps)
    above = max((n for n in range(1, EDGE_ROWS + 1) if gaps[n - 1] > apart), default=0)
    below = max((n for n in range(1, EDGE_ROWS + 1) if gaps[-n] > apart), default=0)
    moved = [p for row in (*rows[:above], *rows[len(rows) - below :]) for p in row]
    for side in ("left", "right"):
        sides["both"] += [p for p in sides[side] if p in moved]
        sides[side] = [p for p in sides[side] if p not in moved]


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one line together, lines from top to bottom, pieces from left to right."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.middle, p.left)):
        if lines and abs(lines[-1][0].middle - piece.middle) < max(2.0, (piece.top - piece.bottom) / 2):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: p.left) for line in lines]


def _text(line: Sequence[Piece]) -> str:
    words = line[0].text
    for before, piece in pairwise(line):
        is_apart = piece.left - before.right > 0.15 * (piece.top - piece.bottom)
        words += (" " if is_apart and not words.endswith(" ") else "") + piece.text
    return words.strip()


def _pieces(text_page: Any, gutter: tuple[float, float]) -> list[Piece]:
    """The words of a page with their boxes, parted at line breaks, at wide gaps and at the gutter."""
    import pypdfium2.raw as pdfium

    raw, centre = text_page.raw, sum(gutter) / 2
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pieces: list[Piece] = []
    held: list[str] = []
    box = [0.0, 0.0, 0.0, 0.0]

    def flush() -> None:
        text = "".join(held).rstrip()
        if text.strip():
            pieces.append(Piece(text, *box))
        held.clear()

    for i in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(raw, i))
        if char in "\r\n":
            flush()
            continue
        if char in "\x02\ufffe":  # PDFium's sign for a hyphen at the end of a line
            char = "-"
        known = pdfium.FPDFText_GetCharBox(raw, i, left, right, bottom, top) and right.value > left.value
        if char.isspace() or not known:
            if held:
                held.append(char)
            continue
        l, b, r, t = left.value, bottom.value, right.value, top.value  # noqa: E741
        height = max(box[3] - box[1], t - b)
        is_other_line = held and (b > box[3] or t < box[1])
        is_far = held and (l - box[2] > 1.5 * height or l < box[0] - height or (box[2] <= centre <= l and l - box[2] > 4))
        if is_other_line or is_far:
            flush()
        box = [min(box[0], l), min(box[1], b), max(box[2], r), max(box[3], t)] if held else [l, b, r, t]
        held.append(char)
    flush()
    return pieces


def is_scan(page: Any, text: str) -> bool:
    """Whether a page is a picture of one: pictures cover most of it, and next to no words are typed."""
    import pypdfium2.raw as pdfium

    if len(text.strip()) > SCAN_MAX_CHARS:
        return False
    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        bounds = picture.get_bounds()
        covered += max(0.0, bounds[2] - bounds[0]) * max(0.0, bounds[3] - bounds[1])
    return bool(covered > PICTURE_PAGE * width * height)
