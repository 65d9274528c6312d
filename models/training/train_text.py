"""Trains the text-conditioned bundled model; resumable, on a GPU or on a CPU.

    python train_text.py --preset cpu --data DIR --captions FILE --out RUN
    python train_text.py --preset gpu --data DIR --captions FILE --out RUN --seconds 540
    python train_text.py ... --decay N     # then N images with a falling learning rate

DIR holds cifar10/ and tiny-imagenet-32/, FILE is what embed_captions.py writes. A run can be stopped at
any time and goes on from its last checkpoint, on the other kind of machine, too. The learning rate is
constant after a warm-up; the last stretch with a falling rate is a branch: it starts from newest.pt,
leaves that as it was, keeps its own state in decay.pt and ends as final.pt.

The loss has two parts. Noise prediction: the mean squared error under the image's own caption, each
timestep weighted by the inverse of its usual error. And, where --contrast is not 0, how much better
the noise is predicted under that caption than under those of other labels: the cross-entropy of
exp(-|ε - ε̂|²/2), the likelihood that a diffusion classifier compares, over the own and some others.
"""

import argparse
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import torch
import torch.nn.functional as F
from torch import Tensor

from checkpoint import State, load, save
from everyday import Captions, EverydayBatches, Split, load_everyday, other_labels
from noising import Batch
from processors import runnable_elsewhere
from schedule import alphas_cumprod
from text_accuracy import Vocabulary, accuracies
from text_model import make_text_denoiser
from warm_start import warm_start

WARM_UP_IMAGES = 15_000
REPORT_SECONDS, SAVE_SECONDS = 15, 120
CHECKED_SAMPLES = 16


@dataclass(frozen=True)
class Preset:
    device: str
    batch: int
    rate: float
    check_every: int
    checked: tuple[int, int]
    """Images of CIFAR-10 and of Tiny-ImageNet, whose 200 labels take twenty times as long."""


PRESETS = {
    "cpu": Preset("cpu", 64, 1e-3, 200_000, (500, 60)),
    "gpu": Preset("cuda", 512, 2e-3, 2_000_000, (500, 500)),
}


@dataclass
class Losses:
    """What happened since the last report."""

    errors: list[Tensor] = field(default_factory=list)
    contrasts: list[Tensor] = field(default_factory=list)

    def means(self) -> dict[str, float]:
        mean = lambda values: round(torch.stack(values).mean().item(), 5)
        named = {"mse": self.errors, "contrast": self.contrasts}
        return {name: mean(values) for name, values in named.items() if values}


def step(state: State, batch: Batch, captions: Captions, options: argparse.Namespace, losses: Losses) -> None:
    device = batch.label.device
    others = options.others if options.contrast else 0
    asked = torch.cat([batch.label[:, None], other_labels(batch.label, others)], dim=1)
    text = captions.draw(asked)
    untold = torch.rand(len(text), device=device) < options.unlabelled
    text[:, 0] = torch.where(untold[:, None], captions.none, text[:, 0])
    with torch.autocast(device.type, torch.bfloat16):
        predicted = state.denoiser(batch.x_t, batch.timestep, text)
    errors = (predicted.float() - batch.noise[:, None]).square().mean((2, 3, 4))
    own = errors[:, 0]
    loss = (own * state.weights(own.detach(), batch.timestep)).mean()
    if others:
        logits = -errors * batch.noise[0].numel() / 2
        contrast = F.cross_entropy(logits, torch.zeros_like(batch.label), reduction="none")
        contrast = contrast[~untold].mean()
        loss = loss + options.contrast * contrast
        losses.contrasts.append(contrast.detach())
    loss.backward()
    losses.errors.append(own.detach().mean())
    torch.nn.utils.clip_grad_norm_(state.denoiser.parameters(), 1.0)
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.images += len(own)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--preset", choices=PRESETS, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--warm", type=Path, help="checkpoint that a new run begins with, see warm_start.py")
    parser.add_argument("--config", type=json.loads, default={}, help="fields of TextDenoiserConfig, in JSON")
    parser.add_argument("--images", type=int, default=1_000_000_000, help="stop after so many")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many, of this call")
    parser.add_argument("--decay", type=int, default=0, help="images with a falling rate")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--band", type=int, nargs=2, default=(200, 800), help="timesteps from, to")
    parser.add_argument("--share", type=float, default=0.5, help="of CIFAR-10 in a batch")
    parser.add_argument("--unlabelled", type=float, default=0.08, help="share without a caption")
    parser.add_argument("--contrast", type=float, default=0.0, help="weight of the second part of the loss")
    parser.add_argument("--others", type=int, default=3, help="other labels that it compares with")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--check-every", type=int, help="images between checks")
    parser.add_argument("--checked", type=int, nargs=2, help="images of CIFAR-10 and of Tiny-ImageNet in a check")
    options = parser.parse_args()
    preset = PRESETS[options.preset]
    for name in ("batch", "rate", "check_every", "checked"):
        if getattr(options, name) is None:
            setattr(options, name, getattr(preset, name))
    options.device = preset.device
    return options


