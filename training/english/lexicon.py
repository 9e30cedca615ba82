"""Writes the lexicon of lemmas beside the weights: `python -m training.english.lexicon --to DIR`.

Source: the English lemma index and exceptions of spacy-lookups-data, from WordNet 3.0, whose licence goes into the folder.
The package is 98 MB, of which this keeps less than half a megabyte; it is needed by the recipe only.
"""

from __future__ import annotations

import argparse
import gzip
import json
from importlib.resources import files
from pathlib import Path


def write_lexicon(folder: Path) -> None:
    """`lemmas.json.gz` and `LICENSE-WORDNET`; the same bytes every time."""
    data = files("spacy_lookups_data") / "data"
    index, irregular = (
        json.loads(gzip.decompress((data / f"en_lemma_{name}.json.gz").read_bytes())) for name in ("index", "exc")
    )
    stored = {"lemmas": {pos: sorted(words) for pos, words in index.items()}, "irregular": irregular}
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lemmas.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    licence = (data / "en_license.txt").read_text(encoding="utf-8")
    (folder / "LICENSE-WORDNET").write_text(
        "\n".join(line.rstrip() for line in licence.splitlines()) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Read the arguments and write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True)
    write_lexicon(parser.parse_args().to)


if __name__ == "__main__":
    main()
