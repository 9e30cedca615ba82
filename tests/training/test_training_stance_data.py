"""Our own labelled sentences: the format, its errors, and that nothing held apart is trained on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

own = pytest.importorskip("training.stance.own", reason="the recipe is not part of the wheel")
check = pytest.importorskip("training.stance.check", reason="the recipe is not part of the wheel")
blind = pytest.importorskip("training.stance.blind", reason="the recipe is not part of the wheel")
pages = pytest.importorskip("training.stance.pages", reason="the recipe is not part of the wheel")
examples = pytest.importorskip("training.stance.examples", reason="the recipe is not part of the wheel")

GOOD = """\
= night_ferry | transport | other
text: The ferry should run at night.
negation: The ferry should rest at night.
s|comment|plain+pair1|own|Let it run, night after night.
o|comment|negation+pair1|own|Let it not run, night after night.
n|essay|plain|own|The ferry has two decks | and a funnel.

= passage
The last boat leaves at eleven, and the first one at five.
+ When does service end for the day?
- What does a ticket cost?
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sample.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_holds_sentences_and_passages(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    first, second, third = own.read_sentences(path)
    assert (first.label, second.label, third.label) == ("support", "oppose", "neutral")
    assert first.pair == second.pair == "pair1"
    assert third.text == "The ferry has two decks | and a funnel."
    (passage,) = own.read_passages(path)
    assert passage.answered == ("When does service end for the day?",)
    assert passage.unanswered == ("What does a ticket cost?",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("s|comment", "x|comment"), "line 1 of night_ferry"),
        (("negation: ", "denial: "), "needs 'text:' and 'negation:'"),
        (("| transport | other", ""), "a proposition is"),
        (("+ When does", "* When does"), "a passage is"),
    ],
)
def test_what_does_not_parse_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(own.DataFault, match=r"sample\.txt:\d+: ") as caught:
        (own.read_sentences(path), own.read_passages(path))
    assert said in str(caught.value)


def test_nothing_that_is_held_apart_is_trained_on_or_calibrated_with() -> None:
    held = {s.text for path in own.held_files() for s in own.read_sentences(path)}
    used = [*own.own_sentences(tuning=False), *own.own_sentences(tuning=True)]
    assert held
    assert not held & {s.text for s in used}
    assert not any(own.is_same_debate(s.proposition, p) for s in used for p in own.held_propositions())


def test_the_data_set_is_as_large_and_as_varied_as_its_datasheet_says() -> None:
    sentences = blind.all_sentences()
    propositions = {s.proposition.key: s.proposition for s in sentences}
    assert len(sentences) >= 4000
    assert len(propositions) >= 60
    assert sum(p.is_ai for p in propositions.values()) * 3 >= len(propositions)
    assert len({s.id for s in sentences}) == len(sentences)


def test_near_duplicates_are_told_from_sentences_that_share_a_word() -> None:
    def sentence(text: str) -> object:
        proposition = own.OwnProposition("k", "f", False, "t", "n")
        return own.OwnSentence(text, proposition, "support", "essay", (), None, "own", text)

    rows = [sentence(t) for t in ("The old boat left at six today.", "The old boat left at six.", "A boat is a boat.")]
    assert check.near_pairs(rows) == [(0, 1)]


def test_agreement_beyond_chance_is_one_for_equal_labels_and_nought_for_independent_ones() -> None:
    assert blind.kappa(["support", "oppose"], ["support", "oppose"]) == 1.0
    assert blind.kappa(["support", "support", "oppose", "oppose"], ["support", "oppose", "support", "oppose"]) == 0.0


PAGE = """\
== transcript
P The night ferry pays for itself. || The night ferry does not pay for itself.
P The crew likes the night shift. || The crew dislikes the night shift.
- So they ran it for a whole winter.
- [1o 2s] It lost money every week, though the crew asked to keep it.
- [1o] And nobody paid.
"""


def test_a_page_holds_every_sentence_with_the_sides_it_takes(tmp_path: Path) -> None:
    (page,) = pages.read_pages(written(tmp_path, PAGE))
    assert [s.sides for s in page.sentences] == [{}, {0: "oppose", 1: "support"}, {0: "oppose"}]
    assert page.sentences[1].text == "It lost money every week, though the crew asked to keep it."
    assert page.sentences[1].before == page.sentences[0].text


def test_a_side_of_a_page_is_turned_round_on_the_denial(tmp_path: Path) -> None:
    found = pages.page_examples(pages.read_pages(written(tmp_path, PAGE)), random.Random(1))
    told = {(e.text, e.target): e.answer for e in found if e.head == "stance"}
    lost = "It lost money every week, though the crew asked to keep it."
    assert told[lost, "The night ferry pays for itself."] == examples.OPPOSE
    assert told[lost, "The night ferry does not pay for itself."] == examples.SUPPORT
    assert told[lost, "The crew dislikes the night shift."] == examples.OPPOSE
    assert {answer for (text, _), answer in told.items() if text.startswith("So they ran")} <= {examples.NEITHER}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((" || The crew dislikes the night shift.", ""), "P text || denial"),
        (("[1o 2s]", "[1o 3s]"), "with numbers of propositions"),
        (("[1o 2s]", "[1n]"), "with numbers of propositions"),
        (("- So they", "So they"), "begins with 'P ' or '- '"),
        (("== transcript\n", ""), "before the first '=='"),
    ],
)
def test_a_page_that_does_not_parse_is_named_with_its_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(own.DataFault, match=r"sample\.txt:\d+: ") as caught:
        pages.read_pages(written(tmp_path, PAGE.replace(*change)))
    assert said in str(caught.value)


def test_no_held_page_is_trained_on() -> None:
    held, trained = pages.held_pages(), [*pages.training_pages(tuning=False), *pages.training_pages(tuning=True)]
    assert held
    assert trained
    assert not {s.text for p in held for s in p.sentences} & {s.text for p in trained for s in p.sentences}
    debates = {q.text for p in held for q in p.propositions} | {p.text for p in own.held_propositions()}
    assert not any(own.shares_words(q.text, debate) for p in trained for q in p.propositions for debate in debates)
    used = {s.proposition.text for tuning in (False, True) for s in own.own_sentences(tuning=tuning)}
    assert not used & debates


def test_a_held_debate_is_taken_off_a_training_page_with_its_sides(tmp_path: Path) -> None:
    (page,) = pages.read_pages(written(tmp_path, PAGE))
    left = pages.without_debates(page, ["Does the night ferry pay for itself?"])
    assert [p.text for p in left.propositions] == ["The crew likes the night shift."]
    assert [s.sides for s in left.sentences] == [{}, {0: "support"}, {}]


def test_held_pages_are_as_varied_as_their_datasheet_says() -> None:
    held = pages.held_pages()
    assert len(held) == 24
    assert all(15 <= len(p.sentences) <= 25 and len(p.propositions) == 5 for p in held)
    sentences = [s for p in held for s in p.sentences]
    assert 0.2 <= sum(bool(s.sides) for s in sentences) / len(sentences) <= 0.35
