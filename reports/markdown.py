"""The Markdown form of a briefing, for notes and repositories (CommonMark with tables).

Invariant: whatever a template prints with `{{ }}` passes `markdown_text` (as Jinja's `finalize`): text of a source can start
no list, heading, link, image, code, table cell or HTML. Links are made by the filter `link_to` from addresses of the view.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from jinja2 import Undefined

from reports.environment import SHIPPED, Looks, render
from reports.model import BriefingView
from reports.pieces import Link, Quotation

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKUP = re.compile(r"([\\`*_{}\[\]|~$@^])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_AT_START = re.compile(r"^(\d{1,9})([.)])|^([-+=#:])")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|www|mailto|xmpp)([:.])")


class Markup(str):
    """Text that is Markdown already; only the filters below make it."""


def escaped(text: str) -> str:
    """A text as Markdown that shows exactly this text, on one line, and links to nothing."""
    line = _CONTROL.sub("\ufffd", _SPACES.sub(" ", text).strip())
    plain = _MARKUP.sub(r"\\\1", line.translate(_ENTITIES))
    plain = _AUTOLINK.sub(r"\1\\\2", plain).replace("#", "\\#")
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", plain)


def markdown_text(value: object) -> str:
    """What a template prints: numbers as they are, text escaped.

    Raises:
        TypeError: a value that is neither text nor a number.
    """
    if isinstance(value, Undefined):
        return str(value)  # a StrictUndefined raises here
    if isinstance(value, Markup):
        return str(value)
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, int):
        return f"{value:,}"
    raise TypeError(f"a template prints no {type(value).__name__}")


def link_to(link: Link) -> Markup:
    """A link, or its words where there is nothing safe to open."""
    if link.href is None:
        return Markup(escaped(link.label))
    return Markup(f"[{escaped(link.label)}](<{quote(link.href, safe=_IN_ADDRESS)}>)")


_IN_ADDRESS = "%:/?#[]@!$&'()*+,;=~-._"


def quoted(quotation: Quotation) -> Markup:
    """Verbatim words between quotation marks, the figure strong."""
    before, number, after = (_keep_ends(t) for t in (quotation.before, quotation.number, quotation.after))
    figure = f"**{number}**" if number else ""
    start = "\\[…\\] " if quotation.cut_before else ""
    end = " \\[…\\]" if quotation.cut_after else ""
    return Markup(f"{start}“{before}{figure}{after}”{end}")


def _keep_ends(text: str) -> str:
    """Escaped text that keeps a space at either end, where the figure joins it."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{escaped(text)}{tail}"


def render_markdown(view: BriefingView, looks: Looks = SHIPPED) -> str:
    """The view as Markdown.

    Raises:
        ConfigError: a template of the user's own has an error.
    """
    environment = looks.environment(autoescape=False, finalize=markdown_text)  # `finalize` escapes every value
    environment.filters["link_to"] = link_to
    environment.filters["quoted"] = quoted
    environment.filters["made"] = Markup  # what a macro of the template itself has made
    return re.sub(r"\n{3,}", "\n\n", render(environment, "briefing.md.j2", view=view)).strip() + "\n"
