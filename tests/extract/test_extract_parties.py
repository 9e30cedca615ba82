import pytest
from spacy.language import Language

from extract import load_english
from extract.parties import Named, is_party, named_in


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


@pytest.mark.parametrize(
    "noun", ["welder", "welders", "Agencies", "spokeswomen", "labs", "company's", "co-founders", "staff", "bosses"]
)
def test_people_and_organisations_are_parties(noun: str) -> None:
    assert is_party(noun)


@pytest.mark.parametrize("noun", ["stopwatch", "agents", "number", "weeks", "systems", "", "-", "'s"])
def test_things_are_none(noun: str) -> None:
    assert not is_party(noun)


@pytest.mark.parametrize(
    "text",
    [
        "Its agent Heron drafts the plans.",
        "The agent, Heron, drafts the plans.",
        "Heron, an agent that drafts plans, was slow.",
        "We build an agent called Heron.",
    ],
)
def test_a_name_beside_a_noun_for_tools_is_a_tools(nlp: Language, text: str) -> None:
    assert named_in([nlp(text)]).tools == {"heron"}


def test_who_uses_or_makes_a_tool_is_none(nlp: Language) -> None:
    assert named_in([nlp("Marsh built the agent. The agent that Marsh built saw Vos.")]).tools == frozenset()


def test_names_of_people_are_known_where_a_text_writes_them_small(nlp: Language) -> None:
    assert {"dana", "reyes"} <= named_in([nlp("their chief economist dana reyes says it was 25% slower")]).plain
    assert named_in([nlp("Dana Reyes says it was 25% slower.")]).plain == frozenset()


def test_a_name_that_looks_like_a_plural_is_known(nlp: Language) -> None:
    assert named_in([nlp("Vos says it was 25% slower. Critics say it was faster.")]).plain == {"Vos"}


def test_nothing_is_known_of_nothing(nlp: Language) -> None:
    assert named_in([]) == named_in([nlp("")]) == Named()
