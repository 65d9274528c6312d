"""Writes a packed split as a folder of images, one sub-folder a label, as `calibrate` and `study` read it.

    python image_folder.py --data DIR/validation.parquet --out FOLDER [--rows 0 800]
"""

import argparse
from pathlib import Path

import pyarrow.parquet as pq

from data import LABELS


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, nargs=2, default=(0, None), metavar=("FROM", "TO"))
    options = parser.parse_args()

    pictures = pq.read_table(options.data).to_pylist()
    first, end = options.rows
    for row, picture in enumerate(pictures[first:end], start=first):
        folder = options.out / LABELS[picture["label"]]
        folder.mkdir(parents=True, exist_ok=True)
        # Whatever the encoding: the content of a file decides, not its name.
        (folder / f"{row:05}.png").write_bytes(picture["image"])


if __name__ == "__main__":
    main()
