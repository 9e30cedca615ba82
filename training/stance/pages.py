"""Pages of our own: excerpts of which every sentence is labelled on every proposition beside them.

    == register
    P Proposition. || Its denial.        five of these
    - A sentence that takes no side on any of them.
    - [2o 3s] A sentence that opposes the second and supports the third.

Most sentences of a real document take no side on anything near, which sentences written one by one on a proposition do not
teach. Invariant: what does not parse is an error with file and line; nothing is skipped in silence.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.text import squash
from extract.stances.units import looks_back
from training.stance.examples import NEITHER, STANCE_NUMBER, Example, turned
from training.stance.own import DATA, LABELS, DataFault, held_propositions, is_for_tuning, shares_words

_MARKS = re.compile(r"\[((?:\d[so])(?:[ ,]+\d[so])*)\]\s*")
NEITHER_SHARE = 0.4  # of the pairs without a side that a round draws; near propositions all, they outnumber sides by twenty
SIDE_WEIGHT = 2.0  # of a pair with a side, which there are few of
CONTEXT_SHARE = 0.5  # of the sentences that look back, shown with the one before
# Propositions of the training pages that a reader found to be a held debate in words that `shares_words` does not see.
HELD_IN_OTHER_WORDS = frozenset(
    {"Publication of model weights is dangerous.", "Stoppages for review spoil the match for spectators."}
)


@dataclass(frozen=True, slots=True)
class PageProposition:
    """A proposition and its denial."""

    text: str
    negation: str


@dataclass(frozen=True, slots=True)
class PageSentence:
    """A sentence, the one before it, and the sides it takes: place of the proposition to support or oppose."""

    text: str
    before: str
    sides: dict[int, str]


@dataclass(frozen=True, slots=True)
class Page:
    """An excerpt with the propositions that it was labelled on."""

    register: str
    propositions: tuple[PageProposition, ...]
    sentences: tuple[PageSentence, ...]


def training_pages(*, tuning: bool) -> list[Page]:
    """The pages that are trained on, or those for calibration (about one in twelve), in order.

    A proposition that is the debate of a held page or of the held tenth is taken off its page, with the sides taken on it.
    """
    held = [p.text for page in held_pages() for p in page.propositions] + [p.text for p in held_propositions()]
    found = [page for path in sorted((DATA / "pages").glob("*.txt")) for page in read_pages(path)]
    return [without_debates(page, held) for page in found if is_for_tuning(page.propositions[0].text) == tuning]


def without_debates(page: Page, held: Sequence[str]) -> Page:
    """The page without the propositions that share most of their words with one of these, or are known to be theirs."""
    kept = [
        place
        for place, p in enumerate(page.propositions)
        if p.text not in HELD_IN_OTHER_WORDS and not any(shares_words(p.text, q) for q in held)
    ]
    sentences = [
        replace(s, sides={kept.index(place): side for place, side in s.sides.items() if place in kept})
        for s in page.sentences
    ]
    return replace(page, propositions=tuple(page.propositions[place] for place in kept), sentences=tuple(sentences))


def held_pages() -> list[Page]:
    """The pages that are never trained on."""
    return [page for path in sorted((DATA / "held" / "pages").glob("*.txt")) for page in read_pages(path)]


def read_pages(path: Path) -> list[Page]:
    """The pages of one file.

    Raises:
        DataFault: a line is not of the format.
    """
    return [_page(path, block) for block in _blocks(path)]


def page_examples(pages: Sequence[Page], rng: random.Random) -> list[Example]:
    """Every side taken, on the proposition and on its denial; and some of the pairs without one."""
    found: list[Example] = []
    for page in pages:
        for sentence in page.sentences:
            is_shown_before = sentence.before and looks_back(sentence.text) and rng.random() < CONTEXT_SHARE
            text = squash(f"{sentence.before} {sentence.text}") if is_shown_before else sentence.text
            for place, proposition in enumerate(page.propositions):
                answer = STANCE_NUMBER[sentence.sides.get(place, "neutral")]
                asked = [(proposition.text, answer), (proposition.negation, turned(answer))]
                if answer != NEITHER:
                    found += [Example("stance", text, target, side, SIDE_WEIGHT) for target, side in asked]
                    found.append(Example("relevance", text, proposition.text, 1))
                elif rng.random() < NEITHER_SHARE:
                    target, side = rng.choice(asked)
                    found.append(Example("stance", text, target, side))
    return found


def _blocks(path: Path) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        if line.startswith("=="):
            if block:
                yield block
            block = []
        elif not block:
            raise DataFault(path, number, "a line before the first '=='")
        block.append((number, line))
    if block:
        yield block


def _page(path: Path, block: list[tuple[int, str]]) -> Page:
    propositions: list[PageProposition] = []
    sentences: list[PageSentence] = []
    for number, line in block[1:]:
        kind, _, rest = line.partition(" ")
        if kind == "P":
            text, bar, negation = (part.strip() for part in rest.partition("||"))
            if not (text and bar and negation):
                raise DataFault(path, number, "a proposition is 'P text || denial'")
            propositions.append(PageProposition(text, negation))
        elif kind == "-":
            marks = _MARKS.match(rest)
            text = rest[marks.end() :] if marks else rest
            sides = {int(m[0]) - 1: LABELS[m[1]] for m in re.findall(r"\d[so]", marks[1])} if marks else {}
            if not text or (sides and max(sides) >= len(propositions)) or (not marks and re.match(r"\[\d", rest)):
                raise DataFault(path, number, "a sentence is '- [2o 3s] text', with numbers of propositions of its page")
            sentences.append(PageSentence(text, sentences[-1].text if sentences else "", sides))
        else:
            raise DataFault(path, number, "a line of a page begins with 'P ' or '- '")
    if not propositions or not sentences:
        raise DataFault(path, block[0][0], "a page has propositions, then sentences")
    return Page(block[0][1].removeprefix("==").strip(), tuple(propositions), tuple(sentences))
