"""The HTML form of a briefing: one file that opens anywhere, asks the network for nothing and works without scripts.

Invariant: all text goes through autoescape; no template uses `safe` on anything but the two static files. The page carries
a content security policy that names those two by hash, so that nothing else could run or load even if it got in. To change
the looks: `templates/briefing.html.j2` and `templates/page.css`, or a folder of one's own (docs/templates.md).
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from reports.environment import SHIPPED, Looks, render, template_error
from reports.model import BriefingView

_SURROGATE = re.compile("[\ud800-\udfff]")


def policy_hash(text: str) -> str:
    """How a content security policy names an inline style or script (W3C CSP 3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def render_html(view: BriefingView, looks: Looks = SHIPPED) -> str:
    """The view as one self-contained HTML page. Lone surrogates, which no file can hold, become U+FFFD.

    Raises:
        ConfigError: a template of the user's own has an error.
    """
    style, script = looks.text("page.css") + looks.text("extra.css"), looks.text("page.js")
    for name, text, end in (("page.css", style, "</style"), ("page.js", script, "</script")):
        if end in text.lower():
            raise template_error(str((looks.folder or Path()) / name), None, f"it holds {end}>, which would end it early")
    page = render(
        looks.environment(autoescape=True),
        "briefing.html.j2",
        view=view,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {policy_hash(style)}; script-src {policy_hash(script)}; base-uri 'none'",
    )
    return _SURROGATE.sub("\ufffd", page)
