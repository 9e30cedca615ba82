from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import HOSTILE, hostile_corpus, mill_corpus, topic

from reports import BriefingView, build_view, checked_lead, evidence_of, prompt_of
from reports.lead import Evidence, unfounded

DAY = datetime.date(2026, 6, 14)
GUILD = "The Weavers’ Guild, 4 June 2026 | “More than 80% of the cloth, or 1,200 yards, was woven in two halls.”"


@pytest.fixture(scope="module")
def mills() -> BriefingView:
    return build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("The Weavers’ Guild gives more than 80%.", ()),
        ("The Weavers' Guild counts 1200 yards in two halls.", ()),
        ("In June 2026 the Guild said 80 percent.", ()),
        ("The Guild gives 81%.", ("81",)),
        ("The Guild gives 0.80.", ("0.80",)),
        ("The Guild wove three halls.", ("three",)),
        ("The share doubled.", ("doubled",)),
        ("Two-thirds was woven.", ("Two-thirds",)),
        ("Ines Calloway gives 80%.", ("Ines", "Calloway")),
        ("OpenAI gives 80%.", ("OpenAI",)),
        ("Estimates lie at 80%.", ("Estimates",)),
        ("It is 80% on 5 June.", ("5",)),
    ],
)
def test_a_figure_or_name_that_the_evidence_lacks_is_found(sentence: str, missing: tuple[str, ...]) -> None:
    assert unfounded(sentence, [GUILD]) == missing


@given(st.integers(0, 10**9), st.sampled_from(["{}%", "about {}", "${}", "{}x"]))
def test_no_figure_passes_that_is_not_in_the_evidence(figure: int, form: str) -> None:
    said = f"The share is {form.format(figure)}."
    known = {"80", "1200", "4", "2026"}
    assert (unfounded(said, [GUILD]) == ()) == (str(figure) in known)


def lead(text: str, mills: BriefingView) -> tuple[list[str], str]:
    found = checked_lead(text, evidence_of(mills), model="loom-7b")
    return ([], "") if found is None else ([s.words for s in found.sentences], found.note)


def test_what_the_evidence_holds_stays_with_its_source(mills: BriefingView) -> None:
    first, second = evidence_of(mills)[:2]
    found = checked_lead(
        f"The Weavers’ Guild puts the share at more than 80% [{first.number}]. "
        f"Ines Calloway puts it nearer 27% [{second.number}].",
        evidence_of(mills),
        model="loom-7b",
    )
    assert found is not None
    assert [s.words for s in found.sentences] == [
        "The Weavers’ Guild puts the share at more than 80%.",
        "Ines Calloway puts it nearer 27%.",
    ]
    assert found.sentences[0].sources == (first.quote.source,)
    assert "machine (loom-7b)" in found.note


@pytest.mark.parametrize(
    "text",
    [
        "The share is more than 80%.",  # cites nothing
        "The share is more than 80% [99].",  # cites what is not there
        "The share is 27% [1].",  # a figure of other evidence
        "The share is more than 80% [1, 99].",
        "I cannot help with that.",
        "",
        "[1]",
        "<script>alert(1)</script> [1]",
        "word " * 300 + "[1].",
    ],
)
def test_what_it_does_not_hold_is_dropped(text: str, mills: BriefingView) -> None:
    assert lead(text, mills)[0] == []


def test_dropped_sentences_are_counted_and_lists_are_read(mills: BriefingView) -> None:
    kept, note = lead("# Lead\n- The share is more than 80% [1].\n- The share is 99% [1].\n", mills)
    assert kept == ["The share is more than 80%."]
    assert "1 sentence did not hold and was dropped." in note


def test_evidence_is_numbered_verbatim_and_asked_about(mills: BriefingView) -> None:
    evidence = evidence_of(mills)
    assert [e.number for e in evidence] == list(range(1, len(evidence) + 1))
    texts = [d.text for d in mill_corpus().documents]
    assert all(any(e.words.rpartition("“")[2].rstrip("”") in t for t in texts) for e in evidence)
    prompt = prompt_of(mills, evidence)
    assert all(f"[{e.number}] " in prompt for e in evidence)


def test_hostile_evidence_makes_no_lead() -> None:
    view = build_view(hostile_corpus().snapshot(), topic=topic(), generated=DAY)
    assert checked_lead(HOSTILE, evidence_of(view), model=HOSTILE) is None
    assert isinstance(evidence_of(view)[0], Evidence)
