"""Corrections that a person makes to measures: merge, split, rename, pin, in a versioned text file of the workspace.

Invariant: a file that contradicts itself never half-loads; the error names both entries. Corrections hold by the ids of
claims and measures, which last, so they survive every refresh; what names nothing (any more) is told, and kept. To add a
kind of correction: its entry here, its step in `index.comparison.correcting`, `docs/corrections.md`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import ConfigError
from corpus.ids import stable_hash

FILE_NAME = "corrections.toml"
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Merge(BaseModel):
    """These measures are one; it keeps the id of the first, and its label unless one is given."""

    model_config = _FROZEN

    measures: tuple[str, ...] = Field(min_length=2)
    label: str | None = Field(default=None, min_length=1)


class Split(BaseModel):
    """These claims are a measure of their own, whatever measure they would fall into."""

    model_config = _FROZEN

    claims: tuple[str, ...] = Field(min_length=1)
    label: str | None = Field(default=None, min_length=1)


class Rename(BaseModel):
    """This measure is called so."""

    model_config = _FROZEN

    measure: str
    label: str = Field(min_length=1)


class Pin(BaseModel):
    """These claims belong to this measure."""

    model_config = _FROZEN

    measure: str
    claims: tuple[str, ...] = Field(min_length=1)


class Corrections(BaseModel):
    """All corrections of a workspace, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    version: int = Field(default=1, ge=1, le=1)
    merges: tuple[Merge, ...] = Field(default=(), alias="merge")
    splits: tuple[Split, ...] = Field(default=(), alias="split")
    renames: tuple[Rename, ...] = Field(default=(), alias="rename")
    pins: tuple[Pin, ...] = Field(default=(), alias="pin")

    @model_validator(mode="after")
    def _do_not_contradict_each_other(self) -> Corrections:
        places: dict[str, str] = {}
        wishes = [(c, f"[[split]] no. {n}") for n, split in enumerate(self.splits, 1) for c in split.claims]
        wishes += [(c, f"[[pin]] to {pin.measure}") for pin in self.pins for c in pin.claims]
        for claim, wish in wishes:
            if places.setdefault(claim, wish) != wish:
                raise ValueError(f"{claim} is placed twice, by {places[claim]} and by {wish}: keep one of the two")
        labels: dict[str, str] = {}
        for rename in self.renames:
            if labels.setdefault(rename.measure, rename.label) != rename.label:
                raise ValueError(f"{rename.measure} is renamed twice, to {labels[rename.measure]!r} and to {rename.label!r}")
        for merge in self.merges:
            named = {labels[m] for m in merge.measures if m in labels} | ({merge.label} if merge.label else set())
            if len(named) > 1:
                both = " and ".join(repr(n) for n in sorted(named))
                raise ValueError(f"{', '.join(merge.measures)} are merged, but given the labels {both}: keep one of them")
        return self

    @property
    def revision(self) -> str:
        """The hash of all that they say."""
        return stable_hash(self.model_dump(mode="json"))

    @property
    def named(self) -> frozenset[str]:
        """The ids of claims and measures that they name."""
        held = [*(s.claims for s in self.splits), *(p.claims for p in self.pins), *(m.measures for m in self.merges)]
        return frozenset(i for ids in held for i in ids) | {r.measure for r in self.renames} | {p.measure for p in self.pins}

    def __bool__(self) -> bool:
        """Whether there is anything to correct."""
        return bool(self.merges or self.splits or self.renames or self.pins)


def load_corrections(folder: Path) -> Corrections:
    """The corrections of a workspace's folder; none where it has no such file.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or contradicts itself.
    """
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            return Corrections.model_validate(tomllib.load(file))
    except FileNotFoundError:
        return Corrections()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", remedy="make it readable, or move it away") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}", remedy="correct that line, as in docs/corrections.md") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(
            f"{path}: {place + ': ' if place else ''}{message}", remedy="docs/corrections.md says what it may hold"
        ) from None
