"""A site on loopback whose pages a test can change, take away or break between two nights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import loopback


class Site(loopback.Site):
    """Pages by path."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, str] = {}

    def answer(self, path: str) -> tuple[str, bytes] | None:
        page = self.pages.get(path)
        return None if page is None else ("text/html; charset=utf-8", page.encode())

    def write(self, path: str, title: str, *paragraphs: str) -> None:
        body = "".join(f"<p>{p}</p>" for p in paragraphs)
        self.pages[path] = (
            f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        )

    def list_pages(self, *paths: str) -> None:
        """Write a sitemap of these pages."""
        entries = "".join(f"<url><loc>{self.url(p)}</loc></url>" for p in paths)
        self.pages["/sitemap.xml"] = (
            f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        )


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers while the block runs."""
    with loopback.serving(Site()) as site:
        yield site
