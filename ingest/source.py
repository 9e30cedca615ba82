"""What a parser gets: the bytes of one thing, their name, what lies beside them, and their text once decoded.

Invariant: nothing in a `Source` depends on when or where it was read, so parsing is pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput
from corpus.ids import capture_id, sha256_hex
from corpus.records import Capture
from ingest.decode import decode_text, html_as_utf8
from ingest.plain import Paragraph, split_paragraphs

if TYPE_CHECKING:
    from ingest.blocks import Parsed

COMPANION_HEADER = "x-companion"  # in a capture's headers: the name of a companion and the hash of its bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """One capture with its bytes and the bytes of its companions (file name, bytes), sorted by name."""

    capture: Capture
    data: bytes
    companions: tuple[tuple[str, bytes], ...] = ()

    @classmethod
    def of(cls, capture: Capture, data: bytes, companions: tuple[tuple[str, bytes], ...]) -> Fetched:
        """A capture with companions, whose names and hashes its headers and its id take up."""
        if not companions:
            return cls(capture, data)
        ordered = tuple(sorted(companions))
        kept = tuple((COMPANION_HEADER, f"{name} {sha256_hex(content)}") for name, content in ordered)
        mixed = sha256_hex("\n".join([capture.blob, *(v for _, v in kept)]).encode("utf-8", "replace"))
        named = replace(capture, id=capture_id(capture.source, capture.native_id, mixed), headers=(*capture.headers, *kept))
        return cls(named, data, ordered)


def companion_blobs(capture: Capture) -> tuple[tuple[str, str], ...]:
    """Name and hash of each companion of a capture."""
    pairs = [value.rpartition(" ") for key, value in capture.headers if key == COMPANION_HEADER]
    return tuple((name, blob) for name, _, blob in pairs)


class Source:
    """The bytes of one thing as the recognisers and parsers see it."""

    def __init__(
        self,
        name: str,
        data: bytes,
        *,
        companions: tuple[tuple[str, bytes], ...] = (),
        url: str | None = None,
        charset: str = "",
    ) -> None:
        self.name = name
        self.data = data
        self.companions = companions
        self.url = url
        self.charset = charset

    @property
    def suffix(self) -> str:
        """The last ending of the name in lower case, with its dot, or nothing."""
        stem, dot, ending = self.name.lower().rpartition(".")
        return dot + ending if stem and len(ending) <= 8 else ""

    @cached_property
    def head(self) -> str:
        """The first 4 KiB, decoded loosely, in lower case: enough to tell markup from prose."""
        return self.data[:4096].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()

    @cached_property
    def text(self) -> str:
        """The decoded text.

        Raises:
            BadInput: empty, binary, or in an encoding that cannot be told.
        """
        return decode_text(self.data, name=self.name, charset=self.charset)

    @cached_property
    def html(self) -> bytes:
        """The bytes of a page in UTF-8, whatever it was written in."""
        return html_as_utf8(self.data, charset=self.charset)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the decoded text, hard-wrapped lines rejoined.

        Raises:
            BadInput: as `text`.
        """
        return split_paragraphs(self.text)

    @cached_property
    def json(self) -> Any:
        """The JSON value.

        Raises:
            BadInput: it is not whole, or nested too deep to read.
        """
        return parse_json(self.text, name=self.name)

    @cached_property
    def looks_like_json(self) -> bool:
        """Whether the content is JSON or the beginning of it, or the name says so."""
        head = self.head.replace("\n", " ").replace("\r", " ")
        if self.suffix in (".json", ".json3"):
            return True
        squeezed = "".join(head[:64].split())
        return squeezed.startswith(('{"', '[{"', '[[{"', "{}", "[]"))


@dataclass(frozen=True, slots=True)
class Kind:
    """One format of captures: how it is recognised from its content, and what reads it.

    Raise `version` to change what the parser makes of the same bytes; documents of an older one are then parsed again.
    """

    name: str
    recognise: Callable[[Source], bool]
    parse: Callable[[Source], Parsed]
    version: int


def parse_json(text: str, *, name: str) -> Any:
    """Read JSON from a text that may be hostile.

    Raises:
        BadInput: it is not whole, or nested too deep to read; the message tells the place.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name}: JSON breaks off or is damaged at line {error.lineno}, column {error.colno}: {error.msg}",
            remedy="save or fetch it again, whole",
        ) from None
    except (RecursionError, ValueError):
        raise BadInput(
            f"{name}: JSON nested too deep or with numbers too long to read",
            remedy="save only the part that holds the posts",
        ) from None
