"""A lead from a real server on loopback that speaks OpenAI's chat completions, through the command `brief`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from loopback import running

from corpus.errors import ConfigError, SourceUnavailable
from syntopic.leads import ask
from syntopic.settings import LlmSettings


@dataclass
class Model:
    """What the server answers, and what it was asked."""

    answer: str = "The share is what it is."
    status: int = 200
    body: bytes | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def model() -> Iterator[Model]:
    served = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append({"path": self.path, **data})
            served.keys.append(self.headers["Authorization"])
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": served.answer}}
            done = {"id": "c", "object": "chat.completion", "created": 0, "model": data["model"], "choices": [choice]}
            body = json.dumps(done).encode() if served.body is None else served.body
            self.send_response(served.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with running(Handler) as base:
        served.url = f"{base}/v1"
        yield served


def settings(model: Model, **more: Any) -> LlmSettings:
    return LlmSettings(endpoint=model.url, model="loom-7b", timeout_s=5, **more)


def test_an_answer_is_asked_for_as_the_protocol_says(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOM_KEY", "secret-1")
    assert ask(settings(model, key_variable="LOOM_KEY"), "Evidence: none") == model.answer
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert asked["model"] == "loom-7b"
    assert [m["role"] for m in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == "Evidence: none"
    assert model.keys == ["Bearer secret-1"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b'{"error": {"message": "no key"}}'),
        (404, b"no such page"),
        (200, b"not json"),
        (200, b"{}"),
        (200, b'{"choices": []}'),
        (200, b'{"choices": [{"index": 0, "message": {"role": "assistant", "content": ""}}]}'),
    ],
)
def test_what_goes_wrong_is_one_error_with_the_endpoint(status: int, body: bytes, model: Model) -> None:
    model.status, model.body = status, body
    with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1"):
        ask(settings(model), "Evidence: none")


def test_no_model_named_is_said() -> None:
    with pytest.raises(ConfigError, match=r"llm\.model"):
        ask(LlmSettings(endpoint="http://127.0.0.1:9/v1"), "x")


def test_a_briefing_carries_the_lead_that_holds_and_asks_once(
    model: Model,
    syntopic: Any,
    tmp_path: Path,
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("Title: Mill notes\n\nThe north mill wove 31% of all cloth in May.\n", encoding="utf-8")
    (source / "b.txt").write_text("Title: Other notes\n\nThe north mill wove 44% of all cloth in May.\n", encoding="utf-8")
    workspace = tmp_path / "w"
    assert syntopic("init", str(workspace)).status == 0
    with (workspace / "syntopic.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[extract]\nenglish = "syntopic"\n[llm]\nendpoint = "{model.url}"\nmodel = "loom-7b"\n')
    assert syntopic("add", str(source), workspace=workspace).status == 0
    model.answer = "The north mill wove 31% [1]. The north mill wove 77% [1]."
    out = tmp_path / "b.md"
    done = syntopic("brief", "-o", str(out), workspace=workspace)
    assert done.status == 0
    text = out.read_text(encoding="utf-8")
    figure = "31%" if "31%" in model.asked[0]["messages"][1]["content"].split("[2]")[0] else "44%"
    assert ("Written by a machine (loom-7b)" in text) == (figure == "31%")
    assert "77%" not in text
    assert syntopic("brief", "-o", str(out), workspace=workspace).status == 0
    assert len(model.asked) == 1
    assert syntopic("brief", "--no-lead", "-o", str(out), workspace=workspace).status == 0
    assert "machine" not in out.read_text(encoding="utf-8")
