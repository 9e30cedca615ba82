"""How well quantities are read, on public data and on our own gold: `python -m benchmarks.bench_quantities`.

Takes the folder of shared reading from the environment variable SYNTOPIC_SHARED. Prints one table: NewsQuant values, with
the matching of its authors (values close by numpy's default tolerance, a range never a single value; hits capped by the
gold of a sentence) for all claims that a sentence states; Recognizers-Text specifications, resolved values of numbers,
percentages, currencies, dimensions and ages. Rows left out of the second are counted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.records import Claim
from corpus.sentences import sentence_spans
from extract.claims import read_claims
from extract.components import inputs_of_text
from extract.numbers import read_quantities

Value = tuple[float, float | None]
_LEFT_OUT = ("Ordinal", "Temperature", "NumberRange")


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def claims_of(text: str) -> tuple[Claim, ...]:
    """The claims of a bare text."""
    spans = tuple(sentence_spans(text))
    inputs = inputs_of_text(text, spans)
    return read_claims(inputs.document, inputs.segments, spans, inputs.credits)


def is_same(gold: Value, said: Value) -> bool:
    """NewsQuant's match of values: both ends close, a range never a single value."""
    if (gold[1] is None) != (said[1] is None):
        return False
    ends = zip(gold, said, strict=True)
    return all(math.isclose(g, s, rel_tol=1e-5, abs_tol=1e-8) for g, s in ends if g is not None and s is not None)


def parse_gold(value: str) -> Value:
    """A gold value of NewsQuant: a number, or two joined by a hyphen."""
    if "-" in value[1:] and "E" not in value.upper():
        low, high = value[0] + value[1:].split("-")[0], value[1:].split("-")[1]
        return float(low), float(high)
    return float(value), None


def newsquant(path: Path, *, show: int) -> tuple[float, float, float, int]:
    """Precision, recall and F1 of values, and how many gold values there are."""
    hits = said_count = want_count = shown = 0
    for row in rows(path):
        text, quantities = str(row["text"]), row["quantities"]
        assert isinstance(quantities, list)
        want = [parse_gold(q["value"]) for q in quantities]
        said = [_as_newsquant(c) for c in claims_of(text)]
        left = list(said)
        matched = 0
        for gold in want:
            found = next((s for s in left if is_same(gold, s)), None)
            if found is not None:
                left.remove(found)
                matched += 1
        hits, said_count, want_count = hits + matched, said_count + len(said), want_count + len(want)
        if shown < show and (matched < len(want) or left):
            shown += 1
            print(f"-- {text}\n   gold {want}; said {said}")
    precision, recall = hits / max(said_count, 1), hits / max(want_count, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9), want_count


def _as_newsquant(claim: Claim) -> Value:
    """A claim's value in NewsQuant's terms: fractions as written, cents and decades before conversion."""
    value, high = claim.quantity.value, claim.quantity.high
    if claim.quantity.unit == "%" and not any(c in claim.quantity.text.lower() for c in ("%", "cent")):
        return value / 100, None if high is None else high / 100
    if "decade" in claim.quantity.text:
        return value / 10, None if high is None else high / 10
    return value, high


def recognizers(path: Path, *, show: int) -> tuple[int, int, int]:
    """Right values, values asked, and values left out (ordinals, temperatures, ranges with open ends)."""
    right = asked = left_out = shown = 0
    for row in rows(path):
        spec, text, results = str(row["spec"]), str(row["text"]), row["results"]
        assert isinstance(results, list)
        if spec.startswith(_LEFT_OUT):
            left_out += len(results)
            continue
        said = [r.value for r in read_quantities(text)]
        for result in results:
            gold = str(result["Resolution"].get("value") or "")
            try:
                want = float(gold.rstrip("%"))
            except ValueError:
                left_out += 1
                continue
            asked += 1
            found = any(
                math.isclose(want, v * f, rel_tol=1e-6, abs_tol=1e-12) for v in said for f in (1.0, 0.01, 100.0, 0.1)
            )
            right += found
            if not found and shown < show:
                shown += 1
                print(f"-- {spec}: {text!r}: gold {result['Text']!r} = {gold}; said {said}")
    return right, asked, left_out


def speed(path: Path) -> float:
    """Time of reading as a share of the time of the pipeline over the same text, in one run."""
    from extract.english import load_english

    text = "\n\n".join(str(row["text"]) for row in rows(path))
    nlp = load_english()
    start = time.perf_counter()
    nlp(text)
    pipeline = time.perf_counter() - start
    start = time.perf_counter()
    claims_of(text)
    return (time.perf_counter() - start) / pipeline


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, help="show so many sentences of each set that were read otherwise")
    show = parser.parse_args().errors
    shared = os.environ.get("SYNTOPIC_SHARED")
    if not shared:
        sys.exit("set SYNTOPIC_SHARED to the folder of shared reading")
    folder = Path(shared) / "benchmarks"
    precision, recall, f1, n = newsquant(folder / "quantities_cqe" / "newsquant_dev.jsonl", show=show)
    right, asked, left_out = recognizers(folder / "quantities_recognizers_specs" / "dev.jsonl", show=show)
    print(f"{'data':34}{'figure':22}{'value':>8}{'n':>7}")
    print(f"{'NewsQuant dev':34}{'value precision':22}{precision:8.3f}{n:7}")
    print(f"{'':34}{'value recall':22}{recall:8.3f}")
    print(f"{'':34}{'value F1':22}{f1:8.3f}")
    print(f"{'Recognizers-Text specs dev':34}{'resolved value':22}{right / max(asked, 1):8.3f}{asked:7}")
    print(f"{'':34}{'left out':22}{'':8}{left_out:7}")
    print(f"{'time of reading / tokenizing':34}{'ratio':22}{speed(folder / 'quantities_cqe' / 'newsquant_dev.jsonl'):8.2f}")


if __name__ == "__main__":
    main()
