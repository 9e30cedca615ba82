"""What every `TextOverlap` must do. To test another one: subclass `TextOverlapConformance` and give its fixture."""

from __future__ import annotations

import pytest

from corpus.protocols import TextOverlap
from corpus.records import Document, Role, Segment
from index.overlap import ShingleOverlap

ESSAY = (
    "The harbour of Zermarkt was never meant for ships of this size. When the council dredged it in the spring of 1987, "
    "engineers warned that the sand would return within twenty years. It took nine. Today a pilot who brings in a tanker "
    "has less than two metres of water under the keel, and nobody on the quay will say aloud what each of them knows."
)
OTHER = (
    "Bakers in the old town rise at three. By five the ovens are hot, by six the first loaves stand in the window, and by "
    "seven there is a queue that reaches round the corner to the fountain, in which the children sail boats of bark."
)


def document(name: str, *parts: str, published: str | None = None) -> tuple[Document, tuple[Segment, ...]]:
    """A document of one body segment per part; a part that begins with "~" is boilerplate."""
    text = ""
    segments: list[Segment] = []
    for part in parts:
        role = Role.BOILERPLATE if part.startswith("~") else Role.BODY
        words = part.removeprefix("~")
        text += "\n\n" if text else ""
        segments.append(
            Segment(
                f"{name}-{len(segments)}",
                name,
                len(text),
                len(text) + len(words),
                role,
                "author",
                None,
                None,
                None,
                None,
                None,
            )
        )
        text += words
    made = Document(
        id=name, source="file", native_id=name, location=name, kind="text", url=None, media_url=None, title=name, authors=(),
        published=published, language="en", text=text, revision="r", capture="c", parser="1",
    )  # fmt: skip
    return made, tuple(segments)


class TextOverlapConformance:
    """One test per sentence of the protocol."""

    @pytest.fixture
    def overlap(self) -> TextOverlap:
        raise NotImplementedError("give the implementation under test")

    def test_satisfies_the_protocol(self, overlap: TextOverlap) -> None:
        assert isinstance(overlap, TextOverlap)
        assert overlap.revision

    def test_finds_a_copy_whole(self, overlap: TextOverlap) -> None:
        a, b = document("doc-a", ESSAY), document("doc-b", OTHER, ESSAY)
        (found,) = overlap.overlaps([a, b])
        assert (found.a, found.b) == ("doc-a", "doc-b")
        assert a[0].text[found.a_start : found.a_end].rstrip(".") == ESSAY.rstrip(".")
        assert b[0].text[found.b_start : found.b_end].rstrip(".") == ESSAY.rstrip(".")
        assert found.containment_a == found.containment_b == 1.0

    def test_finds_an_excerpt_and_says_how_much_of_it_is_shared(self, overlap: TextOverlap) -> None:
        excerpt = ESSAY.split(". ")[1]
        a, b = document("doc-a", ESSAY), document("doc-b", f"As one essay has it, {excerpt}, and so it went.", OTHER)
        (found,) = overlap.overlaps([a, b])
        assert excerpt in b[0].text[found.b_start : found.b_end]
        assert found.containment_b >= 0.9

    def test_unrelated_documents_and_one_document_alone_share_nothing(self, overlap: TextOverlap) -> None:
        assert overlap.overlaps([document("doc-a", ESSAY), document("doc-b", OTHER)]) == []
        assert overlap.overlaps([document("doc-a", ESSAY, ESSAY)]) == []
        assert overlap.overlaps([]) == []

    def test_gives_the_same_records_for_every_order_of_documents(self, overlap: TextOverlap) -> None:
        documents = [
            document("doc-c", ESSAY, published="2024"),
            document("doc-a", OTHER, ESSAY, published="2025-01"),
            document("doc-b", OTHER),
        ]
        found = overlap.overlaps(documents)
        assert len(found) == 2
        assert found == overlap.overlaps(documents[::-1])
        assert found == sorted(found, key=lambda o: o.id)
        assert all(o.a < o.b for o in found)

    def test_ids_come_from_the_documents_and_the_words_alone(self, overlap: TextOverlap) -> None:
        (before,) = overlap.overlaps([document("doc-a", ESSAY), document("doc-b", ESSAY)])
        (after,) = overlap.overlaps([document("doc-a", OTHER, ESSAY), document("doc-b", ESSAY)])
        assert before.id == after.id
        assert before.a_start != after.a_start

    @pytest.mark.parametrize(
        ("date_a", "date_b", "earlier"),
        [
            ("2024-03-02", "2024-03-05", "doc-a"),
            ("2025", "2024-12-31", "doc-b"),
            ("2024-03", "2024-03-05", None),
            (None, "2024", None),
            ("2024", "2024", None),
        ],
    )
    def test_the_earlier_is_told_only_where_dates_tell(
        self, overlap: TextOverlap, date_a: str | None, date_b: str | None, earlier: str | None
    ) -> None:
        (found,) = overlap.overlaps([document("doc-a", ESSAY, published=date_a), document("doc-b", ESSAY, published=date_b)])
        assert found.earlier == earlier


class TestShingleOverlap(TextOverlapConformance):
    @pytest.fixture
    def overlap(self) -> TextOverlap:
        return ShingleOverlap()
