"""Attention of diffusers as one operator of ONNX Runtime, com.microsoft.MultiHeadAttention."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from diffusers.models.attention_processor import Attention
from torch import Tensor, nn


class FusedAttention:
    """An attention processor of diffusers, without masks or normalisation of queries and keys. It can
    be exported, not run.
    """

    def __call__(
        self,
        attention: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        **_: None,
    ) -> Tensor:
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = attention.to_q(hidden_states), attention.to_k(context), attention.to_v(context)
        fused = torch.onnx.ops.symbolic(
            "com.microsoft::MultiHeadAttention",
            (query, key, value),
            {"num_heads": attention.heads},
            dtype=query.dtype,
            shape=query.shape,
            version=1,
        )
        return attention.to_out[0](fused)


@contextmanager
def fused_attention(module: nn.Module) -> Iterator[None]:
    """Attention layers of `module` that read tokens have it for as long as they are exported. The one
    of an autoencoder, over pixels with a normalisation of its own, stays as it is.
    """
    layers = [
        layer for layer in module.modules() if isinstance(layer, Attention) and layer.group_norm is None
    ]
    before = [layer.processor for layer in layers]
    for layer in layers:
        layer.set_processor(FusedAttention())
    try:
        yield
    finally:
        for layer, processor in zip(layers, before):
            layer.set_processor(processor)
