"""Bytes to text: UTF-8 and what a byte order mark names; anything else is refused with a remedy, never guessed.

A text that is read with the wrong table of characters still looks like text, and a briefing would quote it word for word.
So undeclared encodings are named in the message and the file is left to its owner. A page declares its own, or is read by
the charset that it is most like. Invariant: what comes back of a text holds no control character but line breaks and tabs,
and no lone surrogate.
"""

from __future__ import annotations

import codecs
import re

from corpus.errors import BadInput

# One damaged character in this many is tolerated (a file cut in the middle of a character); more is a mixed encoding.
CHARS_PER_DAMAGE = 5_000
_SAMPLE = 65_536  # bytes looked at to tell text from binary and to name an encoding
FEW_ACCENTS = 0.03  # of the bytes: quotation marks, dashes and the accents of English, French or German
_META_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_.:-]{2,40})")
_META_WITHIN = 4096  # bytes; browsers look no further than 1024
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BINARY_HEADS = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF", b"MZ\x90", b"RIFF", b"OggS",
    b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"ID3", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"wOFF",
    b"\x00\x00\x01\x00",
)  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes, *, name: str, charset: str = "") -> str:
    """The text of some bytes, control characters as spaces.

    Args:
        charset: what the answer's header says, for text that is not UTF-8; or nothing.
    Raises:
        BadInput: no bytes, a binary file, or an encoding that is not Unicode or not the same throughout.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise BadInput(f"{name}: the file is empty", remedy="save it again with its text, or leave it out")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(data.decode(encoding, "replace"), name=name, data=data)
    if data.startswith(_BINARY_HEADS):
        raise _binary(name)
    wide = _utf16_without_mark(data)
    if wide:
        return _checked(data.decode(wide, "replace"), name=name, data=data)
    sample = data[:_SAMPLE]
    if sample.count(0) > len(sample) // 1000 + 8 or _control_share(sample) > 0.1:
        raise _binary(name)
    text = data.decode("utf-8", "replace")
    declared = _by_table(data, charset) if "\ufffd" in text else None
    return clean_text(declared) if declared is not None else _checked(text, name=name, data=data)


def html_as_utf8(data: bytes, *, charset: str = "") -> bytes:
    """A page in UTF-8.

    UTF-8 is never valid by chance. What is not is read by the charset that the answer's header gives, then by the one that
    the page declares, so far as all its bytes have a meaning in it; else by the one that its bytes are most like.

    Args:
        charset: of the header, or nothing.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    try:
        data.decode("utf-8")
        return data
    except UnicodeDecodeError as error:
        damage = data[max(0, error.start - _SAMPLE) : error.start + _SAMPLE]
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    for name in (charset, declared.group(1).decode("ascii") if declared else ""):
        text = _by_table(data, name)
        if text is not None:
            return text.encode("utf-8", "replace")
    if _is_nearly_utf8(data):
        return data
    western = _by_table(data, "cp1252")
    if western is not None and sum(b >= 0x80 for b in damage) < FEW_ACCENTS * len(damage):
        return western.encode("utf-8", "replace")  # too few signs to tell tables apart by; this is what browsers take
    from charset_normalizer import from_bytes

    best = from_bytes(damage).best()
    return data if best is None else data.decode(best.encoding, "replace").encode("utf-8", "replace")


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 with a damaged character here and there."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return damaged <= max(3, len(text) // CHARS_PER_DAMAGE) and sum(c > "\x7f" for c in text) > 2 * damaged


def _by_table(data: bytes, name: str) -> str | None:
    """The text by a named table of characters; the names that mean Windows' Western table do so here, as in browsers."""
    known = name.strip().lower()
    known = "cp1252" if known in ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii") else known
    try:
        text = data.decode(known) if known else None
    except (UnicodeDecodeError, LookupError):
        return None
    return None if text is None or re.search("[\x80-\x84\x86-\x9f]", text) else text


def clean_text(text: str) -> str:
    """The text with control characters (but line breaks and tabs) as spaces and lone surrogates as U+FFFD."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def _checked(text: str, *, name: str, data: bytes) -> str:
    damaged = text.count("\ufffd")
    if damaged and damaged > len(text) // CHARS_PER_DAMAGE:
        if _control_share(data[:_SAMPLE]) > 0.02:
            raise _binary(name)
        raise BadInput(
            f"{name}: not UTF-8 throughout ({damaged} characters cannot be read{_likely(data)})",
            remedy="re-save it as UTF-8 in a text editor",
        )
    return clean_text(text)


def _binary(name: str) -> BadInput:
    return BadInput(f"{name}: a binary file, not text", remedy="give the text itself, or a PDF, HTML or subtitle file")


def _control_share(sample: bytes) -> float:
    plain = sample.translate(None, bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1b"))
    return 1 - len(plain) / max(1, len(sample))


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of Western text has a zero in every other byte."""
    sample = data[: min(len(data), 4096) & ~1]
    if len(sample) < 8 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _likely(data: bytes) -> str:
    """What the encoding may be, in words for the message."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        window = data[max(0, error.start - 512) : error.start + 4096]
        if any(b >= 0xC2 for b in data[: error.start]):
            return "; it may mix encodings"
    else:
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(window).best()
    return f"; it may be {best.encoding}" if best is not None and best.encoding not in ("utf_8", "ascii") else ""
