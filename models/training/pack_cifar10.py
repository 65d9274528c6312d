"""Packs CIFAR-10's own Python archive into the files that the other scripts read.

    python pack_cifar10.py cifar-10-batches-py DIR

Writes DIR/train.parquet (50,000 rows) and DIR/validation.parquet (2,000 of the 10,000 test images,
drawn with seed 0), with the columns `image` (PNG) and `label`. The bundled model's own figures come
from another fifth of the test split, and from a copy of the images as JPEG.
"""

import argparse
import io
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

VALIDATION_ROWS = 2_000


def read_batch(file: Path) -> tuple[np.ndarray, list[int]]:
    """Images as uint8 of shape [rows, 32, 32, 3] and their labels."""
    batch = pickle.loads(file.read_bytes(), encoding="bytes")
    return batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), batch[b"labels"]


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def pack(images: np.ndarray, labels: list[int], file: Path) -> None:
    table = {"image": [png(image) for image in images], "label": pa.array(labels, pa.int8())}
    pq.write_table(pa.table(table), file)
    print(f"{file}: {len(labels)} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    batches = [read_batch(options.archive / f"data_batch_{number}") for number in range(1, 6)]
    images = np.concatenate([images for images, _ in batches])
    pack(images, [label for _, labels in batches for label in labels], options.out / "train.parquet")

    images, labels = read_batch(options.archive / "test_batch")
    rows = np.random.default_rng(0).permutation(len(images))[:VALIDATION_ROWS]
    pack(images[rows], [labels[row] for row in rows], options.out / "validation.parquet")


if __name__ == "__main__":
    main()
