"""The state of a training run of the text-conditioned model, and its file."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

import torch

from text_model import TextDenoiser, TextDenoiserConfig

BINS = 24


@dataclass
class State:
    denoiser: TextDenoiser
    average: TextDenoiser
    """Moving average of the weights: the model that is checked and exported."""
    optimizer: torch.optim.Optimizer
    band: tuple[int, int]
    """Timesteps [from, to) that are trained."""
    log_error: torch.Tensor
    """Running log of the mean squared error in each of BINS equal parts of the band."""
    images: int = 0
    seconds: float = 0.0
    decay: tuple[int, int] | None = None
    """Images at the beginning and the end of the stretch with a falling learning rate."""


def new_state(config: TextDenoiserConfig, band: tuple[int, int], device: torch.device) -> State:
    denoiser = TextDenoiser(config).to(device, memory_format=torch.channels_last)
    average = TextDenoiser(config).to(device, memory_format=torch.channels_last)
    average.load_state_dict(denoiser.state_dict())
    average.requires_grad_(False)
    # The rate of each update is set before it.
    optimizer = torch.optim.AdamW(
        denoiser.parameters(), 0.0, betas=(0.9, 0.99), weight_decay=0.01, fused=True
    )
    return State(denoiser, average, optimizer, band, torch.zeros(BINS, device=device))


def save(state: State, file: Path, options: argparse.Namespace) -> None:
    """Writes to another name first, so that a kill leaves the last checkpoint whole."""
    content = {
        "config": state.denoiser.config.to_json(),
        "denoiser": state.denoiser.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "band": state.band,
        "log_error": state.log_error,
        "images": state.images,
        "seconds": state.seconds,
        "decay": state.decay,
        "arguments": {key: str(value) for key, value in vars(options).items()},
    }
    torch.save(content, file.with_suffix(".tmp"))
    os.replace(file.with_suffix(".tmp"), file)


def load(
    file: Path | None, config: TextDenoiserConfig, band: tuple[int, int], device: torch.device
) -> State:
    """The state in `file`, or a new one. A run keeps the sizes and the band that it began with."""
    if file is None:
        return new_state(config, band, device)
    content = torch.load(file, weights_only=True, map_location=device)
    if tuple(content["band"]) != band:
        raise SystemExit(f"{file} was trained on timesteps {content['band']}, not {band}: give it another --out.")
    state = new_state(TextDenoiserConfig(**content["config"]), band, device)
    state.denoiser.load_state_dict(content["denoiser"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.log_error = content["log_error"]
    state.images = content["images"]
    state.seconds = content["seconds"]
    state.decay = content["decay"]
    return state


def warm_start(state: State, file: Path) -> None:
    """Takes what fits from a checkpoint of the class-conditional model (train.py): its trunk, and its
    label half as the decoder and as the blocks of the head."""
    given = torch.load(file, weights_only=True)["average"]
    prefixes = {
        "decoder.": "label_half.",
        "head.low.": "label_half.low.",
        "head.from_low.": "label_half.from_low.",
        "head.middle.": "label_half.middle.",
    }
    own = state.denoiser.state_dict()
    for name, weights in own.items():
        sources = [name] + [old + name[len(new):] for new, old in prefixes.items() if name.startswith(new)]
        for source in sources:
            if source in given and given[source].shape == weights.shape:
                own[name] = given[source]
    state.denoiser.load_state_dict(own)
    state.average.load_state_dict(own)
