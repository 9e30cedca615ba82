"""A million vectors: how long a warm query takes on one core, what it misses, and how long opening takes.

    python -m benchmarks.bench_vectors [--vectors 1000000] [--queries 200] [--folder build/bench-vectors]

Synthetic passages in two shapes. *Topics*: 2,000 topics of different sizes, a passage its topic's direction and much of its
own, as encoders lay out texts on some subjects. *Noise*: directions at random, the hardest case for any index that is not
exact. A query is a passage with noise of half its length. Recall is against the exact ten nearest. The folder is kept, so
that a second run only asks. Run it with OMP_NUM_THREADS=1: the bar is for one core.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.protocols import FloatMatrix
from index.vector_files import write_generation
from index.vectors import MappedVectorStore

DIM = 384
REVISION = "synthetic@1"
CHUNK = 20_000
TOPICS = 2000
OWN_SHARE = 1.2  # length of a passage's own direction beside its topic's 1: cosines within a topic are about .4
BAR_MS, BAR_RECALL, BAR_OPEN_S = 20.0, 0.95, 0.2


def passages(shape: str, n: int) -> Iterator[FloatMatrix]:
    """The vectors of `n` passages, chunk by chunk, the same in every run."""
    rng = np.random.default_rng(11)
    topics = unit(rng.standard_normal((TOPICS, DIM), dtype=np.float32))
    sizes = 1 / np.arange(1, TOPICS + 1)
    for start in range(0, n, CHUNK):
        own = unit(rng.standard_normal((min(CHUNK, n - start), DIM), dtype=np.float32))
        if shape == "topics":
            own = unit(OWN_SHARE * own + topics[rng.choice(TOPICS, len(own), p=sizes / sizes.sum())])
        yield own


def queries(vectors: FloatMatrix, n: int) -> FloatMatrix:
    """Passages at even distances, with noise of half their length."""
    rng = np.random.default_rng(12)
    some = vectors[np.linspace(0, len(vectors) - 1, n).astype(np.int64)]
    return unit(some + 0.5 * unit(rng.standard_normal((n, DIM), dtype=np.float32)))


def unit(rows: FloatMatrix) -> FloatMatrix:
    """The rows at length 1."""
    out: FloatMatrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return out


def exact(store: MappedVectorStore, asked: FloatMatrix) -> list[set[int]]:
    """The ten nearest rows of each query, from all products."""
    best = [np.empty(0)] * len(asked)
    rows = [np.empty(0, dtype=np.int64)] * len(asked)
    vectors = store._saved.vectors
    for start in range(0, len(vectors), CHUNK):
        scores = asked @ vectors[start : start + CHUNK].T
        for q, row in enumerate(scores):
            near = np.argpartition(-row, 10)[:10]
            joined, places = np.concatenate([best[q], row[near]]), np.concatenate([rows[q], near + start])
            keep = np.argsort(-joined)[:10]
            best[q], rows[q] = joined[keep], places[keep]
    return [set(r.tolist()) for r in rows]


def opening(folder: Path) -> tuple[float, float]:
    """Wall and processor seconds to open the index in a fresh process, imports aside."""
    code = (
        "import sys, time, faiss; from pathlib import Path; from index.vectors import MappedVectorStore; "
        "wall, own = time.perf_counter(), time.process_time(); "
        f"MappedVectorStore.open(Path(sys.argv[1]), dim={DIM}, revision={REVISION!r}); "
        "print(time.perf_counter() - wall, time.process_time() - own)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    wall, own = map(float, done.stdout.split())
    return wall, own


def measure(shape: str, folder: Path, *, n: int, n_queries: int) -> None:
    """Build if need be, ask, and print."""
    start = time.perf_counter()
    if not (folder / "CURRENT").exists():
        ids = [f"pas-{i:08}" for i in range(n)]
        write_generation(folder, ids, passages(shape, n), dim=DIM, revision=REVISION)
        print(f"{shape}: {n:,} vectors written in {time.perf_counter() - start:.0f} s")
    opened, opened_own = min(opening(folder) for _ in range(5))
    store = MappedVectorStore.open(folder, dim=DIM, revision=REVISION)
    asked = queries(store._saved.vectors, n_queries)
    right = exact(store, asked)  # also reads every page once: what follows is warm
    store.search(asked[:3], 10)
    wall, cpu, hit = [], [], 0
    for row, wanted in zip(asked, right, strict=True):
        t, c = time.perf_counter(), time.process_time()
        found = store.search(row[None, :], 10)[0]
        wall.append((time.perf_counter() - t) * 1000)
        cpu.append((time.process_time() - c) * 1000)
        hit += len({int(i.removeprefix("pas-")) for i, _ in found} & wanted)
    recall = hit / (10 * n_queries)
    print(
        f"{shape}: p50 {statistics.median(wall):.1f} ms (processor {statistics.median(cpu):.1f} ms; bar {BAR_MS:.0f}), "
        f"recall@10 {recall:.3f} (bar {BAR_RECALL}), "
        f"opened in {opened:.3f} s (processor {opened_own:.3f} s; bar {BAR_OPEN_S})"
    )


def main() -> int:
    """Measure both shapes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--vectors", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-vectors"))
    given = parser.parse_args()
    if os.environ.get("OMP_NUM_THREADS") != "1":
        print("set OMP_NUM_THREADS=1: the bar is for one core", file=sys.stderr)
        return 2
    for shape in ("topics", "noise"):
        measure(shape, given.folder / f"{shape}-{given.vectors}", n=given.vectors, n_queries=given.queries)
    print(
        f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, mapped pages too"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
