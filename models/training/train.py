"""Trains the bundled model: noise prediction only, in a band of timesteps, resumable.

    python train.py --data DIR --out DIR              # trains until --images are seen
    python train.py --data DIR --out DIR --decay N    # then N images with a falling learning rate

The learning rate is constant after a warm-up, so a run can be stopped and continued at any
time; the last stretch with a falling rate (`--decay`) is a branch off the newest checkpoint and
leaves it as it was. Checkpoints are written to a temporary name and renamed.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from classify import accuracy
from data import LABELS, load_split, to_model_range
from model import Denoiser, DenoiserConfig
from schedule import TIMESTEPS, alphas_cumprod


@dataclass
class State:
    denoiser: Denoiser
    average: Denoiser
    optimizer: torch.optim.Optimizer
    log_loss: torch.Tensor
    """Running log of the mean squared error by timestep bin, the weight of the loss."""
    images: int = 0
    seconds: float = 0.0


BINS = 20


def new_state(config: DenoiserConfig, rate: float) -> State:
    denoiser = Denoiser(config).to(memory_format=torch.channels_last)
    average = Denoiser(config).to(memory_format=torch.channels_last)
    average.load_state_dict(denoiser.state_dict())
    average.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        denoiser.parameters(), rate, betas=(0.9, 0.99), weight_decay=0.01, fused=True
    )
    return State(denoiser, average, optimizer, torch.zeros(BINS))


def save(state: State, file: Path, arguments: dict) -> None:
    content = {
        "config": state.denoiser.config.to_json(),
        "denoiser": state.denoiser.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "log_loss": state.log_loss,
        "images": state.images,
        "seconds": state.seconds,
        "arguments": arguments,
    }
    torch.save(content, file.with_suffix(".tmp"))
    os.replace(file.with_suffix(".tmp"), file)


def load(file: Path, rate: float) -> State:
    content = torch.load(file, weights_only=True)
    state = new_state(DenoiserConfig(**content["config"]), rate)
    state.denoiser.load_state_dict(content["denoiser"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.log_loss = content["log_loss"]
    state.images = content["images"]
    state.seconds = content["seconds"]
    return state


def runnable_elsewhere() -> int:
    """Threads of other programs that run or wait for a processor right now (Linux; else 0).

    To be asked between steps, when this program's own workers sleep.
    """
    try:
        return int(Path("/proc/loadavg").read_text().split()[3].split("/")[0]) - 1
    except FileNotFoundError:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train.parquet and validation.parquet")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--images", type=int, default=5_000_000, help="stop after so many")
    parser.add_argument("--decay", type=int, default=0, help="images with a falling rate, off the newest checkpoint")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--band", type=int, nargs=2, default=(200, 800), help="timesteps trained, from and to")
    parser.add_argument("--unlabelled", type=float, default=0.08, help="share of rows without a label")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check-every", type=int, default=200_000, help="images between accuracy checks")
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    newest = options.out / "newest.pt"
    state = (
        load(newest, options.rate)
        if newest.exists()
        else new_state(DenoiserConfig(labels=len(LABELS)), options.rate)
    )
    target = newest if not options.decay else options.out / "final.pt"
    start = state.images
    end = start + options.decay if options.decay else options.images
    torch.manual_seed(options.seed + state.images)

    images, labels = load_split(options.data / "train.parquet")
    held_images, held_labels = load_split(options.data / "validation.parquet")
    schedule = alphas_cumprod().float()
    low, high = options.band
    unlabelled = len(LABELS)
    arguments = {key: str(value) for key, value in vars(options).items()}
    log = (options.out / "log.jsonl").open("a")

    others = 0.0
    loss_sum, loss_count, last_report, last_save = 0.0, 0, time.monotonic(), time.monotonic()
    order, position = torch.randperm(len(images)), 0
    since_check = 0
    began = time.monotonic()
    while state.images < end:
        if position + options.batch > len(order):
            order, position = torch.randperm(len(images)), 0
        rows = order[position : position + options.batch]
        position += options.batch
        x0 = to_model_range(images[rows])
        flips = torch.rand(len(rows)) < 0.5
        x0 = torch.where(flips[:, None, None, None], x0.flip(3), x0)
        c = torch.where(torch.rand(len(rows)) < options.unlabelled, unlabelled, labels[rows])
        # One timestep from each of `batch` equal parts of the band: less variance than free draws.
        t = (low + (torch.arange(len(rows)) + torch.rand(len(rows))) * (high - low) / len(rows)).long()
        noise = torch.randn_like(x0)
        alpha = schedule[t][:, None, None, None]
        x_t = (alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise).contiguous(memory_format=torch.channels_last)

        with torch.autocast("cpu", torch.bfloat16):
            predicted = state.denoiser(x_t, t, c)
        errors = (predicted.float() - noise).square().mean((1, 2, 3))
        bins = ((t - low) * BINS // (high - low)).clamp(0, BINS - 1)
        for index in range(BINS):
            inside = errors.detach()[bins == index]
            if len(inside):
                state.log_loss[index].lerp_(inside.mean().log(), 0.02)
        # Each timestep counts alike, whatever the size of its error (Karras et al. 2024, section 2.3).
        loss = (errors * (-state.log_loss[bins]).exp()).mean()
        warm = min(1.0, (state.images + options.batch) / 15_000)
        fall = (end - state.images) / options.decay if options.decay else 1.0
        for group in state.optimizer.param_groups:
            group["lr"] = options.rate * warm * fall
        loss.backward()
        torch.nn.utils.clip_grad_norm_(state.denoiser.parameters(), 1.0)
        state.optimizer.step()
        state.optimizer.zero_grad(set_to_none=True)
        state.images += len(rows)
        since_check += len(rows)
        # The average reaches back over about a tenth of the run so far.
        keep = 1 - min(0.1, 10 * options.batch / max(state.images, 1))
        if options.decay:
            keep = 1 - min(0.1, 40 * options.batch / max(state.images, 1))
        with torch.no_grad():
            torch._foreach_lerp_(list(state.average.parameters()), list(state.denoiser.parameters()), 1 - keep)
        loss_sum, loss_count = loss_sum + errors.detach().mean().item(), loss_count + 1
        # A parallel region waits for its slowest thread: leave a processor that others use.
        others += 0.15 * (runnable_elsewhere() - others)
        torch.set_num_threads(options.threads if others < 0.4 else max(1, options.threads - 1))
        if time.monotonic() - last_report > 15:
            state.seconds += time.monotonic() - began
            began = time.monotonic()
            line = {"images": state.images, "seconds": round(state.seconds), "mse": round(loss_sum / loss_count, 5),
                    "rate": round(loss_count * options.batch / (time.monotonic() - last_report)), "threads": torch.get_num_threads()}
            print(json.dumps(line), file=log, flush=True)
            loss_sum, loss_count, last_report = 0.0, 0, time.monotonic()
        if since_check >= options.check_every or state.images >= end:
            since_check = 0
            share = accuracy(state.average, held_images[:500], held_labels[:500], schedule, (low, high), samples=16)
            print(json.dumps({"images": state.images, "seconds": round(state.seconds), "accuracy500": share}), file=log, flush=True)
        if time.monotonic() - last_save > 120 or state.images >= end:
            save(state, target, arguments)
            last_save = time.monotonic()


if __name__ == "__main__":
    main()
