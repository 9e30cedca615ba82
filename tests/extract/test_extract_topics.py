"""The bundled topic pack, and the labelled sentences that calibrate the judge."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.text import containment, shingles, words_of
from corpus.topic import bundled_topics, load_topic, parse_topic

ROOT = Path(__file__).parents[2]
SENTENCES = Path(__file__).parent / "data" / "stance_sentences.jsonl"
KEYS = (
    "pause_or_slow_frontier_ai option_to_pause unilateral_pause_effective rsi_near rsi_inevitable rsi_dangerous "
    "physical_limits_slow_rsi evidence_informative benchmarks_reliable loc_measures_productivity ai_has_research_taste "
    "anthropic_sincere ai_accelerates_ai_rd"
).split()


def test_the_rsi_pack_has_the_propositions_of_the_design() -> None:
    assert "rsi" in bundled_topics()
    assert [p.key for p in load_topic("rsi").propositions] == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_proposition_has_a_negation_and_prototypes_on_both_sides(key: str) -> None:
    proposition = load_topic("rsi").proposition(key)
    assert proposition.negation
    assert 4 <= len(proposition.in_favour) <= 8
    assert 4 <= len(proposition.against) <= 8


def test_no_prototype_stands_twice() -> None:
    texts = [t for p in load_topic("rsi").propositions for t in (p.text, p.negation, *p.in_favour, *p.against) if t]
    assert [t for t, n in Counter(texts).items() if n > 1] == []


def test_the_labelled_sentences_are_balanced_and_not_the_prototypes() -> None:
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 120
    for half in ("dev", "test"):
        labels = Counter(r["label"] for r in rows if r["split"] == half)
        assert set(labels) == {"support", "oppose", "neutral", "off"}
        assert {r["target"] for r in rows if r["split"] == half} == set(KEYS)
    for row in rows:
        proposition = load_topic("rsi").proposition(row["target"])
        for text in (proposition.text, *proposition.in_favour, *proposition.against):
            assert containment(shingles(row["text"], size=6), shingles(text, size=6)) < 0.5, (row["text"], text)


def test_nothing_of_the_evaluation_texts_is_in_pack_or_sentences(shared_dir: Path) -> None:
    theirs: set[tuple[str, ...]] = set()
    for path in sorted((shared_dir / "seeds").glob("*.txt")):
        theirs |= shingles(path.read_text(encoding="utf-8", errors="replace"), size=6)
    ours = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    for p in load_topic("rsi").propositions:
        ours += [p.text, p.negation or "", *p.in_favour, *p.against]
    for text in ours:
        if len(words_of(text)) >= 6:
            assert not shingles(text, size=6) & theirs, text


def test_the_example_in_the_documentation_is_a_pack() -> None:
    page = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    pack = parse_topic(example, name="example")
    assert pack.propositions[0].in_favour
    assert pack.sources
