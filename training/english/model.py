"""The network: MiniLM's six layers, three scalar mixes over them, and one head per kind of label.

The encoder starts from all-MiniLM-L6-v2. Word embeddings stay frozen (they are 12 of 23 million weights and the treebanks
see few of them); the token types are ours. The parser is the biaffine one of Dozat and Manning (2017); index 0 of its head
axis is the root. `export.py` writes exactly this forward pass: change both together.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from extract.parsing.shapes import N_TYPES
from training.english.labels import Labels
from training.minilm import copy_encoder

WIDTH, LAYERS, HEADS = 384, 6, 12
TAG_HIDDEN, SENT_HIDDEN, ENT_HIDDEN, ARC, REL = 320, 128, 192, 256, 96


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """One layer; the mask is added to the scores of attention."""
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5  # three times faster here than the fused operator
        a = torch.softmax(scores if mask is None else scores + mask.to(scores.dtype), -1).to(v.dtype) @ v
        x = self.norm1(x + self.dropout(self.out(a.transpose(1, 2).reshape(b, n, WIDTH))))
        y: Tensor = self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))
        return y


class Mix(nn.Module):
    """A softmax-weighted sum of all layers (Peters et al. 2018)."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.linspace(-1, 1, LAYERS + 1))

    def forward(self, layers: Tensor) -> Tensor:
        """(layers, batch, words, WIDTH) to (batch, words, WIDTH)."""
        return torch.einsum("l,lbnd->bnd", torch.softmax(self.weights, 0), layers)


def _hidden(width: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(dropout))


@dataclass
class Scores:
    """Logits per word: (batch, words, labels); arcs (batch, words, words + 1)."""

    upos: Tensor
    xpos: Tensor
    feats: Tensor
    script: Tensor
    start: Tensor
    ent: Tensor
    arcs: Tensor
    rel_dep: Tensor
    rel_head: Tensor


class Reader(nn.Module):
    """Encoder and heads."""

    def __init__(self, labels: Labels, *, dropout: float = 0.1, head_dropout: float = 0.33) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.place, self.kind = nn.Embedding(512, WIDTH), nn.Embedding(N_TYPES, WIDTH)
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.mix_tags, self.mix_tree, self.mix_ents = Mix(), Mix(), Mix()
        self.tag_hidden = _hidden(TAG_HIDDEN, head_dropout)
        self.upos, self.xpos = nn.Linear(TAG_HIDDEN, len(labels.upos)), nn.Linear(TAG_HIDDEN, len(labels.xpos))
        self.feats, self.script = nn.Linear(TAG_HIDDEN, len(labels.feats)), nn.Linear(TAG_HIDDEN, len(labels.scripts))
        self.sent_hidden, self.start = _hidden(SENT_HIDDEN, head_dropout), nn.Linear(SENT_HIDDEN, 1)
        self.ent_hidden, self.ent = _hidden(ENT_HIDDEN, head_dropout), nn.Linear(ENT_HIDDEN, len(labels.ents))
        self.arc_dep, self.arc_head = _hidden(ARC, head_dropout), _hidden(ARC, head_dropout)
        self.rel_dep, self.rel_head = _hidden(REL, head_dropout), _hidden(REL, head_dropout)
        self.root = nn.Parameter(torch.randn(WIDTH) * 0.02)
        self.arc_weight, self.arc_bias = nn.Parameter(torch.zeros(ARC, ARC)), nn.Parameter(torch.zeros(ARC))
        self.rel_weight = nn.Parameter(torch.zeros(len(labels.rels), REL + 1, REL + 1))
        nn.init.normal_(self.arc_weight, std=0.02)
        nn.init.normal_(self.rel_weight, std=0.02)

    def start_from_minilm(self) -> None:
        """Take over the weights of all-MiniLM-L6-v2; every token type begins near MiniLM's first."""
        copy_encoder(self, types=1)
        with torch.no_grad():
            self.kind.weight.copy_(self.kind.weight[:1] + torch.randn(N_TYPES, WIDTH) * 0.01)

    def encode(self, pieces: Tensor, types: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> Tensor:
        """All layers at the words: (layers + 1, batch, words, WIDTH), the mean of a word's first and last piece."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.dropout(self.norm(self.word(pieces) + self.place(places) + self.kind(types)))
        keep = (mask[:, None, None, :] - 1) * 1e4 if mask is not None else None
        states = [x]
        for layer in self.layers:
            x = layer(x, keep)
            states.append(x)
        rows = torch.arange(pieces.shape[0], device=pieces.device)[:, None]
        return torch.stack([(s[rows, first] + s[rows, last]) * 0.5 for s in states])

    def forward(self, pieces: Tensor, types: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> Scores:
        """The scores of a batch of windows."""
        words = self.encode(pieces, types, mask, first, last)
        tags, tree, ents = self.mix_tags(words), self.mix_tree(words), self.mix_ents(words)
        tags = self.tag_hidden(tags)
        with_root = torch.cat([self.root.to(tree.dtype).expand(tree.shape[0], 1, -1), tree], 1)
        dep, head = self.arc_dep(tree), self.arc_head(with_root)
        arcs = (dep @ self.arc_weight + self.arc_bias) @ head.transpose(1, 2)
        return Scores(
            upos=self.upos(tags),
            xpos=self.xpos(tags),
            feats=self.feats(tags),
            script=self.script(tags),
            start=self.start(self.sent_hidden(tree)).squeeze(-1),
            ent=self.ent(self.ent_hidden(ents)),
            arcs=arcs,
            rel_dep=self.rel_dep(tree),
            rel_head=self.rel_head(with_root),
        )

    def rel_scores(self, dep: Tensor, head: Tensor) -> Tensor:
        """Label scores of chosen arcs: dep and head (arcs, REL) give (arcs, labels)."""
        dep, head = functional.pad(dep, (0, 1), value=1.0), functional.pad(head, (0, 1), value=1.0)
        n, d = dep.shape
        left = (dep @ self.rel_weight.permute(1, 0, 2).reshape(d, -1)).view(n, -1, d)
        return torch.einsum("nrd,nd->nr", left, head)
