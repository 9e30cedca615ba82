"""The HTML form of a briefing: one file that opens anywhere, asks the network for nothing and works without scripts.

Invariant: all text goes through autoescape; no template uses `safe` on anything but the two static files. The page carries
a content security policy that names those two by hash, so that nothing else could run or load even if it got in. To change
the looks: `templates/briefing.html.j2` and `templates/page.css`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from reports.model import BriefingView

_SURROGATE = re.compile("[\ud800-\udfff]")


def static_text(name: str) -> str:
    """A static file that lies beside the templates."""
    return (resources.files("reports") / "templates" / name).read_text(encoding="utf-8")


def policy_hash(text: str) -> str:
    """How a content security policy names an inline style or script (W3C CSP 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("briefing.html.j2")


def render_html(view: BriefingView) -> str:
    """The view as one self-contained HTML page. Lone surrogates, which no file can hold, become U+FFFD."""
    style, script = static_text("page.css"), static_text("page.js")
    page = _template().render(
        view=view,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {policy_hash(style)}; script-src {policy_hash(script)}; base-uri 'none'",
    )
    return _SURROGATE.sub("\ufffd", page)
