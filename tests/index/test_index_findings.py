from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from comparison_claims import Maker, WordEncoder, document, snapshot, stance

from corpus.errors import ConfigError
from corpus.ids import make_id
from corpus.protocols import FloatMatrix
from corpus.records import Certainty, Comparison, Document, Label, Role, Segment, Snapshot, Stance
from corpus.vocabulary import CruxKind, InconsistencyKind, MutationKind
from index import compare_corpus
from index.comparison.points import MAP_FILE, MAP_SHA256, PointScorer, turned
from index.encoder import DEFAULT_NAME, shipped_revision
from index.shipped import shipped_matrix


def spoken(name: str, text: str, *, published: str | None = "2026-05-04") -> tuple[Document, Segment]:
    written = replace(document(name, published=published), text=text)
    return written, Segment(f"seg-{name}", name, 0, len(text), Role.BODY, "Ada Marsh", None, None, None, None, None)


def compared(*texts: tuple[Document, Segment], stances: tuple[Stance, ...] = ()) -> Comparison:
    empty = Comparison((), (), (), (), ())
    return compare_corpus(
        Snapshot(tuple(d for d, _ in texts), tuple(s for _, s in texts), (), stances, (), empty, (), ()), WordEncoder()
    )


def test_a_forecast_says_who_when_and_how_likely_in_the_words_of_the_text() -> None:
    text = "By the end of 2029 most mills will probably run without people. The mill was closed in 2019. Nobody came."
    (found,) = compared(spoken("doc-a", text)).forecasts
    assert text[found.start : found.end] == found.evidence == text.split(" The mill")[0]
    assert (found.holder, found.by, found.by_iso, found.said) == ("Ada Marsh", "the end of 2029", "2029-Q4", "2026-05-04")
    assert (found.likelihood, found.likelihood_words) == (None, "probably")


def test_a_stretch_of_time_is_counted_from_the_date_of_the_words() -> None:
    (found,) = compared(spoken("doc-a", "I expect the bridge to open within two or three years, if at all.")).forecasts
    assert found.by_iso == "2026-05/2029-05"
    assert compared(spoken("doc-a", "I expect the bridge to open within three years.", published=None)).forecasts == ()


def test_what_lies_behind_or_is_asked_is_no_forecast() -> None:
    assert compared(spoken("doc-a", "In 2024 the mill would close every Sunday.")).forecasts == ()
    assert compared(spoken("doc-a", "Will the mill close by 2030?")).forecasts == ()
    assert compared(spoken("doc-a", "The mill made 2030 loaves.")).forecasts == ()


def test_an_open_question_says_what_is_missing() -> None:
    text = "The owners could have told us how many looms stand idle. The looms are old. Nobody knows how long a loom lasts."
    found = compared(spoken("doc-a", text)).questions
    assert sorted(q.evidence for q in found) == [
        "Nobody knows how long a loom lasts.",
        "The owners could have told us how many looms stand idle.",
    ]
    assert {q.holder for q in found} == {"Ada Marsh"}


def test_a_mutation_is_told_against_the_first_telling_of_the_same_origin() -> None:
    make = Maker()
    claims = [
        make("Norvane engineers may ship {8x} as much code per quarter as in 2024", 8, "x", doc="doc-a", by="Norvane",
             baseline="2024", certainty=Certainty.HEDGED, subject="Norvane engineers"),
        make("Norvane engineers ship {8x} as much code per day", 8, "x", doc="doc-b", by="Norvane",
             subject="Norvane engineers"),
        make("Norvane engineers ship {more than 8x} as much code per quarter as in 2024", 8, "x", doc="doc-c", by="Norvane",
             modifier=">", baseline="2024", subject="Norvane engineers"),
    ]  # fmt: skip
    documents = [document(d, published=p) for d, p in (("doc-a", "2026-01"), ("doc-b", "2026-02"), ("doc-c", "2026-03"))]
    found = compare_corpus(snapshot(claims, (), documents), WordEncoder())
    assert len(found.measures) == 1
    changes = {(m.b, m.kind) for m in found.mutations}
    b, c = claims[1].id, claims[2].id
    assert {(b, MutationKind.HEDGE_LOST), (b, MutationKind.RATE), (b, MutationKind.BASELINE)} <= changes
    assert {(c, MutationKind.HEDGE_LOST), (c, MutationKind.MODIFIER)} == {x for x in changes if x[0] == c}
    assert {m.a for m in found.mutations} == {claims[0].id}
    assert {m.origin for m in found.mutations} == {"Norvane"}


def test_figures_of_two_parties_are_no_mutation() -> None:
    make = Maker()
    claims = [
        make("Norvane engineers may ship {8x} as much code", 8, "x", doc="doc-a", by="Norvane", certainty=Certainty.HEDGED),
        make("Corvid engineers ship {9x} as much code", 9, "x", doc="doc-b", by="Corvid"),
    ]
    assert compare_corpus(snapshot(claims), WordEncoder()).mutations == ()


def test_a_headline_against_its_body_is_an_inconsistency() -> None:
    make = Maker()
    claims = [
        make("Halden Loom drafted {90%} of merged lines", 90, doc="doc-a", role=Role.HEADLINE, subject="Halden Loom"),
        make("Halden Loom drafted {61%} of merged lines", 61, doc="doc-a", subject="Halden Loom"),
    ]
    (found,) = compare_corpus(snapshot(claims), WordEncoder()).inconsistencies
    assert (found.kind, found.a, found.b) == (InconsistencyKind.HEADLINE, claims[0].id, claims[1].id)


