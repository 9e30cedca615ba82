"""A training that goes on from shipped weights begins where they are."""

from __future__ import annotations

import numpy as np
import pytest

from extract.judging import SHIPPED
from extract.judging.model import HEADS, pair_pieces
from extract.parsing.pieces import WordPieces
from extract.shipped import onnx_session

stored = pytest.importorskip("training.stance.stored", reason="the recipe is not part of the wheel")
model = pytest.importorskip("training.stance.model", reason="the recipe is not part of the wheel")
torch = pytest.importorskip("torch")

PAIRS = [
    ("The night ferry should go on running, whatever it costs.", "The ferry should run at night."),
    ("Nobody in the harbour wants the ferry to run after ten.", "The ferry should run at night."),
    ("The ferry has two decks and a funnel.", "The ferry should run at night."),
    ("A man is asleep on the upper deck.", "Nobody is asleep."),
    ("The last boat leaves at eleven, and the first one at five.", "When does service end for the day?"),
]
FAR, NEAR = 1.0, 0.25  # largest and mean difference of a logit: the graph rounds activations to 8 bits, the network does not


def test_the_restored_judge_gives_the_scores_of_the_stored_one() -> None:
    net = model.PairNet()
    stored.load_start(net, SHIPPED)
    net.eval()
    session = onnx_session(SHIPPED / "judge.onnx", threads=1)
    pieces = WordPieces.from_file(SHIPPED / "vocab.txt")
    found, wanted = [], []
    for pair in PAIRS:
        ids, types = pair_pieces(pieces, *pair)
        wanted += session.run(list(HEADS), {"pieces": ids, "types": types})
        with torch.inference_mode():
            logits = net(torch.from_numpy(ids)[None], torch.from_numpy(types)[None], torch.ones(1, len(ids)))
        found += [logits[head][0].numpy() for head in HEADS]
    differences = np.abs(np.concatenate(found) - np.concatenate(wanted))
    assert float(differences.max()) < FAR
    assert float(differences.mean()) < NEAR
    assert (
        float(np.abs(np.concatenate(wanted)).mean()) > 4 * NEAR
    )  # the scores are no small numbers, so nearness says something


def test_a_restored_judge_is_exported_as_the_bytes_it_came_from() -> None:
    export = pytest.importorskip("training.stance.export")
    onnx = pytest.importorskip("onnx")
    net = model.PairNet()
    stored.load_stored(net, SHIPPED)
    was = onnx.load(str(SHIPPED / "judge.onnx")).graph.initializer
    now = export.judge_graph(net).graph.initializer
    for a, b in zip(was, now, strict=True):
        first, second = onnx.numpy_helper.to_array(a), onnx.numpy_helper.to_array(b)
        assert first.dtype == second.dtype
        if first.dtype == np.int8:
            assert int(np.abs(first.astype(int) - second.astype(int)).max()) <= 1
            assert float((first != second).mean()) < 0.001
        else:
            np.testing.assert_allclose(first, second, rtol=1e-4, atol=1e-6)
