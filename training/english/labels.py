"""The label sets of the heads, counted on the training treebanks; they are written beside the weights."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from extract.parsing.scripts import make_script
from training.english.treebanks import Text

ENTS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
MIN_SCRIPT, MIN_FEATS = 3, 3  # rarer ones are left unlearnt: they are mostly slips and names


@dataclass(frozen=True)
class Labels:
    """What each head chooses from, in the order of its outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    scripts: tuple[str, ...]
    rels: tuple[str, ...]
    ents: tuple[str, ...] = ENTS

    def save(self, path: Path) -> None:
        """One JSON object, keys sorted."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Labels:
        """Read what `save` wrote."""
        return cls(**{key: tuple(values) for key, values in json.loads(path.read_text(encoding="utf-8")).items()})


def _frequent(values: Iterable[str | None], least: int = 1) -> tuple[str, ...]:
    counts = Counter(value for value in values if value)
    return tuple(sorted(value for value, n in counts.items() if n >= least))


def count_labels(texts: Sequence[Text]) -> Labels:
    """The labels of texts with full syntax."""
    scripts = (
        make_script(form, lemma) for t in texts for form, lemma in zip(t.forms, t.lemmas, strict=True) if lemma is not None
    )
    return Labels(
        upos=_frequent(u for t in texts for u in t.upos),
        xpos=_frequent((x for t in texts for x in t.xpos), 2),
        feats=_frequent((f for t in texts for f in t.feats), MIN_FEATS),
        scripts=_frequent(scripts, MIN_SCRIPT),
        rels=_frequent((r for t in texts for r in t.rels), 3),
    )
