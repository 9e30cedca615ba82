"""What cannot be read for stances, said in a line instead of guessed at.

Invariant: pure; it agrees with `StanceReader`, which takes nothing from such a document.
"""

from __future__ import annotations

from corpus.records import Document

MIN_WORDS = 3  # of a whole document; no position can be stated in fewer


def is_english(document: Document) -> bool:
    """Whether the document's language is one that stances are read in."""
    return document.language.split("-")[0].lower() == "en"


def why_unsupported(document: Document) -> str | None:
    """Why no stance is looked for in a document, in words; None where stances are read."""
    name = document.location
    words = len(document.text.split(None, MIN_WORDS))
    if words < MIN_WORDS:
        return f"{name}: unsupported: {words or 'no'} word{'' if words == 1 else 's'} of text, too few to take a side"
    if not is_english(document):
        language = document.language or "an unknown language"
        return f"{name}: unsupported: written in {language}; stances are read in English only, none was looked for"
    return None
