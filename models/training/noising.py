"""Images to what a denoiser is trained on."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass
class Batch:
    x_t: Tensor
    """[rows, 3, size, size], as are the noise and the images."""
    noise: Tensor
    timestep: Tensor
    label: Tensor


def noised(x0: Tensor, label: Tensor, band: tuple[int, int], schedule: Tensor) -> Batch:
    """The images in [-1, 1], mirrored half of the time, with noise at a timestep of the band each."""
    size, device = len(x0), x0.device
    x0 = torch.where(torch.rand(size, 1, 1, 1, device=device) < 0.5, x0.flip(3), x0)
    # One timestep from each of `size` equal parts of the band, in any order: less variance than free
    # draws, and no link with the place of an image in the batch.
    low, high = band
    parts = torch.randperm(size, device=device) + torch.rand(size, device=device)
    timestep = (low + parts * (high - low) / size).long()
    alpha = schedule[timestep][:, None, None, None]
    noise = torch.randn_like(x0)
    x_t = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
    return Batch(x_t.contiguous(memory_format=torch.channels_last), noise, timestep, label)
