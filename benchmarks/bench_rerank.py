"""What reading the best candidates once more brings, and what it costs: the figures by which its constants are chosen.

    python -m benchmarks.bench_rerank [--judge FOLDER] [--shared DIR]

Three sets on which the judge was not trained: the questions of `training/stance/data/held`, asked of their passages among
those of the training files; the twenty questions to the sample corpus, asked of its passages; and, where the evaluation data
is given (or `SYNTOPIC_SHARED` set), ArgKP dev, where key points ask for arguments. `0` is the first stage alone, `tokens`
what the tokens of each candidate make of it, and each row below one number of candidates that the judge reads then, with one
weight. Processor milliseconds a question are those of the judge alone. `index.retrieval.tokens` and `index.retrieval.rerank`
hold the constants; `search.rerank` of the settings says whether the judge is asked at all. With `--weights`, weights of the
tokens are compared, without the judge, on the 600 questions that it was trained on as well.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file
from pathlib import Path

from benchmarks.bench_search import Texts, ndcg
from corpus.protocols import Encoder, RelevanceJudge
from corpus.samples import gold_file, sample_files
from extract.judging import load_pair_model
from index import CachingEncoder, MappedVectorStore, MemoryVectorCache, load_encoder, search
from index.passages import split_passages
from index.retrieval import Hit, rerank, weigh_tokens
from index.retrieval.tokens import TOKEN_WEIGHT, TOKENS_OF
from index.token_vectors import TokenEncoder, TokenVectors
from ingest import FileItem, discover_files, parse_capture, read_file
from training.stance.own import held_files, read_passages, training_files

READ = (10, 15, 20, 30)
WEIGHTS = (0.3, 0.5, 1.0)
TOKEN_WEIGHTS, TOKENS_READ = (0.5, 1.0, 1.5, 2.0, 3.0), (10, 20)
DEPTH = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts and the questions to them, each with the ids of the texts that answer it."""

    name: str
    texts: Mapping[str, str]
    questions: Sequence[tuple[str, frozenset[str]]]


def held_questions() -> Asked:
    """Our own questions that were never trained on, to their passages among all others of the data set."""
    held = [p for path in held_files() for p in read_passages(path)]
    others = [p for path in training_files() for p in read_passages(path)]
    texts = {f"{n:03}": p.text for n, p in enumerate([*held, *others])}
    return Asked("held", texts, [(q, frozenset({f"{n:03}"})) for n, p in enumerate(held) for q in p.answered])


def training_questions() -> Asked:
    """The questions that the judge was trained on, to their passages: for what asks no judge."""
    passages = [p for path in training_files() for p in read_passages(path)]
    texts = {f"{n:03}": p.text for n, p in enumerate(passages)}
    return Asked("training", texts, [(q, frozenset({f"{n:03}"})) for n, p in enumerate(passages) for q in p.answered])


