"""MeasEval (SemEval-2021 Task 8): where quantities stand in scientific prose, by the overlap of the official evaluation.

Each gold quantity is paired with a prediction that overlaps it; a pair scores the F1 of its white-space tokens, a quantity
missed or made up scores nothing, and the figure is the mean over all rows. The set takes a list ("6, 8 and 13 kg") for one
quantity, and most counts without what they count; a layer that joins and trims is part of the comparison.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.newsquant import rows
from extract.components import mentions_of_doc
from extract.numbers import Form
from extract.quantities import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Span = tuple[int, int]
_LISTED = re.compile(r"^(?:,|,? and|,? or| to| ?/| [×x])\s*$")
_TO = re.compile(r"^(?: to| and)\s+(?:around |about |the )?$")
_OPENING = re.compile(r"\b(?:between|from|range|ranging from)\s+$")
_GLUED = re.compile(r"[^\W\d_]{1,4}\b")
_UNIT_LIKE = (
    "participants",
    "patients",
    "people",
    "men",
    "women",
    "employees",
    "items",
    "times",
    "point",
    "points",
    "cells",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Mean overlap over all rows, and precision and recall of quantities found at all."""

    overlap: float
    precision: float
    recall: float
    gold: int

    @property
    def found(self) -> float:
        """The F1 of quantities found at all."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def spans_of(doc: Doc) -> list[Span]:
    """The quantities of a document as the set cuts them."""
    text = doc.text
    spans: list[Span] = []
    joins, unit = False, ""
    for mention in mentions_of_doc(doc):
        reading = mention.reading
        in_words = not any(c.isdigit() for c in text[reading.start : reading.end])
        if in_words and (reading.form is Form.VERB or reading.unit == "x" or (reading.unit, reading.value) == ("count", 1)):
            continue
        start, end = mention.start, max(reading.end, mention.end if _takes_noun(text, mention) else 0)
        if reading.high is not None and (opening := _OPENING.search(text, max(0, start - 16), start)):
            start = opening.start()
        if reading.form is Form.BARE and (glued := _GLUED.match(text, end)):
            end = glued.end()
        last = spans[-1] if spans else (0, 0)
        ends = unit == reading.unit and unit != "count" and _TO.match(text[last[1] : start])
        if ends and (" to " in text[last[1] : start] or _OPENING.search(text, max(0, last[0] - 16), last[0])):
            opening = _OPENING.search(text, max(0, last[0] - 16), last[0])
            spans[-1] = (opening.start() if opening else last[0], end)
        elif joins and _LISTED.match(text[spans[-1][1] : start]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        unit = reading.unit
        joins = reading.form is Form.BARE or (reading.form is Form.COUNTED and end == reading.end)
    return spans


def _takes_noun(text: str, mention: Mention) -> bool:
    """Whether the set takes what is counted for a unit: people, items and what a hyphen joins it does, studies rarely."""
    reading = mention.reading
    if reading.form is not Form.COUNTED or reading.noun_start is None:
        return True
    noun = text[reading.noun_start : reading.noun_end].lower()
    return text[reading.end : reading.noun_start] in {"-", "‑"} or noun.endswith(_UNIT_LIKE)


def overlap(gold: str, said: str) -> float:
    """F1 of white-space tokens."""
    a, b = Counter(gold.lower().split()), Counter(said.lower().split())
    same = sum((a & b).values())
    return 2 * same / (a.total() + b.total()) if same else 0.0


def score(nlp: Language, path: Path, *, show: int = 0, only: slice | None = None) -> Figures:
    """The figures over a file."""
    kept = list(rows(path))[only or slice(None)]
    total, rows_n, pairs, said_n, gold_n = 0.0, 0, 0, 0, 0
    for row, doc in zip(kept, nlp.pipe(str(r["text"]) for r in kept), strict=True):
        quantities = row["quantities"]
        assert isinstance(quantities, list)
        gold = [(int(q["start"]), int(q["end"])) for q in quantities]
        said = spans_of(doc)
        left = list(said)
        missed = []
        for a, b in gold:
            near = [s for s in left if s[0] < b and a < s[1]]
            best = max(near, key=lambda s: min(b, s[1]) - max(a, s[0]), default=None)
            if best is None:
                missed.append(doc.text[a:b])
                continue
            left.remove(best)
            pairs += 1
            mine = overlap(doc.text[a:b], doc.text[best[0] : best[1]])
            total += mine
            if show and mine < 1:
                print(f"  ~ {doc.text[a:b]!r} / {doc.text[best[0] : best[1]]!r}")
        rows_n += len(gold) + len(left)
        said_n, gold_n = said_n + len(said), gold_n + len(gold)
        if show:
            for m in missed:
                print(f"  - missed {m!r}")
            for a, b in left:
                print(f"  + extra {doc.text[max(0, a - 30) : a]}[{doc.text[a:b]}]{doc.text[b : b + 20]}".replace("\n", " "))
    return Figures(total / max(rows_n, 1), pairs / max(said_n, 1), pairs / max(gold_n, 1), gold_n)
