"""Names in the words that introduce a quotation."""

from __future__ import annotations

import pytest

from ingest.quoted import introduced_speaker


@pytest.mark.parametrize(
    ("before", "speaker"),
    [
        ("Ada Marsh, who built the pier, writes:", "Ada Marsh"),
        ("The captain, Olav Reth, wrote to them all:", "Olav Reth"),
        ("It rained. Then Ben Low said:", "Ben Low"),
        ("Greta Olm of Brackwater Institute wrote last week:", "Greta Olm"),
        ("As Ivo B. Brandt of the Guild for Lamps and Bells told the council:", "Ivo B. Brandt"),
        ("Researchers at Brackwater Institute wrote:", "Brackwater Institute"),
        ("The relevant passage is:", "quoted"),
        ("He says", "quoted"),
        ("Three things matter here:", None),
        ("He said so.", None),
        ("", None),
    ],
)
def test_the_speaker_that_a_paragraph_introduces(before: str, speaker: str | None) -> None:
    assert introduced_speaker(before) == speaker
