"""Any sequence-pair classifier as a judge: labels read from its configuration, refusals in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ConfigError
from corpus.protocols import PairJudge
from index.cross_encoder import answer_of, load_cross_encoder

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the tram is slow and dear but it runs all night".split()


def save_classifier(folder: Path, labels: list[str]) -> str:
    """A classifier with random weights and these labels, as transformers saves one."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(str(folder))
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(str(folder))
    return str(folder)


@pytest.mark.parametrize(
    "labels", [["AGAINST", "FAVOR", "NONE"], ["contradiction", "entailment", "neutral"], ["con", "pro"]]
)
def test_a_saved_classifier_judges_by_the_names_of_its_labels(tmp_path: Path, labels: list[str]) -> None:
    judge = load_cross_encoder(save_classifier(tmp_path / "model", labels))
    assert isinstance(judge, PairJudge)
    pairs = [("the tram is slow", "the tram runs"), ("it is dear", "the tram runs"), ("the tram is slow", "the tram runs")]
    rows = judge.judge(pairs)
    assert rows.shape == (3, 3)
    assert np.allclose(rows.sum(axis=1), 1.0, atol=1e-5)
    assert np.array_equal(rows[0], rows[2])
    assert (rows[:, 2] == 0).all() == (len(labels) == 2)
    assert judge.judge([]).shape == (0, 3)


def test_equal_weights_have_equal_revisions_and_others_have_others(tmp_path: Path) -> None:
    name = save_classifier(tmp_path / "model", ["against", "favor"])
    other = save_classifier(tmp_path / "other", ["against", "favor"])
    assert load_cross_encoder(name).revision == load_cross_encoder(name).revision
    assert load_cross_encoder(name).revision != load_cross_encoder(other).revision


def test_labels_that_say_nothing_of_sides_are_refused_by_name(tmp_path: Path) -> None:
    name = save_classifier(tmp_path / "model", ["LABEL_0", "LABEL_1"])
    with pytest.raises(ConfigError, match="LABEL_0, LABEL_1"):
        load_cross_encoder(name)


def test_a_folder_that_holds_no_classifier_is_refused_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"extract\.judge"):
        load_cross_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("support", 0),
        ("FAVOR", 0),
        ("entailment", 0),
        ("disagree", 1),
        ("Against", 1),
        ("not enough info", 2),
        ("joy", None),
    ],
)
def test_what_a_label_means_is_read_from_its_name(label: str, answer: int | None) -> None:
    assert answer_of(label) == answer
