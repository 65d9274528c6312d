"""What is exported of a diffusers pipeline, with inputs and outputs named as Optimum names them."""

from dataclasses import dataclass

import torch
from diffusers import AutoencoderKL, DiffusionPipeline, DiTTransformer2DModel, UNet2DConditionModel
from networks import Dit, TextEncoder, Unet, UnetXl, VaeEncoder
from torch import Tensor, nn
from torch.export import Dim

BATCH = Dim("batch")

# Latents of the example are small: the size is free, and tracing and comparing take time.
LARGEST_EXAMPLE = 32


@dataclass
class Part:
    """A graph to be: `folder` of the layout, the module, inputs by name to trace it with, and others,
    of another size where that may vary, to compare it with.
    """

    folder: str
    module: nn.Module
    example: dict[str, Tensor]
    others: dict[str, Tensor]
    outputs: list[str]
    dynamic: dict[str, dict[int, Dim]]


def unet_part(unet: UNet2DConditionModel) -> Part:
    config = unet.config
    is_xl = config.addition_embed_type == "text_time"

    def inputs(batch: int, height: int, width: int) -> dict[str, Tensor]:
        tensors = {
            "sample": torch.randn(batch, config.in_channels, height, width),
            "timestep": torch.randint(0, 1000, (batch,)),
            "encoder_hidden_states": torch.randn(batch, 77, config.cross_attention_dim),
        }
        if is_xl:
            pooled = config.projection_class_embeddings_input_dim - 6 * config.addition_time_embed_dim
            tensors["text_embeds"] = torch.randn(batch, pooled)
            tensors["time_ids"] = torch.tensor([1024.0, 768, 0, 128, 1024, 1024]).expand(batch, 6)
        return tensors

    step = 2**unet.num_upsamplers
    side = min(config.sample_size, LARGEST_EXAMPLE)
    example = inputs(2, side, side)
    dynamic = {name: {0: BATCH} for name in example}
    dynamic["sample"] |= {2: step * Dim("height"), 3: step * Dim("width")}
    others = inputs(3, side, side + step)
    return Part("unet", UnetXl(unet) if is_xl else Unet(unet), example, others, ["out_sample"], dynamic)


def dit_part(transformer: DiTTransformer2DModel) -> Part:
    """The size is fixed: the embedding of positions is made for one."""
    config = transformer.config

    def inputs(batch: int) -> dict[str, Tensor]:
        return {
            "sample": torch.randn(batch, config.in_channels, config.sample_size, config.sample_size),
            "timestep": torch.randint(0, 1000, (batch,)),
            "class_labels": torch.randint(0, config.num_embeds_ada_norm, (batch,)),
        }

    example = inputs(2)
    dynamic = {name: {0: BATCH} for name in example}
    return Part("transformer", Dit(transformer), example, inputs(3), ["out_sample"], dynamic)


def text_encoder_part(folder: str, encoder: nn.Module, hidden_states: bool) -> Part:
    config = encoder.config

    def inputs(batch: int) -> dict[str, Tensor]:
        shape = (batch, config.max_position_embeddings)
        return {"input_ids": torch.randint(0, config.vocab_size, shape)}

    is_projected = hasattr(encoder, "text_projection")
    outputs = ["text_embeds", "last_hidden_state"] if is_projected else ["last_hidden_state", "pooler_output"]
    if hidden_states:
        outputs += [f"hidden_states.{layer}" for layer in range(config.num_hidden_layers + 1)]
    module = TextEncoder(encoder, outputs)
    return Part(folder, module, inputs(2), inputs(3), outputs, {"input_ids": {0: BATCH}})


def vae_encoder_part(vae: AutoencoderKL) -> Part:
    channels = vae.config.in_channels
    downscale = 2 ** (len(vae.config.block_out_channels) - 1)

    def inputs(batch: int, height: int, width: int) -> dict[str, Tensor]:
        return {"sample": 2 * torch.rand(batch, channels, downscale * height, downscale * width) - 1}

    dynamic = {"sample": {0: BATCH, 2: downscale * Dim("height"), 3: downscale * Dim("width")}}
    return Part(
        "vae_encoder", VaeEncoder(vae), inputs(2, 8, 8), inputs(3, 8, 12), ["latent_parameters"], dynamic
    )


def parts_of(pipeline: DiffusionPipeline) -> list[Part]:
    """Of a StableDiffusionPipeline, StableDiffusionXLPipeline or DiTPipeline."""
    torch.manual_seed(0)
    components = pipeline.components
    parts = [vae_encoder_part(components["vae"])]
    if "transformer" in components:
        return [*parts, dit_part(components["transformer"])]
    encoders = [name for name in ("text_encoder", "text_encoder_2") if name in components]
    texts = [text_encoder_part(name, components[name], len(encoders) == 2) for name in encoders]
    return [*parts, *texts, unet_part(components["unet"])]
