"""Trains the reader on one or two cores: `python -m training.english.train --out DIR`.

Two processes of one thread each, whose weights are averaged every few steps (`training.parallel`), in the second half of the
budget more seldom: what each finds alone and both then share reads new text better (post-local SGD, Lin et al. 2020).
bfloat16 halves the time again where the processor has it (AVX512-BF16). The schedule is linear in the share of the budget
that is used up, by words or by minutes, whichever runs out first. A checkpoint is written every few minutes, and `--resume`
goes on from it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.multiprocessing.spawn import spawn
from torch.nn import functional

from extract.parsing.pieces import WordPieces
from training.english.labels import Labels, count_labels
from training.english.model import Reader, Scores
from training.english.renamed import name_pool, renamed
from training.english.samples import (
    IGNORE,
    PARTS,
    Source,
    Window,
    WindowMaker,
    collate,
    cuts_of_part,
    own_source,
    read_training,
)
from training.english.stored import load_stored
from training.minilm import MINILM
from training.parallel import Meeting, least, linear_rate, meet

ENCODER_RATE, HEAD_RATE, WARM_UP = 3e-4, 1.5e-3, 0.04
PIECES_A_STEP = 896  # of each process, padding included
MEET_EVERY, MEET_EVERY_LATE, REPORT_EVERY = 6, 48, 48  # steps
ALONE_FROM = 0.5  # share of the budget after which the processes meet more seldom
POOL = 48  # windows that are sorted by length before they are batched
WEIGHTS = {"upos": 0.8, "xpos": 0.7, "feats": 0.3, "script": 0.7, "arc": 1.0, "rel": 1.0, "start": 1.2, "ent": 1.4}
SEED = 20261126


def losses(model: Reader, scores: Scores, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """One loss per head, means over the words of which the label is known."""
    found: dict[str, Tensor] = {}
    for name in ("upos", "xpos", "feats", "script", "ent"):
        logits, target = getattr(scores, name).float(), batch[name]
        if bool((target != IGNORE).any()):
            found[name] = functional.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=IGNORE)
    known = batch["start"] != IGNORE
    if bool(known.any()):
        found["start"] = (
            functional.binary_cross_entropy_with_logits(scores.start.float()[known], batch["start"][known].float()) * 4
        )
    heads = batch["head"]
    if bool((heads != IGNORE).any()):
        is_pad = functional.pad(batch["words"], (1, 0), value=1)[:, None, :] == 0
        arcs = scores.arcs.float().masked_fill(is_pad, -1e4)
        found["arc"] = functional.cross_entropy(arcs.flatten(0, 1), heads.flatten(), ignore_index=IGNORE)
        row, word = torch.nonzero((heads != IGNORE) & (batch["rel"] != IGNORE), as_tuple=True)
        rel = model.rel_scores(scores.rel_dep[row, word].float(), scores.rel_head[row, heads[row, word]].float())
        found["rel"] = functional.cross_entropy(rel, batch["rel"][row, word])
    return found


def batches(sources: list[Source], maker: WindowMaker, *, epoch: int, rank: int, world: int) -> Iterator[list[Window]]:
    """The windows of one part of an epoch that fall to one process, in batches of about PIECES_A_STEP."""
    rng = random.Random(SEED + epoch)
    cuts = cuts_of_part(sources, *divmod(epoch, PARTS), rng)[rank::world]
    rng = random.Random(SEED + 1000 * epoch + rank)
    for at in range(0, len(cuts), POOL):
        pool = sorted((maker.window(c, rng) for c in cuts[at : at + POOL]), key=lambda w: len(w.pieces))
        groups: list[list[Window]] = [[]]
        for window in pool:
            if groups[-1] and (len(groups[-1]) + 1) * len(window.pieces) > PIECES_A_STEP:
                groups.append([])
            groups[-1].append(window)
        rng.shuffle(groups)
        yield from groups


def _tensors(arrays: dict[str, NDArray[np.int64]]) -> dict[str, Tensor]:
    return {name: torch.from_numpy(values) for name, values in arrays.items()}


class Trainer:
    """Model, optimiser and the state that a checkpoint holds."""

    def __init__(self, model: Reader, args: argparse.Namespace, rank: int, world: int) -> None:
        self.model, self.args, self.rank, self.world = model, args, rank, world
        heads = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith(("layers", "place", "norm"))]
        body = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith(("layers", "place", "norm"))]
        self.parameters = body + heads
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "peak": ENCODER_RATE * args.peak}, {"params": heads, "peak": HEAD_RATE * args.peak}],
            lr=0.0,
            betas=(0.9, 0.98),
            weight_decay=0.01,
            fused=True,
        )
        self.step, self.words, self.used, self.epoch = 0, 0, 0.0, 0
        self.meeting = Meeting(self.parameters, world, numbers=2)
        self.unmet = 0  # words since the last meeting

    def meet(self, used: float) -> None:
        """Average the weights of all processes; the words and the mean time used travel with them."""
        words, self.used = self.meeting.share(float(self.unmet), used)
        self.words += round(words * self.world)
        self.unmet = 0

    def train_step(self, windows: list[Window]) -> dict[str, float]:
        """One step of this process; returns its losses."""
        batch = _tensors(collate(windows))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.args.bf16):
            scores = self.model(batch["pieces"], batch["types"], batch["mask"], batch["first"], batch["last"])
        found = losses(self.model, scores, batch)
        self.optimiser.zero_grad(set_to_none=True)
        torch.stack([WEIGHTS[name] * loss for name, loss in found.items()]).sum().backward()  # type: ignore[no-untyped-call]
        self.unmet += int(batch["words"].sum())
        nn.utils.clip_grad_norm_(self.parameters, 5.0)
        factor = linear_rate(self.share(), warm_up=WARM_UP)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        self.optimiser.step()
        self.step += 1
        return {name: float(loss.detach()) for name, loss in found.items()}

    def share(self) -> float:
        """How much of the budget is used up, by words or by time."""
        used: float = max(self.words / self.args.words, self.used / (self.args.minutes * 60), 1e-4)
        return min(1.0, used)

    def save(self, folder: Path) -> None:
        """Write the checkpoint aside and swap it in."""
        state: dict[str, Any] = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        state |= {"step": self.step, "words": self.words, "used": self.used, "epoch": self.epoch}
        torch.save(state, folder / "next.pt")
        os.replace(folder / "next.pt", folder / "last.pt")

    def load(self, folder: Path) -> None:
        """Go on from a checkpoint; the epoch that was under way begins anew."""
        state = torch.load(folder / "last.pt", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.words, self.used, self.epoch = state["step"], state["words"], state["used"], state["epoch"]


def run(rank: int, args: argparse.Namespace) -> None:
    """The whole training of one process."""
    meet(args.out, rank, args.processes)
    torch.set_flush_denormal(True)
    torch.manual_seed(SEED)
    sources = read_training(args.shared)
    labels = count_labels(sources[0].texts + sources[1].texts)
    gum = sources[1]
    pool = name_pool(gum.texts)
    model = Reader(labels)
    model.start_from_minilm()
    if args.start:
        if Labels.load(args.start / "labels.json") != labels:
            sys.exit(f"{args.start} has other labels than these treebanks")
        load_stored(model, args.start)
    trainer = Trainer(model, args, rank, args.processes)
    if args.resume and (args.out / "last.pt").exists():
        trainer.load(args.out)
    if rank == 0:
        labels.save(args.out / "labels.json")
    maker = WindowMaker(WordPieces.from_file(MINILM / "vocab.txt"), labels)
    torch.manual_seed(SEED + rank + 10 * trainer.epoch)
    model.train()
    began, before, saved = time.monotonic(), trainer.used, time.monotonic()
    sums: dict[str, list[float]] = {}
    while trainer.share() < 1.0:
        sources[-1] = own_source()
        rng = random.Random(SEED + trainer.epoch)
        sources[1] = Source([renamed(text, pool, rng) for text in gum.texts], gum.share)
        found = list(batches(sources, maker, epoch=trainer.epoch, rank=rank, world=args.processes))
        for windows in found[: least(len(found), args.processes)]:
            for name, loss in trainer.train_step(windows).items():
                sums.setdefault(name, []).append(loss)
            if trainer.step % (MEET_EVERY if trainer.share() < ALONE_FROM else MEET_EVERY_LATE):
                continue
            trainer.meet(before + time.monotonic() - began)
            if rank == 0 and trainer.step % REPORT_EVERY == 0:
                means = " ".join(f"{name} {sum(values) / len(values):.3f}" for name, values in sorted(sums.items()))
                rate = trainer.words / max(trainer.used, 1)
                print(
                    f"step {trainer.step} epoch {trainer.epoch} share {trainer.share():.3f} {rate:.0f} words/s | {means}",
                    flush=True,
                )
                sums.clear()
            if rank == 0 and time.monotonic() - saved > args.save_minutes * 60:
                trainer.save(args.out)
                saved = time.monotonic()
            if trainer.share() >= 1.0:
                break
        trainer.epoch += 1
    if rank == 0:
        trainer.save(args.out)
        torch.save(averaged(model, labels, args.start, args.keep), args.out / "final.pt")
        print(f"done: {trainer.step} steps, {trainer.words} words, {trainer.used / 60:.1f} minutes", flush=True)


def averaged(model: Reader, labels: Labels, start: Path | None, keep: float) -> dict[str, Tensor]:
    """The weights, averaged with those of `--start` if there is one (Wortsman et al. 2022)."""
    state = model.state_dict()
    if start is None or not keep:
        return state
    before = Reader(labels)
    load_stored(before, start)
    return {name: keep * old + (1 - keep) * state[name] for name, old in before.state_dict().items()}


def main() -> None:
    """Read the arguments and start the processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("SYNTOPIC_SHARED", "shared")) / "benchmarks" / "treebanks"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--words", type=int, default=20_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--save-minutes", type=float, default=4.0)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="a shipped model to go on from, rather than from MiniLM")
    parser.add_argument("--peak", type=float, default=1.0, help="times the learning rates; 0.6 suits a model to go on from")
    parser.add_argument("--keep", type=float, default=0.25, help="share of the weights of --start in the final ones")
    args = parser.parse_args()
    if not args.shared.is_dir():
        sys.exit(f"{args.shared} is not a folder: set SYNTOPIC_SHARED to the folder that holds benchmarks/treebanks")
    args.out.mkdir(parents=True, exist_ok=True)
    if args.processes == 1:
        run(0, args)
    else:
        spawn(run, args=(args,), nprocs=args.processes)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
