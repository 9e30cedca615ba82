"""Tokens, proper names and quotation marks: what the readers of attribution see of a sentence.

Invariant: a name is told by its capital inside a sentence, or by the document writing it so elsewhere; a trained tagger can
replace `is_name` behind the same signature. Offsets are those of the document; time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.lexicon import ADVERBS, AUXILIARIES, CONJUNCTIONS, DETERMINERS, MONTHS, PREPOSITIONS

MAX_QUOTE_CHARS = 1500  # an opened quotation mark that finds no partner within this many characters opens nothing

_TOKEN = re.compile(r"[^\W_]+(?:[.&'’\-][^\W_]+)*['’]?|[^\w\s]", re.UNICODE)

_NOT_NAMES = (
    DETERMINERS
    | PREPOSITIONS
    | CONJUNCTIONS
    | AUXILIARIES
    | ADVERBS
    | frozenset(MONTHS)
    | frozenset(
        "i i'm i've i'd i'll it's that's there's he she it we they you here there monday tuesday wednesday thursday "
        "friday saturday "
        "sunday yes no well ok okay oh many several most one two three four five six seven eight nine ten first "
        "second third".split()
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a sentence; `lower` has straight apostrophes."""

    start: int
    end: int
    text: str
    lower: str


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Words and marks of `text[start:end]`."""
    return [
        Token(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'")) for m in _TOKEN.finditer(text, start, end)
    ]


def without_opening_capitals(tokens: list[Token]) -> list[Token]:
    """The tokens of a sentence, with the capitals taken off that magazines set its first words in.

    "EVERY WORKSHOP knows" opens an article and names nobody; a name set like that is known from its other places.
    """
    run = 0
    while run < len(tokens) and (tokens[run].text.isupper() or not tokens[run].text[0].isalnum()):
        run += 1
    words = [t for t in tokens[:run] if t.text[0].isalpha()]
    if run == len(tokens) or len(words) < 2 or not any(len(t.text) > 3 for t in words):
        return tokens
    return [Token(t.start, t.end, t.text.lower(), t.lower) for t in tokens[:run]] + tokens[run:]


def quoted_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between paired double quotation marks in `text[start:end]`, marks left out; unpaired marks open nothing.

    >>> [t[a:b] for t in ['He said “it held” and left.'] for a, b in quoted_spans(t, 0, len(t))]
    ['it held']
    """
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    kind = ""
    for match in re.compile(r"[\"“”„«»]|\n").finditer(text, start, end):
        mark = match.group()
        if mark == "\n":
            opened = None
        elif opened is None:
            if mark in "“„«" or (mark == '"' and not text[match.end() : match.end() + 1].isspace()):
                opened, kind = match.end(), mark
        elif (kind in "“„" and mark in "”“") or (kind == "«" and mark == "»") or (kind == mark == '"'):
            if match.start() - opened <= MAX_QUOTE_CHARS and match.start() > opened:
                spans.append((opened, match.start()))
                opened = None
            else:
                opened, kind = (match.end(), mark) if mark in '"“„«' else (None, "")
        elif mark == "“":
            opened, kind = match.end(), mark
    return spans


def is_name(token: Token, names: dict[str, str]) -> bool:
    """Whether a token is part of a proper name, by its capital or because the document writes it so elsewhere."""
    base = token.lower.removesuffix("'s").rstrip("'")
    if base in names:
        return True
    return token.text[:1].isupper() and base not in _NOT_NAMES and not (len(token.text) == 1 and token.text in "IA")


def name_runs(tokens: list[Token], names: dict[str, str]) -> list[tuple[int, int]]:
    """Runs of name tokens, as token positions; "of", "for" and "and" inside a run of capitals join it."""
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        if not is_name(tokens[i], names) or (i == 0 and _capital_by_place(tokens, names)):
            i += 1
            continue
        j = i + 1
        while j < len(tokens):
            if tokens[j - 1].lower.endswith(("'s", "s'")):
                break
            if is_name(tokens[j], names):
                j += 1
            elif tokens[j].lower in {"of", "for", "and", "&", "de", "van", "von"} and j + 1 < len(tokens) and j - i >= 1:
                joined = tokens[j].lower in {"of", "for", "&", "de", "van", "von"} or _is_long_title(tokens, i, j)
                if joined and tokens[j + 1].text[:1].isupper() and is_name(tokens[j + 1], names):
                    j += 2
                else:
                    break
            else:
                break
        runs.append((i, j))
        i = j
    return runs


def _capital_by_place(tokens: list[Token], names: dict[str, str]) -> bool:
    """Whether the first word may owe its capital to opening a sentence: known nowhere else, plain, and alone."""
    first = tokens[0]
    base = first.lower.removesuffix("'s").rstrip("'")
    if base in names or not first.text.istitle() or first.lower.endswith("'s"):
        return False
    follows = len(tokens) > 1 and tokens[1].text[:1].isupper()
    return not follows and first.lower.endswith("s")


def _is_long_title(tokens: list[Token], i: int, j: int) -> bool:
    """Whether "and" continues one title ("Centre for Security and Emerging Technology") rather than joins two names."""
    return any(t.lower in {"of", "for"} for t in tokens[i:j])


def name_text(tokens: list[Token], names: dict[str, str]) -> str:
    """A run of name tokens as the document writes it, possessive gone."""
    words = []
    for token in tokens:
        word = token.text.replace("’", "'").removesuffix("'s").rstrip("'")
        words.append(names.get(word.lower(), word))
    return " ".join(words)
