"""Trains a supervised ResNet-20 on the images that the bundled model was trained on, resumable.

    python train_resnet.py --data DIR --out DIR

Stochastic gradient descent with momentum over random crops and mirror images; the learning rate
rises in a straight line and falls along a cosine (one cycle: Smith and Topin 2017). The run can be
stopped at any time and goes on from its last checkpoint. After each of the --export epochs the
network is written to DIR/epoch-N as an ONNX file (see resnet_onnx.py), and at the end to DIR/final:
the less trained ones draw the line of accuracy clean against corrupted. DIR of the data holds
train.parquet and validation.parquet (see data.py); nothing is chosen by the validation images.
Packages: requirements.txt, and for the ONNX files models/export/requirements.txt.
"""

import argparse
import hashlib
import json
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from data import LABELS, load_split
from resnet import ResNet
from resnet_onnx import export, normalize

MARGIN = 4
"""Black pixels on every side that a crop may reach into."""
SAVE_SECONDS = 120


@dataclass
class State:
    network: ResNet
    optimizer: torch.optim.Optimizer
    images: int = 0
    seconds: float = 0.0


def new_state() -> State:
    network = ResNet(len(LABELS)).to(memory_format=torch.channels_last)
    # The schedule sets the rate of each update: this one is never used.
    optimizer = torch.optim.SGD(
        network.parameters(), 0.0, momentum=0.9, weight_decay=5e-4, nesterov=True
    )
    return State(network, optimizer)


def save(state: State, file: Path) -> None:
    """Writes to another name first, so that a kill leaves the last checkpoint whole."""
    content = {
        "network": state.network.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "images": state.images,
        "seconds": state.seconds,
    }
    torch.save(content, file.with_suffix(".tmp"))
    os.replace(file.with_suffix(".tmp"), file)


def load(file: Path) -> State:
    state = new_state()
    if file.exists():
        content = torch.load(file, weights_only=True)
        state.network.load_state_dict(content["network"])
        state.optimizer.load_state_dict(content["optimizer"])
        state.images, state.seconds = content["images"], content["seconds"]
    return state


def augmented(images: Tensor) -> Tensor:
    """Crops of the original size at random places of the images with a margin, mirrored half of the
    time. uint8 [batch, 3, size, size] to the same.
    """
    count, size = len(images), images.shape[-1]
    padded = F.pad(images, (MARGIN,) * 4)
    offset = torch.randint(2 * MARGIN + 1, (2, count, 1))
    rows, columns = offset + torch.arange(size)
    columns = torch.where(torch.rand(count, 1) < 0.5, columns.flip(1), columns)
    picked = padded[torch.arange(count)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return picked.permute(0, 3, 1, 2)


def rate_at(progress: float, highest: float) -> float:
    """The learning rate when `progress` (0 to 1) of the run is done."""
    rising = 0.2
    if progress < rising:
        return highest * max(progress / rising, 0.02)
    return highest * 0.5 * (1 + math.cos(math.pi * (progress - rising) / (1 - rising)))


def step(state: State, images: Tensor, labels: Tensor, rate: float) -> float:
    """One update; returns the batch's cross entropy in nats."""
    pixels = normalize(augmented(images)).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        logits = state.network(pixels)
    loss = F.cross_entropy(logits.float(), labels, label_smoothing=0.1)
    loss.backward()
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.images += len(images)
    return loss.item()


@torch.no_grad()
def accuracy(network: ResNet, images: Tensor, labels: Tensor) -> float:
    network.eval()
    right = sum(
        (network(normalize(part)).argmax(1) == truth).sum().item()
        for part, truth in zip(images.split(250), labels.split(250), strict=True)
    )
    network.train()
    return right / len(images)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--export", type=int, nargs="*", default=[1, 2, 3, 5, 8, 12, 16, 20])
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.2, help="the highest learning rate")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    options = parse_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    checkpoint = options.out / "newest.pt"
    state = load(checkpoint)
    training = options.data / "train.parquet"
    images, labels = load_split(training)
    held_images, held_labels = load_split(options.data / "validation.parquet")
    log = (options.out / "log.jsonl").open("a")

    updates = len(images) // options.batch
    epoch_images = updates * options.batch
    began = saved = time.monotonic()
    while state.images < options.epochs * epoch_images:
        epoch, first = divmod(state.images // options.batch, updates)
        torch.manual_seed(options.seed + epoch)
        order = torch.randperm(len(images)).split(options.batch)
        losses = []
        for rows in order[first:updates]:
            rate = rate_at(state.images / (options.epochs * epoch_images), options.rate)
            losses.append(step(state, images[rows], labels[rows], rate))
            now = time.monotonic()
            state.seconds, began = state.seconds + now - began, now
            if now - saved > SAVE_SECONDS:
                save(state, checkpoint)
                saved = now

        epoch += 1
        share = accuracy(state.network, held_images, held_labels)
        line = {"epoch": epoch, "seconds": round(state.seconds), "validation_accuracy": share}
        print(json.dumps({**line, "loss": round(sum(losses) / len(losses), 4)}), file=log, flush=True)
        save(state, checkpoint)
        if epoch in options.export or epoch == options.epochs:
            provenance = {
                "made_by": "models/training/train_resnet.py",
                "arguments": {key: str(value) for key, value in vars(options).items()},
                "training_data_sha256": hashlib.sha256(training.read_bytes()).hexdigest(),
                "torch": torch.__version__,
                **line,
            }
            name = "final" if epoch == options.epochs else f"epoch-{epoch}"
            export(state.network, options.out / name, provenance)


if __name__ == "__main__":
    main()
