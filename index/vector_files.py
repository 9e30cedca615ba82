"""The files of a vector index: written aside, swapped in by pointer, checked when opened, and mapped into memory.

A folder holds `CURRENT`, which names a generation, and that generation's folder: `vectors.npy` (float32, one row a vector),
`ids.npy` (UTF-8, sorted, one width for all, row by row), `codes.faiss` where the index is large (see `index.codes`) and
`manifest.json`, by whose hash the folder goes. Invariant: `CURRENT` never names a generation that is not complete, and of a
large one neither vectors nor ids are read to open it. The index is derived from the store: whatever is wrong with it,
`syntopic reindex` is the cure.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, EncoderMismatch
from corpus.ids import sha256_hex
from corpus.protocols import FloatMatrix
from index.codes import Codes

FORMAT = 2
POINTER = "CURRENT"
EXACT_UP_TO = 50_000  # vectors of 384 numbers that one core scores in about 10 ms
HASH_MAX_BYTES = 64 << 20  # a file up to this size is hashed when opened (0.05 s); of a larger one the size is checked
_VECTORS, _IDS, _CODES, _MANIFEST = "vectors.npy", "ids.npy", "codes.faiss", "manifest.json"
_FLOAT = np.dtype("<f4")

Names = npt.NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class Generation:
    """What an index holds: sorted ids, their vectors row by row, and short codes of them where there are many."""

    ids: Names
    vectors: FloatMatrix
    codes: Codes | None


def empty_generation(dim: int) -> Generation:
    """A generation that holds nothing."""
    return Generation(np.empty(0, dtype="S1"), np.empty((0, dim), dtype=np.float32), None)


def write_generation(
    folder: Path,
    ids: Sequence[str],
    chunks: Iterable[FloatMatrix],
    *,
    dim: int,
    revision: str,
    exact_up_to: int = EXACT_UP_TO,
) -> None:
    """Write an index beside the current one, point to it, and delete the others.

    Args:
        ids: sorted, each once, none with a null character at its end.
        chunks: the vectors in the order of the ids, in matrices of any number of rows; each is read once and let go.
        exact_up_to: a larger index gets codes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        np.save(aside / _IDS, np.array([i.encode() for i in ids], dtype=np.bytes_) if ids else np.empty(0, dtype="S1"))
        _write_vectors(aside / _VECTORS, chunks, shape=(len(ids), dim))
        codes = Codes.of(_mapped(aside / _VECTORS)) if len(ids) > exact_up_to else None
        if codes is not None:
            codes.save(aside / _CODES)
        files = {path.name: {"bytes": path.stat().st_size, "sha256": _file_sha256(path)} for path in sorted(aside.iterdir())}
        manifest = {"format": FORMAT, "encoder": revision, "dim": dim, "count": len(ids), "ids_sha256": ids_of(ids)}
        text = json.dumps({**manifest, "files": files}, indent=1, sort_keys=True)
        (aside / _MANIFEST).write_text(text, encoding="utf-8")
        name = _name_of(text)
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


