"""Names from scores word by word: what the reader calls one where it stands, and what the whole text agrees on.

What is told again is the same thing nearly always, but the reader sees each mention in its own window alone. So mentions of
the same words vote on whether they are a name and of what kind (non-local consistency, after Krishnan and Manning 2006). On
GUM dev that adds .016 to the F of names, in captions .021. Invariant: time is linear in the text, whatever its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Span = tuple[int, int]

AGREEMENT = 4.0  # how much the mean of all mentions counts beside a mention's own scores; 2 to 8 are equal on dev
LONGEST = 8  # words of a name that is looked for elsewhere


@dataclass(frozen=True)
class Kinds:
    """The kinds of names, and the columns of their scores: `begin` and `inside` have one for each of `names`."""

    names: Sequence[str]
    begin: NDArray[np.int64]
    inside: NDArray[np.int64]

    @classmethod
    def of(cls, labels: Sequence[str]) -> Kinds:
        """Of BIO labels, "O" first."""
        names = [label[2:] for label in labels if label.startswith("I-")]
        begin, inside = (np.array([labels.index(f"{place}-{name}") for name in names]) for place in "BI")
        return cls(names, begin, inside)


def find_names(
    scores: Floats, kinds: Kinds, forms: Sequence[str], opens: NDArray[np.bool_], breaks: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """The names of a text in its order: first word, word after the last, kind.

    Args:
        scores: (n, labels) log odds of each word's label, but for a constant per word.
        forms: the n words.
        opens: (n,) which words start a sentence; no name goes on there.
        breaks: (n,) lines that end before each word; no name goes on there either.
    """
    ends = opens | (np.asarray(breaks, dtype=np.int64) > 0)
    mentions: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for a, b in _runs(scores, kinds, ends):
        mentions[tuple(forms[a:b])].append((a, b))
    _look_elsewhere(mentions, forms, ends)
    found: list[tuple[int, int, str]] = []
    for spans in mentions.values():
        totals = np.array([_totals(scores, kinds, span) for span in spans])
        margins = totals.max(1)
        agreed = kinds.names[int(totals.sum(0).argmax())]
        kept = margins + AGREEMENT * margins.mean() > 0
        found.extend((a, b, agreed) for (a, b), is_name in zip(spans, kept, strict=True) if is_name)
    yield from sorted(found)


def _runs(scores: Floats, kinds: Kinds, ends: NDArray[np.bool_]) -> Iterator[Span]:
    """Runs of words that are part of a name each by its own scores."""
    best = scores.argmax(1)
    goes_on = np.isin(best, kinds.inside) & ~ends
    at = 0
    while at < len(best):
        end = at + 1
        if best[at]:
            while end < len(best) and goes_on[end]:
                end += 1
            yield at, end
        at = end


def _look_elsewhere(mentions: dict[tuple[str, ...], list[Span]], forms: Sequence[str], ends: NDArray[np.bool_]) -> None:
    """Add the places where words that are a name stand and are none by their own scores, the longest name first."""
    taken = np.zeros(len(forms) + 1, dtype=bool)
    for spans in mentions.values():
        for a, b in spans:
            taken[a:b] = True
    lengths = sorted({len(words) for words in mentions if len(words) <= LONGEST}, reverse=True)
    firsts = {words[0] for words in mentions}
    for a in range(len(forms)):
        if taken[a] or forms[a] not in firsts:
            continue
        for b in (a + n for n in lengths if a + n <= len(forms)):
            if tuple(forms[a:b]) in mentions and not taken[a:b].any() and not ends[a + 1 : b].any():
                mentions[tuple(forms[a:b])].append((a, b))
                taken[a:b] = True
                break


def _totals(scores: Floats, kinds: Kinds, span: Span) -> Floats:
    """How much likelier than no name a span is, for each kind."""
    a, b = span
    found: Floats = scores[a, kinds.begin] + scores[a + 1 : b][:, kinds.inside].sum(0) - scores[a:b, 0].sum()
    return found
