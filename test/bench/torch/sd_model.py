"""A Stable Diffusion 1.5 in its real size with random weights, for measuring rates.

    python sd_model.py FOLDER [--small-unet]

Writes a checkpoint of diffusers, 4 GB: the UNet and the text encoder have the configuration of
Stable Diffusion 1.5, which is that of diffusers by default. The autoencoder is a small one, as
an image goes through it only once. The vocabulary is CLIP's. With a small UNet it is 0.5 GB.
"""

import argparse
import gzip
import json
import pathlib
import tempfile

import torch
from diffusers import AutoencoderKL, DDPMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[3]
MERGES = ROOT / "test" / "fixtures" / "clip-vocabulary" / "merges.txt.gz"

UNET = {
    "sample_size": 64,
    "block_out_channels": (320, 640, 1280, 1280),
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
}
SMALL_UNET = {
    "sample_size": 8,
    "block_out_channels": (32, 32),
    "layers_per_block": 1,
    "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
    "cross_attention_dim": 768,
    "attention_head_dim": 2,
}
TEXT_ENCODER = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "projection_dim": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "bos_token_id": 49406,
    "eos_token_id": 49407,
}
VAE = {
    "block_out_channels": (32, 32, 32, 32),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
}
SCHEDULER = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "clip_sample": False, "steps_offset": 1}


def byte_symbols() -> list[str]:
    """The characters that stand for bytes: themselves if they can be seen, else U+0100 and on."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in visible] + [chr(256 + index) for index in range(256 - len(visible))]


def clip_tokenizer() -> CLIPTokenizer:
    merges = gzip.decompress(MERGES.read_bytes()).decode().splitlines()
    symbols = byte_symbols()
    tokens = [*symbols, *(symbol + "</w>" for symbol in symbols)]
    tokens += [merge.replace(" ", "") for merge in merges[1:]] + ["<|startoftext|>", "<|endoftext|>"]
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = {token: index for index, token in enumerate(tokens)}
        pathlib.Path(folder, "vocab.json").write_text(json.dumps(vocabulary))
        pathlib.Path(folder, "merges.txt").write_text("\n".join(merges) + "\n")
        return CLIPTokenizer.from_pretrained(folder, model_max_length=77)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--small-unet", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(0)
    StableDiffusionPipeline(
        vae=AutoencoderKL(**VAE),
        text_encoder=CLIPTextModel(CLIPTextConfig(**TEXT_ENCODER)),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(**(SMALL_UNET if options.small_unet else UNET)),
        scheduler=DDPMScheduler(**SCHEDULER),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(options.folder)


if __name__ == "__main__":
    main()
