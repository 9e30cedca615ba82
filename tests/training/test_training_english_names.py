"""Names as they are read from GUM's brackets."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

treebanks = pytest.importorskip("training.english.treebanks", reason="the recipe is not part of the wheel")

SENTENCE = (
    ("Ada", "PROPN", "NNP", 4, "nsubj", "(1-person(1-person"),
    ("Lovelace", "PROPN", "NNP", 1, "flat", "1)"),
    (",", "PUNCT", ",", 1, "punct", "_"),
    ("wrote", "VERB", "VBD", 0, "root", "1)"),
)


def test_a_mention_inside_one_of_the_same_number_is_read(tmp_path: Path) -> None:
    rows = ["# newdoc id = GUM_made_up", "# sent_id = GUM_made_up-1"]
    for n, (form, upos, xpos, head, rel, entity) in enumerate(SENTENCE, 1):
        misc = "_" if entity == "_" else f"Entity={entity}"
        rows.append("\t".join([str(n), form, form, upos, xpos, "_", str(head), rel, "_", misc]))
    path = tmp_path / "made-up.conllu.gz"
    path.write_bytes(gzip.compress(("\n".join(rows) + "\n\n").encode()))
    (text,) = treebanks.read_conllu(path)
    assert text.ents[:2] == ["B-PER", "I-PER"]
