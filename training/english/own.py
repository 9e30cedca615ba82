"""Reads the sentences of our own field (`data/*.jsonl`): names, main verbs and sentence ends, marked in the words.

A line is one text: `{"id", "kind", "sentences": [...]}`; kind is headline, essay, thread or transcript. In a sentence
`[Anthropic|ORG]` is a name (PER, ORG, LOC), `*ships*` the main verb (the root of the sentence), `_is_` a copula that carries
the main clause, `^writes^` another verb and `~is~` another copula or auxiliary. Transcripts are written as captions are:
lower case, no punctuation. `held.jsonl` is never trained on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import spacy

from extract.parsing.shapes import break_of
from extract.parsing.words import set_word_rules
from training.english.treebanks import ROOT, Text

DATA = Path(__file__).parent / "data"
_MARK = re.compile(r"\[([^\]|]+)\|(PER|ORG|LOC)\]|\*([^*\s]+)\*|_([^_\s]+)_|\^([^^\s]+)\^|~([^~\s]+)~")


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks; offsets count characters of `text`."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    verb: tuple[int, int] | None
    is_copula: bool
    others: tuple[tuple[int, int, str], ...] = ()  # other verbs, with VERB or AUX


def read_marks(marked: str) -> Marked:
    """Take the marks out of a sentence.

    Raises:
        ValueError: the sentence has two main verbs.
    """
    text, at = "", 0
    names: list[tuple[int, int, str]] = []
    others: list[tuple[int, int, str]] = []
    verb: tuple[int, int] | None = None
    is_copula = False
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        inner = mark[1] or mark[3] or mark[4] or mark[5] or mark[6]
        span = (len(text), len(text) + len(inner))
        if mark[1]:
            names.append((*span, mark[2]))
        elif mark[5] or mark[6]:
            others.append((*span, "VERB" if mark[5] else "AUX"))
        elif verb:
            raise ValueError(f"two main verbs: {marked}")
        else:
            verb, is_copula = span, bool(mark[4])
        text += inner
        at = mark.end()
    return Marked(text + marked[at:], tuple(names), verb, is_copula, tuple(others))


def read_lines(path: Path) -> list[tuple[str, str, list[Marked]]]:
    """Id, kind and sentences of each text of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["id"], row["kind"], [read_marks(s) for s in row["sentences"]]) for row in rows]


def joined(sentences: Iterable[Marked], kind: str) -> tuple[str, list[int]]:
    """The running text of some sentences and where each starts.

    Headlines are blocks of their own, and so is what follows a line of a thread that ends without a full stop, as in the
    documents that Syntopic reads; transcripts and essays run on.
    """
    text, starts = "", []
    for sentence in sentences:
        is_block = kind == "headline" or (kind == "thread" and not text.endswith((".", "?", "!")))
        text += ("\n\n" if is_block else " ") if text else ""
        starts.append(len(text))
        text += sentence.text
    return text, starts


def read_own(paths: Iterable[Path]) -> list[Text]:
    """The marked texts as training records; what is not marked (heads, tags) stays unknown."""
    nlp = set_word_rules(spacy.blank("en"))
    texts: list[Text] = []
    for path in paths:
        for name, kind, sentences in read_lines(path):
            raw, offsets = joined(sentences, kind)
            doc = nlp(raw)
            text = Text(f"own-{name}")
            by_start: dict[int, int] = {}
            place: dict[int, int] = {}
            white = "\n\n"
            for token in doc:
                if token.is_space:
                    white += token.text
                    continue
                by_start[token.idx] = place[token.i] = len(text)
                text.add(token.text, glued=not white, break_before=break_of(white), ent="O", start=False)
                white = token.whitespace_
            for offset, sentence in zip(offsets, sentences, strict=True):
                text.starts[by_start[offset]] = True
                for start, end, label in sentence.names:
                    span = doc.char_span(offset + start, offset + end)
                    if span is None:
                        raise ValueError(f"{name}: a name that cuts a token: {raw[offset + start : offset + end]}")
                    for i in range(span.start, span.end):
                        text.ents[place[i]] = ("B-" if i == span.start else "I-") + label
                for start, _end, tag in sentence.others:
                    text.upos[by_start[offset + start]] = tag
                if sentence.verb:
                    i = by_start[offset + sentence.verb[0]]
                    if sentence.is_copula:
                        text.upos[i] = "AUX"
                        text.rels[i] = "cop"
                    else:
                        text.upos[i], text.heads[i], text.rels[i] = "VERB", ROOT, "root"
            texts.append(text)
    return texts
