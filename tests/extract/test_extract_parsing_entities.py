"""Names by vote of their mentions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.parsing.entities import Kinds, find_names

LABELS = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
KINDS = Kinds.of(LABELS)


def names(
    *words: tuple[str, str, float], opens: tuple[int, ...] = (0,), breaks: tuple[int, ...] = ()
) -> list[tuple[int, int, str]]:
    """The names of words, each given with the label that its scores lean to and how much."""
    scores = np.zeros((len(words), len(LABELS)), dtype=np.float32)
    for row, (_, label, weight) in zip(scores, words, strict=True):
        row[LABELS.index(label)] = weight
    places = range(len(words))
    return list(
        find_names(
            scores,
            KINDS,
            [word for word, _, _ in words],
            np.array([i in opens for i in places], dtype=bool),
            [int(i in breaks) for i in places],
        )
    )


def test_the_mentions_of_a_name_agree_on_its_kind() -> None:
    found = names(("Halden", "B-ORG", 4), ("and", "O", 5), ("Halden", "B-PER", 2), ("or", "O", 5), ("Halden", "B-ORG", 3))
    assert found == [(0, 1, "ORG"), (2, 3, "ORG"), (4, 5, "ORG")]


def test_a_name_is_one_where_it_was_missed_by_little() -> None:
    assert names(("Halden", "B-ORG", 6), ("says", "O", 5), ("Halden", "O", 1)) == [(0, 1, "ORG"), (2, 3, "ORG")]


def test_words_that_are_no_name_nearly_everywhere_are_none() -> None:
    rest = [("Will", "O", 6.0), ("go", "O", 5.0)] * 4
    assert names(("Will", "B-PER", 1), ("go", "O", 5), *rest) == []


def test_a_name_of_several_words_is_found_as_a_whole_and_not_across_a_sentence() -> None:
    told = [("Halden", "B-ORG", 5.0), ("Labs", "I-ORG", 5.0), ("and", "O", 5.0), ("Halden", "O", 0.5), ("Labs", "O", 0.5)]
    assert names(*told) == [(0, 2, "ORG"), (3, 5, "ORG")]
    assert names(*told, opens=(0, 4)) == [(0, 2, "ORG")]
    assert names(*told, breaks=(4,)) == [(0, 2, "ORG")]


def test_another_spelling_is_another_name() -> None:
    assert names(("US", "B-ORG", 6), ("tells", "O", 5), ("us", "O", 1)) == [(0, 1, "ORG")]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(LABELS), st.floats(0, 5)), max_size=30), st.data())
def test_names_are_in_order_and_none_overlaps(words: list[tuple[str, str, float]], data: st.DataObject) -> None:
    opens = data.draw(st.lists(st.integers(0, 29), max_size=5))
    found = [(a, b) for a, b, _ in names(*words, opens=tuple(opens))]
    assert all(0 <= a < b <= len(words) for a, b in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    assert not any(a < start < b for a, b in found for start in opens)
