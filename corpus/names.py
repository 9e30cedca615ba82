"""Names of voices and holders: when two spellings mean one.

The names that the design fixes stand here as constants; `name_key` is the form in which names are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache

AUTHOR = "author"
HOST = "host"
PARENT_COMMENT = "parent comment"

_APPOSITION = re.compile(r"(?<=\w)\s*,\s+(?:an?|the|who|head|chief|co-founder|founder|director|professor)\b.*$")
_ARTICLES = frozenset({"the", "a", "an"})
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady"})


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A name for comparison: lower case, brackets, appositions, articles, titles and possessives gone.

    >>> name_key("Prof. Ada Marsh (Oxford)"), name_key("the Anthropic Institute’s"), name_key("Marsh, a founder of Halden")
    ('ada marsh', 'anthropic institute', 'marsh')
    """
    plain = _APPOSITION.sub("", re.sub(r"\(.*?\)", " ", name.lower())).replace("’", "'")
    plain = re.sub(r"'s\b|(?<=s)'(?!\w)", "", plain)
    words = re.sub(r"[^\w@&. -]+", " ", plain).replace(". ", " ").rstrip(". ").split()
    return " ".join(w for w in words if w.rstrip(".") not in _TITLES and w not in _ARTICLES)


def is_same_name(a: str, b: str) -> bool:
    """Whether two names mean one holder as far as the spelling tells: equal keys, or a person by the last name.

    A last name alone equals a full name of two or three capitalised words that ends in it.
    """
    key_a, key_b = name_key(a), name_key(b)
    if not key_a or not key_b:
        return False
    if key_a == key_b:
        return True
    short, long, long_name = (key_a, key_b, b) if len(key_a) < len(key_b) else (key_b, key_a, a)
    words = long.split()
    return " " not in short and 2 <= len(words) <= 3 and long_name[:1].isupper() and words[-1] == short
