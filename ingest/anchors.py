"""Where the linked words of a paragraph stand, whatever is done to its white space on the way.

A parser counts the characters of a paragraph without white space, notes at which counts a link opens and closes, and asks
`placed` for offsets when the paragraph's final words are known. Invariant: offsets come out inside the text and in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Link = tuple[int, int, str]  # start, end, address


def inked(text: str) -> int:
    """How many characters of a text are no white space."""
    return len("".join(text.split()))


def placed(text: str, anchors: Sequence[Link]) -> tuple[Link, ...]:
    """Links counted in characters that are no white space, as offsets in a text with these characters."""
    if not anchors:
        return ()
    at = [k for k, c in enumerate(text) if not c.isspace()]
    return tuple((at[a], at[b - 1] + 1, address) for a, b, address in anchors if 0 <= a < b <= len(at))


@dataclass(slots=True)
class Anchors:
    """The links of one paragraph while its words come in."""

    count: int = 0
    _open: tuple[int, str] | None = None
    _closed: list[Link] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Words of the paragraph."""
        self.count += inked(words)

    def open(self, address: str) -> None:
        """A link begins here; one inside another ends it."""
        self.close()
        self._open = (self.count, address) if address else None

    def close(self) -> None:
        """A link ends here."""
        if self._open is not None and self.count > self._open[0]:
            self._closed.append((self._open[0], self.count, self._open[1]))
        self._open = None

    def take(self) -> tuple[Link, ...]:
        """The links of the paragraph that ends here; one that is open goes on in the next."""
        going_on = self._open
        self.close()
        taken = tuple(self._closed)
        self.count, self._closed = 0, []
        self._open = (0, going_on[1]) if going_on is not None else None
        return taken
