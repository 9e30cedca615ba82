"""One name for each holder of a corpus: the full name for its last name, and one document's writer apart from another's.

Invariant: independent of order; an ambiguous last name ("Chen" beside two Chens) stays itself. How two spellings compare is
`corpus.names`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.names import AUTHOR, HOST, PARENT_COMMENT, is_same_name, name_key
from corpus.records import Document

GENERIC_VOICES = frozenset({AUTHOR, HOST, PARENT_COMMENT, "quoted", "summary"})
_PRONOUNS = frozenset(
    "i we you he she it they him her them us who someone somebody people others this that these those here there".split()
)
# A bare noun that points at a party named elsewhere, or at a text.
_POINTING = frozenset("company firm lab organisation organization report study paper survey article document poll".split())


def is_generic(name: str) -> bool:
    """Whether a name is only a part somebody plays in one document."""
    return name_key(name) in GENERIC_VOICES


def is_name(name: str) -> bool:
    """Whether words name somebody: "Ada Marsh", "many users"; not "they", "the company", "its report"."""
    key = name_key(name)
    if not key or key in _PRONOUNS or (key in _POINTING and name == name.lower()):
        return False
    first = name.split()[0].lower()
    return not (first in {"the", "this", "that", "its", "their", "his", "her", "our", "a", "an"} and name == name.lower())


class HolderBook:
    """The names of a corpus, each with the fullest spelling it goes by."""

    def __init__(self, names: Iterable[str], documents: Mapping[str, Document]) -> None:
        self._documents = documents
        spellings: dict[str, set[str]] = defaultdict(set)
        for name in names:
            spellings[name_key(name)].add(name)
        self._display = {key: min(said, key=lambda n: (n.lower() == n, -len(n), n)) for key, said in spellings.items()}
        by_last: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self._display):
            if " " in key:
                by_last[key.split()[-1]].append(key)
        self._full: dict[str, str] = {}
        for key, shown in self._display.items():
            fuller = [k for k in by_last.get(key, ()) if is_same_name(self._display[k], shown)] if " " not in key else []
            if len(fuller) == 1:
                self._full[key] = fuller[0]

    def entries(self) -> dict[str, tuple[str, str]]:
        """By key of each name: the key it goes by, and how that is shown. Nothing else decides how names are read."""
        full = {key: self._full.get(key, key) for key in self._display}
        return {key: (by, self._display[by]) for key, by in full.items()}

    def display(self, name: str) -> str:
        """The fullest spelling of a name."""
        key = name_key(name)
        return self._display.get(self._full.get(key, key), name)

    def key(self, name: str, document: str) -> str:
        """What is equal for two mentions of one holder; a generic voice belongs to its document or to its named writer."""
        if not is_generic(name):
            key = name_key(name)
            return self._full.get(key, key)
        home = self._documents.get(document)
        if name_key(name) == AUTHOR and home and len(home.authors) == 1 and is_name(home.authors[0]):
            writer = name_key(home.authors[0])
            return self._full.get(writer, writer)
        return f"{name_key(name)} of {document}"
