"""CIFAR-10 as packed parquet files, decoded once and kept in memory."""

import io
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import torch
from PIL import Image

LABELS = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def load_split(file: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Images as uint8 of shape [rows, 3, 32, 32] and labels as int64 of shape [rows].

    The parquet file has the columns `image` (encoded bytes) and `label` (an index into LABELS).
    """
    table = pq.read_table(file)
    images = np.stack(
        [np.asarray(Image.open(io.BytesIO(row.as_py())).convert("RGB")) for row in table["image"]]
    )
    labels = torch.from_numpy(table["label"].to_numpy().astype(np.int64))
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(), labels


def to_model_range(images: torch.Tensor) -> torch.Tensor:
    """uint8 pixels to float32 in [-1, 1]."""
    return images.float() / 127.5 - 1
