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

_RUNS_ON = re.compile(
    r"(?i)(?:[,;–—-]|\b(?:the|an?|of|and|or|to|in|on|at|by|for|from|with|as|that|than|says?|said|is|are|was|mr|dr))$"
)

MAX_COLUMN = 110  # text wrapped wider than this is not met; nothing there is lost, its lines stay paragraphs
LONG_LINE = 130  # an unwrapped paragraph among wrapped ones
# In a wrapped text full lines hold most of the words, sentences run on from most of them, and the next word would not have
# fitted. Lists fill few lines, paragraphs of a line each break no sentence, and verse leaves room.
MIN_BROKEN = 0.3
MIN_FILLED = 0.45
MIN_TIGHT = 0.7
_FULL = 0.72
_TIGHT = 0.92


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
    full = [(a, b) for a, b in pairs if _FULL * column <= len(a) <= LONG_LINE]
    broken = [(a, b) for a, b in full if _is_broken(a, b)]
    tight = sum(len(a) + 1 + len(b.split(maxsplit=1)[0]) > _TIGHT * column for a, b in broken)
    is_wrapped = (
        len(broken) >= 2
        and len(broken) >= MIN_BROKEN * len(full)
        and tight >= MIN_TIGHT * len(broken)
        and sum(len(a) for a, _ in full) >= MIN_FILLED * sum(short)
    )
    return column if is_wrapped else None


def layout_column(lines: Sequence[str]) -> int | None:
    """The column at which lines that a page's layout has wrapped are full, or None without lines."""
    lengths = sorted(n for n in map(len, map(str.strip, lines)) if n)
    return lengths[min(len(lengths) - 1, int(len(lengths) * 0.85))] if lengths else None


def split_paragraphs(text: str, *, column: int | None = None) -> list[Paragraph]:
    """The paragraphs of a text wrapped at `column`, found from its lines by default; without wrapping, its lines."""
    lines = split_lines(text)
    column = column or wrap_column(lines)
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
    if not could_have_fitted:
        return True
    return len(held) > 1 and (len(last) >= 0.5 * column or bool(_RUNS_ON.search(last[-12:])))
