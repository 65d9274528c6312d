"""The text-conditioned denoiser in the form that is exported: the same function as
CrossedTextDenoiser, with every step that does not depend on the label done once for all labels.
"""

import torch.nn.functional as F
from torch import Tensor, nn

from exported_form import add_shared, first_label_block
from model import noise_from_v
from text_model import TextDenoiser


class ExportedTextDenoiser(nn.Module):
    """Predicted noise of every sample under every label.

    `sample` float32 [batch, 3, size, size], `timestep` int64 [batch] and `encoder_hidden_states`
    float32 [labels, tokens, 384] give float32 [batch, labels, 3, size, size].
    """

    def __init__(self, denoiser: TextDenoiser):
        super().__init__()
        self.trunk = denoiser.trunk
        self.decoder = denoiser.decoder
        self.head = denoiser.head
        self.register_buffer("alphas_cumprod", denoiser.alphas_cumprod, persistent=False)

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        labels = encoder_hidden_states.shape[0]
        shared = self.decoder(*self.trunk(sample, timestep))
        text = self.head.text(encoder_hidden_states.sum(dim=1))
        conditioning = (shared.embedding[:, None] + text[None]).flatten(0, 1)

        first, *others = self.head.low.blocks
        hidden = first_label_block(first, shared.low, conditioning, labels)
        for block in others:
            hidden = block(hidden, conditioning)
        hidden = F.pixel_shuffle(self.head.from_low(hidden), 2)
        hidden = self.head.middle(add_shared(hidden, shared.middle, labels), conditioning)
        change = F.pixel_shuffle(self.head.leave(F.silu(self.head.norm(hidden))), self.head.scale)
        v = shared.v[:, None] + change.unflatten(0, (-1, labels))
        alpha = self.alphas_cumprod[timestep][:, None, None, None, None]
        return noise_from_v(v, sample[:, None], alpha)
