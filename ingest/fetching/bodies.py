"""Bodies read in pieces, unpacked here, so that neither size nor a bomb can run away.

Only gzip and deflate are asked for, because the standard library unpacks them to a bounded length. Invariant: at most
`max_bytes` and one piece are ever held.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

_PIECE = 65_536


class TooLarge(Exception):
    """The body, unpacked, is over the limit."""


class Undecodable(Exception):
    """The body is packed in a way that was not asked for, or is damaged."""


async def read_body(pieces: AsyncIterator[bytes], *, encoding: str, max_bytes: int) -> bytes:
    """The whole body, unpacked.

    Args:
        encoding: the value of Content-Encoding.
    Raises:
        TooLarge: over `max_bytes` once unpacked.
        Undecodable: an encoding other than gzip or deflate, or damaged data.
    """
    body = bytearray()
    unpack = _unpacker(encoding)
    async for piece in pieces:
        for chunk in unpack.feed(piece, max_bytes - len(body) + 1):
            body += chunk
            if len(body) > max_bytes:
                raise TooLarge
    unpack.finish()
    return bytes(body)


class _Plain:
    def feed(self, piece: bytes, room: int) -> list[bytes]:
        return [piece[:room]]

    def finish(self) -> None:
        """Nothing is left to check."""


class _Packed:
    """gzip (members after each other), zlib, or raw deflate, which some servers mean by "deflate"."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._bits = 31 if is_gzip else 15
        self._is_gzip = is_gzip
        self._inner = zlib.decompressobj(self._bits)
        self._begun = False

    def feed(self, piece: bytes, room: int) -> list[bytes]:
        out: list[bytes] = []
        data = piece
        while data and room > 0:
            if self._inner.eof:
                if not self._is_gzip:
                    break
                self._inner = zlib.decompressobj(self._bits)
            chunk = self._unpack(data, min(room, 16 * _PIECE))
            self._begun = True
            out.append(chunk)
            room -= len(chunk)
            data = self._inner.unconsumed_tail or self._inner.unused_data
        return out

    def _unpack(self, data: bytes, room: int) -> bytes:
        try:
            return self._inner.decompress(data, room)
        except zlib.error as error:
            if not self._is_gzip and not self._begun:
                self._inner = zlib.decompressobj(-15)
                try:
                    return self._inner.decompress(data, room)
                except zlib.error:
                    pass
            raise Undecodable(f"damaged compression: {error}") from None

    def finish(self) -> None:
        """Raise Undecodable where the packed data breaks off."""
        if self._begun and not self._inner.eof:
            raise Undecodable("the compressed body breaks off")


def _unpacker(encoding: str) -> _Plain | _Packed:
    names = [e.strip().lower() for e in encoding.split(",") if e.strip() and e.strip().lower() != "identity"]
    if not names:
        return _Plain()
    if names in (["gzip"], ["x-gzip"], ["deflate"]):
        return _Packed(is_gzip="gzip" in names[0])
    raise Undecodable(f"packed as {', '.join(names)}, which was not asked for")