def open_generation(folder: Path, *, dim: int, revision: str) -> Generation:
    """Open the current index, mapped into memory.

    Raises:
        EncoderMismatch: it was made with another encoder.
        BadInput: there is none, or it is damaged.
    """
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
        if not name.startswith("generation-") or "/" in name:
            raise _damaged(folder, f"{POINTER} names no generation")
        place = folder / name
        text = (place / _MANIFEST).read_text(encoding="utf-8")
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise _damaged(folder, f"its format is {manifest['format']}, this version reads {FORMAT}")
        if _name_of(text) != name:
            raise _damaged(folder, f"{_MANIFEST} is not what was written")
        _check(folder, place, manifest, dim=dim, revision=revision)
        ids, vectors = _mapped(place / _IDS), _mapped(place / _VECTORS)
        codes = Codes.open(place / _CODES) if _CODES in manifest["files"] else None
    except FileNotFoundError as error:
        raise _damaged(folder, f"{Path(error.filename).name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _damaged(folder, str(error).splitlines()[0] if str(error) else type(error).__name__) from error
    if vectors.shape != (len(ids), dim) or vectors.dtype != _FLOAT or (codes is not None and len(codes) != len(ids)):
        raise _damaged(folder, f"{vectors.shape} numbers for {len(ids)} ids")
    return Generation(ids, vectors, codes)


def rows_of(generation: Generation, ids: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The row of each id in a generation that holds something, and whether it is there."""
    names = np.array([i.encode() for i in ids], dtype=np.bytes_)
    rows = np.minimum(np.searchsorted(generation.ids, names), len(generation.ids) - 1)
    return rows, np.asarray(generation.ids[rows] == names)


def made_from(folder: Path) -> tuple[str, str] | None:
    """The encoder's revision and the hash of the ids that the current index was made from; None where there is no whole one.

    Reads the manifest alone, and looks at the sizes of the files that it names.
    """
    try:
        place = folder / (folder / POINTER).read_text(encoding="utf-8").strip()
        text = (place / _MANIFEST).read_text(encoding="utf-8")
        manifest = json.loads(text)
        is_whole = (
            manifest["format"] == FORMAT
            and _name_of(text) == place.name
            and all((place / name).stat().st_size == file["bytes"] for name, file in manifest["files"].items())
        )
        return (str(manifest["encoder"]), str(manifest["ids_sha256"])) if is_whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_damaged(folder: Path) -> bool:
    """Whether there is an index and it is not what was written; large files are judged by their size."""
    if not (folder / POINTER).exists():
        return False
    if made_from(folder) is None:
        return True
    place = folder / (folder / POINTER).read_text(encoding="utf-8").strip()
    files = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))["files"]
    return any(
        file["bytes"] <= HASH_MAX_BYTES and _file_sha256(place / name) != file["sha256"] for name, file in files.items()
    )


def ids_of(ids: Sequence[str]) -> str:
    """The hash of ids in their order."""
    return sha256_hex("\n".join(ids).encode())


def _name_of(manifest: str) -> str:
    return f"generation-{sha256_hex(manifest.encode())[:16]}"


def _write_vectors(path: Path, chunks: Iterable[FloatMatrix], *, shape: tuple[int, int]) -> None:
    written = 0
    with path.open("wb") as file:
        header = {"descr": np.lib.format.dtype_to_descr(_FLOAT), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for chunk in chunks:
            file.write(np.ascontiguousarray(chunk, dtype=_FLOAT).tobytes())
            written += len(chunk)
    if written != shape[0]:
        raise ValueError(f"{shape[0]} ids need as many vectors, not {written}")


def _mapped(path: Path) -> Any:
    """An array mapped into memory; an empty one, which cannot be mapped, is read."""
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:
        array = np.load(path, allow_pickle=False)
        if array.size:
            raise
        return array


def _check(folder: Path, place: Path, manifest: dict[str, object], *, dim: int, revision: str) -> None:
    if (manifest["encoder"], manifest["dim"]) != (revision, dim):
        raise EncoderMismatch(
            f"the index {folder} was made with {manifest['encoder']}, the encoder in use is {revision}",
            remedy=REMEDY,
            location=str(folder),
            stage="index",
        )
    files = manifest["files"]
    if not isinstance(files, dict) or not {_VECTORS, _IDS} <= files.keys():
        raise _damaged(folder, f"{_MANIFEST} names no files")
    for name, file in files.items():
        size = (place / name).stat().st_size
        if size != file["bytes"]:
            raise _damaged(folder, f"{name} has {size} bytes instead of {file['bytes']}")
        if size <= HASH_MAX_BYTES and _file_sha256(place / name) != file["sha256"]:
            raise _damaged(folder, f"{name} is not what was written")


REMEDY = "rebuild it from the store: syntopic reindex"


def _damaged(folder: Path, why: str) -> BadInput:
    return BadInput(
        f"the index {folder} is damaged or incomplete: {why}", remedy=REMEDY, location=str(folder), stage="index"
    )


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
