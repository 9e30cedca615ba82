"""Templates: those shipped, and a user's own in front of them; their errors are said with file and line.

Invariant: a user's template is as safe as a shipped one, because escaping lies in the environment, not in the template. To
the name of a shipped file, `syntopic/` before it leads past a user's file of the same name: `{% extends "syntopic/…" %}`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError

from corpus.errors import ConfigError

NAMES = ("briefing.html.j2", "page.css", "extra.css", "page.js", "briefing.md.j2", "briefing.typ.j2", "design.typ")
"""The files that a user's folder may hold."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Where templates come from: a folder of a user's own, or None for the shipped ones alone."""

    folder: Path | None = None

    def __post_init__(self) -> None:
        if self.folder is None:
            return
        if not self.folder.is_dir():
            raise ConfigError(f"{self.folder} is no folder of templates", remedy="docs/templates.md shows how to make one")
        if not any((self.folder / name).is_file() for name in NAMES):
            raise ConfigError(
                f"{self.folder} holds none of the files that templates may have", remedy=f"name one of: {', '.join(NAMES)}"
            )

    def text(self, name: str) -> str:
        """A static file: the user's, else the shipped one, else nothing."""
        if self.folder is not None and (self.folder / name).is_file():
            try:
                return (self.folder / name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise ConfigError(f"{self.folder / name} cannot be read: {error}", remedy="save it as UTF-8") from None
        shipped = resources.files("reports") / "templates" / name
        return shipped.read_text(encoding="utf-8") if shipped.is_file() else ""

    def environment(self, *, autoescape: bool, finalize: Callable[[object], str] | None = None) -> Environment:
        """A Jinja environment that looks in the user's folder first."""
        return _environment(self.folder, autoescape, finalize)


SHIPPED = Looks()


@lru_cache(maxsize=16)
def _environment(folder: Path | None, autoescape: bool, finalize: Callable[[object], str] | None) -> Environment:
    shipped = PackageLoader("reports")
    own = [FileSystemLoader(folder)] if folder is not None else []
    return Environment(
        loader=ChoiceLoader([*own, shipped, PrefixLoader({"syntopic": shipped})]),
        autoescape=autoescape,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(environment: Environment, name: str, /, **values: Any) -> str:
    """Render a template.

    Raises:
        ConfigError: it has an error; the message names its file and line.
    """
    try:
        return environment.get_template(name).render(**values)
    except TemplateSyntaxError as error:
        raise template_error(error.filename or name, error.lineno, error.message or "syntax error") from None
    except TemplateNotFound as error:
        raise template_error(name, None, f"there is no template {error.name!r}") from None
    except (TemplateError, TypeError, ValueError, ZeroDivisionError) as error:
        file, line = _place(error) or (name, None)
        raise template_error(file, line, str(error)) from error


def _place(error: Exception) -> tuple[str, int] | None:
    """The innermost line of a template in a traceback; Jinja rewrites its frames to the template's own file and line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith((".j2", ".typ", ".css"))]
    return (frames[-1].filename, frames[-1].lineno or 0) if frames else None


def template_error(file: str, line: int | None, message: str) -> ConfigError:
    """An error of a template as one line with its place."""
    where = f"{file}:{line}" if line else file
    what = " ".join(message.split())
    return ConfigError(f"{where}: {what}", remedy="mend the template; docs/templates.md lists what a template is given")
