"""Topic packs: what loads, and what the error says when one does not."""

from pathlib import Path

import pytest

from corpus.errors import ConfigError
from corpus.topic import bundled_topics, load_topic, parse_topic

PACK = """\
name = "tea"
title = "Tea"

[[proposition]]
key = "tea_is_healthy"
text = "Drinking tea is good for health."

[[proposition]]
key = "tea_is_cheap"
text = "Tea is cheap."
for = ["A cup costs next to nothing."]
"""


def test_a_pack_of_text_only_propositions_loads() -> None:
    pack = parse_topic(PACK, name="tea.toml")
    assert [p.key for p in pack.propositions] == ["tea_is_healthy", "tea_is_cheap"]
    assert pack.proposition("tea_is_cheap").in_favour == ("A cup costs next to nothing.",)


def test_every_bundled_pack_loads_under_its_own_name() -> None:
    assert "rsi" in bundled_topics()
    for name in bundled_topics():
        assert load_topic(name).name == name


def test_the_rsi_pack_has_the_propositions_of_the_design() -> None:
    keys = {p.key for p in load_topic("rsi").propositions}
    assert keys >= {
        "pause_or_slow_frontier_ai",
        "option_to_pause",
        "unilateral_pause_effective",
        "rsi_near",
        "rsi_inevitable",
        "rsi_dangerous",
        "physical_limits_slow_rsi",
        "evidence_informative",
        "benchmarks_reliable",
        "loc_measures_productivity",
        "ai_has_research_taste",
        "anthropic_sincere",
        "ai_accelerates_ai_rd",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Tea is cheap.", "Is tea cheap?"), "line 10: proposition 2, text: a proposition is a statement"),
        (('text = "Tea is cheap."', 'txet = "Tea is cheap."'), "line 8: proposition 2, text: Field required"),
        (("tea_is_cheap", "tea_is_healthy"), "two propositions have the key 'tea_is_healthy'"),
        (("tea_is_cheap", "Tea is cheap"), "line 9: proposition 2, key"),
        (('title = "Tea"', "title = Tea"), "not valid TOML"),
        (('title = "Tea"', ""), "title: Field required"),
        (("Tea is cheap.", "word " * 500), "at most 60 words"),
        (("Tea is cheap.", ""), "line 10: proposition 2, text"),
    ],
)
def test_a_wrong_pack_is_named_with_line_and_remedy(change: tuple[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_topic(PACK.replace(*change), name="tea.toml")
    assert "tea.toml" in caught.value.message
    assert said in caught.value.message
    assert caught.value.remedy


def test_a_missing_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no topic pack named 'coffee'"):
        load_topic("coffee")
    with pytest.raises(ConfigError, match=r"cannot read .*coffee\.toml"):
        load_topic("coffee.toml", base=tmp_path)
    (tmp_path / "latin.toml").write_bytes('title = "Caf\xe9"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_topic("latin.toml", base=tmp_path)


def test_the_revision_changes_with_any_word() -> None:
    assert parse_topic(PACK, name="a").revision == parse_topic(PACK, name="b").revision
    assert parse_topic(PACK, name="a").revision != parse_topic(PACK.replace("cheap.", "dear."), name="a").revision


def test_a_pack_can_list_names_by_kind() -> None:
    pack = parse_topic(PACK + '\n[names]\norganisations = ["Leaf & Sons"]\nmodels = ["Kettle 3"]\n', name="tea.toml")
    assert (pack.names.organisations, pack.names.models, pack.names.people) == (("Leaf & Sons",), ("Kettle 3",), ())
    assert pack.revision != parse_topic(PACK, name="tea.toml").revision


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ('firms = ["Leaf"]', "names, firms"),
        ('people = ["—"]', "at least one letter or digit"),
        ('people = "Ann"', "names, people"),
    ],
)
def test_a_wrong_list_of_names_is_named(names: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_topic(PACK + f"\n[names]\n{names}\n", name="tea.toml")
    assert said in caught.value.message


def test_a_source_may_carry_options_of_its_kind_that_change_no_document() -> None:
    plain = PACK + '[[source]]\nkind = "video"\nurl = "https://v.example/@keeper"\nwhy = "talks"\n'
    with_options = plain + 'options = { first = "all", cookies = "club.txt" }\n'
    pack = parse_topic(with_options, name="lamps.toml")
    assert dict(pack.sources[-1].options) == {"first": "all", "cookies": "club.txt"}
    assert pack.revision == parse_topic(plain, name="lamps.toml").revision
    assert hash(pack) != 0
    with pytest.raises(ConfigError, match="texts or numbers"):
        parse_topic(plain + "options = { first = [1] }\n", name="lamps.toml")
