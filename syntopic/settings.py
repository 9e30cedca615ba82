"""Settings of a workspace: `syntopic.toml`, read into one frozen model.

Invariant: an unknown key is an error that names it and the nearest known one; a workspace without a key gets its default.
To add a setting: the model here with its description, and `docs/settings.md` (a test holds the two together).
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import ConfigError

FILE_NAME = "syntopic.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CorpusSettings(_Section):
    """Where the data of the workspace lies."""

    root: str = Field("data", description="folder of the store, relative to the workspace or absolute")


class IngestSettings(_Section):
    """What may be taken in."""

    max_file_mib: int = Field(20, ge=1, le=64, description="a larger file is refused, in MiB")
    contact: str = Field("", description="an address for the User-Agent, so that a site's owner can reach you")
    timeout_s: float = Field(30.0, gt=0, le=600, description="how long one fetch may take, in seconds")
    delay_s: float = Field(1.0, ge=0, le=600, description="the pause between two requests to one host, in seconds")
    allow_private_addresses: bool = Field(False, description="whether addresses of your own network may be fetched")


class VideoSettings(_Section):
    """How videos are fetched; a source of a topic pack may say otherwise for itself."""

    first: int | Literal["all"] = Field(
        30, ge=1, description='how many videos are taken from a channel that was never read: a number, or "all"'
    )
    cookies: str = Field("", description="a cookies.txt of your browser, for sites that ask for a login")
    sponsorblock: str = Field("", description='another address of SponsorBlock, or "off"; empty: sponsor.ajay.app')


class ExtractSettings(_Section):
    """How documents are read."""

    english: str = Field(
        "syntopic",
        description='"syntopic" for the shipped pipeline, "rules" for sentence ends by rule alone, or a spaCy name or path',
    )
    judge: str = Field(
        "syntopic",
        description='"syntopic" for the shipped judge of stances, "prototypes" for one without training, '
        "or the name or path of a sequence-pair classifier",
    )
    stance_threshold: float = Field(
        0.55, ge=0.34, lt=1.0, description="a side less probable than this is not reported; higher abstains more"
    )


class IndexSettings(_Section):
    """How texts become vectors."""

    encoder: str = Field("all-MiniLM-L6-v2", description="any sentence-transformers name or path")


class BriefingSettings(_Section):
    """How briefings look."""

    templates: str = Field("", description="folder of your own templates, relative to the workspace; docs/templates.md")


class SearchSettings(_Section):
    """How queries are answered."""

    rerank: bool = Field(
        False, description="whether the best candidates are read once more with the query, by the model of sentence pairs"
    )


class LlmSettings(_Section):
    """A language model behind an OpenAI-compatible endpoint, which may write a lead for briefings; none by default."""

    endpoint: str = Field("", description="such as http://127.0.0.1:8080/v1; empty: no model is asked (needs syntopic[llm])")
    model: str = Field("", description="the model's name at that endpoint")
    key_variable: str = Field("OPENAI_API_KEY", description="environment variable that holds the key, if one is needed")
    timeout_s: float = Field(60.0, gt=0, le=3600, description="how long an answer may take, in seconds")


class RunSettings(_Section):
    """How a run behaves."""

    workers: int = Field(1, ge=1, le=64, description="processes that read documents side by side")
    allowed_failures: int = Field(0, ge=0, description="with more failed items than this a run ends with status 1")


class RefreshSettings(_Section):
    """What a night asks for, and what it may do without ending with status 1."""

    allowed_failed_sources: int = Field(
        0, ge=0, description="with more sources that do not answer, a refresh ends with status 1"
    )
    recheck: int = Field(
        10, ge=0, le=1000, description="pages of each source asked for again each night, to notice edits and vanished ones"
    )
    quiet_is_failure: bool = Field(
        False,
        description="whether a source that usually brings something and brought nothing makes a refresh end with status 1",
    )


class DeliverySettings(_Section):
    """What a night leaves for its readers."""

    formats: tuple[Literal["html", "pdf", "md", "json"], ...] = Field(("html", "pdf"), description="forms of the briefing")
    hook: str = Field("", description="a command run after each refresh, with the folder of the briefing as last argument")


class Settings(_Section):
    """All settings of a workspace."""

    topics: tuple[str, ...] = Field(
        ("rsi",), min_length=1, description="topic packs: names of bundled ones, or files ending in .toml beside this file"
    )
    corpus: CorpusSettings = CorpusSettings()
    ingest: IngestSettings = IngestSettings()
    video: VideoSettings = VideoSettings()
    extract: ExtractSettings = ExtractSettings()
    index: IndexSettings = IndexSettings()
    search: SearchSettings = SearchSettings()
    run: RunSettings = RunSettings()
    briefing: BriefingSettings = BriefingSettings()
    llm: LlmSettings = LlmSettings()
    refresh: RefreshSettings = RefreshSettings()
    delivery: DeliverySettings = DeliverySettings()


def load_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        ConfigError: it cannot be read, is no TOML, or holds an unknown key or a value out of range.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}", remedy="check the path and its permissions") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8", remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path}: not valid TOML: {error}", remedy="mend that line; docs/settings.md shows the format"
        ) from None
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise ConfigError(
            f"{path}: {_say(error.errors()[0])}", remedy="mend it; docs/settings.md lists all settings"
        ) from None


def known_keys() -> dict[str, str]:
    """Every setting as written in the file (`section.key`) and what it means."""
    keys: dict[str, str] = {}
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, _Section):
            keys.update({f"{name}.{k}": f.description or "" for k, f in section.model_fields.items()})
        else:
            keys[name] = field.description or ""
    return keys


def _say(error: Any) -> str:
    key = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, known_keys(), n=1)
        return f"unknown setting {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    return f"{key}: {error['msg']}"
