"""The judge of sentence pairs and the grammar under it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from extract_encoders import WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.protocols import Encoder, FloatMatrix
from corpus.topic import load_topic, parse_topic
from extract.judge import PrototypeJudge
from extract.polarity import (
    affirm,
    count_negations,
    is_conditional,
    main_clause,
    marks_stance,
    negate,
    read_grammar,
)
from extract.remembered import RememberingEncoder, remembering

SENTENCES = Path(__file__).parent / "data" / "stance_sentences.jsonl"

PACK = parse_topic(
    """
    name = "trams"
    title = "Trams"
    [[proposition]]
    key = "more_trams"
    text = "The city should build more trams."
    negation = "The city should build no more trams."
    for = ["New tram lines would serve everyone.", "Build the tram, I say."]
    against = ["Tram lines are a waste of money.", "Spend the money on buses instead of a tram."]
    """,
    name="trams.toml",
)
TEXT = PACK.propositions[0].text


def row(text: str, proposition: str = TEXT) -> FloatMatrix:
    return PrototypeJudge(WordEncoder(), [PACK]).judge([(text, proposition)])[0]  # type: ignore[no-any-return]


def test_a_sentence_like_a_prototype_takes_its_side() -> None:
    assert row("New tram lines would serve everyone in town.")[0] > 0.5
    assert row("Tram lines are a waste of money, all of them.")[1] > 0.5


def test_a_denied_prototype_takes_the_other_side() -> None:
    said, denied = row("Tram lines are a waste of money."), row("Tram lines are not a waste of money.")
    assert said[1] > said[0]
    assert denied[1] < said[1]


def test_a_sentence_off_the_subject_takes_no_side() -> None:
    assert row("My grandmother keeps bees behind a shed.").argmax() == 2


def test_a_question_leans_to_no_side() -> None:
    assert row("Would new tram lines serve everyone?")[2] > row("New tram lines would serve everyone.")[2]


def test_a_proposition_that_no_pack_knows_is_judged_from_its_text_alone() -> None:
    text = "Cats are better company than dogs."
    same, denied = row("Cats are better company than dogs.", text), row("Cats are not better company than dogs.", text)
    assert same[0] > same[1]
    assert denied[1] > denied[0]


def test_the_revision_names_packs_and_encoder() -> None:
    with_pack, without = PrototypeJudge(WordEncoder(), [PACK]), PrototypeJudge(WordEncoder())
    other = PrototypeJudge(WordEncoder("words-2"), [PACK])
    assert len({with_pack.revision, without.revision, other.revision}) == 3
    assert with_pack.revision == PrototypeJudge(WordEncoder(), [PACK]).revision


def test_prototypes_are_encoded_once() -> None:
    encoder = WordEncoder()
    judge = PrototypeJudge(encoder, [PACK])
    for text in ("A tram is a fine thing.", "A bus is a fine thing."):
        judge.judge([(text, TEXT)])
    assert encoder.asked.count(TEXT) == 1


def test_a_remembering_encoder_forgets_the_oldest_and_gives_the_same_rows() -> None:
    plain, inner = WordEncoder(), WordEncoder()
    encoder = RememberingEncoder(inner, capacity=2)
    for texts in (["a b", "c"], ["c", "d", "a b"], ["a b", "a b"], []):
        assert np.array_equal(encoder.encode(texts), plain.encode(texts))
    assert inner.asked == ["a b", "c", "d"]
    assert remembering(encoder) is encoder
    encoder.encode(["e", "f"])
    encoder.encode(["a b"])
    assert inner.asked[-1] == "a b"


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("It works.", 0),
        ("It does not work.", 1),
        ("It doesn’t work.", 1),
        ("Nobody can't see it.", 2),
        ("It is not only fast but cheap.", 0),
        ("There is no doubt that it works.", 0),
        ("It hardly ever works.", 1),
        ("It is far from ready.", 1),
        ("They failed to show it.", 1),
        ("The result is anything but clear.", 1),
        ("I can't wait to see it.", 0),
    ],
)
def test_negations_are_counted_and_idioms_are_not(clause: str, count: int) -> None:
    assert count_negations(clause) == count


@pytest.mark.parametrize(
    ("sentence", "main"),
    [
        ("Although trams are dear, they pay for themselves.", "they pay for themselves."),
        ("Trams are dear, but they pay for themselves.", "they pay for themselves."),
        ("They pay for themselves, even though they are dear.", "They pay for themselves"),
        ("Trams pay for themselves.", "Trams pay for themselves."),
        ("I tried, but no.", "I tried, but no."),
    ],
)
def test_a_concession_leaves_the_point_to_the_main_clause(sentence: str, main: str) -> None:
    assert main_clause(sentence) == main


def test_a_concession_does_not_lend_its_negation_to_the_point() -> None:
    assert not read_grammar("Although it is not cheap, it works well.").is_negated
    assert read_grammar("It may be cheap, but it does not work at all well.").is_negated


@pytest.mark.parametrize(
    ("sentence", "conditional"),
    [
        ("If the others stop, we stop.", True),
        ("We stop, provided that the others do.", True),
        ("Were the money there, we would build it.", True),
        ("Even if it rains, we go.", False),
        ("I wonder if it will rain.", False),
        ("We stop today.", False),
    ],
)
def test_conditionals_are_told_from_other_ifs(sentence: str, conditional: bool) -> None:
    assert is_conditional(sentence) is conditional


def test_a_description_carries_no_mark_of_stance() -> None:
    assert not marks_stance("The line has eleven stops and a depot.")
    assert marks_stance("The line should have eleven stops.")


@given(st.lists(st.sampled_from("the tram is not good but never if although, late . ?".split()), max_size=30).map(" ".join))
def test_grammar_reads_any_string(text: str) -> None:
    grammar = read_grammar(text)
    assert grammar.negations >= 0
    assert grammar.main in text.strip() or not grammar.main


def test_to_negate_is_to_change_whether_a_statement_is_negated() -> None:
    for statement in ("The moon is round.", "It never rains.", "Trams pay for themselves.", TEXT):
        assert read_grammar(negate(statement)).is_negated != read_grammar(statement).is_negated
    assert affirm("It won't rain and it can't snow.") == "It will rain and it can snow."


def test_long_text_takes_linear_time() -> None:
    text = "although it is not, if, but " * 20_000
    grammar = read_grammar(text)
    assert grammar.conditional


@pytest.fixture(scope="module")
def shipped_encoder() -> Encoder:
    index = pytest.importorskip("index", reason="the shipped encoder lives in index")
    return remembering(index.load_encoder())


def test_the_shipped_encoder_gives_the_right_side_to_most_of_our_test_sentences(shipped_encoder: Encoder) -> None:
    pack = load_topic("rsi")
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["split"] == "test" and r["label"] in {"support", "oppose"}]
    result = PrototypeJudge(shipped_encoder, [pack]).judge([(r["text"], pack.proposition(r["target"]).text) for r in rows])
    right = sum((s > o) == (r["label"] == "support") for (s, o, _), r in zip(result, rows, strict=True))
    assert right / len(rows) >= 0.72  # measured: .754 of 69