def sample_questions() -> Asked:
    """The questions to the sample corpus; a passage answers where it holds words that the gold gives."""
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    with as_file(sample_files()[0]) as first:
        folder = first.parent
    for item in discover_files([folder]):
        if not isinstance(item, FileItem):
            continue
        document, segments = parse_capture(read_file(item, fetched_at=datetime(2026, 8, 1, tzinfo=UTC)))
        for passage in split_passages(document, segments):
            texts[passage.id], places[passage.id] = passage.text, item.path.name
    questions = []
    for name in ("questions", "questions_plain"):
        for line in gold_file(f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rights = [(a["doc"], _squashed(a["quote"])) for a in (row, *row["also"])]
            found = {
                i for i, words in texts.items() for doc, quote in rights if places[i] == doc and quote in _squashed(words)
            }
            questions.append((row["question"], frozenset(found)))
    return Asked("samples", texts, questions)


def key_points(shared: Path) -> Asked:
    """ArgKP dev: each key point asks for the arguments that are labelled as making it."""
    rows = [json.loads(line) for line in (shared / "benchmarks/argkp/dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = {str(r["arg_id"]): str(r["argument"]) for r in rows}
    points: dict[str, set[str]] = {}
    for row in rows:
        points.setdefault(str(row["key_point"]), set()).update({str(row["arg_id"])} if row["label"] else ())
    return Asked("ArgKP dev", texts, [(p, frozenset(ids)) for p, ids in sorted(points.items()) if ids])


def _squashed(text: str) -> str:
    return " ".join(text.split())


def first_stage(asked: Asked, encoder: Encoder) -> list[list[Hit]]:
    """The candidates of each question, as `index.search` gives them."""
    vectors = MappedVectorStore(encoder.dim, revision=encoder.revision)
    vectors.add(list(asked.texts), encoder.encode(list(asked.texts.values())))
    words = Texts(asked.texts)
    return [search(q, k=DEPTH, lexical=words, vectors=vectors, encoder=encoder, kind="passage") for q, _ in asked.questions]


def by_tokens(
    asked: Asked,
    candidates: Sequence[Sequence[Hit]],
    encoder: TokenEncoder,
    *,
    weight: float = TOKEN_WEIGHT,
    read: int = TOKENS_OF,
) -> list[list[Hit]]:
    """The candidates of each question, raised by how near they come to its tokens."""
    return [
        weigh_tokens(hits, question, asked.texts, encoder, weight=weight, read=read)
        for hits, (question, _) in zip(candidates, asked.questions, strict=True)
    ]


class RememberedTokens:
    """A `TokenEncoder` that encodes each text once."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder
        self._held: dict[str, TokenVectors] = {}

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One for each text."""
        for text in texts:
            if text not in self._held:
                self._held[text] = self._encoder.encode_tokens([text])[0]
        return [self._held[text] for text in texts]


def figures(asked: Asked, ranked: Sequence[Sequence[Hit]]) -> str:
    """Share of questions answered first and among the first three, mean reciprocal rank, nDCG@10."""
    names = [[hit.id for hit in hits] for hits in ranked]
    rights = [right for _, right in asked.questions]
    places = [
        next((n for n, i in enumerate(ids, 1) if i in right), math.inf) for ids, right in zip(names, rights, strict=True)
    ]
    shares = [sum(p <= k for p in places) / len(places) for k in (1, 3)]
    gain = sum(ndcg(ids, set(right)) for ids, right in zip(names, rights, strict=True) if right) / len(names)
    mean = sum(1 / p for p in places) / len(places)
    return f"first {shares[0]:.2f}  in three {shares[1]:.2f}  MRR {mean:.3f}  nDCG@10 {gain:.3f}"


def compare(asked: Asked, encoder: Encoder, tokens: TokenEncoder, judge: RelevanceJudge) -> None:
    """Print one set's figures for each number of candidates and weight."""
    print(f"{asked.name}: {len(asked.questions)} questions to {len(asked.texts)} texts")
    candidates = first_stage(asked, encoder)
    print(f"   0        {figures(asked, candidates)}")
    candidates = by_tokens(asked, candidates, tokens)
    print(f"  tokens   {figures(asked, candidates)}")
    spent = 0.0  # a pair is read once and remembered, so what more candidates cost adds up
    for n in READ:
        for weight in WEIGHTS:
            start = time.process_time()
            ranked = [
                rerank(hits, question, asked.texts, judge, weight=weight, read=n)
                for hits, (question, _) in zip(candidates, asked.questions, strict=True)
            ]
            spent += (time.process_time() - start) / len(ranked) * 1000
            print(f"  {n:2} {weight:4}   {figures(asked, ranked)}  {spent:.0f} ms")


def main() -> None:
    """Print the figures of each set that is at hand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, help="a folder with the model of sentence pairs; else the shipped one")
    parser.add_argument("--shared", type=Path, default=os.environ.get("SYNTOPIC_SHARED"))
    parser.add_argument("--weights", action="store_true", help="compare weights of the tokens")
    given = parser.parse_args()
    loaded = load_encoder()
    encoder, tokens = CachingEncoder(loaded, MemoryVectorCache()), RememberedTokens(loaded)
    sets = [held_questions(), sample_questions(), *([key_points(Path(given.shared))] if given.shared else [])]
    if given.weights:
        for asked in [training_questions(), *sets]:
            candidates = first_stage(asked, encoder)
            print(f"{asked.name}: {len(asked.questions)} questions to {len(asked.texts)} texts")
            print(f"  0       {figures(asked, candidates)}")
            for read in TOKENS_READ:
                for weight in TOKEN_WEIGHTS:
                    ranked = by_tokens(asked, candidates, tokens, weight=weight, read=read)
                    print(f"  {weight:4} {read} {figures(asked, ranked)}")
        return
    judge = load_pair_model(given.judge) if given.judge else load_pair_model()
    for asked in sets:
        compare(asked, encoder, tokens, judge)


if __name__ == "__main__":
    main()
