"""What reading adds to the English pipeline: `python -m benchmarks.bench_reading_speed [FILE ...]`.

Times the pipeline over the given texts (the sample corpus without any), then attribution, quantities and claims over the
same `Doc`s, alternating and taking the median of several rounds, so that only the ratio of one run counts. The bar is 0.30.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from corpus import samples
from extract import load_english
from extract.attribution import build_credits
from extract.components import ClaimReader, Inputs, QuantityReader, inputs_of_text, register_components, sentences_of
from extract.parties import named_in
from extract.reported import reported_in

ROUNDS = 5
BAR = 0.30


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="plain texts; without any, the sample corpus")
    given = parser.parse_args().files
    folder = Path(str(samples.__file__)).parent / "documents"
    paths = given or sorted(folder.glob("*.txt"))
    texts = [p.read_text(encoding="utf-8") for p in paths]
    register_components()
    nlp = load_english()
    nlp(texts[0])
    spent: dict[str, list[float]] = {"pipeline": [], "attribution": [], "quantities": [], "claims": []}
    for _ in range(ROUNDS):
        sums = dict.fromkeys(spent, 0.0)
        for text in texts:
            _add_times(nlp, text, sums)
        for stage, seconds in sums.items():
            spent[stage].append(seconds)
    medians = {stage: statistics.median(rounds) for stage, rounds in spent.items()}
    added = sum(v for stage, v in medians.items() if stage != "pipeline")
    print(f"{len(texts)} texts, {sum(map(len, texts)):,} characters, median of {ROUNDS} rounds")
    print(f"{'stage':16}{'seconds':>9}{'of the pipeline':>17}")
    for stage, seconds in medians.items():
        print(f"{stage:16}{seconds:9.3f}{seconds / medians['pipeline']:17.2f}")
    print(f"{'reading adds':16}{added:9.3f}{added / medians['pipeline']:17.2f}   bar {BAR:.2f}")


def _add_times(nlp, text: str, sums: dict[str, float]) -> None:  # type: ignore[no-untyped-def]  # any spaCy pipeline
    start = time.perf_counter()
    doc = nlp(text)
    piped = time.perf_counter()
    inputs = inputs_of_text(text, ())
    credits = build_credits(inputs.document, inputs.segments, sentences_of(doc), reported_in(doc), named_in([doc]))
    credited = time.perf_counter()
    doc = QuantityReader()(doc)
    counted = time.perf_counter()
    doc._.syntopic = Inputs(inputs.document, inputs.segments, credits)
    ClaimReader()(doc)
    done = time.perf_counter()
    for stage, seconds in zip(sums, (piped - start, credited - piped, counted - credited, done - counted), strict=True):
        sums[stage] += seconds


if __name__ == "__main__":
    main()
