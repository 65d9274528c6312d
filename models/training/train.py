"""Trains the class-conditional model: noise prediction only, in a band of timesteps, resumable.

    python train.py --data DIR --out DIR              # trains until --images are seen
    python train.py --data DIR --out DIR --decay N    # then N images with a falling learning rate

A run can be stopped at any time and goes on from its last checkpoint. The learning rate is constant
after a warm-up; the last stretch with a falling rate is a branch: it starts from newest.pt, leaves
that as it was, keeps its own state in decay.pt and ends as final.pt. DIR of the data holds
train.parquet and validation.parquet (see data.py).
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import TextIO

import torch
from torch import Tensor

from checkpoint import State, load, save
from classify import accuracy
from data import LABELS, load_split, to_model_range
from model import Denoiser, DenoiserConfig
from noising import Batch, noised
from processors import runnable_elsewhere
from schedule import alphas_cumprod

UNLABELLED = len(LABELS)
WARM_UP_IMAGES = 15_000
REPORT_SECONDS, SAVE_SECONDS = 15, 120


class Batches:
    """Endless shuffled batches of noised images, mirrored half of the time."""

    def __init__(self, images: Tensor, labels: Tensor, options: argparse.Namespace):
        self.images, self.labels, self.options = images, labels, options
        self.schedule = alphas_cumprod().float()
        self.order, self.position = torch.randperm(len(images)), 0

    def next(self) -> Batch:
        size = self.options.batch
        if self.position + size > len(self.order):
            self.order, self.position = torch.randperm(len(self.images)), 0
        rows = self.order[self.position : self.position + size]
        self.position += size
        label = torch.where(torch.rand(size) < self.options.unlabelled, UNLABELLED, self.labels[rows])
        return noised(to_model_range(self.images[rows]), label, self.options.band, self.schedule)


def make_denoiser(fields: dict) -> Denoiser:
    return Denoiser(DenoiserConfig(**fields))


def step(state: State, batch: Batch, rate: float) -> float:
    """One update; returns the batch's mean squared error."""
    with torch.autocast("cpu", torch.bfloat16):
        predicted = state.denoiser(batch.x_t, batch.timestep, batch.label)
    errors = (predicted.float() - batch.noise).square().mean((1, 2, 3))
    (errors * state.weights(errors.detach(), batch.timestep)).mean().backward()
    torch.nn.utils.clip_grad_norm_(state.denoiser.parameters(), 1.0)
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.images += len(batch.noise)
    state.average_weights(len(batch.noise))
    return errors.detach().mean().item()


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--images", type=int, default=5_000_000, help="stop after so many")
    parser.add_argument("--decay", type=int, default=0, help="images with a falling rate")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--band", type=int, nargs=2, default=(200, 800), help="timesteps from, to")
    parser.add_argument("--unlabelled", type=float, default=0.08, help="share without a label")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check-every", type=int, default=200_000, help="images between checks")
    return parser.parse_args()


def write(log: TextIO, **line: object) -> None:
    print(json.dumps(line), file=log, flush=True)


def main() -> None:
    options = parse_options()
    options.out.mkdir(parents=True, exist_ok=True)
    newest, decaying = options.out / "newest.pt", options.out / "decay.pt"
    file = decaying if options.decay else newest
    found = next((f for f in (file, newest) if f.exists()), None)
    state = load(found, make_denoiser, {"labels": len(LABELS)}, tuple(options.band), torch.device("cpu"))
    if options.decay and state.decay is None:
        state.decay = (state.images, state.images + options.decay)
    end = state.decay[1] if state.decay else options.images
    torch.manual_seed(options.seed + state.images)
    batches = Batches(*load_split(options.data / "train.parquet"), options)
    held_images, held_labels = (part[:500] for part in load_split(options.data / "validation.parquet"))
    log = (options.out / "log.jsonl").open("a")

    others, next_check = 0.0, state.images + options.check_every
    errors, began, reported, saved = [], time.monotonic(), time.monotonic(), time.monotonic()
    while state.images < end:
        rise = min(1.0, (state.images + options.batch) / WARM_UP_IMAGES)
        fall = (end - state.images) / (end - state.decay[0]) if state.decay else 1.0
        errors.append(step(state, batches.next(), options.rate * rise * fall))

        # A parallel region waits for its slowest thread: leave a processor that others use.
        others += 0.15 * (runnable_elsewhere() - others)
        torch.set_num_threads(options.threads if others < 0.4 else max(1, options.threads - 1))

        now = time.monotonic()
        if now - reported > REPORT_SECONDS:
            state.seconds += now - began
            rate = round(len(errors) * options.batch / (now - reported))
            mse = round(sum(errors) / len(errors), 5)
            write(log, images=state.images, seconds=round(state.seconds), mse=mse, rate=rate)
            errors, began, reported = [], now, now
        done = state.images >= end
        if state.images >= next_check or done:
            next_check += options.check_every
            share = accuracy(state.average, held_images, held_labels, batches.schedule, state.band, 16)
            write(log, images=state.images, seconds=round(state.seconds), accuracy500=share)
        if now - saved > SAVE_SECONDS or done:
            save(state, file, options)
            saved = now
    if state.decay:
        os.replace(decaying, options.out / "final.pt")


if __name__ == "__main__":
    main()
