"""Attributions from trees and quotation marks, and what the credits of a document make of them."""

from __future__ import annotations

import pytest
from spacy.language import Language

from extract import load_english
from extract.components import inputs_of_text
from extract.reader import Reader
from extract.reported import reported_in


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


@pytest.fixture(scope="module")
def reader(nlp: Language) -> Reader:
    return Reader(load_english(), [], None, None)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Dana Reyes, an economist at the Halden Institute, put the share at 40%.", "Dana Reyes"),
        ("Agents wrote 64% of the merged code, the company said on Tuesday.", "company"),
        ("In a memo to staff, Okoro estimated that the tool had saved 12 hours a week.", "Okoro"),
        ("The tool saved 12 hours a week, Okoro estimated in a memo.", "Okoro"),
        ("“We cut the time to 4 hours,” said Lena Vos, who runs the lab.", "Lena Vos"),
        ("Engineers at Brightwater report that they now merge 8x as much code.", "Engineers at Brightwater"),
        ("A survey by Marlow Research found that 31% of teams had stopped reviewing.", "Marlow Research"),
        ("Marlow Research's survey suggests that 31% of teams had stopped reviewing.", "Marlow Research"),
        ("Speaking at a conference in May, Reyes claimed that training costs had fallen by 70%.", "Reyes"),
        ("Revenue reached $4 billion, Halden Labs reported.", "Halden Labs"),
        ("As Okoro points out, only 5% of the runs finished.", "Okoro"),
        ("Only 5% of the runs finished, Okoro told me.", "Okoro"),
        ("One engineer described the change as 10x faster than before.", "One engineer"),
        ("Officials in Oslo warned that power demand could rise by 60%.", "Officials in Oslo"),
        ("Vos said the lab had grown, and that it now employs 90 people.", "Vos"),
        ("Vos wrote: “The gain was 12%, no more.”", "Vos"),
        ("The gain, 12% by Vos's own count, was small.", "Vos"),
        ("The bug was found in 2% of runs.", None),
        ("I think about 20% of it will last.", None),
        ("Critics doubt that 31% is right.", None),
        ("The yard warned that work could stop, just days after it had borrowed 30 million euros.", None),
        ("Vos announced that the yard may close, right after its 31% rise in orders.", None),
        ("Vos announced that orders had stopped, right after their 31% rise.", "Vos"),
        ("Vos said that the crew rows 31% faster after its change of boats.", "Vos"),
        ("We plan with the 31% that Vos reported in May.", "Vos"),
        ("We plan with the 31% that the pump saves.", None),
        ("The stopwatch found that the crew was 31% faster.", None),
        ("Heron, a model of the yard, found that the crew was 31% faster.", None),
        ("Its agent Heron found that the crew was 31% faster.", None),
        ("Its harbour master Heron found that the crew was 31% faster.", "Heron"),
        ("The welders found that the crew was 31% faster.", "welders"),
        ("Dana Reyes of Orbital Labs says 31%.", "Dana Reyes"),
        ("Dana Reyes gives a third ferry a 31% chance by the end of the year.", "Dana Reyes"),
        ("At Orbital Labs the cranes did 31% of the work in May, the company says.", "Orbital Labs"),
        ("Orbital Labs polled 90 welders and got 31%.", "Orbital Labs"),
        ("The gain that the welders reported was 31%.", "welders"),
        ("Orbital Labs offers to close its yard for up to 31 days.", "Orbital Labs"),
        ("Orbital Labs said it was slow, and its stopwatch put the loss at 31%.", "Orbital Labs"),
        ("We polled 90 welders and got 31%.", None),
        ("Dana Reyes has gone over her notes. Orbital Labs slept. She says that 31% were late.", "Dana Reyes"),
        ("Orbital Labs slept. She says that 31% were late.", None),
        ("The yard gave each welder 31 days of leave.", None),
        ("Agents find that the crew was 31% faster.", None),
    ],
)
def test_a_figure_is_credited_to_its_source(reader: Reader, text: str, source: str | None) -> None:
    inputs = inputs_of_text(text, ())
    claims, _, _ = reader.read(inputs.document, inputs.segments)
    assert {c.attributed_to for c in claims} == {source}


def sources(nlp: Language, text: str) -> list[tuple[str | None, str, list[str]]]:
    return [
        (text[r.source[0] : r.source[1]] if r.source else None, r.lemma, [text[a:b] for a, b in r.content])
        for r in reported_in(nlp(text))
    ]


def test_a_participle_shares_the_subject_of_its_verb(nlp: Language) -> None:
    found = sources(nlp, "Reyes left the stage, saying that the figure was wrong.")
    assert found == [("Reyes", "say", ["that the figure was wrong"])]


def test_what_somebody_says_of_others_is_theirs(nlp: Language) -> None:
    found = sources(nlp, "Reyes said that Okoro believes the figure is wrong.")
    assert [source for source, _, _ in found] == ["Reyes"]


def test_a_quotation_that_goes_on_keeps_its_source(nlp: Language) -> None:
    text = "“It held,” Vos said. “We ran it for a week and it held.”"
    assert [(source, len(content)) for source, _, content in sources(nlp, text)] == [("Vos", 2)]


def test_a_label_at_the_start_of_a_line_says_who_speaks(nlp: Language) -> None:
    found = sources(nlp, "REYES: The runs took a week to finish.\nVOS: They did not take a week.")
    assert [source for source, _, _ in found] == ["REYES", "VOS"]


@pytest.mark.parametrize("text", ["", "said", "“", "said “said”", "According to", "says: ", "x " * 3000])
def test_odd_text_is_survived_verbatim(nlp: Language, text: str) -> None:
    for one in reported_in(nlp(text)):
        assert all(0 <= a < b <= len(text) for a, b in one.content)


def test_without_trees_nothing_is_reported() -> None:
    assert reported_in(load_english("rules")("Vos said that it held.")) == []
