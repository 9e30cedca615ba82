"""Small matrices that are shipped with the package, checked before they are used."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from corpus.errors import ConfigError
from corpus.protocols import FloatMatrix


def shipped_matrix(path: Path, sha256: str) -> FloatMatrix:
    """The float32 numbers of a `.npy` file.

    Raises:
        ConfigError: it is missing or not the file with this hash.
    """
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ConfigError(f"{path} is missing or is not the file that was shipped", remedy="reinstall syntopic")
    matrix: FloatMatrix = np.load(io.BytesIO(data), allow_pickle=False).astype(np.float32)
    return matrix
