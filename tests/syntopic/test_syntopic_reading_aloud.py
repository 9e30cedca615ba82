"""A text read aloud in a video is its writer's, whichever of the two was taken in first."""

from __future__ import annotations

import itertools
from pathlib import Path

from syntopic.workspace import find_workspace, init_workspace

READ = (
    "By the winter of 1999 the mill at Orrin turned out 40 per cent of all the paper that the province used. "
    "It closed two years later, when the river was dammed and nobody could be found to buy the machines."
)
ESSAY = f"""The mill at Orrin

By Ida Quay, 4 May 2004

{READ}

Whoever walks there now hears the water and little else, and the houses of the workers stand empty.
"""


def captions() -> str:
    said = f"Welcome back to the river walk. I found this the other day. {READ} I have been there and I counted 12 houses."
    words = said.split()
    lines = [" ".join(words[i : i + 8]) for i in range(0, len(words), 8)]

    def clock(seconds: int) -> str:
        return f"00:{seconds // 60:02}:{seconds % 60:02}.000"

    cues = [f"{clock(3 * n)} --> {clock(3 * n + 3)}\n{line}" for n, line in enumerate(lines)]
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def test_the_order_in_which_essay_and_video_arrive_changes_nothing(syntopic, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "essay.txt").write_text(ESSAY, encoding="utf-8")
    (tmp_path / "walk.en.vtt").write_text(captions(), encoding="utf-8")
    files = [tmp_path / "essay.txt", tmp_path / "walk.en.vtt"]
    told: list[dict[str, str | None]] = []
    for nth, order in enumerate(itertools.permutations(files)):
        init_workspace(tmp_path / f"w{nth}", topic="rsi")
        workspace = find_workspace(tmp_path / f"w{nth}")
        (workspace.root / "syntopic.toml").write_text('[extract]\nenglish = "rules"\n', encoding="utf-8")
        for file in order:
            assert syntopic("add", file, workspace=workspace.root).status == 0
        rows = syntopic("claims", "--json", workspace=workspace.root).rows
        told.append({f"{Path(r['document']).name} {r['quantity']}": r["attributed_to"] for r in rows})
    assert told[0] == told[1]
    assert told[0]["walk.en.vtt 40 per cent"] == "Ida Quay"
    assert told[0]["essay.txt 40 per cent"] is None
    assert told[0]["walk.en.vtt 12"] is None
