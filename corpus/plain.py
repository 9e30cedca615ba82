"""Records to plain values and back: what the store's columns, JSON output and rejects are made of.

Invariant: `from_plain(type(r), to_plain(r)) == r` for every record. Enums become their value, datetimes ISO 8601 in UTC,
tuples lists, nested records dictionaries.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

Record = TypeVar("Record")


def to_plain(value: object) -> Any:
    """A record, or anything a record holds, as values that JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return [to_plain(v) for v in value]
    return value


def from_plain(cls: type[Record], plain: Mapping[str, Any]) -> Record:
    """The record of this class that `to_plain` made these values from; further keys are ignored."""
    return cls(**{name: _build(hint, plain[name]) for name, hint in _hints(cls)})


_HINTS: dict[type, list[tuple[str, Any]]] = {}


def _hints(cls: type[Any]) -> list[tuple[str, Any]]:
    """Names and types of a record's fields, resolved once a class."""
    if cls not in _HINTS:
        hints = typing.get_type_hints(cls)
        _HINTS[cls] = [(f.name, hints[f.name]) for f in dataclasses.fields(cls)]
    return _HINTS[cls]


def _build(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _build(next(a for a in typing.get_args(hint) if a is not type(None)), value)
    if origin is tuple:
        args = typing.get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_build(args[0], v) for v in value)
        return tuple(_build(a, v) for a, v in zip(args, value, strict=True))
    if dataclasses.is_dataclass(hint):
        return from_plain(typing.cast("type[Any]", hint), value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if hint is float:
        return float(value)
    return value
