"""arXiv: papers by address, and searches and subject lists through its programming interface.

A paper is its PDF, with the interface's entry beside it for title, authors, date and abstract page; a new version has the
same native id, so it is a revision of the same document. arXiv asks programs for one request every three seconds over all
its hosts, and gets no more. Method: info.arxiv.org/help/api.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from corpus.errors import BadInput, SourceChanged, SourceUnavailable
from corpus.text import squash
from ingest.dates import read_date
from ingest.fetching import Page, Request, capture_of
from ingest.pdf import looks_like_pdf, parse_pdf
from ingest.posts import mapping_of
from ingest.source import Fetched, Kind, Source
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

API = "https://export.arxiv.org/api/query"
SITE = "https://arxiv.org"
ASKED_EVERY_S = 3.0  # arXiv's terms of use of the interface
MAX_LISTED = 200  # newest papers of a search that are looked at
_ATOM = "{http://www.w3.org/2005/Atom}"
_ID = re.compile(r"(?:^|/)(\d{4}\.\d{4,5}|[a-z][a-z.-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?$")
_SUBJECT = re.compile(r"^/list/([a-z][\w.-]+)(?:/|$)")
_ENTRY = "entry.atom.xml"


class Pace:
    """Lets callers through one at a time, each some seconds after the one before; may be used from many threads."""

    def __init__(
        self, every_s: float, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._every_s = every_s
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next_s = float("-inf")

    def ask(self, fetcher: Fetcher, request: Request) -> Page:
        """Send a request in its turn; raises as `Fetcher.send`. With politeness off (`delay_s` 0) nothing waits."""
        with self._turn:
            wait_s = self._next_s - self._clock()
            if wait_s > 0 and fetcher.limits.delay_s > 0:
                self._sleep(wait_s)
            try:
                return fetcher.send(request)
            finally:
                self._next_s = self._clock() + self._every_s


_pace = Pace(ASKED_EVERY_S)


def claims(url: str) -> int:
    """3 for the hosts of arXiv."""
    host = urlsplit(url).hostname or ""
    return 3 * (host == "arxiv.org" or host.endswith(".arxiv.org"))


def item_of(url: str) -> Item | None:
    """The paper that an address names, whatever its form (abs, pdf, html) and version."""
    parts = urlsplit(url)
    found = _ID.search(parts.path)
    return _item(found.group(1)) if claims(url) and found and not parts.path.startswith("/list/") else None


def _item(native: str, **more: Any) -> Item:
    return Item("arxiv", native, f"{SITE}/abs/{native}", parse_as="arxiv", **more)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Papers of a search or subject that are new or have a new version, oldest first.

    Raises:
        BadInput: the address is neither a paper, a search nor a list.
        SourceChanged: the interface answers in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    asked = {
        "search_query": _query(place.url),
        "sortBy": "lastUpdatedDate",
        "sortOrder": "descending",
        "max_results": MAX_LISTED,
    }
    page = _pace.ask(fetcher, Request(f"{API}?{urlencode(asked)}", accept="application/atom+xml", is_api=True))
    seen = mapping_of(cursor.get("seen"))
    listed = [
        (_item(native, title=_said(e, "title"), published=read_date(_said(e, "published"))), _said(e, "updated"))
        for e in _entries(page)
        if (native := _native(e))
    ]
    fresh = [(updated, item) for item, updated in listed if seen.get(item.native_id) != updated]
    items = tuple(item for _, item in sorted(fresh, key=lambda pair: (pair[0], pair[1].native_id)))
    return Discovery(items, {"seen": {item.native_id: updated for item, updated in listed}})


def _query(url: str) -> str:
    """The interface's query for an address of the site: its own, a search's words, or a subject's papers."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    subject = _SUBJECT.match(parts.path)
    if asked.get("search_query"):
        return asked["search_query"][0]
    if asked.get("query"):
        words = asked["query"][0]
        return f'all:"{words}"' if " " in words and '"' not in words else f"all:{words}"
    if subject:
        return f"cat:{subject.group(1)}"
    raise BadInput(
        f"{url}: neither a paper nor a search of arXiv",
        remedy="give an address such as https://arxiv.org/abs/ID, https://arxiv.org/list/cs.AI/recent or "
        "https://arxiv.org/search/?query=WORDS",
        location=url,
        stage="fetch",
    )


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """A paper's PDF with its entry beside it.

    Raises:
        SourceUnavailable: there is no such paper, or no PDF of it.
    """
    asked = Request(f"{API}?{urlencode({'id_list': item.native_id})}", accept="application/atom+xml", is_api=True)
    entry = _pace.ask(fetcher, asked)
    if not any(_native(e) == item.native_id for e in _entries(entry)):
        raise SourceUnavailable(f"{item.url}: no such paper", remedy="check its number", location=item.url, stage="fetch")
    paper = _pace.ask(fetcher, Request(f"{SITE}/pdf/{item.native_id}", accept="application/pdf"))
    capture = capture_of(paper, source=item.source, native_id=item.native_id, location=item.url)
    return Fetched.of(capture, paper.data, ((_ENTRY, _lasting(entry.data)),))


