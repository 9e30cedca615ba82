"""Trains the model of sentence pairs on one or two cores: `python -m training.stance.train --out DIR`.

One process of one thread for each core (`training.parallel`), bfloat16, batches of pairs of about equal length. The
schedule is linear in the share of the minutes that are used up. Public pairs come first; our own join after `--own-after`
of the budget, so that what they teach is fresh when the rate of learning falls to nothing. The weights that are kept are
a running average of the last steps. A checkpoint is written every few minutes, and `--resume` goes on from it. `--start DIR`
begins with the weights of a shipped model or of an earlier run rather than with MiniLM's.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.multiprocessing.spawn import spawn
from torch.nn import functional

from extract.judging.model import HEADS, pair_pieces
from extract.parsing.pieces import WordPieces
from training.minilm import MINILM
from training.parallel import Meeting, linear_rate, meet
from training.stance.examples import Example, own_examples, passage_examples, public_examples
from training.stance.model import PairNet
from training.stance.own import OwnPassage, OwnSentence, own_sentences, read_passages, training_files
from training.stance.pages import Page, page_examples, training_pages
from training.stance.public import Public, read_public
from training.stance.stored import load_start

ENCODER_RATE, HEAD_RATE, WARM_UP = 1.2e-4, 8e-4, 0.03
PIECES_A_STEP = 1000  # of each process, padding included: about 26 pairs
MEET_EVERY = 16  # steps between two averages over the processes
POOL = 1024  # pairs that are sorted by length before they are batched
MAX_PIECES = 110  # of a pair in training; few are longer
SETTLED_LAYERS = 2  # of the six, with the embeddings: they learn no more after `--settle-after`, and steps get cheaper
SMOOTHING = 0.05  # of the answers, since every one of the sets has wrong ones
AVERAGE = 0.998  # of the running average of weights: it looks back about 500 steps
SEED = 20261125


@dataclass(frozen=True, slots=True)
class Pieces:
    """An example as numbers of word pieces."""

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    example: Example


def collate(batch: Sequence[Pieces]) -> dict[str, Tensor]:
    """Padded arrays of a batch: pieces, types, mask (pairs, longest); head, answer, weight (pairs,)."""
    longest = max(len(p.ids) for p in batch)
    pieces, types, mask = (np.zeros((len(batch), longest), dtype=np.int64) for _ in range(3))
    for row, p in enumerate(batch):
        pieces[row, : len(p.ids)], types[row, : len(p.ids)], mask[row, : len(p.ids)] = p.ids, p.types, 1
    arrays = {"pieces": pieces, "types": types, "mask": mask}
    arrays["head"] = np.array([HEADS.index(p.example.head) for p in batch])
    arrays["answer"] = np.array([p.example.answer for p in batch])
    tensors = {name: torch.from_numpy(values) for name, values in arrays.items()}
    tensors["weight"] = torch.tensor([p.example.weight for p in batch])
    return tensors


def losses(logits: dict[str, Tensor], batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """The summed loss of each head over the pairs whose answer is known for it."""
    found: dict[str, Tensor] = {}
    for number, head in enumerate(HEADS):
        mine = torch.nonzero(batch["head"] == number).flatten()
        if not len(mine):
            continue
        scores, answer, weight = logits[head][mine].float(), batch["answer"][mine], batch["weight"][mine]
        if head == "relevance":
            wanted = answer.float() * (1 - SMOOTHING) + SMOOTHING / 2
            loss = functional.binary_cross_entropy_with_logits(scores[:, 0], wanted, reduction="none")
        else:
            loss = functional.cross_entropy(scores, answer, reduction="none", label_smoothing=SMOOTHING)
        found[head] = (loss * weight).sum()
    return found


@dataclass(frozen=True, slots=True)
class Material:
    """All that is drawn from."""

    public: Public
    sentences: tuple[OwnSentence, ...]
    passages: tuple[OwnPassage, ...]
    pages: tuple[Page, ...]

    def round(self, number: int, *, with_own: bool) -> list[Example]:
        """The pairs of one round, shuffled; the same for every process."""
        rng = random.Random(SEED + number)
        found = public_examples(self.public, rng)
        if with_own:
            found += own_examples(self.sentences, rng) + passage_examples(self.passages, rng)
            found += page_examples(self.pages, rng)
        rng.shuffle(found)
        return found


def read_material(shared: Path) -> Material:
    """The public train parts and our own training files as they are now."""
    passages = tuple(p for path in training_files() for p in read_passages(path))
    return Material(read_public(shared), tuple(own_sentences(tuning=False)), passages, tuple(training_pages(tuning=False)))


def batches(examples: Sequence[Example], pieces: WordPieces, rng: random.Random) -> Iterator[list[Pieces]]:
    """Batches of pairs of about equal length, in random order within a pool."""
    for at in range(0, len(examples), POOL):
        pool: list[Pieces] = []
        for example in examples[at : at + POOL]:
            ids, types = pair_pieces(pieces, example.text, example.target)
            if len(ids) <= MAX_PIECES:
                pool.append(Pieces(ids, types, example))
        pool.sort(key=lambda p: len(p.ids))
        groups: list[list[Pieces]] = [[]]
        for item in pool:
            if groups[-1] and (len(groups[-1]) + 1) * len(item.ids) > PIECES_A_STEP:
                groups.append([])
            groups[-1].append(item)
        rng.shuffle(groups)
        yield from groups


class Trainer:
    """Model, optimiser and the state that a checkpoint holds."""

    def __init__(self, model: PairNet, args: argparse.Namespace) -> None:
        self.model, self.args = model, args
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        heads = [p for n, p in named if n.startswith(("hidden", "out"))]
        body = [p for n, p in named if not n.startswith(("hidden", "out"))]
        self.parameters = body + heads
        groups = [{"params": body, "peak": args.rate}, {"params": heads, "peak": HEAD_RATE / ENCODER_RATE * args.rate}]
        self.optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.meeting = Meeting(self.parameters, args.processes, numbers=2)
        self.average = {n: p.detach().clone() for n, p in named}
        self.step, self.pairs, self.used, self.round = 0, 0, 0.0, 0
        self.mine = 0

    def share(self) -> float:
        """How much of the budget is used up, as all processes know it."""
        minutes: float = self.args.minutes
        return min(1.0, max(1e-4, self.used / (minutes * 60)))

    def train_step(self, group: list[Pieces], used: float) -> dict[str, tuple[float, int]]:
        """One step; the summed loss and the number of pairs of each head."""
        batch = collate(group)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.args.bf16):
            logits = self.model(batch["pieces"], batch["types"], batch["mask"])
        found = losses(logits, batch)
        self.optimiser.zero_grad(set_to_none=True)
        (torch.stack(list(found.values())).sum() / len(group)).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        factor = linear_rate(self.share(), warm_up=WARM_UP)
        for settings in self.optimiser.param_groups:
            settings["lr"] = settings["peak"] * factor
        self.optimiser.step()
        self.step += 1
        self.mine += len(group)
        if self.step % MEET_EVERY == 0:
            pairs, self.used = self.meeting.share(float(self.mine), used)
            self.pairs = int(pairs * self.args.processes)
            self._remember()
        counts = {head: int((batch["head"] == k).sum()) for k, head in enumerate(HEADS)}
        return {head: (float(loss.detach()), counts[head]) for head, loss in found.items()}

    def _remember(self) -> None:
        keep = min(AVERAGE**MEET_EVERY, self.step / (self.step + 200))
        with torch.no_grad():
            for name, p in self.model.named_parameters():
                if name in self.average:
                    self.average[name].lerp_(p, 1 - keep)

    def settle(self) -> None:
        """Let the lowest layers learn no more."""
        for part in (self.model.place, self.model.kind, self.model.norm, *self.model.layers[:SETTLED_LAYERS]):
            part.requires_grad_(False)

    def save(self, folder: Path) -> None:
        """Write the checkpoint aside and swap it in."""
        state: dict[str, Any] = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        state |= {"average": self.average, "step": self.step, "pairs": self.pairs, "used": self.used, "round": self.round}
        torch.save(state, folder / "next.pt")
        os.replace(folder / "next.pt", folder / "last.pt")

    def load(self, folder: Path) -> None:
        """Go on from a checkpoint; the round that was under way begins anew."""
        state = torch.load(folder / "last.pt", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average = state["average"]
        self.step, self.pairs, self.used, self.round = state["step"], state["pairs"], state["used"], state["round"]
        self.mine = self.pairs // self.args.processes

    def averaged(self) -> dict[str, Tensor]:
        """The weights with the running average in their place."""
        return self.model.state_dict() | self.average


def run(rank: int, args: argparse.Namespace) -> None:
    """The whole training of one process."""
    meet(args.out, rank, args.processes)
    torch.manual_seed(SEED)
    net = PairNet()
    if args.start:
        load_start(net, args.start)
    trainer = Trainer(net, args)
    if args.resume and (args.out / "last.pt").exists():
        trainer.load(args.out)
    pieces = WordPieces.from_file(MINILM / "vocab.txt")
    torch.manual_seed(SEED + rank + 10 * trainer.round)
    trainer.model.train()
    began, before, saved = time.monotonic(), trainer.used, time.monotonic()
    sums: dict[str, list[float]] = {head: [0.0, 0.0] for head in HEADS}
    while trainer.share() < 1.0:
        with_own = trainer.share() >= args.own_after
        if trainer.share() >= args.settle_after:
            trainer.settle()
        examples = read_material(args.shared).round(trainer.round, with_own=with_own)[rank :: args.processes]
        if rank == 0:
            print(f"round {trainer.round}: {len(examples)} pairs a process, own {with_own}", flush=True)
        for group in batches(examples, pieces, random.Random(SEED + trainer.round)):
            for head, (loss, n) in trainer.train_step(group, before + time.monotonic() - began).items():
                sums[head][0] += loss
                sums[head][1] += n
            if rank == 0 and trainer.step % 100 == 0:
                _report(trainer, sums)
            if rank == 0 and time.monotonic() - saved > args.save_minutes * 60:
                trainer.save(args.out)
                saved = time.monotonic()
            if trainer.step % MEET_EVERY == 0 and _is_over(trainer, args.own_after, with_own=with_own):
                break
        trainer.round += 1
    if rank == 0:
        trainer.save(args.out)
        torch.save(trainer.averaged(), args.out / "final.pt")
        print(f"done: {trainer.step} steps, {trainer.pairs} pairs, {trainer.used / 60:.1f} minutes", flush=True)


def _is_over(trainer: Trainer, own_after: float, *, with_own: bool) -> bool:
    """Whether the budget is used up, or it is time for a new round with our own sentences in it."""
    return trainer.share() >= 1.0 or (not with_own and trainer.share() >= own_after)


def _report(trainer: Trainer, sums: dict[str, list[float]]) -> None:
    means = " ".join(f"{head} {total / max(1, n):.3f}" for head, (total, n) in sums.items())
    rate = trainer.pairs / max(trainer.used, 1)
    print(f"step {trainer.step} share {trainer.share():.3f} {rate:.0f} pairs/s | {means}", flush=True)
    for values in sums.values():
        values[:] = [0.0, 0.0]


def main() -> None:
    """Read the arguments and start the processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SYNTOPIC_SHARED", "shared")))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--own-after", type=float, default=0.3, help="share of the budget after which our own pairs join")
    parser.add_argument("--settle-after", type=float, default=0.5, help="share after which the lowest layers learn no more")
    parser.add_argument(
        "--rate", type=float, default=ENCODER_RATE, help="of the encoder at its peak; the heads' goes with it"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--save-minutes", type=float, default=5.0)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="a shipped model, or an earlier run, to go on from")
    args = parser.parse_args()
    if not (args.shared / "benchmarks").is_dir():
        sys.exit(f"{args.shared} holds no benchmarks: set SYNTOPIC_SHARED to the folder that does")
    args.out.mkdir(parents=True, exist_ok=True)
    if args.processes == 1:
        run(0, args)
    else:
        spawn(run, args=(args,), nprocs=args.processes)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
