"""Noun chunks, values and listed names, on documents built by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.parsing.names import FACTORY, NameRuler, add_names
from extract.parsing.noun_chunks import noun_chunks
from extract.parsing.values import mark_values, value_spans


@pytest.fixture(scope="module")
def nlp() -> Language:
    blank = spacy.blank("en")
    blank.vocab.get_noun_chunks = noun_chunks  # type: ignore[assignment]
    blank.add_pipe(FACTORY)
    return blank


def parsed(nlp: Language, rows: str) -> Doc:
    """Rows of word, part of speech, head and label."""
    words, pos, heads, deps = zip(*(row.split() for row in rows.strip().splitlines()), strict=True)
    return Doc(nlp.vocab, words=list(words), pos=list(pos), heads=[int(h) for h in heads], deps=list(deps))


def test_chunks_follow_universal_dependencies(nlp: Language) -> None:
    doc = parsed(
        nlp,
        """
        Anthropic PROPN 1 compound
        engineers NOUN 2 nsubj
        ship VERB 2 ROOT
        the DET 5 det
        new ADJ 5 amod
        code NOUN 2 obj
        of ADP 8 case
        their PRON 8 nmod:poss
        lab NOUN 5 nmod
        """,
    )
    assert [chunk.text for chunk in doc.noun_chunks] == ["Anthropic engineers", "the new code", "their lab"]


def test_a_name_is_one_chunk_to_its_end(nlp: Language) -> None:
    doc = parsed(nlp, "Sam PROPN 2 nsubj\nAltman PROPN 0 flat\nspoke VERB 2 ROOT")
    assert [chunk.text for chunk in doc.noun_chunks] == ["Sam Altman"]


def test_an_unparsed_document_has_no_chunks(nlp: Language) -> None:
    with pytest.raises(ValueError, match="E029"):
        list(noun_chunks(Doc(nlp.vocab, words=["code"])))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It rose by 57% in March 2026.", {("57%", "PERCENT"), ("March 2026", "DATE")}),
        ("They raised $4.5 billion last year.", {("$4.5 billion", "MONEY"), ("last year", "DATE")}),
        ("about four hundred bucks a week", {("four hundred bucks", "MONEY")}),
        ("sixty four percent of 1,200 tasks", {("sixty four percent", "PERCENT"), ("1,200", "CARDINAL")}),
        ("no figures here", set()),
    ],
)
def test_values_are_found_by_rule(text: str, wanted: set[tuple[str, str]]) -> None:
    doc = mark_values(spacy.blank("en")(text))
    assert {(ent.text, ent.label_) for ent in doc.ents} == wanted


def test_values_leave_names_alone() -> None:
    blank = spacy.blank("en")
    doc = blank("GPT 4 wins")
    doc.set_ents([Span(doc, 0, 2, label="PRODUCT")])
    assert [ent.label_ for ent in mark_values(doc).ents] == ["PRODUCT"]


def test_values_of_a_long_text_are_found() -> None:
    assert list(value_spans("one hundred " * 20_000 + "1,000," * 20_000 + "9" * 100_000))


def test_listed_names_are_found_in_captions(nlp: Language) -> None:
    assert [(e.text, e.label_) for e in nlp("i left openai for google deepmind").ents] == [
        ("openai", "ORG"),
        ("google deepmind", "ORG"),
    ]


def test_an_ordinary_word_counts_only_as_the_name_is_written(nlp: Language) -> None:
    assert not nlp("that is very meta").ents
    assert [e.text for e in nlp("Meta said so").ents] == ["Meta"]


def test_a_topic_pack_adds_names() -> None:
    blank = spacy.blank("en")
    blank.add_pipe(FACTORY)
    add_names(blank, {"organisations": ["Larkfield Institute"], "people": ["Ada Quill"]})
    assert {(e.text, e.label_) for e in blank("ada quill of the Larkfield Institute").ents} == {
        ("ada quill", "PERSON"),
        ("Larkfield Institute", "ORG"),
    }


def test_a_longer_name_that_was_read_keeps_its_words(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["OpenAI", "Foundation", "spoke"])
    doc.set_ents([Span(doc, 0, 2, label="ORG")])
    assert [e.text for e in NameRuler(nlp.vocab)(doc).ents] == ["OpenAI Foundation"]


def test_a_listed_name_overrules_a_wrong_kind(nlp: Language) -> None:
    doc = Doc(nlp.vocab, words=["in", "OpenAI"])
    doc.set_ents([Span(doc, 1, 2, label="LOC")])
    assert [e.label_ for e in NameRuler(nlp.vocab)(doc).ents] == ["ORG"]


def test_chunks_of_a_pipeline_with_the_older_labels_stay_its_own(nlp: Language) -> None:
    other = spacy.blank("en")
    words = ["The", "lab", "tested", "two", "models", "."]
    deps = ["det", "nsubj", "ROOT", "nummod", "dobj", "punct"]
    pos = ["DET", "NOUN", "VERB", "NUM", "NOUN", "PUNCT"]
    doc = Doc(other.vocab, words=words, heads=[1, 2, 2, 4, 2, 2], deps=deps, pos=pos)
    assert [chunk.text for chunk in doc.noun_chunks] == ["The lab", "two models"]


def test_listed_places_get_the_kind_that_their_words_say() -> None:
    blank = spacy.blank("en")
    blank.add_pipe(FACTORY)
    add_names(blank, {"places": ["Larkfield", "Lark Valley"]})
    assert {(e.text, e.label_) for e in blank("from Larkfield to lark valley").ents} == {
        ("Larkfield", "GPE"),
        ("lark valley", "LOC"),
    }
