from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from comparison_claims import Maker, WordEncoder, snapshot

from corpus.corrections import Corrections, load_corrections
from corpus.errors import ConfigError
from corpus.records import Comparison, Snapshot
from index import compare_corpus


def corpus() -> Snapshot:
    make = Maker()
    return snapshot(
        [
            make("the harbour has {40} cranes", 40, "count", doc="doc-a", noun="cranes"),
            make("there are {forty} cranes in the harbour", 40, "count", doc="doc-b", noun="cranes"),
            make("bakers sold {900} loaves on Sunday", 900, "count", doc="doc-a", noun="loaves"),
            make("on Sunday bakers sold {910} loaves", 910, "count", doc="doc-b", noun="loaves"),
        ]
    )


def measures(found: Comparison) -> dict[str, tuple[str, ...]]:
    return {m.id: m.claims for m in found.measures}


def test_merged_measures_stay_one_with_the_first_ones_id_through_every_refresh() -> None:
    found = compare_corpus(corpus(), WordEncoder())
    first, second = sorted(measures(found))
    merged = Corrections.model_validate({"merge": [{"measures": [first, second], "label": "Everything"}]})
    for _ in range(3):
        found = compare_corpus(corpus(), WordEncoder(), previous=found, corrections=merged)
        assert [(m.id, m.label, len(m.claims)) for m in found.measures] == [(first, "Everything", 4)]
    undone = compare_corpus(corpus(), WordEncoder(), previous=found)
    assert set(measures(undone)) == {first, second}


def test_split_claims_are_a_measure_of_their_own_and_a_pin_outweighs_the_scores() -> None:
    found = compare_corpus(corpus(), WordEncoder())
    crane, crane_2, loaf, _ = (c.id for c in corpus().claims)
    home = next(m for m, claims in measures(found).items() if loaf in claims)
    given = {"split": [{"claims": [crane], "label": "Cranes, first told"}], "pin": [{"measure": home, "claims": [crane_2]}]}
    fixed = compare_corpus(corpus(), WordEncoder(), previous=found, corrections=Corrections.model_validate(given))
    assert sorted(len(c) for c in measures(fixed).values()) == [1, 3]
    assert crane_2 in measures(fixed)[home]
    assert {m.label for m in fixed.measures if m.claims == (crane,)} == {"Cranes, first told"}


def test_a_renamed_measure_keeps_its_members_and_no_claim_is_lost_by_ids_that_name_nothing() -> None:
    found = compare_corpus(corpus(), WordEncoder())
    first = found.measures[0]
    given = Corrections.model_validate(
        {
            "rename": [{"measure": first.id, "label": "Called by hand"}, {"measure": "measure-gone", "label": "x"}],
            "split": [{"claims": ["claim-gone"]}],
            "merge": [{"measures": ["measure-gone", "measure-gone-too"]}],
        }
    )
    fixed = compare_corpus(corpus(), WordEncoder(), previous=found, corrections=given)
    assert next(m for m in fixed.measures if m.id == first.id) == replace(first, label="Called by hand")
    assert sorted(c for claims in measures(fixed).values() for c in claims) == sorted(c.id for c in corpus().claims)
    assert given.named == {first.id, "measure-gone", "measure-gone-too", "claim-gone"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[split]]\nclaims = ["c"]\n[[pin]]\nmeasure = "m"\nclaims = ["c"]',
            "c is placed twice, by [[split]] no. 1",
        ),
        ('[[rename]]\nmeasure = "m"\nlabel = "a"\n[[rename]]\nmeasure = "m"\nlabel = "b"', "m is renamed twice"),
        ('[[merge]]\nmeasures = ["m"]', "merge.0.measures"),
        ('[[merge]]\nmeasures = ["m", "n"]\nlabel = "a"\n[[rename]]\nmeasure = "n"\nlabel = "b"', "labels 'a' and 'b'"),
        ("[[merge]\n", "is not TOML"),
        ('[[pins]]\nmeasure = "m"', "pins"),
        ("version = 2", "version"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "corrections.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"corrections\.toml") as error:
        load_corrections(tmp_path)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_without_a_file_nothing_is_corrected(tmp_path: Path) -> None:
    assert not load_corrections(tmp_path)
