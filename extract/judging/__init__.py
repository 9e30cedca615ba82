"""The shipped model of sentence pairs: one cross-encoder with a head each for stance, inference and relevance.

`load_pair_model` gives it; it satisfies `PairJudge`, `InferenceJudge` and `RelevanceJudge` of `corpus.protocols`. The recipe
is `training/stance`, the card `extract/models/judge/CARD.md`.
"""

from extract.judging.model import SHIPPED, PairModel, has_shipped_model, load_pair_model, shipped_revision

__all__ = ["SHIPPED", "PairModel", "has_shipped_model", "load_pair_model", "shipped_revision"]
