"""The networks of a diffusers pipeline that classification needs, with named tensors for inputs and
outputs. One in float16 takes float32, too, and gives what it is given.
"""

import torch
from diffusers import AutoencoderKL, DiTTransformer2DModel, UNet2DConditionModel
from torch import Tensor, nn


class Unet(nn.Module):
    """Noise, or v, of `sample` [batch, channels, height, width]."""

    def __init__(self, unet: UNet2DConditionModel):
        super().__init__()
        self.unet = unet

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        dtype = self.unet.dtype
        noise = self.unet(sample.to(dtype), timestep, encoder_hidden_states.to(dtype), return_dict=False)[0]
        return noise.to(sample.dtype)


class UnetXl(nn.Module):
    """The same with the pooled text embedding, and size and place of the image."""

    def __init__(self, unet: UNet2DConditionModel):
        super().__init__()
        self.unet = unet

    def forward(
        self,
        sample: Tensor,
        timestep: Tensor,
        encoder_hidden_states: Tensor,
        text_embeds: Tensor,
        time_ids: Tensor,
    ) -> Tensor:
        dtype = self.unet.dtype
        # Joined with the embedded time ids, which are float32 in diffusers, before it is rounded.
        added = {"text_embeds": text_embeds.float(), "time_ids": time_ids}
        noise = self.unet(
            sample.to(dtype),
            timestep,
            encoder_hidden_states.to(dtype),
            added_cond_kwargs=added,
            return_dict=False,
        )[0]
        return noise.to(sample.dtype)


class Dit(nn.Module):
    """Noise, and behind it sigma where the network learned that, too."""

    def __init__(self, transformer: DiTTransformer2DModel):
        super().__init__()
        self.transformer = transformer

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        dtype = self.transformer.dtype
        output = self.transformer(sample.to(dtype), timestep, class_labels, return_dict=False)[0]
        return output.to(sample.dtype)


class TextEncoder(nn.Module):
    """The named outputs of a CLIP text encoder, in `output_dtype`. `hidden_states.N` is what layer N
    gives, 0 the embedding.
    """

    def __init__(self, encoder: nn.Module, outputs: list[str]):
        super().__init__()
        self.encoder = encoder
        self.outputs = outputs
        self.output_dtype = torch.float32

    def forward(self, input_ids: Tensor) -> tuple[Tensor, ...]:
        found = self.encoder(input_ids, output_hidden_states=True)
        tensors = [
            found.hidden_states[int(name.split(".")[1])] if "." in name else found[name]
            for name in self.outputs
        ]
        return tuple(tensor.to(self.output_dtype) for tensor in tensors)


class VaeEncoder(nn.Module):
    """Mean of the latent and, behind it, the logarithm of its variance, not yet scaled."""

    def __init__(self, vae: AutoencoderKL):
        super().__init__()
        self.vae = vae

    def forward(self, sample: Tensor) -> Tensor:
        return self.vae.encode(sample).latent_dist.parameters
