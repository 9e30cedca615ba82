"""Words to word pieces: BERT's uncased WordPiece, kept word by word and cached, with a bound on the pieces of one word.

Why our own: the model needs to know which pieces belong to which word of the spaCy document, the vocabulary is one text
file, and a cache over word types is faster than any tokenizer of running text. Invariant: every word yields between one
and `MAX_PIECES` pieces, so the cost of a text is linear in its words whatever they contain.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

MAX_PIECES = 6
MAX_CHARS = 60  # of a word that is looked at piece by piece; a longer one is cut
CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
CACHE_SIZE = 200_000


def _plain(word: str) -> str:
    """Lower case, without accents and control characters, as the uncased vocabulary was made."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cc", "Cf"))


def _is_mark(char: str) -> bool:
    return not char.isalnum() and not char.isspace()


def _chunks(word: str) -> list[str]:
    """A word cut at each mark of punctuation or symbol, which stand alone in the vocabulary."""
    found: list[str] = []
    word_open = False
    for char in word:
        if _is_mark(char):
            found.append(char)
            word_open = False
        elif word_open:
            found[-1] += char
        else:
            found.append(char)
            word_open = True
    return found


class WordPieces:
    """The pieces of a word, as numbers of the vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        self.cls, self.sep, self.unknown = self.ids[CLS], self.ids[SEP], self.ids[UNKNOWN]
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_file(cls, path: Path) -> WordPieces:
        """Read a vocabulary of one piece a line."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def of(self, word: str) -> tuple[int, ...]:
        """The pieces of one word: at least one, at most MAX_PIECES (of a longer word its beginning and its last piece)."""
        known = self._known.get(word)
        if known is None:
            known = self._cut(word)
            if len(self._known) >= CACHE_SIZE:
                self._known.clear()
            self._known[word] = known
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > MAX_CHARS:
            word = word[: MAX_CHARS // 2] + word[-MAX_CHARS // 2 :]
        pieces: list[int] = []
        for chunk in _chunks(_plain(word)):
            pieces.extend(self._longest_first(chunk))
        if not pieces:
            return (self.unknown,)
        if len(pieces) > MAX_PIECES:
            pieces = [*pieces[: MAX_PIECES - 1], pieces[-1]]
        return tuple(pieces)

    def _longest_first(self, chunk: str) -> list[int]:
        pieces: list[int] = []
        start = 0
        while start < len(chunk):
            end = len(chunk)
            while end > start:
                number = self.ids.get(("##" if start else "") + chunk[start:end])
                if number is not None:
                    break
                end -= 1
            if end == start:
                return [self.unknown]
            pieces.append(number)  # type: ignore[arg-type]
            start = end
        return pieces
