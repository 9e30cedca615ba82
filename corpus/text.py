"""Pure functions on text that several stages need: white space, shingles and containment.

Invariant: nothing here changes an offset; what normalises returns new text for comparison only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_SPACE = re.compile(r"\s+")


def squash(text: str) -> str:
    """The text with each run of white space as one space, ends stripped."""
    return _SPACE.sub(" ", text).strip()


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without accents' or quotation marks' variants, in order."""
    if text.isascii():
        return _WORD.findall(text.lower())
    return [w.lower() if w.isascii() else _plain(w) for w in _WORD.findall(text)]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower().replace("’", "'")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word that `words_of` yields."""
    return [m.span() for m in _WORD.finditer(text)]


def shingles(text: str, *, size: int = 5) -> frozenset[tuple[str, ...]]:
    """All runs of `size` successive words; a shorter text is one shingle, a text without words none."""
    words = words_of(text)
    if not words:
        return frozenset()
    if len(words) < size:
        return frozenset({tuple(words)})
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def containment(part: Collection[tuple[str, ...]], whole: Collection[tuple[str, ...]]) -> float:
    """The share of the shingles of `part` that are in `whole`, in 0..1 (Broder 1997); 0 for an empty `part`."""
    if not part:
        return 0.0
    inside = set(whole)
    return sum(s in inside for s in part) / len(part)


def page_key(url: str) -> str:
    """What the spellings of one page's address share: host, path and query, without scheme, "www.", end slash and fragment.

    >>> page_key("http://www.Wharf.example/tide/#top") == page_key("https://wharf.example/tide")
    True
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + query
