"""Training in several processes of one thread each, gradients summed by gloo.

On a machine with few cores that is about twice as fast as one process with as many threads, whose halves of each product
wait for each other. Invariant: all processes take the same steps; how much of the budget is used travels with the
gradients, so that they also end together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from torch import distributed, nn

Batch = TypeVar("Batch")


class Gradients:
    """Sums gradients over all processes; a few numbers travel with them."""

    def __init__(self, parameters: Sequence[nn.Parameter], world: int, *, extras: int = 2) -> None:
        self._parameters, self._world, self._extras = list(parameters), world, extras
        self._flat = torch.zeros(sum(p.numel() for p in parameters) + extras)

    def share(self, *numbers: float) -> list[float]:
        """Replace every gradient by its mean over the processes; returns the sums of the numbers."""
        if self._world == 1:
            return list(numbers)
        at = 0
        for p in self._parameters:
            grad = p.grad if p.grad is not None else torch.zeros_like(p)
            self._flat[at : at + p.numel()] = grad.flatten() / self._world
            at += p.numel()
        self._flat[at:] = torch.tensor(numbers)
        distributed.all_reduce(self._flat)
        at = 0
        for p in self._parameters:
            p.grad = self._flat[at : at + p.numel()].view_as(p).clone()
            at += p.numel()
        return [float(x) for x in self._flat[at:]]


def meet(folder: Path, rank: int, world: int) -> None:
    """Join the other processes of this run; one process alone has nobody to wait for."""
    torch.set_num_threads(1)
    if world > 1:
        meeting = f"file://{folder.resolve()}/meet-{os.getppid()}"
        distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=world)


def in_step(batches: Iterator[Batch], world: int) -> Iterator[Batch]:
    """End a round for all processes together, when the first of them has no batch left."""
    while True:
        batch = next(batches, None)
        has_more = torch.tensor([0.0 if batch is None else 1.0])
        if world > 1:
            distributed.all_reduce(has_more)
        if batch is None or int(has_more) < world:
            return
        yield batch


def linear_rate(share: float, *, warm_up: float) -> float:
    """The factor of the learning rate when this share of the budget is used: up, then straight down to a hundredth."""
    return min(share / warm_up, 1.0) * max(1.0 - share, 0.01)
