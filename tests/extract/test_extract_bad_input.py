"""Text that nobody means to be read: it costs time in proportion to its length, and what is read stays verbatim.

Costs are counted in calls of functions, for a text and one twice as long, so that no clock decides.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract import build_reader, load_english
from extract.components import inputs_of_text
from extract.counted import with_counted
from extract.numbers import read_quantities
from extract.numbers.codes import code_spans
from extract.reader import Reader
from extract.standing import with_standing

SIZE = 60
MAX_SECONDS = 10.0  # of the processor
TWICE = 3.0  # how many times the calls of a text a text of twice its length may take; a square takes four

# Each repeats some thirty characters, so that the windows around a number are full at the smaller size.
HEAPS: dict[str, Callable[[int], str]] = {
    "claims in one sentence": lambda n: "and it rose once again by 5% " * n,
    "counts in one sentence": lambda n: ", ".join(f"{k % 900 + 25} looms of the same old kind" for k in range(n)) + ".",
    "numbers in one paragraph": lambda n: " ".join(str(7 * k) for k in range(8 * n)) + ".",
    "dollar signs": lambda n: "$" * 60 * n + " 5",
    "brackets": lambda n: "(" * 30 * n + "5%" + ")" * 30 * n,
    "quotation marks that stay open": lambda n: "“5% of the old looms were left " * n,
    "quoted figures": lambda n: '"a share of 5% it is at the time" ' * n,
    "one number without an end": lambda n: "9" * 60 * n,
    "a version without an end": lambda n: "1." * 30 * n,
    "a sum without an end": lambda n: "7 + " * 15 * n + "7",
    "ranges": lambda n: "from 5%-7%-9% to 10 - 12 to 14 " * n,
    "empty lines": lambda n: "\n" * 60 * n + "It rose 5% today.",
    "right to left": lambda n: "ارتفع بنسبة 5% اليوم مرة أخرى " * n,
    "soft hyphens and thin spaces": lambda n: "rose 1\u2009000\u00ad000 or 5\u202f% again " * n,
}


def calls_of(act: Callable[[], object]) -> int:
    """How many functions are called in the course of an act, built-in ones too."""
    count = 0

    def count_call(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", ["9", "a", "1.", "1,", "1:", "1/", "1-", "f(", "9a", "[9", "x ", "9)"])
def test_codes_are_found_in_a_text_without_an_end_at_once(unit: str) -> None:
    """Calls do not show the steps of a pattern: a square of these takes minutes, so the bound is wide."""
    text = unit * (200_000 // len(unit))
    start = time.process_time()
    code_spans(text, 0, len(text))
    assert time.process_time() - start < MAX_SECONDS


@pytest.fixture(scope="module")
def reader() -> Reader:
    return build_reader(load_english("rules"), (), None, None)


@pytest.mark.parametrize("heap", HEAPS)
def test_a_heap_of_twice_the_length_costs_twice_the_calls(reader: Reader, heap: str) -> None:
    def read(n: int) -> int:
        inputs = inputs_of_text(HEAPS[heap](n), ())
        text = inputs.document.text

        def act() -> None:
            for claim in reader.read(inputs.document, inputs.segments)[0]:
                assert text[claim.quantity.start : claim.quantity.end] == claim.quantity.text
                assert text[claim.start : claim.end] == claim.evidence

        return calls_of(act)

    read(8)  # what is built on first use
    assert read(2 * SIZE) < TWICE * read(SIZE)


def flat(nlp: Language, n: int) -> Doc:
    """A sentence of n counts that all hang on one verb, as a parser draws a list that it cannot read."""
    words, heads, deps, pos = ["Lists"], [0], ["ROOT"], ["VERB"]
    for k in range(n):
        words += [str(k + 30), "looms", ","]
        heads += [3 * k + 2, 0, 0]
        deps += ["nummod", "obj", "punct"]
        pos += ["NUM", "NOUN", "PUNCT"]
    return Doc(nlp.vocab, words=words, heads=heads, deps=deps, pos=pos)


def test_a_tree_with_one_head_for_all_is_asked_in_linear_time() -> None:
    nlp = spacy.blank("en")

    def calls(n: int) -> int:
        doc = flat(nlp, n)
        readings = read_quantities(doc.text)
        return calls_of(lambda: with_standing(doc, with_counted(doc, readings)))

    calls(8)
    assert calls(2 * SIZE) < TWICE * calls(SIZE)
