"""Asking a language model for the lead of a briefing: any endpoint that speaks OpenAI's chat completions, local ones too.

Invariant: a briefing never fails for its lead: what goes wrong is one warning, and the briefing is written without
it. What the model answers is kept beside the store under the hash of all that it was asked, so the same corpus is
asked once and gives the same bytes; whether the answer holds is checked each time (`reports/lead.py`).
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import reports
from corpus.errors import ConfigError, SourceUnavailable, SyntopicError
from corpus.ids import stable_hash
from syntopic.progress import Progress
from syntopic.settings import LlmSettings
from syntopic.workspace import Workspace

MAX_TOKENS = 600
TEMPERATURE = 0.0


def add_lead(workspace: Workspace, view: reports.BriefingView) -> reports.BriefingView:
    """The view with what its evidence holds of a model's lead; without one, and with a warning, where that fails."""
    settings = workspace.settings.llm
    evidence = reports.evidence_of(view)
    if not evidence:
        return view
    prompt = reports.prompt_of(view, evidence)
    try:
        lead = reports.checked_lead(_answer(workspace, settings, prompt), evidence, model=settings.model)
    except SyntopicError as error:
        Progress(quiet=True).warn(f"the briefing has no lead: {error}")
        return view
    if lead is None:
        Progress(quiet=True).warn("the briefing has no lead: no sentence that the model wrote is held by what it cites")
    return replace(view, lead=lead)


def _answer(workspace: Workspace, settings: LlmSettings, prompt: str) -> str:
    """The model's answer, asked for once."""
    name = stable_hash("lead", settings.endpoint, settings.model, reports.INSTRUCTIONS, prompt)
    kept = workspace.data / "leads" / f"{name}.json"
    if kept.is_file():
        return str(json.loads(kept.read_text(encoding="utf-8"))["answer"])
    answer = ask(settings, prompt)
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(f"{kept}.{os.getpid()}")
    aside.write_text(json.dumps({"model": settings.model, "answer": answer}, ensure_ascii=False), encoding="utf-8")
    os.replace(aside, kept)
    return answer


def ask(settings: LlmSettings, prompt: str) -> str:
    """One chat completion.

    Raises:
        ConfigError: the extra is not installed, or no model is named.
        SourceUnavailable: the endpoint does not answer, refuses, or answers with no text.
    """
    if not settings.model:
        raise ConfigError("llm.endpoint is set and llm.model is not", remedy="name the model in syntopic.toml")
    try:
        import openai
    except ImportError:
        raise ConfigError("asking a language model needs an extra", remedy="pip install 'syntopic[llm]'") from None
    key = os.environ.get(settings.key_variable, "") or "none"  # a local server wants none; the library wants one
    with openai.OpenAI(base_url=settings.endpoint, api_key=key, timeout=settings.timeout_s, max_retries=2) as client:
        try:
            done = client.chat.completions.create(
                model=settings.model,
                messages=[{"role": "system", "content": reports.INSTRUCTIONS}, {"role": "user", "content": prompt}],
                temperature=TEMPERATURE,
                max_tokens=MAX_TOKENS,
            )
        except (openai.OpenAIError, ValueError) as error:  # a body that is no JSON is a plain ValueError
            raise SourceUnavailable(
                f"{settings.endpoint} did not give a lead: {' '.join(str(error).split())[:200]}",
                remedy="check llm.endpoint, llm.model and the key, or brief --no-lead",
            ) from None
    choices = getattr(done, "choices", None) or []
    text = choices[0].message.content if choices and choices[0].message else None
    if not isinstance(text, str) or not text.strip():
        raise SourceUnavailable(f"{settings.endpoint} answered with no text", remedy="check llm.model, or brief --no-lead")
    return text
