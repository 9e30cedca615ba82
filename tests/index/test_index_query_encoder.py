"""The query encoder that is exported beside the index: equal to the encoder, light, and never in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import exported_from, load_encoder, open_query_encoder
from index.encoder import DEFAULT_NAME, SentenceEncoder
from index.query_encoder import MIN_COSINE, QueryEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="module")
def folder(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index") / "query-encoder"
    assert encoder.export_query_encoder(folder, name=DEFAULT_NAME)
    return folder


@pytest.fixture(scope="module")
def query_encoder(folder: Path) -> QueryEncoder:
    found = open_query_encoder(folder, name=DEFAULT_NAME)
    assert found is not None
    return found


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400))
def test_any_query_has_nearly_the_encoders_vector(encoder: SentenceEncoder, query_encoder: QueryEncoder, query: str) -> None:
    one, other = encoder.encode([query])[0], query_encoder.encode([query])[0]
    assert float(one @ other) >= MIN_COSINE


def test_a_query_longer_than_the_model_reads_is_cut_alike(encoder: SentenceEncoder, query_encoder: QueryEncoder) -> None:
    query = "how long does a job take that a model finishes unaided " * 200
    assert float(encoder.encode([query])[0] @ query_encoder.encode([query])[0]) >= MIN_COSINE


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(query_encoder: QueryEncoder) -> None:
    together = query_encoder.encode(["a pause", "eight times as much code", "\udcff"])
    assert together.shape == (3, query_encoder.dim)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert (query_encoder.encode(["eight times as much code"])[0] == together[1]).all()
    assert query_encoder.encode([]).shape == (0, query_encoder.dim)


def test_tokens_are_those_of_the_exported_encoder_without_added_marks(
    encoder: SentenceEncoder, query_encoder: QueryEncoder
) -> None:
    texts = ["Half of the code, they say.", "speed", "", "how long does a job take " * 100]
    for one, other in zip(encoder.encode_tokens(texts), query_encoder.encode_tokens(texts), strict=True):
        assert one.ids == other.ids
        assert one.vectors.shape == other.vectors.shape == (len(one.ids), encoder.dim)
        assert (one.vectors * other.vectors).sum(axis=1) == pytest.approx(np.ones(len(one.ids)), abs=1e-3)
    counts = [len(t.ids) for t in query_encoder.encode_tokens(texts)]
    assert counts[:3] == [8, 1, 0]
    assert counts[3] < 256


def test_it_carries_the_revision_of_what_it_was_exported_from(
    encoder: SentenceEncoder, folder: Path, query_encoder: QueryEncoder
) -> None:
    assert query_encoder.revision == encoder.revision
    assert exported_from(folder) == (DEFAULT_NAME, encoder.revision)


def test_one_of_another_encoder_is_not_opened(folder: Path) -> None:
    assert open_query_encoder(folder, name="another-encoder") is None


def test_none_is_opened_where_none_is(tmp_path: Path) -> None:
    assert open_query_encoder(tmp_path / "nothing", name=DEFAULT_NAME) is None
    assert exported_from(tmp_path / "nothing") is None


# Weights of the right size are trusted: to hash them would cost more than to load them.
@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json", "manifest.json"])
def test_a_scrambled_one_is_not_opened(folder: Path, tmp_path: Path, name: str) -> None:
    _copy_but(folder, tmp_path, name)
    (tmp_path / name).write_bytes(bytes((folder / name).stat().st_size))
    assert open_query_encoder(tmp_path, name=DEFAULT_NAME) is None


@pytest.mark.parametrize("name", ["graph.onnx", "weights.bin", "tokenizer.json", "manifest.json"])
def test_an_incomplete_one_is_not_opened(folder: Path, tmp_path: Path, name: str) -> None:
    _copy_but(folder, tmp_path, name)
    assert open_query_encoder(tmp_path, name=DEFAULT_NAME) is None
    (tmp_path / name).write_bytes((folder / name).read_bytes()[:100])
    assert open_query_encoder(tmp_path, name=DEFAULT_NAME) is None


def _copy_but(folder: Path, to: Path, name: str) -> None:
    for file in folder.iterdir():
        if file.name != name:
            (to / file.name).symlink_to(file)


def test_an_export_that_is_not_possible_is_remembered_and_not_opened(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.query_encoder._write_graph", lambda model, folder: False)
    assert not encoder.export_query_encoder(tmp_path / "q", name=DEFAULT_NAME)
    assert exported_from(tmp_path / "q") == (DEFAULT_NAME, encoder.revision)
    assert open_query_encoder(tmp_path / "q", name=DEFAULT_NAME) is None
    assert json.loads((tmp_path / "q" / "manifest.json").read_text())["is_exported"] is False


def test_opening_it_imports_no_torch(folder: Path) -> None:
    code = (
        "import sys, pathlib, index\n"
        f"found = index.open_query_encoder(pathlib.Path({str(folder)!r}), name={DEFAULT_NAME!r})\n"
        "found.encode(['a pause'])\n"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers', 'onnx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
