"""The state of a training run, and its file."""

import os
from dataclasses import dataclass
from pathlib import Path

import torch

from data import LABELS
from model import Denoiser, DenoiserConfig

# The warm-up and the decay set the rate of each update: this one is never used.
UNSET_RATE = 0.0
BINS = 20


@dataclass
class State:
    denoiser: Denoiser
    average: Denoiser
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


def new_state(config: DenoiserConfig, band: tuple[int, int]) -> State:
    denoiser = Denoiser(config).to(memory_format=torch.channels_last)
    average = Denoiser(config).to(memory_format=torch.channels_last)
    average.load_state_dict(denoiser.state_dict())
    average.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        denoiser.parameters(), UNSET_RATE, betas=(0.9, 0.99), weight_decay=0.01, fused=True
    )
    return State(denoiser, average, optimizer, band, torch.zeros(BINS))


def save(state: State, file: Path, arguments: dict[str, str]) -> None:
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
        "arguments": arguments,
    }
    torch.save(content, file.with_suffix(".tmp"))
    os.replace(file.with_suffix(".tmp"), file)


def load(file: Path | None, band: tuple[int, int]) -> State:
    """The state in `file`, or a new one. A run keeps the band that it began with."""
    if file is None:
        return new_state(DenoiserConfig(labels=len(LABELS)), band)
    content = torch.load(file, weights_only=True)
    if tuple(content["band"]) != band:
        raise SystemExit(f"{file} was trained on timesteps {content['band']}, not {band}: give it another --out.")
    state = new_state(DenoiserConfig(**content["config"]), band)
    state.denoiser.load_state_dict(content["denoiser"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.log_error = content["log_error"]
    state.images = content["images"]
    state.seconds = content["seconds"]
    state.decay = content["decay"]
    return state
