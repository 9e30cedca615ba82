"""Python values as Typst literals, so that no text of a source is ever read as Typst code.

Invariant: whatever a template prints with `{{ }}` passes `typst_literal` (as Jinja's `finalize`), which yields one literal
expression: text becomes a string between quotation marks, never markup. A template cannot forget to escape, because there is
no way not to. The escapes are those of Typst's string literals: backslash, quotation mark, `\\u{…}`.
"""

from __future__ import annotations

import math
import re
from dataclasses import fields, is_dataclass
from enum import StrEnum

from jinja2 import Undefined

from reports.pieces import Listed

# Never printable: controls (but for line ends and tabs, which become spaces), surrogates, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that steer the direction of the text after them: dropped, lest one sentence turns the rest of a line around.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\t\n\r\u2028\u2029]+")
_LONG_RUN = re.compile(r"[^\s\u200b]{28,}")
_BREAK_AFTER = re.compile(r"([/_.?&=:;,+%#@-]+|[^/_.?&=:;,+%#@-]{20})(?=.)")
_ZERO_WIDTH_SPACE = "\u200b"
SUBSTITUTE = "\ufffd"


def with_breaks(text: str) -> str:
    """The text with places to break in runs that would not fit a line: addresses, hashes, words of 28 letters and more."""
    return _LONG_RUN.sub(lambda run: _BREAK_AFTER.sub(lambda m: m.group(1) + _ZERO_WIDTH_SPACE, run.group()), text)


def printable(text: str) -> str:
    """The text without what no font draws: controls become U+FFFD, line ends a space, marks of direction nothing."""
    return _UNPRINTABLE.sub(SUBSTITUTE, _DIRECTION.sub("", _SPACES.sub(" ", text)))


def typst_string(text: str) -> str:
    """A text as a Typst string literal, as it is to be printed."""
    shown = with_breaks(printable(text))
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_address(url: str) -> str:
    """An address as a Typst string literal, unchanged but for the escapes."""
    return '"' + printable(url).replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_literal(value: object) -> str:
    """Any value of a view as a Typst literal. A `Listed` gives what is printed of it, and the words about the rest.

    Raises:
        TypeError: a value of a type that no view holds.
    """
    if isinstance(value, Undefined):
        return str(value)  # a StrictUndefined raises here and names what is missing
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, StrEnum)):
        return typst_string(str(value))
    if isinstance(value, int):
        return str(value) if abs(value) < 2**63 else repr(float(value))
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "none"
    if isinstance(value, Listed):
        return _dictionary({"items": value.printed, "more": value.more_printed, "total": value.total})
    if isinstance(value, (tuple, list)):
        return "(" + "".join(f"{typst_literal(v)}, " for v in value) + ")"
    if is_dataclass(value):
        return _dictionary({f.name: getattr(value, f.name) for f in fields(value) if f.name not in _SCREEN_ONLY})
    raise TypeError(f"a view holds no {type(value).__name__}")


_SCREEN_ONLY = frozenset({"context", "keys", "order"})  # fields that nothing printed shows
_ADDRESSES = frozenset({"href"})  # fields that hold an address: no break may be put into them


def _dictionary(values: dict[str, object]) -> str:
    items = (
        f'"{key}": {typst_address(value) if key in _ADDRESSES and isinstance(value, str) else typst_literal(value)}'
        for key, value in values.items()
    )
    return "(" + ", ".join(items) + ")" if values else "(:)"
