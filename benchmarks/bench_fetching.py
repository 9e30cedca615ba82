"""Many small pages from many hosts: the fetcher, storing included, beside fetching them one by one with httpx2.

    python -m benchmarks.bench_fetching [--pages 2000] [--hosts 20] [--answer-ms 20]

The hosts are ports of one server on loopback, in a process of its own, each of which answers after a pause. Politeness
delays are off; robots.txt, address checks, the archive and one connection a host are as always. One by one, httpx2 keeps
its connections and stores nothing. The processor's time is that of the client's process: the nearer a run's time lies to
it, the more the machine and not the waiting decides. The second run of the fetcher shows that every request is conditional
and no byte is stored again.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2

from corpus.store import Store
from ingest.fetching import Limits, Page, Request
from ingest.fetching.archive import StoreArchive
from ingest.fetching.fetcher import Fetcher

_WORDS = "<p>The lamp on the point was lit at nine and burned until six, as it had every night for forty years.</p>"


def serve(hosts: int, answer_s: float, told: Connection) -> None:
    """Answer on as many ports, each request after a pause; tells the ports, then the counts when it is asked."""
    asyncio.run(_serve(hosts, answer_s, told))


async def _serve(hosts: int, answer_s: float, told: Connection) -> None:
    counts = {"requests": 0, "conditional": 0, "unchanged": 0}

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            path = head.split(b" ", 2)[1].decode()
            is_robots = path == "/robots.txt"
            body = b"" if is_robots else f"<html><title>{path}</title><body>{_WORDS * 20}{path}</body></html>".encode()
            is_conditional = b"if-none-match" in head.lower()
            counts["requests"] += 1
            counts["conditional"] += is_conditional
            counts["unchanged"] += is_conditional
            await asyncio.sleep(answer_s)
            status = "304 Not Modified" if is_conditional else "200 OK"
            sent = b"" if is_conditional else body
            lines = f'HTTP/1.1 {status}\r\nETag: "{path}"\r\nContent-Type: text/html\r\nContent-Length: {len(sent)}\r\n\r\n'
            writer.write(lines.encode() + sent)
            await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(client, "127.0.0.1", 0) for _ in range(hosts)]
    told.send([s.sockets[0].getsockname()[1] for s in servers])
    loop = asyncio.get_running_loop()
    while True:
        asked = await loop.run_in_executor(None, told.recv)
        if asked == "end":
            return
        told.send(dict(counts))
        counts.update(dict.fromkeys(counts, 0))


def one_by_one(urls: list[str]) -> None:
    """The plainest way that is not careless: one client that keeps its connections."""
    with httpx2.Client(trust_env=False) as client:
        for url in urls:
            assert client.get(url).status_code == 200


def fetch_and_store(urls: list[str], folder: Path) -> int:
    """Fetch and store; returns how many pages were unchanged."""
    store = Store(folder)
    limits = Limits(delay_s=0, allow_private=True)
    with Fetcher(limits, archive=StoreArchive(store)) as fetcher:
        pages = [page for _, page in fetcher.send_all(map(Request, urls))]
    store.close()
    assert all(isinstance(page, Page) for page in pages)
    assert len(pages) == len(urls)
    return sum(isinstance(page, Page) and page.is_unchanged for page in pages)


def blobs(folder: Path) -> dict[str, int]:
    """Every stored file with the time of its writing."""
    return {p.name: p.stat().st_mtime_ns for p in (folder / "blobs").rglob("*") if p.is_file()}


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """How long some work takes, how much of it this process was computing (seconds both), and what it gives."""
    begun, computed = time.perf_counter(), time.process_time()
    given = work()
    return time.perf_counter() - begun, time.process_time() - computed, given


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--answer-ms", type=float, default=20.0)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(options.hosts, options.answer_ms / 1000, theirs), daemon=True)
    server.start()
    ports = ours.recv()
    urls = [f"http://127.0.0.1:{ports[n % len(ports)]}/page/{n}" for n in range(options.pages)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slow_s, slow_cpu_s, _ = timed(lambda: one_by_one(urls))
        ours.send("counts")
        ours.recv()
        fast_s, fast_cpu_s, _ = timed(lambda: fetch_and_store(urls, folder))
        ours.send("counts")
        first = ours.recv()
        stored = blobs(folder)
        again_s, again_cpu_s, unchanged = timed(lambda: fetch_and_store(urls, folder))
        ours.send("counts")
        second = ours.recv()
        same = blobs(folder) == stored
    print(f"one by one          {slow_s:6.2f} s (processor {slow_cpu_s:5.2f} s)")
    print(
        f"fetched and stored  {fast_s:6.2f} s (processor {fast_cpu_s:5.2f} s)   {slow_s / fast_s:.1f} times as fast   "
        f"{first['requests']} requests"
    )
    print(
        f"the second time     {again_s:6.2f} s (processor {again_cpu_s:5.2f} s)   {second['conditional']} of "
        f"{second['requests']} conditional, {unchanged} unchanged, {'nothing' if same else 'SOMETHING'} stored again"
    )
    ours.send("end")
    server.join(5)
    server.terminate()


if __name__ == "__main__":
    main()
