"""Records to plain values and back: what the store's columns, JSON output and rejects are made of.

Invariant: `from_plain(type(r), to_plain(r)) == r` for every record. Enums become their value, datetimes ISO 8601 in UTC,
tuples lists, nested records dictionaries.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

Record = TypeVar("Record")
_Convert = Callable[[Any], Any]
_ATOMS = frozenset({str, int, float, bool, type(None)})
# Found once a type: a run reads, writes and compares tens of thousands of records.
_NAMES: dict[type[Any], tuple[str, ...]] = {}
_WRITERS: dict[type[Any], _Convert] = {}
_MAKERS: dict[type[Any], _Convert] = {}


def to_plain(value: object) -> Any:
    """A record, or anything a record holds, as values that JSON knows."""
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind not in _WRITERS:
        _WRITERS[kind] = _writer(kind)
    return _WRITERS[kind](value)


def from_plain(cls: type[Record], plain: Mapping[str, Any]) -> Record:
    """The record of this class that `to_plain` made these values from; further keys are ignored."""
    made: Record = _maker(cls)([plain[name] for name in field_names(cls)])
    return made


def from_values(cls: type[Record], rows: typing.Iterable[Sequence[Any]]) -> tuple[Record, ...]:
    """The records of this class whose plain values these are, each row in the order of `field_names`."""
    return tuple(map(_maker(cls), rows))


def field_names(cls: type[Any]) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    if cls not in _NAMES:
        _NAMES[cls] = tuple(f.name for f in dataclasses.fields(cls))
    return _NAMES[cls]


def _writer(kind: type[Any]) -> _Convert:
    """What makes plain values of this type's."""
    if dataclasses.is_dataclass(kind):
        names = field_names(kind)
        return lambda value: {name: to_plain(getattr(value, name)) for name in names}
    if issubclass(kind, StrEnum):
        return lambda value: value.value
    if issubclass(kind, datetime):
        return lambda value: value.astimezone(UTC).isoformat()
    if issubclass(kind, tuple):
        return lambda value: [to_plain(v) for v in value]
    return lambda value: value


def _maker(cls: type[Any]) -> _Convert:
    """What makes a record of its plain values in the order of its fields."""
    if cls not in _MAKERS:
        _MAKERS[cls] = _new_maker(cls)
    return _MAKERS[cls]


def _new_maker(cls: type[Any]) -> _Convert:
    hints = typing.get_type_hints(cls)
    readers = [(at, reader) for at, name in enumerate(field_names(cls)) if (reader := _reader(hints[name])) is not None]

    def make(values: Sequence[Any]) -> Any:
        made = list(values)
        for at, reader in readers:
            if made[at] is not None:
                made[at] = reader(made[at])
        return cls(*made)

    return make


def _reader(hint: Any) -> _Convert | None:
    """What makes a field's value of a plain one that is not None; None where it is the same."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(a for a in typing.get_args(hint) if a is not type(None)))
    if origin is tuple:
        return _tuple_reader(typing.get_args(hint))
    if dataclasses.is_dataclass(hint):
        cls = typing.cast("type[Any]", hint)
        return lambda value: from_plain(cls, value)
    if hint is datetime:
        return datetime.fromisoformat
    if isinstance(hint, type) and (issubclass(hint, StrEnum) or hint is float):
        return typing.cast("_Convert", hint)
    return None


def _tuple_reader(args: tuple[Any, ...]) -> _Convert:
    if len(args) == 2 and args[1] is Ellipsis:
        each = _reader(args[0])
        return tuple if each is None else lambda values: tuple([v if v is None else each(v) for v in values])
    readers = [_reader(a) for a in args]
    if not any(readers):
        return tuple

    def read(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(v if r is None or v is None else r(v) for r, v in zip(readers, values, strict=True))

    return read
