"""Figures that a hyperlink credits, in a document that names whose site it leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract import load_english
from extract.components import inputs_of_text
from extract.linked import names_by_label, publisher_of, site_labels
from extract.reader import Reader

KNOWN = "The harbour hired Marlow Research last year. "
REPORT = "https://www.marlow.example/crews"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_english(), [], None, None)


def credited(reader: Reader, marked: str, url: str = REPORT, home: str | None = None) -> set[str | None]:
    """Whom the figures of a text are credited to; the linked words stand in square brackets."""
    before, rest = marked.split("[")
    words, after = rest.split("]")
    inputs = inputs_of_text(KNOWN + before + words + after, ())
    start = len(KNOWN + before)
    document = replace(inputs.document, url=home, links=((start, start + len(words), url),))
    claims, _, _ = reader.read(document, inputs.segments)
    assert claims
    return {c.attributed_to for c in claims}


@pytest.mark.parametrize(
    "text",
    [
        "A survey [found] that 31% of crews had stopped rowing.",
        "According to a [survey of crews], 31% had stopped rowing.",
        "By now [31% of crews] have stopped rowing.",
    ],
)
def test_a_link_on_the_report_or_the_figure_credits_its_publisher(reader: Reader, text: str) -> None:
    assert credited(reader, text) == {"Marlow Research"}


def test_other_linked_words_credit_nobody(reader: Reader) -> None:
    assert credited(reader, "By now 31% of [crews] have stopped rowing.") == {None}


def test_what_the_sentence_says_comes_first(reader: Reader) -> None:
    assert credited(reader, "Dana Reyes [says] that 31% of crews have stopped rowing.") == {"Dana Reyes"}


def test_a_site_that_the_document_does_not_name_is_left_to_the_second_pass(reader: Reader) -> None:
    assert credited(reader, "A survey [found] that 31% of crews had stopped.", "https://oarsman.example/a") == {None}


def test_a_link_within_the_document_s_own_site_credits_nobody_else(reader: Reader) -> None:
    text = "The survey [found] that 31% of crews had stopped."
    assert credited(reader, text, home="https://marlow.example/news") == {None}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://marlow.example/a", "Marlow Research"),
        ("https://blog.marlowresearch.co.uk/a", "Marlow Research"),
        ("https://marlow-research.example", "Marlow Research"),
        ("https://marlow.substack.com/p/a", "Marlow Research"),
        ("https://ihr.example/a", "Institute of Harbour Research"),
        ("https://github.com/marlow", None),
        ("https://[broken", None),
        ("https://", None),
        ("", None),
        ("https://10.0.0.1/a", None),
    ],
)
def test_a_site_goes_by_its_publisher_s_name(url: str, name: str | None) -> None:
    names = names_by_label(["Marlow Research", "Institute of Harbour Research", "GitHub", ""])
    assert publisher_of(url, names) == name


def test_labels_of_a_site_are_those_left_of_a_platform() -> None:
    assert site_labels("https://a.b.medium.com") == ("b", "a")
