"""Our own labelled sentences and passages: the text format in `training/stance/data`, read and checked.

    = key | field | AI                      a proposition; the third part is "AI" or "-"
    text: The statement.
    negation: Its denial.
    s|register|phenomenon|holder|Sentence.  s supports, o opposes, n on the subject without a side, u off the subject

    = passage                               a passage and what it answers
    The passage, on one line.
    + a question that it answers            ~ another wording of such a question
    - a question that it does not answer

A phenomenon may end in "+pairN": two sentences of one proposition with the same N differ in little and in their label.
Invariant: what does not parse is an error with file and line; nothing is skipped in silence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
SAME_DEBATE = 0.6  # share of the words of the shorter proposition
LABELS = {"s": "support", "o": "oppose", "n": "neutral", "u": "off"}


@dataclass(frozen=True, slots=True)
class OwnProposition:
    """A proposition with its denial and its field."""

    key: str
    field: str
    is_ai: bool
    text: str
    negation: str


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence labelled on a proposition: support, oppose, neutral or off."""

    id: str
    proposition: OwnProposition
    label: str
    register: str
    phenomena: tuple[str, ...]
    pair: str | None
    holder: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnPassage:
    """A passage with questions that it answers, in one or more wordings, and questions that it does not answer."""

    text: str
    answered: tuple[str, ...]
    unanswered: tuple[str, ...]


class DataFault(ValueError):
    """A line of the data set that does not parse: file, line and what is wrong with it."""

    def __init__(self, path: Path, number: int, what: str) -> None:
        super().__init__(f"{path.name}:{number}: {what}")


def read_sentences(path: Path) -> list[OwnSentence]:
    """The sentences of one file; passages in it are skipped.

    Raises:
        DataFault: a line is not of the format.
    """
    found: list[OwnSentence] = []
    for start, block in _blocks(path):
        if not block[0].startswith("= passage"):
            found.extend(_sentences(path, start, block))
    return found


def sentence_id(key: str, text: str) -> str:
    """Names a sentence by its proposition and its words, so that it tells nothing of its place or label."""
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:12]


def is_for_tuning(key: str) -> bool:
    """Whether a proposition of the training files is kept for calibration: about one in twelve, by the hash of its key."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 12 == 0


def own_sentences(*, tuning: bool) -> list[OwnSentence]:
    """The sentences that are trained on, or those for calibration; without those on whose side two readers differ."""
    second, held = second_labels(), held_propositions()
    found = [s for path in training_files() for s in read_sentences(path) if is_for_tuning(s.proposition.key) == tuning]
    found = [s for s in found if not any(is_same_debate(s.proposition, p) for p in held)]
    return [s for s in found if sides_agree(s.label, second.get(s.id, s.label))]


def held_propositions() -> list[OwnProposition]:
    """The propositions of the tenth that is never trained on."""
    return sorted({s.proposition for path in held_files() for s in read_sentences(path)}, key=lambda p: p.key)


def is_same_debate(a: OwnProposition, b: OwnProposition) -> bool:
    """Whether two propositions, written by people who did not know of each other's, share most of their words."""
    return a.key == b.key or shares_words(a.text, b.text)


def shares_words(a: str, b: str) -> bool:
    """Whether the shorter of two propositions has most of its words in common with the other."""
    one, two = _content(a), _content(b)
    return len(one & two) >= SAME_DEBATE * min(len(one), len(two))


def _content(text: str) -> set[str]:
    """Words of four letters and more, without their endings."""
    return {w[:5] for w in re.findall(r"[a-z]{4,}", text.lower())}


def second_labels() -> dict[str, str]:
    """What a second reader said of each sentence, by id, without seeing the first label."""
    path = DATA / "second_labels.tsv"
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row[0]: LABELS[row[1]] for row in rows}


def sides_agree(first: str, second: str) -> bool:
    """Whether two labels take the same side; on or off the subject is one where no side is taken."""
    return first == second or {first, second} == {"neutral", "off"}


def read_passages(path: Path) -> list[OwnPassage]:
    """The passages of one file; sentences in it are skipped.

    Raises:
        DataFault: a line is not of the format.
    """
    found: list[OwnPassage] = []
    for start, block in _blocks(path):
        if block[0].startswith("= passage"):
            found.append(_passage(path, start, block))
    return found


def training_files() -> list[Path]:
    """The files that may be trained on, in order; what lies in `held` never is."""
    return sorted(DATA.glob("*.txt"))


def held_files() -> list[Path]:
    """The files of the tenth that is never trained on."""
    return sorted((DATA / "held").glob("*.txt"))


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each block from its "=" line on, with the number of that line; blank lines and "#" lines dropped."""
    block: list[str] = []
    start = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("="):
            if block:
                yield start, block
            block, start = [line], number
        elif block:
            block.append(line)
        else:
            raise DataFault(path, number, "a line before the first '='")
    if block:
        yield start, block


def _sentences(path: Path, start: int, block: list[str]) -> Iterator[OwnSentence]:
    head = [part.strip() for part in block[0].removeprefix("=").split("|")]
    if len(head) != 3:
        raise DataFault(path, start, "a proposition is '= key | field | AI' or '= key | field | -'")
    given = {line.split(":", 1)[0]: line.split(":", 1)[1].strip() for line in block[1:3] if ":" in line}
    if not given.get("text") or not given.get("negation"):
        raise DataFault(path, start, "a proposition needs 'text:' and 'negation:' in the next two lines")
    proposition = OwnProposition(head[0], head[1], head[2] == "AI", given["text"], given["negation"])
    for number, line in enumerate(block[3:], 1):
        parts = line.split("|", 4)
        if len(parts) != 5 or parts[0] not in LABELS or not parts[4].strip():
            raise DataFault(path, start, f"line {number} of {head[0]} is not 'label|register|phenomenon|holder|sentence'")
        marks = [m.strip() for m in parts[2].split("+") if m.strip()]
        pair = next((m for m in marks if m.startswith("pair")), None)
        yield OwnSentence(
            id=sentence_id(head[0], parts[4].strip()),
            proposition=proposition,
            label=LABELS[parts[0]],
            register=parts[1].strip(),
            phenomena=tuple(m for m in marks if not m.startswith("pair")),
            pair=pair,
            holder=parts[3].strip(),
            text=parts[4].strip(),
        )


def _passage(path: Path, start: int, block: list[str]) -> OwnPassage:
    text = block[1] if len(block) > 1 and block[1][0] not in "+~-" else ""
    plus = tuple(line[1:].strip() for line in block[1:] if line[0] in "+~")
    minus = tuple(line[1:].strip() for line in block[1:] if line[0] == "-")
    if not text or not plus:
        raise DataFault(path, start, "a passage is one line, then questions with '+', '~' or '-' before them")
    return OwnPassage(text, plus, minus)
