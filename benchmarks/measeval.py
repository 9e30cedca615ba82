"""MeasEval (SemEval-2021 Task 8): where quantities stand in scientific prose, by the overlap of the official evaluation.

As the set's own program reckons: each pair of a gold quantity and a prediction that touch is a row with the F1 of their
words, a quantity missed or made up is a row of 0, and the figure is the mean over all rows. What its guidelines call a
quantity is wider than a reading: the words that bound it, the rate, both ends of a change, a list of one unit ("6, 8 and
13 kg"), but most counts without what they count; and what we take for times, ages or names: dates and years in running
text, "aged 35", "room temperature", ratios such as 3:1. The layer that adds, joins and trims is part of the comparison, and
follows the guidelines and the training part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.newsquant import rows
from extract.components import mentions_of_doc
from extract.lexicon import MONTHS
from extract.numbers import Form
from extract.quantities import Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Span = tuple[int, int]
Rows = list[tuple[Span | None, Span | None, float]]  # what was said, what the set holds, the F1 of their words
_LISTED = re.compile(r"^(?:,|,? and|,? or| to| ?/| [×x])(?: the)?\s*$")
_LEADING = re.compile(
    r"\b(?:average|over|over an?|over the|(?:up|down) to|before|past|last|several|(?:a )?few)\s+$", re.IGNORECASE
)
_ALIKE = re.compile(r"^(?:,|,? and|,? or| [×x])(?: the)?\s*$")
_TO = re.compile(r"^(?: to| and)\s+(?:around |about |the )?$")
_OPENING = re.compile(r"\b(?:between|from|range|range from)\s+$")
_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = "(?:" + "|".join(m.capitalize() for m in MONTHS if len(m) > 3 or m == "may") + ")"
_WIDER = re.compile(
    rf"\bbetween {_YEAR} and {_YEAR}\b|\b(?:from )?{_YEAR} to {_YEAR}\b|(?<=[a-z] ){_YEAR}[–-]{_YEAR}\b"
    rf"|(?<=\bin ){_YEAR}(?:(?:, {_YEAR})*,? and {_YEAR})?\b"
    rf"|\b(?:since |circa )?(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: {_YEAR})?|{_MONTH} (?:{_YEAR}|\d{{1,2}}(?:, {_YEAR})?))"
    r"(?!\w)"
    r"|\b(?:between )?[∼~]?\d\d:\d\d(?::\d\d)?(?: UTC?)?(?: (?:and|to) \d\d:\d\d(?::\d\d)?(?: UTC?)?)?|\bAD \d{3,4}\b"
    r"|\broom temperature\b|(?<=\baged )\d+(?: (?:to|or) \w+)?"
    r"|(?<![\d:.,/])[∼~]?\d+(?:\.\d+)?:\d+(?:\.\d+)?(?![\d:]|\.\d)"
)
MAX_SYMBOL = 4  # characters
_SOLID = re.compile(r"[A-Za-z]{1,4}\b")
WRITTEN_OUT = 20  # numbers below this stand in words where they only count
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
    """Mean overlap over all rows of the official evaluation and one to one, and precision and recall of its pairs."""

    overlap: float
    strict: float
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
    joins, unit, dimension = False, "", ""
    for mention in mentions_of_doc(doc):
        reading = mention.reading
        in_words = not any(c.isdigit() for c in text[reading.start : reading.end])
        is_one = (reading.unit, reading.value) == ("count", 1) and mention.start == reading.start
        is_word = in_words and (reading.form is Form.VERB or reading.unit == "x" or is_one)
        if is_word or reading.dimension == "deviation":
            continue
        start, end = mention.start, max(reading.end, mention.end if _takes_noun(text, mention) else 0, mention.per_end or 0)
        if reading.high is not None and (opening := _OPENING.search(text, max(0, start - 16), start)):
            start = opening.start()
        elif not (in_words and reading.unit == "count") and (leading := _LEADING.search(text, max(0, start - 16), start)):
            start = leading.start()
        if reading.form is Form.BARE and end == reading.end and not in_words:
            end = _after_short_unit(doc, end)
        last = spans[-1] if spans else (0, 0)
        ends = unit != "count" and dimension == reading.dimension and _TO.match(text[last[1] : start])
        if ends and (" to " in text[last[1] : start] or _OPENING.search(text, max(0, last[0] - 16), last[0])):
            opening = _OPENING.search(text, max(0, last[0] - 16), last[0])
            spans[-1] = (opening.start() if opening else last[0], end)
        elif (
            (joins or (unit == reading.unit != "count" and _ALIKE.match(text[last[1] : start])))
            and _LISTED.match(text[last[1] : start])
            and not _is_distributed(text, end)
        ):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        unit, dimension = reading.unit, reading.dimension
        joins = reading.form is Form.BARE or (reading.form is Form.COUNTED and end == reading.end)
    return _with_wider(text, spans)


def _with_wider(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans of readings together with what only the set calls a quantity; a reading that is part of that goes with it."""
    wider = [m.span() for m in _WIDER.finditer(text)]
    whole = [(a, b) for a, b in wider if all(s[1] <= a or b <= s[0] or (a <= s[0] and s[1] <= b) for s in spans)]
    kept = [s for s in spans if not any(a <= s[0] and s[1] <= b for a, b in whole)]
    return sorted([*kept, *whole])


