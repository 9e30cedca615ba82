"""How much of a human summary the extractive one says: ROUGE-1 and ROUGE-2 on REALSumm's dev part.

    python benchmarks/bench_summaries.py SHARED [--vectors] [--words N]

SHARED is the folder of the evaluation data; `--vectors` compares sentences by the shipped encoder instead of by their words.
The metric is plain unigram and bigram F over [a-z0-9]+ (Lin 2004, no stemming), as that folder's README measures it; the
first three sentences are printed beside it as the floor. A summary has about N words in whole
sentences (the references have 49 on average); "its length": as many as its own reference has; "cut": cut to that many.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.protocols import Encoder
from corpus.records import Document, Role, Segment
from extract.summary import summarise

_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE = re.compile(r"\S.*?(?: [.!?](?: ''| \))?(?= |$)|$)")


def article(text: str) -> tuple[Document, tuple[Segment, ...], list[tuple[int, int]]]:
    """A tokenised news text as a document of one segment, with its sentences."""
    document = Document("d", "file", "d", "d", "text", None, None, "", (), None, "en", text, "", "", "")
    segment = Segment("s", "d", 0, len(text), Role.BODY, "author", None, None, None, None, None)
    return document, (segment,), [m.span() for m in _SENTENCE.finditer(text)]


def rouge(said: str, wanted: str, n: int) -> float:
    """F of shared n-grams."""
    a, b = (Counter(zip(*(_WORD.findall(t.lower())[i:] for i in range(n)), strict=False)) for t in (said, wanted))
    shared = sum((a & b).values())
    return 2 * shared / max(1, sum(a.values()) + sum(b.values()))


def cut(text: str, wanted: str) -> str:
    """A text cut to the number of words of another."""
    ends = [m.end() for m in _WORD.finditer(text.lower())]
    n = len(_WORD.findall(wanted.lower()))
    return text if len(ends) <= n else text[: ends[n - 1]]


Chooser = Callable[[Document, Sequence[Segment], Sequence[tuple[int, int]]], Sequence[str]]


def chosen(words: int, encoder: Encoder | None) -> Chooser:
    """The shipped summary, of about so many words."""
    return lambda document, segments, sentences: [
        s.text for s in summarise(document, segments, sentences, encoder, max_sentences=9, max_words=words)
    ]


def summary(text: str, choose: Chooser) -> str:
    """The sentences that are chosen of a tokenised text."""
    return " ".join(choose(*article(text)))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--vectors", action="store_true")
    parser.add_argument("--words", type=int, default=55)
    options = parser.parse_args()
    encoder: Encoder | None = None
    if options.vectors:
        from index import load_encoder

        encoder = load_encoder()
    lines = (options.shared / "benchmarks" / "summ_realsumm" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    scores: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        length = len(_WORD.findall(row["reference"].lower()))
        lead = summary(row["document"], lambda d, _, sentences: [d.text[a:b] for a, b in sentences[:3]])
        fitted = summary(row["document"], chosen(length, encoder))
        texts = {
            "summarise": summary(row["document"], chosen(options.words, encoder)),
            "its length": fitted,
            "its length, cut": cut(fitted, row["reference"]),
            "first three": lead,
            "first three, cut": cut(lead, row["reference"]),
        }
        for name, text in texts.items():
            scores.setdefault(name, []).append((rouge(text, row["reference"], 1), rouge(text, row["reference"], 2)))
    for name, pairs in scores.items():
        one, two = (sum(p[i] for p in pairs) / len(pairs) for i in (0, 1))
        print(f"{name:16} ROUGE-1 {one:.3f} ROUGE-2 {two:.3f}")


if __name__ == "__main__":
    main()