def said(holder: str, label: Label, words: str, doc: str, start: int) -> Stance:
    base = stance(holder, label, doc=doc, nth=start)
    return Stance(
        id=base.id, document=doc, segment=f"seg-{doc}", start=start, end=start + len(words), evidence=words, holder=holder,
        speaker=holder, topic="rsi", target="pause", label=label, score=0.9, conditional=False, role=Role.BODY, date=None,
    )  # fmt: skip


POINT = "a pause would only hand the lead to careless rivals abroad"


def test_holders_on_one_side_form_a_camp_with_one_strongest_sentence_each() -> None:
    stances = (
        said("Ada Marsh", Label.OPPOSE, POINT, "doc-a", 0),
        said("Ada Marsh", Label.OPPOSE, "no, never, not at all, it would be wrong", "doc-a", 100),
        said("Ben Okri", Label.OPPOSE, POINT, "doc-b", 0),
        said("Cleo Vance", Label.SUPPORT, "we should pause until the mills are safe", "doc-c", 0),
    )
    found = compare_corpus(snapshot((), stances), WordEncoder()).camps
    assert [(c.label, c.holders, c.independent_origins) for c in found] == [
        (Label.OPPOSE, ("Ada Marsh", "Ben Okri"), 2),
        (Label.SUPPORT, ("Cleo Vance",), 1),
    ]
    assert len(found[0].strongest) == 2


def test_a_point_that_two_holders_make_is_a_key_point_with_those_against_it() -> None:
    stances = (
        said("Ada Marsh", Label.OPPOSE, POINT, "doc-a", 0),
        said("Ben Okri", Label.OPPOSE, f"{POINT} indeed", "doc-b", 0),
        said("Dora Lind", Label.OPPOSE, "bakers love fresh bread on warm Sunday mornings", "doc-d", 0),
        said("Cleo Vance", Label.SUPPORT, "a pause would not hand the lead to careless rivals", "doc-c", 0),
    )
    (point,) = compare_corpus(snapshot((), stances), WordEncoder()).key_points
    assert point.holders == ("Ada Marsh", "Ben Okri")
    assert point.opposing == ("Cleo Vance",)
    assert point.stance in point.supporters


def test_a_disputed_figure_that_both_sides_rest_on_is_their_crux() -> None:
    make = Maker()
    claims = [
        make("the harbour pause cost {40%} of trade", 40, doc="doc-a", subject="pause", speaker="Ada Marsh"),
        make("the harbour pause cost {4%} of trade", 4, doc="doc-b", subject="pause", speaker="Ben Okri"),
    ]
    stances = (
        said("Ada Marsh", Label.OPPOSE, claims[0].evidence, "doc-a", claims[0].start),
        said("Ben Okri", Label.SUPPORT, claims[1].evidence, "doc-b", claims[1].start),
    )
    found = compare_corpus(snapshot(claims, stances), WordEncoder())
    (crux,) = found.cruxes
    position_of = {p.holder: p.id for p in found.positions}
    assert (crux.kind, crux.measure) == (CruxKind.FIGURE, found.measures[0].id)
    assert (crux.supporting, crux.opposing) == ((position_of["Ben Okri"],), (position_of["Ada Marsh"],))
    assert crux.id == make_id("crux", "rsi", "pause", "figure", found.measures[0].id)


class Undecided:
    """A judge of relevance that cannot tell."""

    revision = "undecided"

    def relevance(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        return np.full(len(pairs), 0.5, dtype=np.float32)


def test_a_judge_of_relevance_is_weighed_with_the_vectors_not_put_in_their_place() -> None:
    sentences, points = ["cranes run on power", "ice is thin"], ["cranes need power", "thin ice"]
    alone = PointScorer(WordEncoder()).scores(sentences, points)
    judged = PointScorer(WordEncoder(), judge=Undecided()).scores(sentences, points)
    assert np.allclose(np.log(judged / (1 - judged)), np.log(alone / (1 - alone)) / 2)


class Axes:
    """An encoder of the shipped revision: each text is a direction of its own, and "beside …" lies beside another's."""

    revision = str(shipped_revision(DEFAULT_NAME))
    dim = 384

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for i, text in enumerate(texts):
            place = int(text.split()[-1])
            rows[i, place], rows[i, place + 100] = (0.8, 0.6) if text.startswith("beside") else (1.0, 0.0)
        return rows


def test_vectors_of_the_shipped_encoder_are_turned_before_points_are_told() -> None:
    moved = turned(np.eye(384)[:3])
    assert np.linalg.norm(moved, axis=1) == pytest.approx(1.0)
    assert all(0.2 < float(moved[i, i]) < 0.9999 for i in range(3))
    sentences, points = ["beside 1", "beside 2", "beside 3"], ["at 1", "at 2", "at 3"]
    scores = PointScorer(Axes()).scores(sentences, points)
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]
    other = Axes()
    other.revision = "other@1"
    assert not np.allclose(scores, PointScorer(other).scores(sentences, points))


def test_a_map_of_points_that_is_not_the_shipped_one_is_refused(tmp_path: Path) -> None:
    altered = tmp_path / "points.npy"
    altered.write_bytes(MAP_FILE.read_bytes()[:-1] + b"x")
    for path in (altered, tmp_path / "none.npy"):
        with pytest.raises(ConfigError, match="reinstall"):
            shipped_matrix(path, MAP_SHA256)
