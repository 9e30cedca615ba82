"""Any sequence-pair classifier as a judge of stance, through sentence-transformers, offline where it is a folder.

Classifiers name their answers differently: stance sets say favor and against, inference sets entailment and
contradiction. The names are read from the model's own configuration; one whose names say nothing of sides is refused
rather than guessed at. Invariant: a row depends on its pair alone, to the rounding of the model's arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ConfigError
from corpus.protocols import FloatMatrix

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

SUPPORT, OPPOSE, NEITHER = 0, 1, 2
_ANSWERS = (
    (OPPOSE, re.compile(r"oppos|against|contra|con$|refut|disagree|disput|attack|negat|deny", re.I)),
    (NEITHER, re.compile(r"neutral|neither|none|no_?stance|other|unrelated|query|comment|not[ _]?enough", re.I)),
    (SUPPORT, re.compile(r"support|favou?r|for$|pro$|entail|agree|posit", re.I)),
)
_SETTING = "set extract.judge to 'syntopic', or to a classifier whose id2label names support and oppose"


def answer_of(label: str) -> int | None:
    """Which of support, oppose and neither a classifier's label means; None where it says nothing of sides.

    >>> [answer_of(x) for x in ("FAVOR", "contradiction", "neutral", "LABEL_0")]
    [0, 1, 2, None]
    """
    return next((answer for answer, pattern in _ANSWERS if pattern.search(label.strip())), None)


class CrossEncoderJudge:
    """A `PairJudge` over a classifier of sentence pairs; made by `load_cross_encoder`."""

    def __init__(self, model: CrossEncoder, answers: Sequence[int], *, revision: str) -> None:
        self._model, self._answers, self._revision = model, list(answers), revision

    @property
    def revision(self) -> str:
        """The model's name and the start of its weights' hash."""
        return self._revision

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        """Judge (text, proposition) pairs.

        Returns:
            float32, shape (len(pairs), 3): probability that the text supports, opposes, or takes no side; rows sum to 1.
        """
        out = np.zeros((len(pairs), 3), dtype=np.float32)
        for row, pair in zip(out, pairs, strict=True):
            scores = self._model.predict([pair], apply_softmax=True, show_progress_bar=False, convert_to_numpy=True)
            for score, answer in zip(np.asarray(scores, dtype=np.float32).reshape(-1), self._answers, strict=True):
                row[answer] += score
            row /= row.sum()
        return out


def load_cross_encoder(name: str) -> CrossEncoderJudge:
    """Load a sequence-pair classifier on the processor.

    Args:
        name: a folder, or the name of a model that transformers can find.
    Raises:
        ConfigError: it cannot be loaded, or its labels do not name both sides.
    """
    from sentence_transformers import CrossEncoder

    from index.encoder import hash_of_parameters

    try:
        model = CrossEncoder(name, device="cpu", local_files_only=Path(name).exists())
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ConfigError(
            f"the judge {name!r} of the setting extract.judge cannot be loaded: {first}", remedy=_SETTING
        ) from None
    labels = [str(model.config.id2label[k]) for k in range(int(model.config.num_labels))]
    answers = [answer_of(label) for label in labels]
    if not {SUPPORT, OPPOSE} <= set(answers) or None in answers:
        raise ConfigError(
            f"the judge {name!r} has the labels {', '.join(labels)}, which do not name both sides", remedy=_SETTING
        )
    known = [a for a in answers if a is not None]
    return CrossEncoderJudge(model, known, revision=f"{Path(name).name}@{hash_of_parameters(model.model)[:12]}")
