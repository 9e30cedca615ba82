"""What a user types, as a query that SQLite's FTS5 understands.

Invariant: any text gives a valid FTS5 expression or an empty string; nothing a user types is an operator. Every term is
quoted, terms are joined by OR, so that BM25 ranks by how much of the query a text holds, and a phrase in quotation marks
stays one phrase. To change which words are ignored: `STOPWORDS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TERMS = 64  # terms of one query; of a longer text the first different ones, which costs FTS5 under 10 ms on 100,000 rows
MAX_PHRASE_WORDS = 24

# Function words of English, the words questions are asked with, and the letters that contractions leave behind.
STOPWORDS = frozenset(
    "a about all also am an and any are as at be been being but by can could did do does doing done for from had has have "
    "having he her here hers him his how i if in into is it its itself me might more most must my no nor not of off on one "
    "only or our ours out over own shall she should so some such than that the their theirs them then there these they this "
    "those through to too under until up upon very was we were what when where which while who whom whose why will with "
    "would you your yours ll re ve s t d m don doesn didn isn aren wasn weren won wouldn couldn shouldn".split()
)

_PHRASE = re.compile(r'"([^"]*)"')
_COMPOUND = re.compile(r"[^\W_]+(?:[.,:'/‐‑–-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "ʼ": "'"})
_POSSESSIVE = re.compile(r"'s?(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Query:
    """What a user asks for: the phrases in quotation marks and the other terms, each a run of words, in order."""

    phrases: tuple[tuple[str, ...], ...]
    terms: tuple[tuple[str, ...], ...]

    @property
    def n_terms(self) -> int:
        """How many terms and phrases `any_of` asks for; 0 where the query has no word."""
        return min(len(self.phrases) + len(self.terms), MAX_TERMS)

    def any_of(self) -> str:
        """An FTS5 expression that matches texts holding any term or phrase; empty where the query has no word."""
        return " OR ".join(_as_phrase(t) for t in (*self.phrases, *self.terms)[:MAX_TERMS])

    def all_of(self) -> str:
        """An FTS5 expression that matches texts holding every term and phrase; empty where the query has no word."""
        longer = {word for t in self.terms if len(t) > 1 for word in t}
        whole = [t for t in self.terms if len(t) > 1 or t[0] not in longer]
        return " AND ".join(_as_phrase(t) for t in (*self.phrases, *whole)[:MAX_TERMS])

    def all_phrases(self) -> str:
        """An FTS5 expression that matches texts holding every phrase; empty where there is none."""
        return " AND ".join(_as_phrase(t) for t in self.phrases[:MAX_TERMS])

    def words(self) -> frozenset[str]:
        """The single words that it looks for, in lower case."""
        return frozenset(word for term in (*self.phrases, *self.terms) for word in term)


def parse_query(text: str) -> Query:
    """The phrases and terms of any text; a mark without its partner is a space.

    >>> parse_query('Who wrote "half of it" by hand?')
    Query(phrases=(('half', 'of', 'it'),), terms=(('wrote',), ('hand',)))
    """
    phrases, terms = _terms(text)
    return Query(tuple(phrases), tuple(terms))


def fts_query(text: str) -> str:
    """An FTS5 expression that matches texts holding any of the query's terms; empty where the query has no word.

    >>> fts_query('How does "prompt injection" work? NOT 4.5x self-made')
    '"prompt injection" OR "work" OR "4 5x" OR "self made" OR "self" OR "made"'
    """
    return parse_query(text).any_of()


def fts_query_of_all(text: str) -> str:
    """An FTS5 expression that matches texts holding every term of the query; empty where the query has no word.

    >>> fts_query_of_all('Who wrote "half of it" by hand?')
    '"half of it" AND "wrote" AND "hand"'
    """
    return parse_query(text).all_of()


def _terms(text: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The quoted phrases and the other terms of a query, each a run of words, without repetition, in order."""
    plain = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode().lower()).translate(_QUOTES)
    phrases: dict[tuple[str, ...], None] = {}
    for match in _PHRASE.finditer(plain):
        words = tuple(_PART.findall(match.group(1)))
        if words:
            phrases[words[:MAX_PHRASE_WORDS]] = None
    found: dict[tuple[str, ...], None] = {}
    for match in _COMPOUND.finditer(_POSSESSIVE.sub(" ", _PHRASE.sub(" ", plain))):
        for term in _spellings(match.group()):
            found[term] = None
    telling = [t for t in found if any(w not in STOPWORDS for w in t)]
    return list(phrases), telling or ([] if phrases else list(found))


def _spellings(word: str) -> Sequence[tuple[str, ...]]:
    """A word as FTS5 splits it; a hyphened one also by its parts, a number such as 4.5 or 1,000 only whole."""
    parts = tuple(_PART.findall(word))[:MAX_PHRASE_WORDS]
    if len(parts) == 1 or any(p.isdigit() for p in parts) or "'" in word:
        return [parts]
    return [parts, *((p,) for p in parts if p not in STOPWORDS)]


def _as_phrase(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'
