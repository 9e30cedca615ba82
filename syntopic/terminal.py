"""Text for a terminal: on one line, unable to steer it, and counts with their nouns."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Text on one line that cannot steer a terminal: control and format characters become spaces."""
    safe = (" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} else c for c in text)
    return " ".join("".join(safe).split())


def plural(n: int, noun: str, many: str | None = None) -> str:
    """A count with its noun: "1 claim", "2 claims"."""
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"
