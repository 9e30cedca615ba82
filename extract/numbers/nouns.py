"""What a number counts: the noun that follows it, found without a tagger.

The words after a number up to its first plural noun, stopping at function words and marks. A trained tagger can replace
`counted_noun` behind the same signature.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.lexicon import FUNCTION_WORDS
from extract.numbers.tokens import HYPHENS, Tok, glued

MAX_NOUN_WORDS = 5  # "five thousand newly hired safety researchers": adjectives before a counted noun are few
_IRREGULAR = frozenset(
    "people staff men women children police personnel data media criteria phenomena feet teeth mice folks faculty "
    "crew species "
    "series aircraft cattle fish sheep alumni mathematicians".split()
)
_NOT_PLURAL = ("ss", "us", "is", "'s", "ous", "ics", "ys")


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if word in _IRREGULAR:
        return True
    if len(word) < 4 or not word.endswith(("s", "s'")):
        return False
    return not word.endswith(_NOT_PLURAL) or word.endswith(("days", "keys", "ways", "boys", "toys", "surveys", "delays"))


def counted_noun(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """First and last token (not included) of the noun group that starts at token `j`, through its head; or None."""
    k, words = j, 0
    if k < len(toks) and toks[k].low in {"more", "other", "such", "most"}:
        k += 1
    while k < len(toks) and words < MAX_NOUN_WORDS:
        tok = toks[k]
        if tok.text in HYPHENS and glued(toks, k) and k + 1 < len(toks) and glued(toks, k + 1):
            k += 1
            continue
        if tok.kind != "word" or tok.low in FUNCTION_WORDS:
            return None
        if is_plural(tok.low):
            end = k + 1
            if (
                end < len(toks)
                and toks[end].kind == "word"
                and is_plural(toks[end].low)
                and toks[end].low not in FUNCTION_WORDS
            ):
                end += 1
            return j, end
        words += 1
        k += 1
    return None