def _lasting(entry: bytes) -> bytes:
    """An answer of the interface without the time of the answer, which would make every night's a new one."""
    return (
        re.sub(rb"<updated>[^<]*</updated>", b"", entry, count=1)
        if entry.find(b"<updated>") < entry.find(b"<entry")
        else entry
    )


def _entries(page: Page) -> Iterator[Any]:
    root = _xml(page.data)
    if root is None or root.tag != f"{_ATOM}feed":
        raise SourceChanged(f"{page.url}: no Atom feed", remedy="try again later", location=page.url, stage="fetch")
    return iter(root.findall(f"{_ATOM}entry"))


def _xml(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    return etree.fromstring(data, parser)


def _said(entry: Any, name: str) -> str:
    return squash(entry.findtext(f"{_ATOM}{name}") or "")


def _native(entry: Any) -> str:
    found = _ID.search(urlsplit(_said(entry, "id")).path)
    return found.group(1) if found else ""


def looks_like_paper(source: Source) -> bool:
    """Whether it is a PDF with an entry of arXiv beside it."""
    return looks_like_pdf(source) and any(name == _ENTRY for name, _ in source.companions)


def parse_paper(source: Source) -> Parsed:
    """The paper's text, with what the entry says of it; raises as `parse_pdf`."""
    parsed = parse_pdf(source)
    root = next((_xml(data) for name, data in source.companions if name == _ENTRY), None)
    entry = None if root is None else root.find(f"{_ATOM}entry")
    if entry is None:
        return parsed
    authors = tuple(squash(a.findtext(f"{_ATOM}name") or "") for a in entry.findall(f"{_ATOM}author"))
    native = _native(entry)
    return replace(
        parsed,
        title=_said(entry, "title") or parsed.title,
        authors=authors or parsed.authors,
        published=read_date(_said(entry, "published")) or parsed.published,
        url=f"{SITE}/abs/{native}" if native else parsed.url,
    )


SOURCE = SourceKind(
    name="arxiv",
    title="arXiv: a paper, a search or a subject",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("arxiv", looks_like_paper, parse_paper, 1),),
    example="https://arxiv.org/list/cs.AI/recent",
    cases=(
        Case(
            "https://arxiv.org/pdf/2605.01234v2",
            (
                ("https://export.arxiv.org/api/query?id_list=2605.01234", "arxiv/entry.xml"),
                ("https://arxiv.org/pdf/2605.01234", "pdf/columns.pdf"),
            ),
            {
                "kind": "arxiv",
                "title": "The weight of a gull",
                "authors": ["Mara Quill", "Otto Pier"],
                "published": "2026-05-04",
                "url": "https://arxiv.org/abs/2605.01234",
                "roles": {"A gull was weighed on the pier every day": "body"},
            },
        ),
        Case(
            "https://arxiv.org/search/?query=gull",
            (
                (
                    "https://export.arxiv.org/api/query?search_query=all%3Agull&sortBy=lastUpdatedDate"
                    "&sortOrder=descending&max_results=200",
                    "arxiv/search.xml",
                ),
                ("https://export.arxiv.org/api/query?id_list=2605.01234", "arxiv/entry.xml"),
                ("https://arxiv.org/pdf/2605.01234", "pdf/columns.pdf"),
                ("https://export.arxiv.org/api/query?id_list=2605.04321", "arxiv/search.xml"),
                ("https://arxiv.org/pdf/2605.04321", "pdf/columns.pdf"),
            ),
            {"items": ["2605.01234", "2605.04321"], "title": "The weight of a gull"},
        ),
        Case(
            "https://arxiv.org/abs/2605.09999",
            (("https://export.arxiv.org/api/query?id_list=2605.09999", "arxiv/none.xml"),),
            {"error": "SourceUnavailable"},
        ),
        Case("https://arxiv.org/help", (), {"items": [], "error": "BadInput"}),
    ),
)
