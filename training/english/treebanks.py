"""Reads the treebanks and the entity data into one record per text; nothing of them is ever written into the repository.

Every layer may be unknown word by word (`None`, or UNKNOWN_HEAD), because the sources know different things: UD
treebanks have syntax, UNER and GUM names, WikiGold and the Broad Twitter Corpus names alone, our own sentences names,
main verbs, ends. To add a source, write a reader that fills `Text` and list it in `samples.py`.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN_HEAD = -2
ROOT = -1

ENTITY_KINDS = {"person": "PER", "organization": "ORG", "place": "LOC"}
NEVER_NAME = frozenset({"VERB", "AUX", "PRON", "SCONJ", "CCONJ", "PART", "INTJ"})
# offices and forms of address, most of them seen before names as nmod:desc in GUM's training part
TITLES = frozenset(
    "President Mr. General Madam Senator Minister Professor Dr. Judge Shah Ms. Ambassador Secretary Congresswoman"
    " Sheikh Inspector Tsar Doctor Speaker Mayor Chairman Chair Governor Vice".split()
)
INSIDE_NAMES = frozenset({"-", "–", "&", "of", "the", ".", "'", "'s", "’s", "de", "van", "von", "al", "der", "di", "for"})


@dataclass
class Text:
    """One text word by word; all lists have the length of `forms`."""

    name: str
    forms: list[str] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)  # no white space before the word
    breaks: list[int] = field(default_factory=list)  # 0 none, 1 line, 2 paragraph, before the word
    upos: list[str | None] = field(default_factory=list)
    xpos: list[str | None] = field(default_factory=list)
    feats: list[str | None] = field(default_factory=list)
    lemmas: list[str | None] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # index in the text, ROOT or UNKNOWN_HEAD
    rels: list[str | None] = field(default_factory=list)
    starts: list[bool | None] = field(default_factory=list)
    ents: list[str | None] = field(default_factory=list)  # B-PER, I-PER, ..., O
    sent_ids: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)

    def add(
        self, form: str, *, glued: bool = False, break_before: int = 0, start: bool | None = None, ent: str | None = None
    ) -> None:
        """Append a word of which nothing but this is known."""
        self.forms.append(form)
        self.glued.append(glued)
        self.breaks.append(break_before)
        for unknown in (self.upos, self.xpos, self.feats, self.lemmas, self.rels):
            unknown.append(None)
        self.heads.append(UNKNOWN_HEAD)
        self.starts.append(start)
        self.ents.append(ent)
        self.sent_ids.append("")

    def raw(self) -> str:
        """The running text: glue, spaces and blank lines as the source has them."""
        parts: list[str] = []
        for i, form in enumerate(self.forms):
            if i:
                parts.append(
                    "\n\n" if self.breaks[i] == 2 else "\n" if self.breaks[i] == 1 else "" if self.glued[i] else " "
                )
            parts.append(form)
        return "".join(parts)


def _sentences(path: Path) -> Iterator[list[str]]:
    block: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line:
                block.append(line)
            elif block:
                yield block
                block = []
    if block:
        yield block


def read_conllu(path: Path) -> list[Text]:
    """The documents of a UD treebank; names where `Entity=` marks them (GUM), else only what cannot be one."""
    texts: list[Text] = []
    for block in _sentences(path):
        meta = [line for line in block if line.startswith("#")]
        if not texts or any(line.startswith("# newdoc") for line in meta):
            texts.append(Text(next((m.partition("= ")[2] for m in meta if m.startswith("# newdoc id")), path.name)))
        is_par = any(re.match(r"# newpar( |$)", line) or line.startswith("# newdoc") for line in meta)
        sent_id = next((m.partition("= ")[2] for m in meta if m.startswith("# sent_id")), "")
        _add_sentence(texts[-1], [line.split("\t") for line in block if not line.startswith("#")], sent_id, is_par)
    return texts


def _add_sentence(text: Text, rows: list[list[str]], sent_id: str, is_par: bool) -> None:
    first = len(text)
    mentions: list[tuple[int, int, str]] = []
    open_mentions: dict[str, list[tuple[int, str]]] = {}
    has_entities = False
    mwt_end, mwt_glue, glue_next = 0, False, _ends_glued(text)
    for row in rows:
        if "." in row[0]:
            continue
        if "-" in row[0]:
            mwt_end, mwt_glue = int(row[0].split("-")[1]), "SpaceAfter=No" in row[9]
            continue
        number, i = int(row[0]), len(text)
        text.forms.append(row[1])
        text.glued.append(glue_next)
        text.breaks.append(2 if is_par and number == 1 else 0)
        text.lemmas.append(row[2] if row[2] != "_" or row[1] == "_" else None)
        text.upos.append(row[3])
        text.xpos.append(row[4])
        text.feats.append(row[5])
        text.heads.append(ROOT if row[6] == "0" else first + int(row[6]) - 1)
        text.rels.append(row[7])
        text.starts.append(number == 1)
        text.ents.append(None)
        text.sent_ids.append(sent_id)
        glue_next = (True if number < mwt_end else mwt_glue) if number <= mwt_end else "SpaceAfter=No" in row[9]
        entity = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        has_entities |= bool(entity)
        _read_mentions(entity, i, open_mentions, mentions)
    text.last_glued = glue_next  # type: ignore[attr-defined]
    text.glued[first] = text.glued[first] and not is_par
    if has_entities or text.name.startswith("GUM"):
        _mark_names(text, first, mentions)
    else:
        for i in range(first, len(text)):
            text.ents[i] = "O" if text.upos[i] in NEVER_NAME else None


def _ends_glued(text: Text) -> bool:
    return bool(getattr(text, "last_glued", False))


def _read_mentions(
    entity: str, i: int, open_mentions: dict[str, list[tuple[int, str]]], mentions: list[tuple[int, int, str]]
) -> None:
    """GUM's brackets: `(4-person-…` opens, `4)` closes the last of that number, `(4-person-…)` is one word long."""
    at = 0
    while at < len(entity):
        if entity[at] == "(":
            end = min((p for p in (entity.find("(", at + 1), entity.find(")", at + 1)) if p >= 0), default=len(entity))
            number, _, rest = entity[at + 1 : end].partition("-")
            kind = rest.partition("-")[0]
            if end < len(entity) and entity[end] == ")":
                mentions.append((i, i + 1, kind))
                end += 1
            else:
                open_mentions.setdefault(number, []).append((i, kind))
            at = end
        else:
            end = entity.find(")", at)
            number = entity[at:end]
            if open_mentions.get(number):
                start, kind = open_mentions[number].pop()
                mentions.append((start, i + 1, kind))
            at = end + 1 if end >= 0 else len(entity)


