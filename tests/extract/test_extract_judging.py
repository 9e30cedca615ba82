"""The shipped model of sentence pairs, and how its answers are weighed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from extract_encoders import WordEncoder

from corpus.errors import ConfigError
from corpus.protocols import FloatMatrix, InferenceJudge, PairJudge, RelevanceJudge
from corpus.topic import parse_topic
from extract.judge import PrototypeJudge
from extract.judging import SHIPPED, PairModel, load_pair_model, shipped_revision
from extract.judging.model import MAX_TARGET, MAX_TEXT, pair_pieces
from extract.judging.weighing import WeighingJudge, Weights
from extract.parsing.pieces import WordPieces

PACK = parse_topic(
    """
    name = "ferries"
    title = "Ferries"
    [[proposition]]
    key = "night_ferry"
    text = "The ferry should run at night."
    negation = "The ferry should rest at night."
    for = ["Night shifts end at two, and people must get home."]
    against = ["Nobody needs a boat at three in the morning."]
    """,
    name="ferries.toml",
)
PROPOSITION = PACK.propositions[0].text


@pytest.fixture(scope="module")
def model() -> PairModel:
    return load_pair_model()


def test_the_shipped_model_serves_all_three_protocols(model: PairModel) -> None:
    for protocol in (PairJudge, InferenceJudge, RelevanceJudge):
        assert isinstance(model, protocol)
    assert model.revision == shipped_revision()


def test_every_head_gives_probabilities_of_its_shape(model: PairModel) -> None:
    pairs = [("The ferry runs all night.", PROPOSITION), ("", ""), ("слово " * 900, PROPOSITION)]
    for rows in (model.judge(pairs), model.infer(pairs)):
        assert rows.shape == (3, 3)
        assert np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)
    relevance = model.relevance(pairs)
    assert relevance.shape == (3,)
    assert relevance.dtype == np.float32
    assert ((relevance >= 0) & (relevance <= 1)).all()
    assert model.infer([]).shape == (0, 3)
    assert model.relevance([]).shape == (0,)


def test_what_follows_is_told_from_what_contradicts(model: PairModel) -> None:
    rows = model.infer(
        [("The ferry left at six and was full.", "The ferry was full."), ("The ferry was full.", "The ferry was not full.")]
    )
    assert rows[0].argmax() == 0
    assert rows[1].argmax() == 1


def test_an_answer_is_more_relevant_than_what_is_beside_the_question(model: PairModel) -> None:
    question = "How often does the ferry run at night?"
    said = model.relevance([("After midnight the boat crosses once an hour.", question), ("The café sells soup.", question)])
    assert said[0] > said[1]


def test_a_model_of_which_a_byte_differs_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "judge"
    shutil.copytree(SHIPPED, folder)
    (folder / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"vocab\.txt"):
        load_pair_model(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(ConfigError, match=r"no manifest\.json") as caught:
        load_pair_model(folder)
    assert "make train-judge" in (caught.value.remedy or "")


def test_the_revision_names_the_weights_and_their_calibration(tmp_path: Path, model: PairModel) -> None:
    folder = tmp_path / "judge"
    shutil.copytree(SHIPPED, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["stance_temperature"] += 0.5
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    other = load_pair_model(folder)
    assert other.revision != model.revision
    pair = [("The ferry should run all night.", PROPOSITION)]
    assert other.judge(pair).max() < model.judge(pair).max()


def test_a_pair_is_bounded_whatever_it_holds() -> None:
    pieces = WordPieces.from_file(SHIPPED / "vocab.txt")
    ids, types = pair_pieces(pieces, "boat " * 5000, "night " * 5000)
    assert len(ids) == len(types) == MAX_TEXT + MAX_TARGET + 3
    assert types.sum() == MAX_TARGET + 1


class Echo:
    """A model that answers from the text alone, whatever it is asked about; `asked` lists the pairs."""

    revision = "echo"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        self.asked.extend(pairs)
        return np.tile(np.array([0.8, 0.1, 0.1], dtype=np.float32), (len(pairs), 1))


def test_what_is_answered_to_a_proposition_and_its_denial_alike_cancels_out() -> None:
    judge = WeighingJudge(Echo(), PrototypeJudge(WordEncoder(), [PACK]), weights=Weights(vectors=0.0))
    (row,) = judge.judge([("Boats are boats.", PROPOSITION)])
    assert row[0] == pytest.approx(row[1], abs=1e-5)


def test_the_model_is_asked_about_the_proposition_its_denial_and_the_nearest_prototypes() -> None:
    echo = Echo()
    WeighingJudge(echo, PrototypeJudge(WordEncoder(), [PACK])).judge([("Boats are boats.", PROPOSITION)])
    proposition = PACK.propositions[0]
    assert {target for _, target in echo.asked} == {
        proposition.text,
        proposition.negation,
        proposition.in_favour[0],
        proposition.against[0],
    }


def test_a_proposition_that_no_pack_knows_is_asked_about_with_a_denial_by_rule() -> None:
    echo = Echo()
    WeighingJudge(echo, PrototypeJudge(WordEncoder(), [])).judge([("Boats are boats.", "The quay is wide.")])
    assert [target for _, target in echo.asked] == ["The quay is wide.", "The quay is not wide."]
