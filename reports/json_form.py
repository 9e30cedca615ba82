"""The JSON form of a briefing: page one in words, and every record in the field names that programs read.

Invariant: `schema` names the shape; fields may be added under one name, never renamed or removed.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from reports.model import BriefingView, Voiced

_SURROGATE = re.compile(
    "[\ud800-\udfff]"
)  # half a character, as in the name of a file that is not UTF-8: no file can hold it
SCHEMA = "syntopic.briefing/1"


def render_json(view: BriefingView) -> str:
    """The view as JSON text, keys in a fixed order, one newline at the end."""
    changes = view.changes
    data = {
        "schema": SCHEMA,
        "title": view.title,
        "topic": view.topic_name,
        "topic_title": view.topic,
        "generated": view.generated,
        "overview": {
            "sentences": view.overview.sentences,
            "figures": [asdict(f) for f in view.overview.figures],
            "key_disagreements": [
                {
                    "label": d.label,
                    "kind": d.kind,
                    "relation": d.lead.id,
                    "a": d.lead.a.id,
                    "b": d.lead.b.id,
                    "reason": d.lead.reason,
                }
                for d in view.overview.key_disagreements
            ],
        },
        "changes": None
        if changes is None
        else {
            "since": changes.since,
            "summary": changes.summary,
            "items": [
                {"kind": g.kind, "id": i.id, "words": i.words, "before": i.before, "link": i.href}
                for g in changes.groups
                for i in g.items.items
            ],
        },
        "propositions": [{"key": p.key, "text": p.text, "tally": p.tally} for p in view.propositions],
        "lead": None
        if view.lead is None
        else {
            "note": view.lead.note,
            "sentences": [
                {"words": s.words, "sources": [source.anchor for source in s.sources]} for s in view.lead.sentences
            ],
        },
        "digest": {
            part: [{"label": i.label, "words": i.words, "quotes": [_words(q) for q in i.quotes]} for i in items]
            for part, items in (
                ("agreed", view.digest.agreed),
                ("disputed", view.digest.disputed),
                ("new", view.digest.new),
            )
        },
        "coverage": view.coverage.summary,
        "method": view.method,
        "measured": [asdict(m) for m in view.measured.figures],
        **{name: getattr(view.tables, name) for name in view.tables.__slots__},
    }
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def _words(said: Voiced) -> dict[str, str]:
    quote = said.quote
    text = f"{quote.before}{quote.number}{quote.after}"
    return {"text": text, "who": said.who, "date": said.date, "source": quote.source.anchor}
