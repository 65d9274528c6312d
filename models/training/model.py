"""The denoiser of the bundled model: a heavy trunk that never sees the label, and a lighter
label-dependent half, so that one trunk pass serves every label asked about.

The network's own output is v = √ᾱ·ε − √(1−ᾱ)·x0, turned into noise at the end by
ε̂ = √ᾱ·v + √(1−ᾱ)·x_t (Salimans and Ho 2022): at high noise levels x_t is almost the answer, and
the network need not carry it through. With this, normalisation in both halves of a block and
batches of 64, 10,000 images brought the error where 32,000 had without.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from schedule import alphas_cumprod


@dataclass(frozen=True)
class DenoiserConfig:
    """Widths are channels at 16x16, 8x8 and 4x4; depths are residual blocks a resolution."""

    image_size: int = 32
    patch: int = 2
    labels: int = 10
    widths: tuple[int, int, int] = (64, 128, 192)
    trunk_depths: tuple[int, int, int] = (2, 2, 2)
    label_depths: tuple[int, int, int] = (1, 2, 2)
    embedding: int = 192

    def to_json(self) -> dict:
        return asdict(self)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with a scale and a shift from the embedding between them."""

    def __init__(self, channels: int, embedding: int):
        super().__init__()
        self.norm = nn.GroupNorm(8, channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulation = nn.Linear(embedding, 2 * channels)
        self.inner_norm = nn.GroupNorm(8, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, hidden: Tensor, embedding: Tensor) -> Tensor:
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, dim=1)
        inner = self.inner_norm(self.first(F.silu(self.norm(hidden))))
        return hidden + self.second(F.silu(inner * (1 + scale) + shift))


class TimestepEmbedding(nn.Module):
    """Sines and cosines of the timestep, then two layers. [batch] to [batch, width]."""

    def __init__(self, width: int, frequencies: int = 64):
        super().__init__()
        # Periods from about 6 to 6,000 timesteps: finer ones only add noise in 0..999.
        self.register_buffer("frequencies", torch.logspace(0, -3, frequencies), persistent=False)
        self.first = nn.Linear(2 * frequencies, width)
        self.second = nn.Linear(width, width)

    def forward(self, timestep: Tensor) -> Tensor:
        angles = timestep.float()[:, None] * self.frequencies[None, :]
        return self.second(F.silu(self.first(torch.cat([angles.sin(), angles.cos()], dim=1))))


class Blocks(nn.Module):
    def __init__(self, depth: int, channels: int, config: DenoiserConfig):
        super().__init__()
        self.blocks = nn.ModuleList(
            [ResidualBlock(channels, config.embedding) for _ in range(depth)]
        )

    def forward(self, hidden: Tensor, embedding: Tensor) -> Tensor:
        for block in self.blocks:
            hidden = block(hidden, embedding)
        return hidden


class Trunk(nn.Module):
    """What does not depend on the label: x_t and t to features at three resolutions."""

    def __init__(self, config: DenoiserConfig):
        super().__init__()
        high, middle, low = config.widths
        self.patch = config.patch
        self.embed = TimestepEmbedding(config.embedding)
        self.enter = nn.Conv2d(3 * config.patch**2, high, 3, padding=1)
        self.high = Blocks(config.trunk_depths[0], high, config)
        self.to_middle = nn.Conv2d(high, middle, 2, stride=2)
        self.middle = Blocks(config.trunk_depths[1], middle, config)
        self.to_low = nn.Conv2d(middle, low, 2, stride=2)
        self.low = Blocks(config.trunk_depths[2], low, config)

    def forward(self, sample: Tensor, timestep: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        embedding = F.silu(self.embed(timestep))
        high = self.high(self.enter(F.pixel_unshuffle(sample, self.patch)), embedding)
        middle = self.middle(self.to_middle(high), embedding)
        low = self.low(self.to_low(middle), embedding)
        return high, middle, low, embedding


class LabelHalf(nn.Module):
    """What depends on the label: trunk features and a label to v."""

    def __init__(self, config: DenoiserConfig):
        super().__init__()
        high, middle, low = config.widths
        self.patch = config.patch
        # One row more than labels: the last row is "no label", the unconditional model.
        self.label = nn.Embedding(config.labels + 1, config.embedding)
        self.low = Blocks(config.label_depths[2], low, config)
        self.from_low = nn.Conv2d(low, middle * 4, 1)
        self.middle = Blocks(config.label_depths[1], middle, config)
        self.from_middle = nn.Conv2d(middle, high * 4, 1)
        self.high = Blocks(config.label_depths[0], high, config)
        self.leave = nn.Conv2d(high, 3 * config.patch**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(
        self, high: Tensor, middle: Tensor, low: Tensor, embedding: Tensor, label: Tensor
    ) -> Tensor:
        conditioning = embedding + self.label(label)
        hidden = self.low(low, conditioning)
        hidden = self.middle(middle + F.pixel_shuffle(self.from_low(hidden), 2), conditioning)
        hidden = self.high(high + F.pixel_shuffle(self.from_middle(hidden), 2), conditioning)
        return F.pixel_shuffle(self.leave(F.silu(hidden)), self.patch)


def noise_from_v(v: Tensor, sample: Tensor, alpha: Tensor) -> Tensor:
    """ε̂ = √ᾱ·v + √(1−ᾱ)·x_t in float32; `alpha` broadcasts over the others."""
    return alpha.sqrt() * v.float() + (1 - alpha).sqrt() * sample


class Denoiser(nn.Module):
    """ε̂(x_t, t, label) for pairs: each row of the batch has its own label."""

    def __init__(self, config: DenoiserConfig):
        super().__init__()
        self.config = config
        self.trunk = Trunk(config)
        self.label_half = LabelHalf(config)
        self.register_buffer("alphas_cumprod", alphas_cumprod().float(), persistent=False)

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        v = self.label_half(*self.trunk(sample, timestep), class_labels)
        return noise_from_v(v, sample, self.alphas_cumprod[timestep][:, None, None, None])


class CrossedDenoiser(nn.Module):
    """ε̂ of every row of the batch under every label asked about: the form that is exported.

    `sample` [batch, 3, size, size] and `timestep` [batch] go through the trunk once;
    `class_labels` [labels] gives the answer of shape [batch, labels, 3, size, size].
    """

    def __init__(self, denoiser: Denoiser):
        super().__init__()
        self.denoiser = denoiser

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        batch, labels = sample.shape[0], class_labels.shape[0]
        features = [
            feature.repeat_interleave(labels, dim=0)
            for feature in self.denoiser.trunk(sample, timestep)
        ]
        v = self.denoiser.label_half(*features, class_labels.repeat(batch))
        alpha = self.denoiser.alphas_cumprod[timestep][:, None, None, None, None]
        return noise_from_v(v.reshape(batch, labels, *sample.shape[1:]), sample[:, None], alpha)
