"""The text side of the bundled model: a small transformer that gives the sentence embedding of
all-MiniLM-L6-v2 (Wang et al. 2020; trained for sentences as in Reimers and Gurevych 2019) with a
twelfth of the weights and one layer in place of six.

It has the interface of CLIP's text encoder in Stable Diffusion: token ids in, one state a token out.
"""

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class TextEncoderConfig:
    """The token embedding is 69% of the weights, and costs no time."""

    tokens: int = 7_000
    length: int = 24
    width: int = 192
    heads: int = 3
    layers: int = 1
    inner: int = 384
    output: int = 384

    @property
    def merges(self) -> int:
        """All tokens but the bytes, within and at the end of a word, and start and end."""
        return self.tokens - 512 - 2

    @property
    def start(self) -> int:
        return self.tokens - 2

    @property
    def end(self) -> int:
        """Also the padding."""
        return self.tokens - 1

    def to_json(self) -> dict:
        return asdict(self)


class Attention(nn.Module):
    def __init__(self, config: TextEncoderConfig):
        super().__init__()
        self.heads = config.heads
        self.norm = nn.LayerNorm(config.width)
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.out = nn.Linear(config.width, config.width)

    def forward(self, hidden: Tensor, is_read: Tensor) -> Tensor:
        """`hidden` [batch, tokens, width]; `is_read` [batch, tokens] is false for padding."""
        joined = self.query_key_value(self.norm(hidden)).unflatten(2, (3, self.heads, -1))
        query, key, value = joined.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=is_read[:, None, None])
        return self.out(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, config: TextEncoderConfig, output: int):
        super().__init__()
        self.norm = nn.LayerNorm(config.width)
        self.first = nn.Linear(config.width, config.inner)
        self.second = nn.Linear(config.inner, output)

    def forward(self, hidden: Tensor) -> Tensor:
        return self.second(F.gelu(self.first(self.norm(hidden)), approximate="tanh"))


class TextEncoder(nn.Module):
    """A transformer that reads all tokens up to the first end, both ways."""

    def __init__(self, config: TextEncoderConfig):
        super().__init__()
        self.config = config
        self.token = nn.Embedding(config.tokens, config.width)
        self.position = nn.Embedding(config.length, config.width)
        self.attentions = nn.ModuleList([Attention(config) for _ in range(config.layers)])
        self.feed_forwards = nn.ModuleList(
            [FeedForward(config, config.width) for _ in range(config.layers)]
        )
        # The projection alone would leave out half of the 384 dimensions that sentences fill.
        self.project = nn.Linear(config.width, config.output, bias=False)
        self.leave = FeedForward(config, config.output)
        nn.init.zeros_(self.position.weight)
        for branch in (*self.attentions, *self.feed_forwards, self.leave):
            last = branch.out if isinstance(branch, Attention) else branch.second
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def start_from(self, vectors: Tensor) -> None:
        """Makes an untrained encoder give the sum of token vectors, float32 of shape [tokens, output],
        or what the width can hold of it.
        """
        left, strength, right = torch.svd_lowrank(vectors, self.config.width, niter=4)
        scaled = left * strength
        with torch.no_grad():
            # Their common scale goes with the norm of the sum: weights near 1 suit the optimizer.
            self.token.weight.copy_(scaled / scaled.std())
            self.project.weight.copy_(right)

    def forward(self, input_ids: Tensor) -> Tensor:
        """int64 [batch, tokens] to float32 [batch, tokens, output]: states whose sum over the tokens
        is the embedding of the sentence, of length 1. They are 0 behind the first end.
        """
        is_end = (input_ids == self.config.end).long()
        is_read = is_end.cumsum(1) - is_end == 0
        hidden = self.token(input_ids) + self.position.weight[: input_ids.shape[1]]
        for attention, feed_forward in zip(self.attentions, self.feed_forwards, strict=True):
            hidden = hidden + attention(hidden, is_read)
            hidden = hidden + feed_forward(hidden)
        states = (self.project(hidden) + self.leave(hidden)).float() * is_read[:, :, None]
        return states / states.sum(1, keepdim=True).norm(dim=2, keepdim=True)

    def embed(self, input_ids: Tensor) -> Tensor:
        """Embeddings of sentences, float32 of shape [batch, output] and length 1."""
        return self(input_ids).sum(1)


def embed_all(encoder: TextEncoder, input_ids: Tensor, batch: int = 512) -> Tensor:
    with torch.no_grad():
        return torch.cat([encoder.embed(rows) for rows in input_ids.split(batch)])
