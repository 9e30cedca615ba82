"""`--claims FILE --documents DIR`: claims compared without a workspace."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import BadInput, ConfigError
from syntopic.claims_file import compare_file

NOW = datetime(2026, 6, 9, tzinfo=UTC)
TEXT = "The harbour of Vance has\n40 cranes.\n\nNobody counted the boats of Vance that year.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text(TEXT, encoding="utf-8")
    (documents / "b.txt").write_text(
        "In all there are 40 cranes in the harbour of Vance.\n\nSo says the town.\n", encoding="utf-8"
    )
    return documents


def row(**other: object) -> dict[str, object]:
    base: dict[str, object] = {
        "id": "1", "document": "somewhere/a.txt", "evidence": "The harbour of Vance has 40 cranes.", "quantity": "40 cranes",
        "quantity_offset": 25, "value": 40, "unit": "count", "noun": "cranes", "modifier": "=", "certainty": "asserted",
    }  # fmt: skip
    return base | other


def written(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


def test_claims_of_a_file_are_placed_in_their_documents_and_compared(tmp_path: Path, folder: Path) -> None:
    other = row(id="2", document="b.txt", evidence="In all there are 40 cranes in the harbour of Vance.", quantity_offset=17)
    corpus = compare_file(written(tmp_path, row(), other), folder, now=NOW)
    first = corpus.claims["1"]
    text = corpus.documents[first.document].text
    assert text[first.quantity.start : first.quantity.end] == "40 cranes"
    assert text[first.start : first.end] == first.evidence
    (measure,) = corpus.snapshot.comparison.measures
    assert measure.claims == ("1", "2")
    assert [r.relation for r in corpus.snapshot.comparison.relations] == ["agree"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"evidence": "It has 40 cranes."}, "the evidence is not in"),
        ({"quantity": "forty"}, "the quantity 'forty' is not in its evidence"),
        ({"document": "c.txt"}, "no readable document 'c.txt'"),
        ({"value": "many"}, "'value' is no finite number"),
        ({"value": float("inf")}, "'value' is no finite number"),
        ({"high": float("nan")}, "'high' is no finite number"),
        ({"value": 10**400}, "'value' is no finite number"),
        ({"modifier": "!"}, "modifier '!' is not known"),
        ({"id": None}, "'id' is missing"),
    ],
)
def test_a_line_that_is_no_claim_is_named_with_what_is_wrong(
    tmp_path: Path, folder: Path, fault: dict[str, object], told: str
) -> None:
    with pytest.raises(BadInput, match="line 1: ") as error:
        compare_file(written(tmp_path, row(**fault)), folder, now=NOW)
    assert told in str(error.value)


def test_what_is_not_there_is_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        compare_file(tmp_path / "none.jsonl", folder, now=NOW)
    with pytest.raises(ConfigError, match="is no folder"):
        compare_file(written(tmp_path, row()), tmp_path / "none", now=NOW)
    with pytest.raises(BadInput, match="a second claim '1'"):
        compare_file(written(tmp_path, row(), row()), folder, now=NOW)
    with pytest.raises(BadInput, match="line 1: no JSON object"):
        compare_file(written(tmp_path, []), folder, now=NOW)