def write(log: TextIO, **line: object) -> None:
    print(json.dumps(line), file=log, flush=True)


def open_run(options: argparse.Namespace, device: torch.device) -> tuple[State, Path]:
    """The state to go on from, and the file that it is kept in."""
    newest, decaying = options.out / "newest.pt", options.out / "decay.pt"
    file = decaying if options.decay else newest
    found = next((f for f in (file, newest) if f.exists()), None)
    state = load(found, make_text_denoiser, options.config, tuple(options.band), device)
    if found is None and options.warm:
        warm_start(state, options.warm)
    if options.decay and state.decay is None:
        state.decay = (state.images, state.images + options.decay)
    return state, file


def main() -> None:
    options = parse_options()
    options.out.mkdir(parents=True, exist_ok=True)
    device = torch.device(options.device)
    state, file = open_run(options, device)
    end = state.decay[1] if state.decay else options.images
    torch.manual_seed(state.images + 1)
    schedule = alphas_cumprod().float().to(device)
    splits = [split.to(device) for split in load_everyday(options.data, "train")]
    held = [
        Split(split.images[:count], split.labels[:count]).to(device)
        for split, count in zip(load_everyday(options.data, "validation"), options.checked)
    ]
    captions = Captions(options.captions, device)
    vocabulary = Vocabulary(captions.plain("a photo of a {}"))
    batches = EverydayBatches(tuple(splits), options.share, state.band, schedule)
    log = (options.out / "log.jsonl").open("a")

    others, next_check, losses, images = 0.0, state.images + options.check_every, Losses(), state.images
    started = began = reported = saved = time.monotonic()
    while state.images < end and time.monotonic() - started < options.seconds:
        rise = min(1.0, (state.images + options.batch) / WARM_UP_IMAGES)
        fall = (end - state.images) / (end - state.decay[0]) if state.decay else 1.0
        for group in state.optimizer.param_groups:
            group["lr"] = options.rate * rise * fall
        step(state, batches.next(options.batch), captions, options, losses)
        state.average_weights(options.batch)

        # A parallel region waits for its slowest thread: leave a processor that others use.
        if device.type == "cpu":
            others += 0.15 * (runnable_elsewhere() - others)
            torch.set_num_threads(options.threads if others < 0.4 else max(1, options.threads - 1))

        now = time.monotonic()
        if now - reported > REPORT_SECONDS:
            state.seconds += now - began
            rate = round((state.images - images) / (now - reported))
            write(log, images=state.images, seconds=round(state.seconds), rate=rate, **losses.means())
            losses, began, reported, images = Losses(), now, now, state.images
        if state.images >= next_check or state.images >= end:
            next_check += options.check_every
            shares = accuracies(state.average, held, vocabulary, schedule, state.band, CHECKED_SAMPLES)
            write(log, images=state.images, seconds=round(state.seconds), **shares)
        if now - saved > SAVE_SECONDS:
            save(state, file, options)
            saved = now
    save(state, file, options)
    if state.decay and state.images >= end:
        os.replace(file, options.out / "final.pt")


if __name__ == "__main__":
    main()
