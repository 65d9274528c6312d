"""The state of a training run, and its file."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

BINS = 24

Make = Callable[[dict], nn.Module]
"""An untrained model of the fields of its configuration, which it has as `config`."""


@dataclass
class State:
    denoiser: nn.Module
    average: nn.Module
    """Moving average of the weights: the model that is checked and exported."""
    optimizer: torch.optim.Optimizer
    band: tuple[int, int]
    """Timesteps [from, to) that are trained."""
    log_error: Tensor
    """Running log of the mean squared error in each of BINS equal parts of the band."""
    images: int = 0
    seconds: float = 0.0
    decay: tuple[int, int] | None = None
    """Images at the beginning and the end of the stretch with a falling learning rate."""

    def weights(self, errors: Tensor, timestep: Tensor) -> Tensor:
        """The inverse of the usual error at each timestep [rows], so that each counts alike, whatever
        the size of its error (Karras et al. 2024, section 2.3). `errors` [rows] are further examples.
        """
        bins = len(self.log_error)
        low, high = self.band
        index = ((timestep - low) * bins // (high - low)).clamp(0, bins - 1)
        sums = torch.zeros(bins, device=errors.device).index_add(0, index, errors)
        counts = torch.bincount(index, minlength=bins)
        means = (sums / counts.clamp(min=1)).clamp(min=1e-8).log()
        self.log_error = torch.where(counts > 0, self.log_error.lerp(means, 0.02), self.log_error)
        return (-self.log_error[index]).exp()

    def average_weights(self, batch: int) -> None:
        """The moving average looks back on a tenth of the run so far, in updates; on less where the
        falling rate does the averaging."""
        reach = max(10.0, self.images / batch / (40 if self.decay else 10))
        with torch.no_grad():
            weights = list(self.denoiser.parameters())
            torch._foreach_lerp_(list(self.average.parameters()), weights, 1 / reach)


def new_state(make: Make, fields: dict, band: tuple[int, int], device: torch.device) -> State:
    denoiser, average = (
        make(fields).to(device, memory_format=torch.channels_last) for _ in range(2)
    )
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
    file: Path | None, make: Make, fields: dict, band: tuple[int, int], device: torch.device
) -> State:
    """The state in `file`, or a new one. A run keeps the sizes and the band that it began with."""
    if file is None:
        return new_state(make, fields, band, device)
    content = torch.load(file, weights_only=True, map_location=device)
    if tuple(content["band"]) != band:
        raise SystemExit(f"{file} was trained on timesteps {content['band']}, not {band}: give it another --out.")
    state = new_state(make, content["config"], band, device)
    state.denoiser.load_state_dict(content["denoiser"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.log_error = content["log_error"]
    state.images = content["images"]
    state.seconds = content["seconds"]
    state.decay = content["decay"]
    return state
