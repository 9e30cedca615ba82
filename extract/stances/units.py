"""What is judged at once: a sentence, or each clause of one that could stand alone, with what it looks back at.

"They ask for a pause; but I am not convinced" holds two positions of two holders, so it is cut where English joins whole
clauses: at a semicolon, and before a "but" that follows a comma. Invariant: a unit is a stretch of one sentence, verbatim;
the units of a sentence do not overlap. What a unit looks back at is only read, never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MIN_CLAUSE_WORDS = 4  # of either side of a cut; a shorter one ("but no") stays with the other
_JOINT = re.compile(r"(?P<semicolon>;\s+)|(?P<but>(?:,|\s[–—-])\s+)(?=(?:but|yet)\s)", re.I)
_DEPENDENT = re.compile(
    r"^\W*(?:if|unless|although|though|even though|even if|while|whereas|when|because|since|as|not only|given)\b", re.I
)
_LOOKS_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|still|yet|also|now|then|well|yeah|because)[, ]+)*"
    r"(?:(?:this|that|these|those|it|its|it['’]s|that['’]s|they|they['’]re|he|she|such|neither|both|which)\b"
    r"|i (?:\w+ )?(?:agree|disagree|doubt (?:it|that)|think (?:so|not)|hope (?:so|not))\b)",
    re.I,
)


def clause_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of the sentence `text[start:end]` that could each stand alone, as spans in `text`.

    >>> s = "They ask for a pause now; but I am not convinced of it."
    >>> [s[a:b] for a, b in clause_spans(s, 0, len(s))]
    ['They ask for a pause now', 'but I am not convinced of it.']
    """
    left = start
    for joint in _JOINT.finditer(text, start, end):
        a, b = joint.start(), joint.end()
        if len(text[left:a].split()) < MIN_CLAUSE_WORDS or len(text[b:end].split()) < MIN_CLAUSE_WORDS:
            continue
        if joint["but"] and _DEPENDENT.match(text[left:a]):
            continue  # "Although …, but": the first part is no clause of its own
        yield left, a
        left = b
    yield left, end


def looks_back(unit: str) -> bool:
    """Whether a unit can hardly be understood without the sentence before it."""
    return _LOOKS_BACK.match(unit) is not None
