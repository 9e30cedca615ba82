"""The server for assistants, through a real client over standard input and output."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")


def files_of(folder: Path) -> dict[str, str]:
    """Hashes of what a server must not change; SQLite's side files come and go with every reader."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(("-wal", "-shm"))
    }


def talk(workspace: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The tools that a server lists, and its answers to some calls."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    async def session() -> tuple[list[Any], list[Any]]:
        command = [sys.executable, "-m", "syntopic", "--workspace", str(workspace), "mcp"]
        parameters = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
        async with stdio_client(parameters) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(session())


def rows_of(answer: Any) -> list[dict[str, Any]]:
    assert not answer.is_error, answer
    rows: list[dict[str, Any]] = answer.structured_content["result"]
    return rows


def test_an_assistant_searches_compares_and_reads_and_changes_nothing(demo: Path) -> None:
    before = files_of(demo)
    tools, answers = talk(
        demo,
        ("search", {"query": "how much of the code do agents write", "limit": 3}),
        ("search", {"query": "share of code", "over": "claim", "limit": 2}),
        ("claims", {"limit": 5}),
        ("compare", {"limit": 2}),
        ("document", {}),
        ("search", {"query": "?!"}),
        ("search", {"query": "code", "over": "poems"}),
        ("document", {"document": "no such thing"}),
    )
    assert sorted(t.name for t in tools) == ["claims", "compare", "document", "search"]
    assert all(t.annotations.read_only_hint and t.description for t in tools)
    found, figures, claims, measures, documents = map(rows_of, answers[:5])
    assert 0 < len(found) <= 3
    assert figures[0]["quantity"]
    assert len(claims) == 5
    assert all(m["members"] and len(m["sources"]) > 1 for m in measures)
    assert found[0]["document"] in {d["document"] for d in documents}
    for answer, said in zip(answers[5:], ("no word", "poems", "no such thing"), strict=True):
        assert answer.is_error
        assert said in json.dumps([part.text for part in answer.content])
    assert files_of(demo) == before


def test_a_document_is_read_piece_by_piece(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from syntopic.mcp import server
    from syntopic.workspace import find_workspace

    monkeypatch.setattr(server, "MAX_CHARS", 100)
    workspace = find_workspace(demo)
    store = workspace.open_store()
    tools = server.Tools(workspace, store)
    first = tools.document()[0]
    text, offset = "", 0
    while offset is not None:
        piece = tools.document(first["id"], offset)[0]
        text, offset = text + piece["text"], piece["next_offset"]
    store.close()
    assert len(text) == first["chars"]