def _mark_names(text: Text, first: int, mentions: list[tuple[int, int, str]]) -> None:
    """A mention is a name where its head is a proper noun; the name is the run of proper nouns about the head."""
    for i in range(first, len(text)):
        text.ents[i] = "O"
    names: list[tuple[int, int, str]] = []
    for start, end, kind in mentions:
        label = ENTITY_KINDS.get(kind)
        head = next((i for i in range(start, end) if not start <= text.heads[i] < end), start)
        if label and text.upos[head] == "PROPN":
            span = _name_span(text, start, end, head, label)
            if label != "PER" or not _is_no_person(text, *span, head):
                names.append((*span, label))
    taken: set[int] = set()
    for start, end, label in sorted(names, key=lambda n: (n[0] - n[1], n[0])):
        if not taken & set(range(start, end)):
            taken |= set(range(start, end))
            for i in range(start, end):
                text.ents[i] = ("B-" if i == start else "I-") + label


def _is_no_person(text: Text, start: int, end: int, head: int) -> bool:
    """A people ("Americans") or an office ("the President", "the Director of …"), which UNER calls no name either."""
    is_office = end < len(text) and text.forms[end] == "of" and start > 0 and text.upos[start - 1] == "DET"
    return text.xpos[head] == "NNPS" or is_office or set(text.forms[start:end]) <= TITLES


def _name_span(text: Text, start: int, end: int, head: int, label: str) -> tuple[int, int]:
    def is_proper(i: int) -> bool:
        return text.upos[i] == "PROPN" and not (label == "PER" and text.rels[i] == "nmod:desc")

    def ends_name(i: int) -> bool:
        return is_proper(i) or (text.rels[i] in ("compound", "amod") and text.xpos[i] == "NNP")

    def joins(i: int) -> bool:
        if text.forms[i] == "and":  # "Newfoundland and Labrador Court", but two names in "France and Germany"
            return label != "PER" and text.rels[i] == "cc" and text.heads[text.heads[i]] != head
        return text.forms[i] in INSIDE_NAMES and not (label == "PER" and text.forms[i] in ("of", "for"))

    left = right = head
    for i in range(head - 1, start - 1, -1):
        if not (ends_name(i) or joins(i)):
            break
        left = i if ends_name(i) else left
    for i in range(head + 1, end):
        if not (ends_name(i) or joins(i)):
            break
        right = i if is_proper(i) else right
    return left, right + 1


def read_conll_names(path: Path, name: str) -> list[Text]:
    """A word and its BIO or IO tag a line (WikiGold, Broad Twitter Corpus); MISC counts as no name."""
    texts: list[Text] = []
    for n, block in enumerate(_sentences(path)):
        text = Text(f"{name}-{n}")
        previous = "O"
        for line in block:
            parts = line.split()
            if len(parts) < 2 or parts[0] == "-DOCSTART-":
                continue
            tag = "O" if parts[-1].endswith("MISC") else parts[-1]
            if tag.startswith("I-") and previous[2:] != tag[2:]:
                tag = "B-" + tag[2:]
            text.add(parts[0], break_before=0 if len(text) else 2, ent=tag, start=None)
            previous = tag
        if len(text):
            texts.append(text)
    return texts


def add_uner(texts: list[Text], path: Path) -> int:
    """Write UNER's names into the texts of the same sentences; says how many sentences were found."""
    tags: dict[str, list[str]] = {}
    for block in _sentences(path):
        sent_id = next(line.partition("= ")[2] for line in block if line.startswith("# sent_id"))
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        tags[sent_id] = [row[2] if row[2][2:] in ("PER", "ORG", "LOC") else "O" for row in rows]
    found = 0
    for text in texts:
        spans: dict[str, list[int]] = {}
        for i, sent_id in enumerate(text.sent_ids):
            spans.setdefault(sent_id, []).append(i)
        for sent_id, places in spans.items():
            if len(tags.get(sent_id, ())) == len(places):
                found += 1
                for i, tag in zip(places, tags[sent_id], strict=True):
                    text.ents[i] = tag
            else:
                for i in places:
                    text.ents[i] = None
    return found
