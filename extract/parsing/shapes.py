"""What the uncased vocabulary cannot see of a word: capitals, digits, line breaks before it, and whether it is glued on.

The three together are one number per word, the token type of the encoder. The order of the values is part of the trained
weights: adding one means training again.
"""

from __future__ import annotations

N_CASES, N_BREAKS = 6, 3
N_TYPES = N_CASES * N_BREAKS * 2

NO_BREAK, LINE_BREAK, PARAGRAPH_BREAK = range(N_BREAKS)


def case_of(word: str) -> int:
    """0 no letter, 1 lower, 2 Title, 3 UPPER, 4 miXed, 5 with a digit."""
    if word.islower() and word.isalpha():
        return 1
    if any(c.isdigit() for c in word[:MAX_LOOKED_AT]):
        return 5
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[:1].isupper() and word[1:].islower():
        return 2
    return 4 if any(c.isalpha() for c in word[:MAX_LOOKED_AT]) else 0


MAX_LOOKED_AT = 40  # characters of a word; the rest of a longer one does not change its type


def break_of(white: str) -> int:
    """The break that the white space before a word makes."""
    lines = white.count("\n")
    return PARAGRAPH_BREAK if lines >= 2 else LINE_BREAK if lines else NO_BREAK


def type_of(word: str, break_before: int, is_glued: bool) -> int:
    """The token type of a word.

    Args:
        break_before: NO_BREAK, LINE_BREAK or PARAGRAPH_BREAK (also at the start of a text).
        is_glued: no white space stands between this word and the one before it.
    """
    return (case_of(word) * N_BREAKS + break_before) * 2 + int(is_glued)
