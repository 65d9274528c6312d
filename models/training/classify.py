"""Diffusion-classifier accuracy in PyTorch: the check that runs while training."""

import torch
from torch import Tensor

from data import to_model_range
from model import CrossedDenoiser, Denoiser


@torch.no_grad()
def label_errors(
    denoiser: Denoiser, images: Tensor, schedule: Tensor, band: tuple[int, int], samples: int, seed: int = 0
) -> Tensor:
    """Mean squared errors of shape [images, samples, labels], the same timesteps and noise for all.

    `images` is uint8 of shape [images, 3, size, size]; `schedule` is the cumulative alphas.
    """
    crossed = CrossedDenoiser(denoiser)
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(denoiser.config.labels)
    width = (band[1] - band[0]) / samples
    rows = []
    x0 = to_model_range(images)
    for index in range(samples):
        t = torch.full((len(x0),), int(band[0] + (index + 0.5) * width))
        noise = torch.randn(x0.shape[1:], generator=generator)
        alpha = schedule[t][:, None, None, None]
        x_t = (alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            predicted = torch.cat([crossed(*chunk, labels) for chunk in zip(x_t.split(100), t.split(100))])
        rows.append((predicted.float() - noise).square().mean((2, 3, 4)))
    return torch.stack(rows, dim=1)


def accuracy(
    denoiser: Denoiser, images: Tensor, labels: Tensor, schedule: Tensor, band: tuple[int, int], samples: int
) -> float:
    """Share of images whose own label has the smallest mean error over `samples` even timesteps."""
    errors = label_errors(denoiser, images, schedule, band, samples).mean(1)
    return (errors.argmin(1) == labels).float().mean().item()
