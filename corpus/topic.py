"""Topic packs: one TOML file that says which propositions a topic turns on and where it is debated.

Invariant: a pack that does not parse never half-loads; the error names the file, the line where TOML tells it, and the
remedy. Bundled packs lie in `corpus/topics/NAME.toml`. To add a key: the pydantic model here, `docs/topics.md`.
"""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from corpus.errors import ConfigError
from corpus.ids import stable_hash

MAX_PROPOSITION_WORDS = 60  # a proposition is one sentence; more is a text, and no judge of sentence pairs reads it whole


class Proposition(BaseModel):
    """A statement that a holder can support or oppose."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=8)
    negation: str | None = None
    in_favour: tuple[str, ...] = Field(default=(), alias="for")
    against: tuple[str, ...] = ()

    @field_validator("text")
    @classmethod
    def _is_a_statement(cls, text: str) -> str:
        if text.rstrip().endswith("?"):
            raise ValueError("a proposition is a statement, not a question: write what one could agree with")
        if len(text.split()) > MAX_PROPOSITION_WORDS:
            raise ValueError(f"a proposition has at most {MAX_PROPOSITION_WORDS} words")
        return text


class TopicSource(BaseModel):
    """A place where the topic is debated, and why it is worth reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    url: str
    why: str = ""
    options: tuple[tuple[str, str], ...] = ()  # what its kind alone reads, written as a table: { first = "all" }

    @field_validator("options", mode="before")
    @classmethod
    def _is_a_table_of_texts(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if not all(isinstance(v, str | int) and not isinstance(v, bool) for v in given.values()):
            raise ValueError('options are texts or numbers: { first = "all" }')
        return tuple(sorted((k, str(v)) for k, v in given.items()))


class TopicNames(BaseModel):
    """Names that mean one thing in this topic, by kind; a general reader of names takes some of them for something else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    benchmarks: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def _are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if any(not any(c.isalnum() for c in name) for name in names):
            raise ValueError("a name has at least one letter or digit")
        return names


class TopicPack(BaseModel):
    """A topic: its name, its title, its propositions and its sources."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str = Field(min_length=1)
    propositions: tuple[Proposition, ...] = Field(alias="proposition", min_length=1)
    sources: tuple[TopicSource, ...] = Field(default=(), alias="source")
    names: TopicNames = TopicNames()

    @model_validator(mode="after")
    def _keys_are_unique(self) -> TopicPack:
        keys = [p.key for p in self.propositions]
        twice = sorted({k for k in keys if keys.count(k) > 1})
        if twice:
            raise ValueError(f"two propositions have the key {twice[0]!r}: give each its own")
        return self

    @property
    def revision(self) -> str:
        """The hash of all that the pack says; part of the key of every stage that reads it."""
        said = self.model_dump(mode="json")
        for source in said["sources"]:  # how a place is fetched changes nothing in what its documents say
            del source["options"]
        return stable_hash(said if self.names != TopicNames() else {k: v for k, v in said.items() if k != "names"})

    def proposition(self, key: str) -> Proposition:
        """The proposition with this key.

        Raises:
            KeyError: the pack has none.
        """
        return next(p for p in self.propositions if p.key == key)


def bundled_topics() -> list[str]:
    """The names of the packs that come with Syntopic, sorted."""
    folder = resources.files("corpus") / "topics"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def bundled_topic_text(name: str) -> str:
    """The TOML text of a bundled pack.

    Raises:
        ConfigError: there is none of that name.
    """
    if name not in bundled_topics():
        raise ConfigError(
            f"no topic pack named {name!r}", remedy=f"bundled: {', '.join(bundled_topics())}; or give a file ending in .toml"
        )
    return (resources.files("corpus") / "topics" / f"{name}.toml").read_text(encoding="utf-8")


def parse_topic(text: str, *, name: str) -> TopicPack:
    """Read a pack from TOML; `name` is the file's name, for messages.

    Raises:
        ConfigError: it does not parse, or lacks or misspells a key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{name}: not valid TOML: {error}", remedy="mend that line; docs/topics.md shows the format"
        ) from None
    try:
        return TopicPack.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = _in_words(first["loc"])
        line = _line_of(text, first["loc"])
        at = f"line {line}: " if line else ""
        why = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{name}: {at}{where}{why}", remedy="mend that entry; docs/topics.md shows the format") from None


def load_topic(name_or_path: str, *, base: Path | None = None) -> TopicPack:
    """Load a pack by the name of a bundled one or from a file (relative to `base` if given).

    Raises:
        ConfigError: the pack cannot be found or read.
    """
    if not name_or_path.endswith(".toml"):
        return parse_topic(bundled_topic_text(name_or_path), name=f"{name_or_path}.toml")
    path = (base or Path()) / name_or_path
    try:
        return parse_topic(path.read_text(encoding="utf-8"), name=str(path))
    except OSError as error:
        raise ConfigError(f"cannot read the topic pack {path}: {error.strerror}", remedy="check the path") from None
    except UnicodeDecodeError:
        raise ConfigError(f"the topic pack {path} is not UTF-8", remedy="save it as UTF-8") from None


def _in_words(loc: tuple[int | str, ...]) -> str:
    """A place in the pack as a person counts: ("proposition", 1, "text") is "proposition 2, text: "."""
    parts: list[str] = []
    for step in loc:
        if isinstance(step, int) and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append(str(step))
    return ", ".join(parts) + ": " if parts else ""


def _line_of(text: str, loc: tuple[int | str, ...]) -> int | None:
    """The line (from 1) of the table that a validation error is about, of its key where that stands there."""
    lines = text.splitlines()
    table = next((str(s) for s in loc if isinstance(s, str)), None)
    nth = next((s for s in loc if isinstance(s, int)), None)
    if table is None:
        return None
    if nth is None:
        return next((i for i, line in enumerate(lines, 1) if line.split("=")[0].strip() == table), None)
    starts = [i for i, line in enumerate(lines, 1) if line.strip().replace(" ", "") == f"[[{table}]]"]
    if nth >= len(starts):
        return None
    start = starts[nth]
    key = next((s for s in loc[2:] if isinstance(s, str)), None)
    for i in range(start, len(lines)):
        if lines[i].strip().startswith("["):
            break
        if key and lines[i].split("=")[0].strip() == key:
            return i + 1
    return start
