"""The text-conditioned denoiser: everything heavy is computed once for each (t, ε), and a light head
tells the labels apart.

- `Trunk` (model.py): x_t and t to features at three resolutions;
- `Decoder`: features to v without any label, and the features that the head starts from;
- `Head`: those features and a text to what the text changes of v.

v = decoder(trunk(x_t, t)) + head(…, text); ε̂ follows from v as in model.py. With as many labels as
one likes, trunk and decoder run once.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import Blocks, DenoiserConfig, Trunk, noise_from_v
from schedule import alphas_cumprod


@dataclass(frozen=True)
class TextDenoiserConfig:
    """Widths are channels at 16x16, 8x8 and 4x4, depths residual blocks there; the head has blocks
    at 8x8 and 4x4 alone."""

    image_size: int = 32
    patch: int = 2
    widths: tuple[int, int, int] = (64, 128, 192)
    trunk_depths: tuple[int, int, int] = (2, 2, 2)
    decoder_depths: tuple[int, int, int] = (1, 1, 1)
    head_depths: tuple[int, int] = (1, 2)
    embedding: int = 192
    text: int = 384

    def to_json(self) -> dict:
        return asdict(self)

    def of_trunk(self) -> DenoiserConfig:
        return DenoiserConfig(
            self.image_size, self.patch, 0, self.widths, self.trunk_depths, embedding=self.embedding
        )


@dataclass
class Shared:
    """What all labels have in common at one (x_t, t)."""

    v: Tensor
    """[batch, 3, size, size], what is predicted without a label."""
    middle: Tensor
    low: Tensor
    embedding: Tensor
    """Of the timestep, [batch, embedding]."""

    def repeat(self, times: int) -> "Shared":
        """Each row `times` times, one after the other."""
        parts = (self.v, self.middle, self.low, self.embedding)
        return Shared(*(part.repeat_interleave(times, dim=0) for part in parts))


class Decoder(nn.Module):
    """From the trunk's features back to the image, without a label."""

    def __init__(self, config: TextDenoiserConfig):
        super().__init__()
        high, middle, low = config.widths
        self.patch = config.patch
        of_trunk = config.of_trunk()
        self.low = Blocks(config.decoder_depths[2], low, of_trunk)
        self.from_low = nn.Conv2d(low, middle * 4, 1)
        self.middle = Blocks(config.decoder_depths[1], middle, of_trunk)
        self.from_middle = nn.Conv2d(middle, high * 4, 1)
        self.high = Blocks(config.decoder_depths[0], high, of_trunk)
        self.leave = nn.Conv2d(high, 3 * config.patch**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, high: Tensor, middle: Tensor, low: Tensor, embedding: Tensor) -> Shared:
        low = self.low(low, embedding)
        middle = self.middle(middle + F.pixel_shuffle(self.from_low(low), 2), embedding)
        high = self.high(high + F.pixel_shuffle(self.from_middle(middle), 2), embedding)
        v = F.pixel_shuffle(self.leave(F.silu(high)), self.patch)
        return Shared(v, middle, low, embedding)


class Head(nn.Module):
    """What a text changes of v: residual blocks modulated by timestep and text at 4x4, then 8x8, each
    of whose places becomes 4x4 pixels. Labels differ in what is coarse: nothing finer is computed for
    each of them."""

    def __init__(self, config: TextDenoiserConfig):
        super().__init__()
        _, middle, low = config.widths
        self.scale = config.image_size // 8
        of_trunk = config.of_trunk()
        self.text = nn.Sequential(
            nn.Linear(config.text, 256), nn.SiLU(), nn.Linear(256, config.embedding)
        )
        self.low = Blocks(config.head_depths[1], low, of_trunk)
        self.from_low = nn.Conv2d(low, middle * 4, 1)
        self.middle = Blocks(config.head_depths[0], middle, of_trunk)
        self.norm = nn.GroupNorm(8, middle)
        self.leave = nn.Conv2d(middle, 3 * self.scale**2, 1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, shared: Shared, text: Tensor) -> Tensor:
        conditioning = shared.embedding + self.text(text)
        hidden = self.low(shared.low, conditioning)
        hidden = shared.middle + F.pixel_shuffle(self.from_low(hidden), 2)
        hidden = self.middle(hidden, conditioning)
        return F.pixel_shuffle(self.leave(F.silu(self.norm(hidden))), self.scale)


class TextDenoiser(nn.Module):
    """ε̂(x_t, t, text) of every row of the batch under `labels` texts of its own."""

    def __init__(self, config: TextDenoiserConfig):
        super().__init__()
        self.config = config
        self.trunk = Trunk(config.of_trunk())
        self.decoder = Decoder(config)
        self.head = Head(config)
        self.register_buffer("alphas_cumprod", alphas_cumprod().float(), persistent=False)

    def forward(self, sample: Tensor, timestep: Tensor, text: Tensor) -> Tensor:
        """`sample` [batch, 3, size, size], `timestep` [batch], `text` [batch, labels, 384] to
        [batch, labels, 3, size, size].
        """
        batch, labels = text.shape[:2]
        shared = self.decoder(*self.trunk(sample, timestep))
        change = self.head(shared.repeat(labels), text.flatten(0, 1))
        v = shared.v[:, None] + change.view(batch, labels, *sample.shape[1:])
        alpha = self.alphas_cumprod[timestep][:, None, None, None, None]
        return noise_from_v(v, sample[:, None], alpha)


def make_text_denoiser(fields: dict) -> TextDenoiser:
    """Of fields of `TextDenoiserConfig`; those left out have their defaults."""
    return TextDenoiser(TextDenoiserConfig(**fields))


class CrossedTextDenoiser(nn.Module):
    """ε̂ of every row of the batch under every label asked about: the form that is exported.

    `encoder_hidden_states` [labels, tokens, 384] as models/export/export_text_encoder.py leaves
    them: their sum over the tokens is the embedding of the text.
    """

    def __init__(self, denoiser: TextDenoiser):
        super().__init__()
        self.denoiser = denoiser

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        text = encoder_hidden_states.sum(dim=1)
        return self.denoiser(sample, timestep, text[None].expand(sample.shape[0], -1, -1))
