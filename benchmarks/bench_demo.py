"""Where the time of `syntopic demo` goes, stage by stage: `python -m benchmarks.bench_demo`.

Prints seconds and the share of the whole in one run; machines are shared and noisy, so read the shares.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syntopic.briefings import write_briefing
from syntopic.demo import copy_samples, run_demo, sample_source
from syntopic.pipeline import add
from syntopic.progress import Progress
from syntopic.workspace import find_workspace, init_workspace


class Stopwatch(Progress):
    """Progress that keeps the seconds of each stage."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, *, total: int | None = None) -> Iterator[None]:
        """Time a stage."""
        with self.clock(name):
            yield

    @contextmanager
    def clock(self, name: str) -> Iterator[None]:
        """Time anything."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def main() -> None:
    """Run the demo once from nothing and once with nothing to do, and print the table."""
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        began = time.perf_counter()
        with watch.clock("load models"):
            import extract
            import index

            index.load_encoder()
            extract.load_english()
        workspace = init_workspace(root, topic="rsi")
        copy_samples(root / "sources")
        add(workspace, sample_source(root / "sources"), progress=watch)
        for form in ("html", "pdf", "md", "json"):
            with watch.clock(f"briefing {form}"):
                write_briefing(find_workspace(root), root / f"briefing.{form}", form)
        whole = time.perf_counter() - began
        again = Stopwatch()
        with again.clock("second run"):
            run_demo(root, progress=again)
    print(f"{'stage':<20} {'seconds':>8} {'share':>6}")
    for name, seconds in watch.seconds.items():
        print(f"{name:<20} {seconds:>8.2f} {seconds / whole:>6.0%}")
    print(f"{'whole':<20} {whole:>8.2f} {1:>6.0%}")
    print(f"{'second run':<20} {again.seconds['second run']:>8.2f} {again.seconds['second run'] / whole:>6.0%}")


if __name__ == "__main__":
    main()
