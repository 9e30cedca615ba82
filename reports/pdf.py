"""The PDF form of a briefing: a Jinja template gives Typst source, which the typst package compiles to PDF/UA-1.

Invariant: the same view gives the same bytes on the same machine: the date comes from the view, and fonts of the system are
used only for characters that the fonts inside Typst lack. Characters that no font here can draw are printed as U+FFFD and
counted in a note: an accessible PDF may hold none of them. To change the looks: `templates/design.typ`.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import typst

from corpus.errors import ConfigError
from reports.environment import SHIPPED, Looks, render, template_error
from reports.model import BriefingView
from reports.typst_source import SUBSTITUTE, typst_literal

_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_KNOWN = re.compile("[\\s\u0020-\u007e\u00a0-\u017f\u2010-\u2027\u2030-\u205e\u200b\ufffd]+")
_PLACE = re.compile(r"[┌╭]─+\s*\S*?:(\d+):\d+")
_MAX_TRIES = 4  # a cluster that cannot be drawn may hide behind another; more rounds than this never helped
_PROBE = '#set document(title: "probe")\n#set text(lang: "en", font: "Libertinus Serif")\n'


def typst_source(view: BriefingView, looks: Looks = SHIPPED, *, undrawn: int = 0) -> str:
    """The Typst source of a view. `undrawn` is how many different characters no font at hand can draw."""
    environment = looks.environment(autoescape=False, finalize=typst_literal)  # every value becomes a Typst literal
    note = _undrawn_words(undrawn)
    return render(environment, "briefing.typ.j2", view=view, generated=date.fromisoformat(view.generated), undrawn=note)


def _undrawn_words(n: int) -> str:
    if not n:
        return ""
    what = "One character" if n == 1 else f"{n:,} different characters"
    return (
        f"{what} of the sources can be drawn by no font on the machine that made this PDF; {SUBSTITUTE} stands in their "
        "place. The HTML and JSON forms hold them."
    )


def render_pdf(view: BriefingView, looks: Looks = SHIPPED) -> bytes:
    """The view as an accessible PDF (PDF/UA-1), its fonts embedded.

    Characters that cannot be drawn are replaced and counted; nothing that a source holds makes this fail.

    Raises:
        ConfigError: a template of the user's own has an error.
    """
    source = typst_source(view, looks)
    missing = _missing(source, with_system_fonts=False)
    with_system_fonts = bool(missing)
    if missing:
        missing = _missing("".join(sorted(missing)), with_system_fonts=True)
    gone: set[str] = set(missing)
    for _ in range(_MAX_TRIES):
        text = typst_source(view, looks, undrawn=len(gone)) if gone else source
        try:
            return _compile(_without(text, gone), view.generated_at, with_system_fonts)
        except typst.TypstError as error:
            more = _named_in(error) - gone
            if not more:
                if looks.folder is not None:
                    raise _typst_error(error, looks) from error
                raise
            gone |= more
    text = _without(typst_source(view, looks, undrawn=len(gone)), gone)
    return _compile(text, view.generated_at, with_system_fonts, is_accessible=False)


def _typst_error(error: typst.TypstError, looks: Looks) -> ConfigError:
    """An error of a user's Typst, with its file and line: design.typ stands at the top of what is compiled."""
    said = error.diagnostic or error.message
    found = _PLACE.search(said)
    line = int(found.group(1)) if found else None
    name = "design.typ" if line is not None and line <= looks.text("design.typ").count("\n") + 1 else "briefing.typ.j2"
    at = f"line {line} of what is compiled: " if line is not None and name != "design.typ" else ""
    folder = looks.folder or Path()
    return template_error(str(folder / name), line if name == "design.typ" else None, at + error.message)


def _compile(source: str, timestamp: int, with_system_fonts: bool, *, is_accessible: bool = True) -> bytes:
    return typst.compile(
        source.encode(),
        format="pdf",
        ignore_system_fonts=not with_system_fonts,
        pdf_standards=["ua-1"] if is_accessible else [],
        timestamp=timestamp,
    )


def _without(source: str, characters: set[str]) -> str:
    return source.translate({ord(c): SUBSTITUTE for c in characters}) if characters else source


def _missing(text: str, *, with_system_fonts: bool) -> set[str]:
    """The characters of a text that the fonts cannot draw, asked of Typst itself with a page of one of each."""
    rare = sorted(set(_KNOWN.sub("", text)))
    if not rare:
        return set()
    page = _PROBE + "".join(f'#"\\u{{{ord(c):x}}}" \n' for c in rare)
    try:
        _compile(page, 0, with_system_fonts)
    except typst.TypstError as error:
        return _named_in(error) & set(rare)
    return set()


def _named_in(error: typst.TypstError) -> set[str]:
    """The characters that an error of Typst names as not drawable."""
    found = _MISSING.findall(error.diagnostic or error.message)
    return {c for words in found for c in _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), words)}
