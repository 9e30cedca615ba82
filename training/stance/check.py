"""Checks our own data set and prints its figures: `python -m training.stance.check`.

Fails on a line that does not parse, a sentence that stands twice, and a held sentence or proposition that stands in the
training files too. Near-duplicates are told by shared runs of three words; the two of a minimal pair are meant to be near
and are counted apart.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from training.stance.own import (
    OwnSentence,
    held_files,
    held_propositions,
    is_same_debate,
    read_passages,
    read_sentences,
    training_files,
)

NEAR = 0.5  # Jaccard likeness of word triples from which two sentences count as near-duplicates


def triples(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three words of a sentence."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return frozenset(tuple(words[k : k + 3]) for k in range(max(1, len(words) - 2)))


def near_pairs(sentences: Sequence[OwnSentence], others: Sequence[OwnSentence] | None = None) -> list[tuple[int, int]]:
    """The places of near-duplicates, each pair once; between two lists where `others` is given."""
    left = [triples(s.text) for s in sentences]
    right = left if others is None else [triples(s.text) for s in others]
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for k, found in enumerate(right):
        for triple in found:
            holding[triple].append(k)
    pairs: list[tuple[int, int]] = []
    for i, mine in enumerate(left):
        shared: Counter[int] = Counter(j for triple in mine for j in holding[triple] if others is not None or j > i)
        pairs += [(i, j) for j, n in shared.items() if n / len(mine | right[j]) >= NEAR]
    return pairs


def _is_minimal(a: OwnSentence, b: OwnSentence) -> bool:
    return a.pair is not None and a.pair == b.pair and a.proposition == b.proposition


def describe(name: str, sentences: Sequence[OwnSentence]) -> None:
    """Print the figures of one part."""
    near = near_pairs(sentences)
    meant = [(i, j) for i, j in near if _is_minimal(sentences[i], sentences[j])]
    chance = {k for pair in near if pair not in set(meant) for k in pair}
    propositions = {s.proposition.key: s.proposition for s in sentences}
    about_ai = sum(p.is_ai for p in propositions.values())
    print(f"{name}: {len(sentences)} sentences, {len(propositions)} propositions, {about_ai} of them about AI")
    print(f"  fields {len({p.field for p in propositions.values()})}, labels {dict(Counter(s.label for s in sentences))}")
    print(f"  registers {dict(Counter(s.register for s in sentences))}")
    print(f"  phenomena {dict(Counter(p for s in sentences for p in s.phenomena))}")
    print(f"  holders {dict(Counter(s.holder for s in sentences))}")
    pairs = Counter((s.proposition.key, s.pair) for s in sentences if s.pair)
    print(f"  minimal pairs {sum(n == 2 for n in pairs.values())}, not of two {sum(n != 2 for n in pairs.values())}")
    share = len(chance) / max(1, len(sentences))
    print(f"  near-duplicates: {len(meant)} minimal pairs by intent; {len(chance)} other sentences ({share:.4f})")


def main() -> None:
    """Check, print, and exit with 1 where something is wrong."""
    training = [s for path in training_files() for s in read_sentences(path)]
    held = [s for path in held_files() for s in read_sentences(path)]
    passages = [p for path in training_files() for p in read_passages(path)]
    describe("training", training)
    describe("held", held)
    answered, unanswered = sum(len(p.answered) for p in passages), sum(len(p.unanswered) for p in passages)
    print(f"passages: {len(passages)}, questions answered {answered}, not answered {unanswered}")
    faults = [f"stands {n} times: {text}" for text, n in Counter(s.id for s in training + held).items() if n > 1]
    for p in sorted({s.proposition for s in training}, key=lambda p: p.key):
        if any(is_same_debate(p, h) for h in held_propositions()):
            print(f"not trained on, for a held proposition is the same debate: {p.key}")
    faults += [f"held sentence near a training one: {held[i].text}" for i, _ in near_pairs(held, training)]
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
