"""A trained ResNet as a folder that other programs read: model.onnx, labels.txt, one name a line,
and preprocessor_config.json, written as transformers writes it.
"""

import copy
import hashlib
import json
import os
from pathlib import Path

import torch
from torch.export import Dim

from data import LABELS
from resnet import ResNet

# Of the training images, over [0, 1], by channel.
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)

PREPROCESSOR = {
    "image_processor_type": "ViTImageProcessor",
    "do_resize": True,
    "size": {"height": 32, "width": 32},
    "resample": 3,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": MEAN,
    "image_std": STD,
}


def normalize(images: torch.Tensor) -> torch.Tensor:
    """uint8 pixels [batch, 3, height, width] to float32 with mean 0 and deviation 1 by channel."""
    mean, std = (torch.tensor(values)[None, :, None, None] for values in (MEAN, STD))
    return (images.float() / 255 - mean) / std


def export(network: ResNet, folder: Path, provenance: dict) -> None:
    """Input `pixel_values` float32 [batch, 3, 32, 32], output `logits` float32 [batch, labels]."""
    folder.mkdir(parents=True, exist_ok=True)
    module = copy.deepcopy(network).eval().to(memory_format=torch.contiguous_format)
    unfinished = folder / "model.tmp.onnx"
    torch.onnx.export(
        module,
        (torch.zeros(2, 3, 32, 32),),
        str(unfinished),
        input_names=["pixel_values"],
        output_names=["logits"],
        dynamic_shapes={"pixels": {0: Dim("batch")}},
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    (folder / "labels.txt").write_text("\n".join(LABELS) + "\n")
    write_json(folder / "preprocessor_config.json", PREPROCESSOR)
    sha256 = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    write_json(folder / "provenance.json", {**provenance, "sha256": sha256})
    os.replace(unfinished, folder / "model.onnx")


def write_json(file: Path, content: dict) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n")
