"""The version of the code behind a stage: the hash of its source files, so that no change of a rule serves a stale result.

A version number that people raise by hand is forgotten one day; a hash is not. The price is that a release which changes
only comments of a stage makes that stage work once more.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from corpus.ids import sha256_hex, stable_hash

# What each stage's result depends on beside its input, models and settings. "corpus" stands for its modules alone, without
# the store, the topic packs (which have revisions of their own) and the samples.
_CODE_OF = {
    "parse": ("corpus", "ingest/**", "index/passages"),
    "read": ("corpus", "extract/**"),
    "compare": ("corpus", "index/**"),
}
_SUFFIXES = frozenset({".py", ".json", ".jsonl", ".toml", ".txt", ".csv"})


@cache
def code_version(stage: str) -> str:
    """The hash of all source and data files that the result of a stage depends on."""
    files: dict[str, str] = {}
    for part in _CODE_OF[stage]:
        package, _, rest = part.partition("/")
        root = _folder(package)
        found = root.rglob("*") if rest == "**" else root.glob(f"{rest or '*'}.py")
        for path in found:
            if path.suffix in _SUFFIXES and path.is_file():
                files[f"{package}/{path.relative_to(root).as_posix()}"] = sha256_hex(path.read_bytes())
    return stable_hash(stage, sorted(files.items()))


def _folder(package: str) -> Path:
    """Where a package lies, found without importing it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
