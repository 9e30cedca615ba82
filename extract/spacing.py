"""A text with its white space evened out, and the way back: what readers of words in a row are given.

Tabs, narrow and non-breaking spaces, and several spaces in a row read as one space; a line break stays one. Invariant: every
offset of the even text has a place in the text as written, so that what is read stays verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.records import Claim, Document, Segment
from extract.numbers import Reading

_UNEVEN = re.compile(r"[^\S\n ]| {2}|[^\S\n]\n|\n[^\S\n]")
_RUN = re.compile(r"\s+")


def is_even(text: str) -> bool:
    """Whether all white space of a text is single spaces and line breaks."""
    return _UNEVEN.search(text) is None


@lru_cache(maxsize=2)
def evened(written: str) -> Evened:
    """`Evened` of a text; the last are kept, for a long document is read in stretches."""
    return Evened(written)


class Evened:
    """`text` is the even form of `written`; `there` and `back` take offsets from the one to the other."""

    def __init__(self, written: str) -> None:
        pieces: list[str] = []
        self._there = list(range(len(written) + 1))
        self._back: list[int] = []
        self.written = written
        at = size = 0
        for run in _RUN.finditer(written):
            kept, breaks = written[at : run.start()], run.group().count("\n")
            space = "\n" * breaks or " "
            pieces += (kept, space)
            self._there[at : run.start()] = range(size, size + len(kept))
            self._back += range(at, run.start())
            size += len(kept)
            self._there[run.start() : run.end()] = [size] * (run.end() - run.start())
            self._back += [run.start()] * len(space)
            size += len(space)
            at = run.end()
        pieces.append(written[at:])
        self._there[at:] = range(size, size + len(written) - at + 1)
        self._back += range(at, len(written) + 1)
        self.text = "".join(pieces)

    def there(self, offset: int) -> int:
        """The offset in the even text of an offset in the text as written."""
        return self._there[offset]

    def span_back(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as written of a span in the even text that ends with a word."""
        return self._back[start], self._back[end - 1] + 1 if end > start else self._back[end]

    def document(self, document: Document) -> Document:
        """The document with the even text."""
        return replace(document, text=self.text)

    def segments(self, segments: Sequence[Segment]) -> list[Segment]:
        """Segments with offsets in the even text."""
        return [replace(s, start=self.there(s.start), end=self.there(s.end)) for s in segments]

    def spans(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Spans with offsets in the even text."""
        return [(self.there(a), self.there(b)) for a, b in spans]

    def reading(self, reading: Reading) -> Reading:
        """A reading with offsets in the even text."""
        return replace(
            reading,
            start=self.there(reading.start),
            end=self.there(reading.end),
            noun_start=self._there_or_none(reading.noun_start),
            noun_end=self._there_or_none(reading.noun_end),
            number_end=self._there_or_none(reading.number_end),
        )

    def _there_or_none(self, offset: int | None) -> int | None:
        return None if offset is None else self.there(offset)

    def claim_back(self, claim: Claim) -> Claim:
        """A claim of the even text with its evidence and quantity as they are written."""
        start, end = self.span_back(claim.start, claim.end)
        a, b = self.span_back(claim.quantity.start, claim.quantity.end)
        quantity = replace(claim.quantity, start=a, end=b, text=self.written[a:b])
        return replace(claim, start=start, end=end, evidence=self.written[start:end], quantity=quantity)
