"""The query encoder: one query to one vector on onnxruntime, so that a search from a cold process never imports torch.

It is exported from the encoder that the index was built with, when the index is built, and lies beside it. Invariant: a
folder's graph is complete, is of the revision that its manifest names, and was compared with the encoder that it was
exported from (`PROBES`, `MIN_COSINE`) before it was swapped in; whatever is wrong with it, the encoder itself still
answers. A text is encoded alone, without padding, so its vector depends on nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.protocols import Encoder, FloatMatrix
from index.token_vectors import TokenVectors, of_tokens

if TYPE_CHECKING:
    import onnxruntime
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

FORMAT = 2  # 2: the graph gives the vectors of single tokens, too
MIN_COSINE = 0.999  # between the two encoders' vectors of each probe
PROBES = (
    "speed",
    "How much faster has training become since last year?",
    "“We saw 8x” — naïve? Über-fast, in 2026: 40 % (of what, exactly?)",
    "Who measured it, on which tasks, and against which baseline was the gain reported by the laboratory? " * 20,
)
_GRAPH, _WEIGHTS, _TOKENIZER, _MANIFEST = "graph.onnx", "weights.bin", "tokenizer.json", "manifest.json"
_EMBEDDING, _TOKENS = "embedding", "tokens"  # the graph's outputs
_OPSET = 17
_MAX_TOKENS = 512  # of a model that does not say how much it reads


class QueryEncoder:
    """An `Encoder` on onnxruntime, one text at a time, on one thread.

    Args:
        folder: what `export_query_encoder` wrote.
        manifest: of that folder.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self._session = _session(folder / _GRAPH)
        self._tokenizer = _tokenizer(folder / _TOKENIZER, int(manifest["max_tokens"]))
        self._revision = str(manifest["encoder"])
        self._dim = int(manifest["dim"])

    @property
    def revision(self) -> str:
        """The revision of the encoder that it was exported from: their vectors may be compared."""
        return self._revision

    @property
    def dim(self) -> int:
        """How long a vector is."""
        return self._dim

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts.

        Returns:
            float32, shape (len(texts), dim), rows of length 1; within a cosine of `MIN_COSINE` of the exported encoder's.
        """
        out = np.empty((len(texts), self._dim), dtype=np.float32)
        for i, text in enumerate(texts):
            vector = self._run(_EMBEDDING, self._tokenizer.encode(_readable(text)).ids)
            out[i] = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return out

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of each text's tokens, in the context of the whole text, as far as the model reads it."""
        found = [self._tokenizer.encode(_readable(text)) for text in texts]
        return [of_tokens(e.ids, e.special_tokens_mask, self._run(_TOKENS, e.ids)) for e in found]

    def _run(self, output: str, token_ids: Sequence[int]) -> FloatMatrix:
        """One output of the graph for one text."""
        ids = np.array([token_ids], dtype=np.int64)
        answer: FloatMatrix = self._session.run([output], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        return answer


def open_query_encoder(folder: Path, *, name: str) -> QueryEncoder | None:
    """The query encoder of the encoder `name`; None where there is none, or it is of another or damaged."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT or manifest["name"] != name or not manifest["is_exported"]:
            return None
        if any((folder / file).stat().st_size != size for file, size in manifest["bytes"].items()):
            return None
        return QueryEncoder(folder, manifest)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    except Exception as error:  # onnxruntime's and tokenizers' own errors share no base class
        if type(error).__module__.startswith(("onnxruntime", "builtins")):
            return None
        raise


def export_query_encoder(model: SentenceTransformer, encoder: Encoder, folder: Path, *, name: str) -> bool:
    """Write a graph of the encoder's model for `open_query_encoder`, aside and then swapped in.

    Args:
        model: what `encoder` runs.
        encoder: its vectors are what the graph has to give.
        name: as the settings name the encoder.
    Returns:
        Whether there is a graph: not where the model cannot be exported, or the graph's vectors differ. That, too, is
        kept in the manifest, so that it is not tried again every night.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".exporting-", dir=folder.parent))
    manifest: dict[str, Any] = {"format": FORMAT, "name": name, "encoder": encoder.revision, "dim": encoder.dim}
    manifest |= {"max_tokens": int(model.max_seq_length or _MAX_TOKENS), "is_exported": False, "bytes": {}}
    try:
        if _write_graph(model, aside) and _least_cosine(QueryEncoder(aside, manifest), encoder) >= MIN_COSINE:
            manifest["is_exported"] = True
            manifest["bytes"] = {file.name: file.stat().st_size for file in sorted(aside.iterdir())}
        (aside / _MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return bool(manifest["is_exported"])


def exported_from(folder: Path) -> tuple[str, str] | None:
    """The name and the revision of the encoder that an export was made, or tried, for; None where there is no whole one."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        whole = manifest["format"] == FORMAT and all((folder / f).stat().st_size == n for f, n in manifest["bytes"].items())
        return (str(manifest["name"]), str(manifest["encoder"])) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_graph(model: SentenceTransformer, folder: Path) -> bool:
    """The graph, with its weights in a file of their own that is mapped into memory, and the tokenizer."""
    import onnx
    import torch

    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        return False
    (folder / _TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    whole = folder / "whole.onnx"
    example = torch.ones((1, 7), dtype=torch.int64)
    both = {0: "text", 1: "token"}
    axes = {"input_ids": both, "attention_mask": both, _EMBEDDING: {0: "text"}, _TOKENS: both}
    try:
        with warnings.catch_warnings(), _eager_attention(model):
            warnings.simplefilter("ignore")  # the tracer's own advice; what it makes is compared below
            torch.onnx.export(
                _forward(model),
                (example, example),
                str(whole),
                input_names=["input_ids", "attention_mask"],
                output_names=[_EMBEDDING, _TOKENS],
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
    except (RuntimeError, TypeError, ValueError, KeyError, torch.onnx.errors.OnnxExporterError):
        return False
    graph = onnx.load(str(whole))
    whole.unlink()
    onnx.save_model(graph, str(folder / _GRAPH), save_as_external_data=True, location=_WEIGHTS, size_threshold=1024)
    return True


@contextmanager
def _eager_attention(model: SentenceTransformer) -> Iterator[None]:
    """Attention as plain products while a graph is traced: fused kernels branch on shapes, which a trace would freeze."""
    found: list[Any] = [getattr(module, "config", None) for module in model.modules()]
    configs = [(c, c._attn_implementation) for c in found if hasattr(c, "_attn_implementation")]
    try:
        for config, _ in configs:
            config._attn_implementation = "eager"
        yield
    finally:
        for config, before in reversed(configs):
            config._attn_implementation = before


def _forward(model: SentenceTransformer) -> Any:
    import torch

    class Forward(torch.nn.Module):
        """The model from token ids to one vector, and to one for each token."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            """Shape (texts, tokens) to (texts, dim) and (texts, tokens, dim)."""
            found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return found["sentence_embedding"], found["token_embeddings"]

    return Forward().eval()


def _least_cosine(one: Encoder, other: Encoder) -> float:
    return float((one.encode(PROBES).astype(np.float64) * other.encode(PROBES)).sum(axis=1).min())


def _session(graph: Path) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # one text at a time needs no pool
    # Packed copies of the weights double the memory and the time to open, and gain nothing on one short text.
    options.add_session_config_entry("session.disable_prepacking", "1")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


def _readable(text: str) -> str:
    """The text as the exported encoder reads it: stripped, a lone surrogate as a question mark."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")
