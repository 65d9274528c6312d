"""Diffusion-classifier accuracy of the text-conditioned model in PyTorch: the check that runs while
training. The same timesteps and noise for all labels, no elimination."""

import torch
from torch import Tensor

from data import to_model_range
from everyday import CIFAR_LABELS, Split
from text_model import TextDenoiser

# Rows of the head at a time: 200 labels of many images would take gigabytes.
LARGEST_CALL = 800


class Vocabulary:
    """Embedded captions of all 210 labels, and those that an image is compared with: of its own set."""

    def __init__(self, text: Tensor):
        self.text = text

    def of(self, split: Split) -> tuple[Tensor, int]:
        """The captions, and the label id of the first."""
        is_cifar = int(split.labels[0]) < CIFAR_LABELS
        return (self.text[:CIFAR_LABELS], 0) if is_cifar else (self.text[CIFAR_LABELS:], CIFAR_LABELS)


@torch.no_grad()
def mean_errors(
    denoiser: TextDenoiser, images: Tensor, text: Tensor, schedule: Tensor, band: tuple[int, int], samples: int
) -> Tensor:
    """Mean squared errors over `samples` even timesteps, of shape [images, labels]. `images` is uint8
    of shape [images, 3, size, size], `text` [labels, 384]."""
    generator = torch.Generator().manual_seed(0)
    x0 = to_model_range(images)
    device = x0.device
    total = torch.zeros(len(x0), len(text), device=device)
    width = (band[1] - band[0]) / samples
    rows = max(1, LARGEST_CALL // len(text))
    for index in range(samples):
        t = torch.full((len(x0),), int(band[0] + (index + 0.5) * width), device=device)
        noise = torch.randn(x0.shape[1:], generator=generator).to(device)
        alpha = schedule[t][:, None, None, None]
        x_t = (alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise).contiguous(memory_format=torch.channels_last)
        for first in range(0, len(x0), rows):
            part = slice(first, first + rows)
            with torch.autocast(device.type, torch.bfloat16):
                predicted = denoiser(x_t[part], t[part], text.expand(len(x_t[part]), -1, -1))
            total[part] += (predicted.float() - noise).square().mean((2, 3, 4))
    return total / samples


def accuracies(
    denoiser: TextDenoiser, splits: list[Split], vocabulary: Vocabulary, schedule: Tensor,
    band: tuple[int, int], samples: int,
) -> dict[str, float]:
    """`cifar`, `tiny` and `tiny_top5`: shares of images whose own label has the smallest mean error, or
    one of the five smallest."""
    shares = {}
    for name, split in zip(("cifar", "tiny"), splits):
        text, first = vocabulary.of(split)
        order = mean_errors(denoiser, split.images, text, schedule, band, samples).argsort(1)
        hits = order == (split.labels - first)[:, None]
        shares[name] = round(hits[:, 0].float().mean().item(), 4)
        if name == "tiny":
            shares["tiny_top5"] = round(hits[:, :5].any(1).float().mean().item(), 4)
    return shares
