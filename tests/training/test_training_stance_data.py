"""Our own labelled sentences: the format, its errors, and that nothing held apart is trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

own = pytest.importorskip("training.stance.own", reason="the recipe is not part of the wheel")
check = pytest.importorskip("training.stance.check", reason="the recipe is not part of the wheel")
blind = pytest.importorskip("training.stance.blind", reason="the recipe is not part of the wheel")

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
