"""Copies, excerpts and answers stand in relations to each other, and none is dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.kinship import Kin, kinships
from corpus.records import Document, Overlap, Role, Segment
from index.overlap import ShingleOverlap

LINES = (
    "The harbour wall was raised by 2 metres in the spring of that year, and the town paid for it over ten winters.",
    "Nobody asked the boatmen, who knew that the sand moves every time somebody builds a wall across the drift of it.",
    "By the third winter the bar had grown 40 metres, and the ferry ran aground on it twice before the pilots learned.",
    "So the wall that kept the sea out of the cellars also kept the ships out of the harbour, and nobody had counted.",
)
OTHER = "Cheese keeps best in a cool cellar under a damp cloth, and a bell of glass is only there for the guests to see."


def document(name: str, *lines: str) -> tuple[Document, tuple[Segment, ...]]:
    text = "\n\n".join(lines)
    made = Document(name, "file", name, name, "text", None, None, "", (), None, "en", text, "", "", "")
    return made, (Segment(f"s-{name}", name, 0, len(text), Role.BODY, "author", None, None, None, None, None),)


def kin(*documents: tuple[Document, tuple[Segment, ...]]) -> dict[tuple[str, str], Kin]:
    found = kinships(
        {d.id: d for d, _ in documents}, [s for _, ss in documents for s in ss], ShingleOverlap().overlaps(documents)
    )
    return {(k.document, k.other): k.kin for k in found}


def test_a_copy_an_excerpt_and_an_answer_are_told_apart() -> None:
    whole = document("whole", *LINES)
    copy = document("copy", *(line.replace("2 metres", "two metres") for line in LINES))
    excerpt = document("excerpt", LINES[2])
    answer = document("answer", OTHER, LINES[1], OTHER.replace("Cheese", "Butter"), OTHER.replace("Cheese", "Bread"))
    found = kin(whole, copy, excerpt, answer)
    assert found["copy", "whole"] is found["whole", "copy"] is Kin.SAME_TEXT
    assert (found["excerpt", "whole"], found["whole", "excerpt"]) == (Kin.EXCERPT_OF, Kin.CONTAINS)
    assert found["answer", "whole"] is Kin.SHARES_WORDS
    assert ("answer", "excerpt") not in found


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=8))
def test_a_share_is_never_over_one_however_stretches_overlap(spans: list[tuple[int, int]]) -> None:
    a, b = document("a", "x" * 100), document("b", "x" * 100)
    overlaps = [Overlap(f"o{n}", "a", s, s + k, "b", s, s + k, 1.0, 1.0, None) for n, (s, k) in enumerate(spans)]
    for k in kinships({"a": a[0], "b": b[0]}, [*a[1], *b[1]], overlaps):
        covered = {at for s, n in spans for at in range(s, s + n)}
        assert k.share == round(len(covered) / 100, 3)
