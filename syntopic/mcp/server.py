"""The tools that an assistant gets: search, claims, compare, document.

Invariant: every tool is read-only, and every row holds words that stand in a document, with the place where they stand; an
error reaches the assistant as the one line that a command would print. Rows carry the field names of `--json`. To add a
tool: a function in `Tools` and its name in `NAMES`.
"""

from __future__ import annotations

from typing import Any

from corpus.errors import ConfigError, SyntopicError
from corpus.names import is_same_name
from corpus.records import Document
from corpus.store import Choice, Store
from corpus.vocabulary import Label, Role
from index.retrieval import Mode
from syntopic.comparing import comparison_row
from syntopic.finding import Finder, Question
from syntopic.rows import Corpus, Row, by_interest, claim_row
from syntopic.searching import KINDS
from syntopic.showing import find_record
from syntopic.workspace import Workspace

NAMES = ("search", "claims", "compare", "document")
MAX_ROWS = 100
MAX_CHARS = 20_000  # of a document's text in one answer; the rest follows with `offset`
INSTRUCTIONS = (
    "A corpus of documents on one topic, read for numeric claims and positions. Every row quotes words that stand in a "
    "document, with the document and the offsets; quote them verbatim and name the document. A claim's figure belongs to "
    "attributed_to, or else to speaker. Different figures conflict only where a relation says so, by the rule it names."
)


class Tools:
    """What the tools do, over one workspace."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._store = store
        self._finder = Finder(workspace, store)

    def search(
        self,
        query: str,
        limit: int = 10,
        over: str = "passage",
        mode: str = "hybrid",
        source: str | None = None,
        voice: str | None = None,
        role: str | None = None,
        source_kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        holder: str | None = None,
        measure: str | None = None,
        target: str | None = None,
        label: str | None = None,
    ) -> list[Row]:
        """Find excerpts by words and by meaning, best first; an empty list says that nothing is relevant.

        A phrase in quotation marks has to stand in every excerpt. All other arguments narrow the search: over is passage,
        claim or stance; mode is hybrid, lexical or dense; source stands in a document's path, address or title; voice is
        an author, host or guest; since and until are ISO dates; holder is who is credited with a figure or takes a side;
        measure is an id or words of a measure's label; target is a proposition's key and label the side taken on it.
        """
        _one_of("over", over, KINDS)
        _one_of("mode", mode, Mode)
        if role is not None:
            _one_of("role", role, Role)
        if label is not None:
            _one_of("label", label, Label)
        choice = Choice(source, voice, role, source_kind, since, until, holder, measure, target, label)
        return self._finder.rows(Question(query, _bounded(limit), over, Mode(mode), choice))

    def claims(
        self,
        measure: str | None = None,
        holder: str | None = None,
        source: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[Row]:
        """List numeric claims with figure, unit, whose it is, how sure, and the sentence, in reading order.

        measure is an id or words of a measure's label; holder is who is credited or else speaks; source stands in a
        document's path, address or title.
        """
        corpus, wanted = self._corpus(), (source or "").lower()

        def is_chosen(row: Row) -> bool:
            is_measure = (
                measure is None or row["measure"] == measure or measure.lower() in (row["measure_label"] or "").lower()
            )
            return is_measure and (holder is None or is_same_name(holder, row["attributed_to"] or row["speaker"]))

        documents = {
            d.id for d in corpus.documents.values() if any(wanted in (t or "").lower() for t in (d.location, d.url, d.title))
        }
        rows = [claim_row(corpus, c) for c in corpus.claims.values() if c.document in documents]
        return [row for row in rows if is_chosen(row)][max(offset, 0) :][: _bounded(limit)]

    def compare(self, measure: str | None = None, limit: int = 10) -> list[Row]:
        """Show measures with their claims, how the claims relate and why, and who reports the figure first hand.

        measure is an id or words of a label; without it: those that several sources speak of, most contested first.
        """
        corpus = self._corpus()
        chosen = [
            m
            for m in by_interest(corpus.snapshot.comparison.measures)
            if (measure is None and len(m.sources) > 1)
            or (measure is not None and (m.id == measure or measure.lower() in m.label.lower()))
        ]
        if measure is not None and not chosen:
            raise ConfigError(f"no measure is called or labelled {measure!r}", remedy="call compare without a measure")
        return [comparison_row(corpus, m) for m in chosen[: _bounded(limit)]]

    def document(self, document: str | None = None, offset: int = 0) -> list[Row]:
        """Read a document by its id, path or address, from a character on; without one, list all documents without text."""
        if document is None:
            return [_head(d) for d in self._store.all(Document)]
        record = find_record(self._corpus(), document)
        if not isinstance(record, Document):
            raise ConfigError(f"{document!r} is no document", remedy="call document without arguments: it lists them")
        end = max(offset, 0) + MAX_CHARS
        rest = {"next_offset": end if end < len(record.text) else None}
        return [{**_head(record), "offset": max(offset, 0), "text": record.text[max(offset, 0) : end], **rest}]

    def _corpus(self) -> Corpus:
        return Corpus(self._store.snapshot())


def serve(workspace: Workspace, store: Store) -> None:
    """Serve the tools on standard input and output until the client goes.

    Raises:
        ConfigError: the extra `mcp` is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp.types import ToolAnnotations
    except ImportError:
        raise ConfigError("the package mcp is not installed", remedy="pip install 'syntopic[mcp]'") from None
    from functools import wraps

    tools = Tools(workspace, store)
    server = MCPServer("syntopic", instructions=INSTRUCTIONS, log_level="WARNING")

    def add(name: str) -> None:
        tool = getattr(tools, name)

        @wraps(tool)
        def told(*arguments: Any, **named: Any) -> Any:
            try:
                return tool(*arguments, **named)
            except SyntopicError as error:
                raise ToolError(str(error)) from None

        read_only = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
        server.tool(name, annotations=read_only)(told)

    for name in NAMES:
        add(name)
    server.run("stdio")


def _head(document: Document) -> Row:
    return {
        "id": document.id,
        "document": document.location,
        "title": document.title,
        "kind": document.kind,
        "authors": list(document.authors),
        "published": document.published,
        "url": document.url,
        "chars": len(document.text),
    }


def _bounded(limit: int) -> int:
    if limit < 1:
        raise ConfigError(f"limit {limit} is not a number of rows", remedy=f"give 1 to {MAX_ROWS}")
    return min(limit, MAX_ROWS)


def _one_of(name: str, value: str, known: Any) -> None:
    if value not in [str(v) for v in known]:
        raise ConfigError(f"{name} {value!r} is not known", remedy=f"one of: {', '.join(str(v) for v in known)}")
