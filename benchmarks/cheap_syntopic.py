"""The program with an encoder that costs next to nothing: `python -m benchmarks.cheap_syntopic COMMAND ...`

The settings name it "hashed-words". So a benchmark of two thousand documents times the stages, not the model. Torch, which
the shipped encoder needs and spaCy loads wherever it finds it, is not loaded either. Everything else is what users run.
"""

from __future__ import annotations

import sys
from typing import Any

import index
from syntopic.cli.main import main as run
from syntopic.models import Models


def load_cheap(name: str) -> Any:
    """The encoder of this name, words hashed to as many directions as the shipped encoder has for "hashed-words"."""
    if name != "hashed-words":
        from index.encoder import load_encoder

        return load_encoder(name)
    from benchmarks.bench_comparison import HashedWords

    class Hashed(HashedWords):
        revision = "hashed-words-384"
        dim = 384

        def export_query_encoder(self, folder: object, *, name: str) -> None:
            """Nothing: it loads in an instant."""

    return Hashed()


def main() -> None:
    """Run one command."""
    sys.modules["torch"] = None  # type: ignore[assignment]  # as if it were not installed
    index.load_encoder = load_cheap  # type: ignore[assignment]
    Models.has_query_encoder = lambda self: True  # type: ignore[method-assign]
    Models.encoder_revision = lambda self: "hashed-words-384"  # type: ignore[method-assign]
    run()


if __name__ == "__main__":
    main()
