"""Training in several processes of one thread each, which meet through gloo.

On a machine with few cores that is about twice as fast as one process with as many threads, whose halves of each product
wait for each other; and processes that only average their weights every few steps (`Meeting`; local SGD, Stich 2019) need
not wait for each other at every step, which counts where other work shares the cores. Invariant: all processes meet equally
often, and what decides about going on is taken from what they share there, so that they also end together.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import distributed, nn


class Meeting:
    """Averages weights over all processes; a few numbers travel with them."""

    def __init__(self, parameters: Sequence[nn.Parameter], world: int, *, numbers: int) -> None:
        self._parameters, self._world = list(parameters), world
        self._flat = torch.zeros(sum(p.numel() for p in parameters) + numbers)

    def share(self, *numbers: float) -> list[float]:
        """Replace every weight by its mean over the processes; returns the means of the numbers."""
        if self._world == 1:
            return list(numbers)
        with torch.no_grad():
            at = 0
            for p in self._parameters:
                self._flat[at : at + p.numel()] = p.detach().flatten()
                at += p.numel()
            self._flat[at:] = torch.tensor(numbers)
            distributed.all_reduce(self._flat)
            self._flat /= self._world
            at = 0
            for p in self._parameters:
                p.copy_(self._flat[at : at + p.numel()].view_as(p))
                at += p.numel()
        return [float(x) for x in self._flat[at:]]


def meet(folder: Path, rank: int, world: int) -> None:
    """Join the other processes of this run; one process alone has nobody to wait for."""
    torch.set_num_threads(1)
    if world > 1:
        meeting = f"file://{folder.resolve()}/meet-{os.getppid()}"
        distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=world)


def least(number: int, world: int) -> int:
    """The least of the numbers that the processes bring."""
    if world == 1:
        return number
    found = torch.tensor([number])
    distributed.all_reduce(found, op=distributed.ReduceOp.MIN)
    return int(found)


def linear_rate(share: float, *, warm_up: float) -> float:
    """The factor of the learning rate when this share of the budget is used: up, then straight down to a hundredth."""
    return min(share / warm_up, 1.0) * max(1.0 - share, 0.01)