def _is_distributed(text: str, end: int) -> bool:
    """Whether the sentence gives the items of a list to several things one by one."""
    return "respectively" in re.split(r"(?<=[.!?])\s", text[end : end + 200])[0]


def _after_short_unit(doc: Doc, end: int) -> int:
    """The end of a short noun right after a bare number, a unit that no reader knows ("0.6 H", "3Rp"); or `end`."""
    solid = _SOLID.match(doc.text, end)
    if solid is not None:
        return solid.end()
    span = doc.char_span(end + 1, end + 2, alignment_mode="expand") if doc.text[end : end + 1] == " " else None
    is_unit = span is not None and len(span.text) <= MAX_SYMBOL and span[0].pos_ in {"NOUN", "PROPN", "SYM", "X"}
    return span.end_char if span is not None and is_unit and span.text.isalpha() else end


def _takes_noun(text: str, mention: Mention) -> bool:
    """Whether the set takes what is counted for a unit: people, items and what a hyphen joins it does, studies rarely.

    Scientific prose writes small numbers out but before a unit, so that one word after a small number in digits is one.
    """
    reading = mention.reading
    if reading.form is Form.FRACTION:
        return False
    if reading.form not in {Form.COUNTED, Form.BARE} or reading.noun_start is None:
        return True
    noun = text[reading.noun_start : reading.noun_end].lower()
    if not text[reading.start].isalpha() and reading.value < WRITTEN_OUT and " " not in noun:
        return True
    return text[reading.end : reading.noun_start] in {"-", "‑"} or noun.endswith(_UNIT_LIKE)


def overlap(text: str, said: Span, gold: Span) -> float:
    """The official F1 of two spans that touch: words between single spaces, shared where the spans are."""
    shared = text[max(said[0], gold[0]) : min(said[1], gold[1])].count(" ") + 1
    words = text[slice(*said)].count(" ") + text[slice(*gold)].count(" ") + 2
    return 2 * shared / words


def matched(text: str, gold: Sequence[Span], said: Sequence[Span]) -> Rows:
    """The rows of the official evaluation, in which one span may touch several of the other side.

    Every pair of spans that touch is a row, with the best F1 of what was said; whatever touches nothing is a row of 0.
    """
    rows_of: list[tuple[Span | None, Span | None, float]] = []
    touched: set[Span] = set()
    for mine in said:
        theirs = [g for g in gold if mine[0] <= g[1] and g[0] <= mine[1]]
        touched.update(theirs)
        best = max((overlap(text, mine, g) for g in theirs), default=0.0)
        rows_of += [(mine, g, best) for g in theirs] or [(mine, None, 0.0)]
    return rows_of + [(None, g, 0.0) for g in gold if g not in touched]


def one_to_one(text: str, gold: Sequence[Span], said: Sequence[Span]) -> list[float]:
    """The same where each span stands for one of the other side at most: stricter than the official evaluation."""
    left, scores = list(said), []
    for a, b in gold:
        near = [s for s in left if s[0] < b and a < s[1]]
        best = max(near, key=lambda s: min(b, s[1]) - max(a, s[0]), default=None)
        scores.append(0.0 if best is None else overlap(text, best, (a, b)))
        if best is not None:
            left.remove(best)
    return scores + [0.0] * len(left)


def score(nlp: Language, path: Path, *, show: int = 0, only: slice | None = None) -> Figures:
    """The figures over a file."""
    kept = list(rows(path))[only or slice(None)]
    every: Rows = []
    strict: list[float] = []
    gold_n = 0
    for row, doc in zip(kept, nlp.pipe(str(r["text"]) for r in kept), strict=True):
        quantities = row["quantities"]
        assert isinstance(quantities, list)
        gold = [(int(q["start"]), int(q["end"])) for q in quantities]
        said, text = spans_of(doc), doc.text
        mine = matched(text, gold, said)
        every += mine
        strict += one_to_one(text, gold, said)
        gold_n += len(gold)
        if show:
            _show(text, mine)
    pairs = sum(1 for a, b, _ in every if a and b)
    return Figures(
        overlap=sum(f for _, _, f in every) / max(len(every), 1),
        strict=sum(strict) / max(len(strict), 1),
        precision=pairs / max(sum(1 for a, _, _ in every if a), 1),
        recall=pairs / max(sum(1 for _, b, _ in every if b), 1),
        gold=gold_n,
    )


def _show(text: str, mine: Rows) -> None:
    for said, gold, reached in mine:
        if said is None or gold is None:
            a, b = said or gold or (0, 0)
            around = f"{text[max(0, a - 40) : a]}[{text[a:b]}]{text[b : b + 30]}".replace("\n", " ")
            print(f"  {'+ extra' if said else '- missed'} {around}")
        elif reached < 1:
            print(f"  ~ {text[slice(*gold)]!r} / {text[slice(*said)]!r}")
