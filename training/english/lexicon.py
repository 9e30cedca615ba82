"""Writes the lexicon of lemmas beside the weights; `finish.py` calls it.

Source: the English lemma index and exceptions of spacy-lookups-data, from WordNet 3.0, whose licence goes into the folder.
The package is 98 MB, of which this keeps less than half a megabyte; it is needed by the recipe only.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from extract.parsing.lemmas import POS, REGULAR, undone
from training.english.treebanks import Text

ENOUGH, ALIKE = 3, 0.95  # how often a form is seen, and the share of its commonest lemma


def seen_exceptions(texts: Iterable[Text]) -> dict[str, dict[str, list[str]]]:
    """Forms whose lemma no rule of endings gives, by part of speech, as treebanks agree on them ("regards", "means")."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    for text in texts:
        for form, upos, tag, lemma in zip(text.forms, text.upos, text.xpos, text.lemmas, strict=True):
            if upos in POS and tag in REGULAR and lemma and form.isalpha() and len(form) > 2:
                seen.setdefault((POS[upos], form.lower()), Counter())[lemma.lower()] += 1
    found: dict[str, dict[str, list[str]]] = {}
    for (pos, form), lemmas in sorted(seen.items()):
        lemma, n = lemmas.most_common(1)[0]
        by_rule = {made for tag in REGULAR for made in undone(form, tag)}
        if n >= max(ENOUGH, ALIKE * lemmas.total()) and lemma not in by_rule:
            found.setdefault(pos, {})[form] = [lemma]
    return found


def seen_capitals(texts: Iterable[Text]) -> dict[str, list[str]]:
    """Adjectives and names whose lemma has a capital in the treebanks, as a rule also where the form has none ("irish")."""
    seen: dict[tuple[str, str], Counter[bool]] = {}
    for text in texts:
        for form, upos, lemma in zip(text.forms, text.upos, text.lemmas, strict=True):
            if (
                upos in ("ADJ", "PROPN")
                and lemma
                and form.isalpha()
                and lemma.lower() == form.lower()
                and not form.isupper()
            ):
                seen.setdefault((upos, form.lower()), Counter())[lemma == form.capitalize()] += 1
    found: dict[str, list[str]] = {}
    for (upos, form), counts in sorted(seen.items()):
        if counts[True] >= max(ENOUGH, ALIKE * counts.total()):
            found.setdefault(upos, []).append(form)
    return found


def write_lexicon(folder: Path, treebanks: Sequence[Sequence[Text]]) -> None:
    """`lemmas.json.gz` and `LICENSE-WORDNET`, with what the treebanks add; the same bytes every time.

    Args:
        treebanks: their training texts; where they differ on a lemma, as on that of "troops", the first one is followed.
    """
    texts = [text for treebank in treebanks for text in treebank]
    data = files("spacy_lookups_data") / "data"
    index, irregular = (
        json.loads(gzip.decompress((data / f"en_lemma_{name}.json.gz").read_bytes())) for name in ("index", "exc")
    )
    for seen in (seen_exceptions(texts), seen_exceptions(treebanks[0])):
        for pos, forms in seen.items():
            irregular[pos] = forms | irregular.get(pos, {})
    stored = {"lemmas": {pos: sorted(words) for pos, words in index.items()}, "irregular": irregular}
    stored["capitals"] = seen_capitals(texts)
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lemmas.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    licence = (data / "en_license.txt").read_text(encoding="utf-8")
    (folder / "LICENSE-WORDNET").write_text(
        "\n".join(line.rstrip() for line in licence.splitlines()) + "\n", encoding="utf-8"
    )
