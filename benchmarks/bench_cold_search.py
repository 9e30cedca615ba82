"""A search from a cold process over 10,000 passages, beside a process that imports sentence-transformers to do the same.

    python -m benchmarks.bench_cold_search [--passages 10000] [--rounds 5] [--folder build/bench-cold]

Both processes run the same `Finder` over the same workspace; they differ in what encodes the query. They take turns, so that
a busy machine slows both. Building the workspace (synthetic passages of some twenty words) takes minutes the first time;
the folder is kept. Nothing large runs in this process itself: a child's peak memory starts from its parent's.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from corpus.ids import capture_id, document_id, passage_id, segment_id, sha256_hex
from corpus.records import Capture, Document, Passage, Role, Segment
from corpus.store import Store
from syntopic.workspace import init_workspace

QUERY = "who measured the cost of harvesting kelp"
PER_DOCUMENT = 100
BAR_TIME, BAR_MEMORY = 1 / 6, 1 / 3
_WHO = "A survey|The ministry|One engineer|Our neighbour|The trade press|A retired pilot|The town council|A student".split(
    "|"
)
_DID = "measured|disputes|praised|forgot|published|corrected|estimated|doubts".split("|")
_WHAT = "the cost|the speed|the share|the height|the noise|the yield|the weight|the age".split("|")
_OF = (
    "kelp|tramways|night trains|wool|lighthouses|beehives|ferries|glass bottles|orchards|radio masts|canals|bakeries".split(
        "|"
    )
)

WITH_SENTENCE_TRANSFORMERS = """
import sys
from pathlib import Path
import sentence_transformers
from syntopic.finding import Finder, Question
from syntopic.models import Models
from syntopic.workspace import find_workspace
workspace = find_workspace(Path(sys.argv[1]))
store = workspace.open_store()
Models.query_encoder = lambda self, store: self.encoder(store)
for row in Finder(workspace, store).rows(Question(sys.argv[2])):
    print(row["evidence"])
"""


def fill(store: Store, n: int) -> None:
    """Put `n` passages into a store, a hundred to a document."""
    chance = random.Random(5)
    for number in range(-(-n // PER_DOCUMENT)):
        lines = [
            f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} of {chance.choice(_OF)} in year {i + 1}, "
            f"after {chance.choice(_OF)} and {chance.choice(_OF)} had been looked at by number {number}."
            for i in range(min(PER_DOCUMENT, n - number * PER_DOCUMENT))
        ]
        text, place = "\n\n".join(lines), f"synthetic-{number:04}.txt"
        data = text.encode()
        capture = Capture(
            capture_id("bench", place, sha256_hex(data)), "bench", place, place, store.blobs.put(data), None, None,
            datetime(2026, 1, 1, tzinfo=UTC), None, (),
        )  # fmt: skip
        name = document_id("bench", place)
        document = Document(
            name, "bench", place, place, "text", None, None, f"Report {number}", (), None, "en", text, sha256_hex(data),
            capture.id, "bench",
        )  # fmt: skip
        segment = Segment(
            segment_id(name, "body", "author", text, 0),
            name,
            0,
            len(text),
            Role.BODY,
            "author",
            None,
            None,
            None,
            None,
            None,
        )
        passages, at = [], 0
        for line in lines:
            ids = (passage_id(segment.id, line, 0), name, segment.id)
            passages.append(Passage(*ids, at, at + len(line), line, Role.BODY, "author", None))
            at += len(line) + 2
        store.put_parsed(capture, document, [segment], passages, key="bench")


def workspace_of(folder: Path, n: int) -> Path:
    """A workspace with `n` passages and their index, made if it is not there."""
    if not (folder / "syntopic.toml").exists():
        start = time.perf_counter()
        store = init_workspace(folder, topic="rsi").open_store()
        fill(store, n)
        store.close()
        run([sys.executable, "-m", "syntopic", "--workspace", str(folder), "reindex"])
        print(f"{n:,} passages indexed in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return folder


def run(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak memory in MiB of one process."""
    start = time.perf_counter()
    child = os.posix_spawn(
        command[0], command, dict(os.environ), file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:4])} ended with {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """Measure both and print their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("build/bench-cold"))
    given = parser.parse_args()
    root = workspace_of(given.folder / str(given.passages), given.passages)
    ours = [sys.executable, "-m", "syntopic", "--workspace", str(root), "search", QUERY]
    other = [sys.executable, "-c", WITH_SENTENCE_TRANSFORMERS, str(root), QUERY]
    run(ours), run(other)  # files come into memory
    cold, heavy = zip(*((run(ours), run(other)) for _ in range(given.rounds)), strict=True)
    for place, what in enumerate(("wall s", "processor s", "peak MiB")):
        a, b = (statistics.median(r[place] for r in runs) for runs in (cold, heavy))
        bar = BAR_MEMORY if place == 2 else BAR_TIME
        print(
            f"{what:12} syntopic search {a:8.2f}   with sentence-transformers {b:8.2f}   ratio {a / b:.3f} (bar {bar:.3f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
