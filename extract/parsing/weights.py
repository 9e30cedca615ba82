"""The model on disk: two ONNX graphs, vocabulary, labels and lexicon, checked against the manifest before anything is run.

Invariant: a model of which one byte differs from its manifest is refused, because every record names the revision it
was made with. Each graph runs on one window at a time; nothing is shared between windows, so their labels do not
depend on the batch.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigError
from extract.parsing.lemmas import Lexicon
from extract.parsing.pieces import WordPieces

if TYPE_CHECKING:
    from collections.abc import Mapping

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

SHIPPED = Path(__file__).parent.parent / "models" / "english"
ENCODER, RELATIONS, VOCABULARY, LABELS, LEXICON = (
    "encoder.onnx",
    "relations.onnx",
    "vocab.txt",
    "labels.json",
    "lemmas.json.gz",
)
OUTPUTS = ["upos", "xpos", "feats", "scripts", "starts", "ents", "arcs", "rel_dep", "rel_head"]


@dataclass(frozen=True)
class WindowScores:
    """What the encoder says of one window of n words.

    `upos`, `xpos`, `feats` (n,) and `scripts` (n, 4, best first) are numbers of labels; `starts` (n,), `ents` (n, 7) scores;
    `arcs` (n, n + 1) the scores of each word's head, column 0 the root; `rel_dep` (n, d) and `rel_head` (n + 1, d) features.
    """

    upos: Ints
    xpos: Ints
    feats: Ints
    scripts: Ints
    starts: Floats
    ents: Floats
    arcs: Floats
    rel_dep: Floats
    rel_head: Floats


class EnglishWeights:
    """The graphs and what belongs to them, loaded and checked."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load a model.

        Args:
            folder: holds `manifest.json` and the files that it names.
            threads: of one call of a graph.
        Raises:
            ConfigError: a file is missing or is not the one that the manifest names.
        """
        manifest = checked_manifest(folder)
        self.revision = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()[:16]
        self.settings: Mapping[str, float] = manifest["settings"]
        labels: Mapping[str, list[str]] = json.loads((folder / LABELS).read_text(encoding="utf-8"))
        self.upos, self.xpos, self.feats = labels["upos"], labels["xpos"], labels["feats"]
        self.scripts, self.rels, self.ents = labels["scripts"], labels["rels"], labels["ents"]
        self.pieces = WordPieces.from_file(folder / VOCABULARY)
        self.lexicon = Lexicon.from_file(folder / LEXICON) if LEXICON in manifest["files"] else Lexicon({}, {})
        self._encoder, self._relations = _session(folder / ENCODER, threads), _session(folder / RELATIONS, threads)

    def scores(self, pieces: Ints, types: Ints, first: Ints, last: Ints) -> WindowScores:
        """Run the encoder on one window."""
        return WindowScores(*self._encoder.run(OUTPUTS, {"pieces": pieces, "types": types, "first": first, "last": last}))

    def relation_labels(self, scores: WindowScores, heads: Ints) -> Ints:
        """The label of each word's arc.

        Args:
            heads: of each word of the window, 0 the root, else 1 + the head's place in the window.
        """
        labels: Ints = self._relations.run(["label"], {"dep": scores.rel_dep[: len(heads)], "head": scores.rel_head[heads]})[
            0
        ]
        return labels


def checked_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model, once every file that it names has the hash that it gives.

    Raises:
        ConfigError: naming the first file that is missing or altered.
    """
    path = folder / "manifest.json"
    if not path.is_file():
        raise ConfigError(
            f"the English model {folder} has no manifest.json", remedy="reinstall syntopic, or run make train-english"
        )
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name, wanted in sorted(manifest["files"].items()):
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            raise ConfigError(
                f"{file} is missing or is not the file that manifest.json names",
                remedy="reinstall syntopic, or write the model anew with make train-english",
            )
    return manifest


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
