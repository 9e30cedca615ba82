"""The nouns for persons and groups, from WordNet 3.0: `python -m training.english.parties DICT_DIR`.

Writes `extract/parties.txt`, the list that `extract.parties` reads. `DICT_DIR` holds WordNet's `data.noun`, `index.noun`
and `cntlist.rev` (Debian: wordnet-base). A noun is taken where its first sense is a person, or a group that acts (an
organisation, a people, a team), or a place of work that stands for those who work there, or where such senses are a third
of its uses in the texts that WordNet counted. Proper names are left out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parents[2] / "extract" / "parties.txt"
PERSON, GROUP = 18, 14  # numbers of the lexicographer files, lexnames(5WN)
ACTING = ("social_group", "people", "multitude")
WORKING = "workplace"
LEAST_SHARE = 1 / 3
# What WordNet 3.0 lacks, knows in another sense only, or files by its place; "tank" is that of "think tank".
ADDED = (
    "blogger body city commenter country group half influencer insider majority minority nation outlet podcaster poster "
    "regulator startup state streamer tank town vlogger watchdog".split()
)


@dataclass(frozen=True, slots=True)
class Sense:
    """A synset: its lexicographer file, its words as written, the synsets above it, whether it names one thing."""

    file: int
    words: tuple[str, ...]
    above: tuple[str, ...]
    is_instance: bool


def read_senses(path: Path) -> dict[str, Sense]:
    """The synsets of `data.noun` by offset (wndb(5WN))."""
    senses: dict[str, Sense] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split("|")[0].split()
        words, after = int(fields[3], 16), 4 + 2 * int(fields[3], 16)
        pointers = [fields[after + 1 + 4 * k : after + 5 + 4 * k] for k in range(int(fields[after]))]
        senses[fields[0]] = Sense(
            int(fields[1]),
            tuple(fields[4 + 2 * k] for k in range(words)),
            tuple(p[1] for p in pointers if p[0] in {"@", "@i"} and p[2] == "n"),
            any(p[0] == "@i" for p in pointers),
        )
    return senses


def read_lemmas(path: Path) -> dict[str, list[str]]:
    """The offsets of each noun's senses, the most frequent first, from `index.noun`."""
    lemmas: dict[str, list[str]] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if not line.startswith("  "):
            fields = line.split()
            lemmas[fields[0]] = fields[6 + int(fields[3]) :]
    return lemmas


def read_counts(path: Path) -> dict[tuple[str, int], int]:
    """How often each sense of a noun stands in the counted texts, by lemma and number of the sense from 1."""
    counts: dict[tuple[str, int], int] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        key, number, count = line.split()
        lemma, _, rest = key.partition("%")
        if rest.startswith("1:"):
            counts[lemma, int(number)] = int(count)
    return counts


def above(offset: str, senses: dict[str, Sense]) -> set[str]:
    """A synset and all above it."""
    seen: set[str] = set()
    todo = [offset]
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += senses[at].above
    return seen


def parties(folder: Path) -> list[str]:
    """The nouns, in order."""
    senses, lemmas = read_senses(folder / "data.noun"), read_lemmas(folder / "index.noun")
    counts = read_counts(folder / "cntlist.rev")
    acting = {lemmas[w][0] for w in ACTING}
    working = lemmas[WORKING][0]

    def acts(offset: str, lemma: str) -> bool:
        sense = senses[offset]
        if sense.is_instance or lemma not in sense.words:  # written with a capital
            return False
        over = above(offset, senses)
        return sense.file == PERSON or (sense.file == GROUP and bool(acting & over)) or working in over

    taken = set(ADDED)
    for lemma, offsets in lemmas.items():
        if not lemma.isalpha() or not lemma.isascii() or len(lemma) < 3:
            continue
        uses = [counts.get((lemma, k + 1), 0) for k in range(len(offsets))]
        told = sum(n for n, o in zip(uses, offsets, strict=True) if acts(o, lemma))
        if acts(offsets[0], lemma) or told > LEAST_SHARE * sum(uses):
            taken.add(lemma)
    return sorted(taken)


def main() -> None:
    """Write the list."""
    TARGET.write_text("\n".join(parties(Path(sys.argv[1]))) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
