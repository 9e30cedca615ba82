"""The network: MiniLM's six layers and three heads over what they make of a pair of texts.

The encoder starts from all-MiniLM-L6-v2, its word embeddings stay frozen (12 of 23 million weights, and the training
texts see few of them). A pair is read as `[CLS] text [SEP] target [SEP]`. `export.py` writes exactly this forward pass:
change both together.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from extract.judging.model import HEADS
from training.english.model import LAYERS, WIDTH, Layer
from training.minilm import copy_encoder

HIDDEN = 256
OUTPUTS = {"stance": 3, "inference": 3, "relevance": 1}


class PairNet(nn.Module):
    """Encoder and heads; every head reads the first piece and the mean of all pieces."""

    def __init__(self, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.place, self.kind = nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.hidden = nn.ModuleDict(
            {h: nn.Sequential(nn.Linear(2 * WIDTH, HIDDEN), nn.GELU(), nn.Dropout(dropout)) for h in HEADS}
        )
        self.out = nn.ModuleDict({h: nn.Linear(HIDDEN, OUTPUTS[h]) for h in HEADS})
        copy_encoder(self, types=2)

    def pooled(self, pieces: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """What the heads read: (pairs, 2 * WIDTH)."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.dropout(self.norm(self.word(pieces) + self.place(places) + self.kind(types)))
        keep = (mask[:, None, None, :] - 1) * 1e4
        for layer in self.layers:
            x = layer(x, keep)
        weights = mask[:, :, None].to(x.dtype)
        return torch.cat([x[:, 0], (x * weights).sum(1) / weights.sum(1)], -1)

    def forward(self, pieces: Tensor, types: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """Logits of every head: (pairs, 3), (pairs, 3), (pairs, 1)."""
        pooled = self.pooled(pieces, types, mask)
        return {h: self.out[h](self.hidden[h](pooled)) for h in HEADS}
