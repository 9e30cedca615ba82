"""A site on loopback whose pages a test can change, take away or break between two nights."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Pages by path, and what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.broken: set[str] = set()
        self.before_answer: Callable[[str], object] = lambda _path: None
        self.asked: list[tuple[str, int]] = []
        self.base = ""

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

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
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.pages.get(self.path)
            body = (page or "").encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            status = (
                503
                if self.path in site.broken
                else 404
                if page is None
                else 304
                if self.headers["If-None-Match"] == tag
                else 200
            )
            site.asked.append((self.path, status))
            site.before_answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body) if status == 200 else 0))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
