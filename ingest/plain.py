"""Lines of a text file to paragraphs: hard-wrapped lines rejoined, nothing else changed.

Whether a text is wrapped, and at which column, is told by statistics over its lines, so that neither a list of short lines
nor one paragraph a line is ever joined. Invariant: the paragraphs, joined, equal the text up to white space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.text import squash
from ingest.furniture import is_furniture

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_LIST_ITEM = re.compile(r"(?:[-*+•▪◦·–]\s|\(?\d{1,3}[a-z]?[.)]\s|\(?[a-zA-Z][.)]\s)")
_ENDS_SENTENCE = re.compile(r"[.!?…:■][\"'”’)\]»*_]*$")

MAX_COLUMN = 110  # text wrapped wider than this is not met; nothing there is lost, its lines stay paragraphs
LONG_LINE = 130  # an unwrapped paragraph among wrapped ones
# A wrapped text breaks most sentences in mid-line and fills most lines. Verse and lists fill few, paragraphs break none.
MIN_BROKEN = 0.3
MIN_FILLED = 0.5
_FULL = 0.72


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of a text, as one. `gap` is the number of empty lines before it, `indent` of the first line's blanks."""

    text: str
    gap: int
    indent: int = 0
    is_item: bool = False


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them, right ends stripped."""
    return [line.rstrip() for line in _LINE_END.split(text)]


def wrap_column(lines: Sequence[str]) -> int | None:
    """The column at which lines are hard-wrapped, or None for a text that is not."""
    pairs = [(a, b) for a, b in pairwise(line.strip() for line in lines) if a and b]
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    if len(pairs) < 2 or not lengths:
        return None
    short = [n for n in lengths if n <= LONG_LINE]
    if len(short) < 0.7 * len(lengths):
        return None
    column = short[min(len(short) - 1, int(len(short) * 0.9))]
    if not 30 <= column <= MAX_COLUMN:
        return None
    broken = sum(_is_broken(a, b) for a, b in pairs) / len(pairs)
    filled = sum(len(a) >= _FULL * column for a, _ in pairs) / len(pairs)
    return column if broken >= MIN_BROKEN and filled >= MIN_FILLED else None


def split_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text; in one that is not wrapped every line is a paragraph."""
    lines = split_lines(text)
    column = wrap_column(lines)
    done: list[Paragraph] = []
    held: list[str] = []
    gap = held_gap = 0

    def flush() -> None:
        if held:
            indent = len(held[0]) - len(held[0].lstrip())
            words = squash(" ".join(held))
            done.append(Paragraph(words, held_gap, indent, bool(_LIST_ITEM.match(words))))
            held.clear()

    for line in lines:
        if not line.strip():
            flush()
            gap += 1
            continue
        if held and not (column and _continues(held, line, column)):
            flush()
        if not held:
            held_gap = gap
        held.append(line)
        gap = 0
    flush()
    return done


def _is_broken(a: str, b: str) -> bool:
    """Whether a sentence runs on from line `a` to line `b`."""
    return (
        not _ENDS_SENTENCE.search(a[-8:])
        and not b[0].isupper()
        and (b[0].isalpha() or b[0].isdigit())
        and not _LIST_ITEM.match(b[:8])
    )


def _continues(held: Sequence[str], line: str, column: int) -> bool:
    """Whether `line` goes on with the paragraph of the `held` lines, in a text wrapped at `column`."""
    last, new = held[-1].strip(), line.strip()
    is_open = len(last) >= _FULL * column and not _ENDS_SENTENCE.search(last[-8:])
    if _LIST_ITEM.match(new[:8]):
        # "1. " may begin an item or end a wrapped sentence: an item follows a finished or a short line, or an item
        return is_open and not _LIST_ITEM.match(held[0][:64].strip()[:8])
    if is_furniture(last) or (is_furniture(new) and not is_open):
        return False
    if new[0].islower():
        return True
    could_have_fitted = len(last) + 1 + len(new.split(maxsplit=1)[0]) <= column
    if _ENDS_SENTENCE.search(last[-8:]):
        return not could_have_fitted and len(last) <= LONG_LINE and len(new) <= LONG_LINE
    # a short line without an end, before a capital, is a heading or a title; one that is not the first runs on
    return len(held) > 1 or not could_have_fitted
