"""The bundled denoiser in the form that is exported: the same function as CrossedDenoiser, with
every step that does not depend on the label done once for all labels.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from model import Denoiser, ResidualBlock, noise_from_v


class ExportedDenoiser(nn.Module):
    """Predicted noise of every sample under every label.

    `sample` float32 [batch, 3, size, size], `timestep` int64 [batch] and `class_labels` int64
    [labels] give float32 [batch, labels, 3, size, size].
    """

    def __init__(self, denoiser: Denoiser):
        super().__init__()
        self.trunk = denoiser.trunk
        self.label_half = denoiser.label_half
        self.register_buffer("alphas_cumprod", denoiser.alphas_cumprod, persistent=False)

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        labels = class_labels.shape[0]
        high, middle, low, embedding = self.trunk(sample, timestep)
        label = self.label_half.label(class_labels)
        conditioning = (embedding[:, None] + label[None]).flatten(0, 1)

        first, *others = self.label_half.low.blocks
        hidden = first_label_block(first, low, conditioning, labels)
        for block in others:
            hidden = block(hidden, conditioning)
        hidden = add_shared(F.pixel_shuffle(self.label_half.from_low(hidden), 2), middle, labels)
        hidden = self.label_half.middle(hidden, conditioning)
        hidden = add_shared(F.pixel_shuffle(self.label_half.from_middle(hidden), 2), high, labels)
        hidden = self.label_half.high(hidden, conditioning)
        v = F.pixel_shuffle(self.label_half.leave(F.silu(hidden)), self.label_half.patch)
        alpha = self.alphas_cumprod[timestep][:, None, None, None, None]
        return noise_from_v(v.unflatten(0, (-1, labels)), sample[:, None], alpha)


def first_label_block(block: ResidualBlock, shared: Tensor, conditioning: Tensor, labels: int) -> Tensor:
    """A residual block whose input has no labels yet: they enter with the modulation, after the
    first convolution. `shared` [batch, ...] gives [batch * labels, ...].
    """
    modulation = block.modulation(conditioning)[:, :, None, None].unflatten(0, (-1, labels))
    scale, shift = modulation.chunk(2, dim=2)
    inner = block.inner_norm(block.first(F.silu(block.norm(shared))))[:, None]
    inner = F.silu(inner * (1 + scale) + shift).flatten(0, 1)
    return add_shared(block.second(inner), shared, labels)


def add_shared(by_label: Tensor, shared: Tensor, labels: int) -> Tensor:
    """[batch * labels, ...] + [batch, ...], the latter the same for all labels."""
    return (by_label.unflatten(0, (-1, labels)) + shared[:, None]).flatten(0, 1)
