"""The bundled model back into PyTorch, from its exported files alone."""

import json
from pathlib import Path

from model import Denoiser, DenoiserConfig
from onnx_file import read_weights

NAMES = {"image_size": "sample_size", "labels": "num_class_embeds"}
"""Fields that `unet/config.json` calls as diffusers does."""


def unet_config(config: DenoiserConfig) -> dict:
    """Content of `unet/config.json`."""
    renamed = {NAMES.get(key, key): value for key, value in config.to_json().items()}
    return {"_class_name": "CrossedDenoiser", "in_channels": 3, "out_channels": 3, **renamed}


def load_exported(folder: Path) -> Denoiser:
    """The denoiser of a model folder that `export_bundled.py` wrote, with the very same weights."""
    content = json.loads((folder / "unet" / "config.json").read_text())
    fields = DenoiserConfig.__dataclass_fields__
    denoiser = Denoiser(DenoiserConfig(**{key: content[NAMES.get(key, key)] for key in fields}))
    read_weights(folder / "unet" / "model.onnx", denoiser)
    return denoiser.eval()
