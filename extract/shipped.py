"""Models that are shipped as files: checked against their manifest before they are run, and run by onnxruntime.

Invariant: a model of which one byte differs from its manifest is refused, because every record names the revision it was
made with. `manifest.json` holds the SHA-256 of every other file of the model and the settings that belong to its weights.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from corpus.errors import ConfigError


def checked_manifest(folder: Path, *, what: str, recipe: str) -> dict[str, Any]:
    """The manifest of a model, once every file that it names has the hash that it gives.

    Args:
        what: the model in words, for messages: "the English model".
        recipe: the command that makes it anew.
    Raises:
        ConfigError: naming the first file that is missing or altered.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise ConfigError(f"{what} {folder} has no manifest.json", remedy=f"reinstall syntopic, or run {recipe}")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name, wanted in sorted(manifest["files"].items()):
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            raise ConfigError(
                f"{file} is missing or is not the file that manifest.json names",
                remedy=f"reinstall syntopic, or write the model anew with {recipe}",
            )
    return manifest


def manifest_revision(manifest: dict[str, Any]) -> str:
    """Names a model: the hash of its manifest, and so of all its files and settings."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]


def onnx_session(path: Path, *, threads: int = 1) -> Any:
    """A session of onnxruntime on the processor.

    Args:
        threads: of one call of the graph.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
