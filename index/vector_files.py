"""The files of a FAISS index: written aside, swapped in by pointer, checked when opened.

A folder holds `CURRENT`, which names a generation, and that generation's folder: `vectors.faiss`, `ids.txt` (one a line, in
the order of the vectors) and `manifest.json`. Invariant: `CURRENT` never names a generation that is not complete, and equal
contents make equal files. The index is derived from the store: whatever is wrong with it, deleting the folder is the cure.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import BadInput, EncoderMismatch
from corpus.ids import sha256_hex

if TYPE_CHECKING:
    import faiss

FORMAT = 1
POINTER = "CURRENT"
HASH_MAX_BYTES = (
    64 << 20
)  # a file of vectors up to this size is hashed when opened (0.05 s); of a larger one the size is checked
_VECTORS, _IDS, _MANIFEST = "vectors.faiss", "ids.txt", "manifest.json"


def write_generation(folder: Path, index: faiss.Index, ids: Sequence[str], *, dim: int, revision: str) -> None:
    """Write an index beside the current one, point to it, and delete the others."""
    import faiss

    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        faiss.write_index(index, str(aside / _VECTORS))
        (aside / _IDS).write_text("\n".join(ids), encoding="utf-8", newline="\n")
        manifest = {
            "format": FORMAT,
            "encoder": revision,
            "dim": dim,
            "count": len(ids),
            "ids_sha256": ids_of(ids),
            "vectors_sha256": _file_sha256(aside / _VECTORS),
            "vectors_bytes": (aside / _VECTORS).stat().st_size,
        }
        text = json.dumps(manifest, indent=1, sort_keys=True)
        (aside / _MANIFEST).write_text(text, encoding="utf-8")
        name = f"generation-{sha256_hex(text.encode())[:16]}"
        if (folder / name).exists():
            shutil.rmtree(folder / name)
        os.replace(aside, folder / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    pointer = folder / f".{POINTER}.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    os.replace(pointer, folder / POINTER)
    for old in folder.glob("generation-*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def open_generation(folder: Path, *, dim: int, revision: str) -> tuple[faiss.Index, list[str]]:
    """Open the current index, mapped into memory, and its ids in the order of the vectors.

    Raises:
        EncoderMismatch: it was made with another encoder.
        BadInput: there is none, or it is damaged.
    """
    import faiss

    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
        if not name.startswith("generation-") or "/" in name:
            raise _damaged(folder, f"{POINTER} names no generation")
        place = folder / name
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        ids = (place / _IDS).read_text(encoding="utf-8").split("\n") if manifest["count"] else []
        _check(folder, place, manifest, ids, dim=dim, revision=revision)
        index = faiss.read_index(str(place / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
    except FileNotFoundError as error:
        raise _damaged(folder, f"{Path(error.filename).name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _damaged(folder, str(error).splitlines()[0] if str(error) else type(error).__name__) from error
    if index.ntotal != len(ids) or index.d != dim:
        raise _damaged(folder, f"{index.ntotal} vectors for {len(ids)} ids")
    return index, ids


def made_from(folder: Path) -> tuple[str, str] | None:
    """The encoder's revision and the hash of the ids that the current index was made from; None where there is no whole one.

    Reads the manifest alone and imports no FAISS.
    """
    try:
        place = folder / (folder / POINTER).read_text(encoding="utf-8").strip()
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT or (place / _VECTORS).stat().st_size != manifest["vectors_bytes"]:
            return None
        if sha256_hex((place / _IDS).read_bytes()) != manifest["ids_sha256"]:
            return None
        return str(manifest["encoder"]), str(manifest["ids_sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ids_of(ids: Sequence[str]) -> str:
    """The hash of ids in their order."""
    return sha256_hex("\n".join(ids).encode())


def _check(folder: Path, place: Path, manifest: dict[str, object], ids: Sequence[str], *, dim: int, revision: str) -> None:
    if manifest["format"] != FORMAT:
        raise _damaged(folder, f"its format is {manifest['format']}, this version reads {FORMAT}")
    if (manifest["encoder"], manifest["dim"]) != (revision, dim):
        raise EncoderMismatch(
            f"the index {folder} was made with {manifest['encoder']}, the encoder in use is {revision}",
            remedy=_remedy(folder),
            location=str(folder),
            stage="index",
        )
    size = (place / _VECTORS).stat().st_size
    if size != manifest["vectors_bytes"]:
        raise _damaged(folder, f"{_VECTORS} has {size} bytes instead of {manifest['vectors_bytes']}")
    if ids_of(ids) != manifest["ids_sha256"]:
        raise _damaged(folder, f"{_IDS} is not what was written")
    if size <= HASH_MAX_BYTES and _file_sha256(place / _VECTORS) != manifest["vectors_sha256"]:
        raise _damaged(folder, f"{_VECTORS} is not what was written")


def _damaged(folder: Path, why: str) -> BadInput:
    return BadInput(
        f"the index {folder} is damaged or incomplete: {why}", remedy=_remedy(folder), location=str(folder), stage="index"
    )


def _remedy(folder: Path) -> str:
    return f"run syntopic add again: it rebuilds the index from the store; if that does not help, delete {folder} first"


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
