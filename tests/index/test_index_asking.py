"""The map of questions: that of one encoder, checked before use, and applied where positions are searched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ConfigError
from corpus.protocols import FloatMatrix
from index import ExactVectorStore, search
from index.encoder import DEFAULT_NAME, shipped_revision
from index.retrieval import asking
from index.retrieval.asking import towards_positions

SHIPPED = str(shipped_revision(DEFAULT_NAME))


def axis(n: int) -> FloatMatrix:
    return np.eye(384, dtype=np.float32)[n : n + 1]


def test_a_question_is_moved_a_little_and_keeps_its_length() -> None:
    moved = towards_positions(axis(3), revision=SHIPPED)
    assert np.linalg.norm(moved) == pytest.approx(1.0, abs=1e-5)
    assert 0.5 < float(moved[0] @ axis(3)[0]) < 0.9999


def test_questions_of_another_encoder_stay_as_they_are() -> None:
    assert np.array_equal(towards_positions(axis(3), revision="other@1"), axis(3))


def test_a_map_that_is_not_the_shipped_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    altered = tmp_path / "asking.npy"
    altered.write_bytes(asking.MAP_FILE.read_bytes()[:-1] + b"x")
    for path in (altered, tmp_path / "none.npy"):
        monkeypatch.setattr(asking, "MAP_FILE", path)
        asking._map.cache_clear()
        with pytest.raises(ConfigError, match="reinstall"):
            towards_positions(axis(0), revision=SHIPPED)
    monkeypatch.undo()
    asking._map.cache_clear()


class Fixed:
    """An encoder of the shipped revision that gives one vector."""

    revision = SHIPPED
    dim = 384

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        return np.repeat(axis(3), len(texts), axis=0)


class Wordless:
    """Finds nothing by words."""

    def match(self, kind: str, fts_query: str, limit: int) -> Sequence[tuple[str, float]]:
        return []


def test_positions_are_looked_for_with_the_moved_question_and_passages_with_the_question() -> None:
    store = ExactVectorStore(384)
    moved = towards_positions(axis(3), revision=SHIPPED)
    store.add(["as asked", "as moved"], np.concatenate([axis(3), moved]))
    found = {
        kind: search("anything", k=2, lexical=Wordless(), vectors=store, encoder=Fixed(), kind=kind)[0].id
        for kind in ("stance", "passage", "claim")
    }
    assert found == {"stance": "as moved", "passage": "as asked", "claim": "as asked"}
