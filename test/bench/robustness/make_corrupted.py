"""Corrupts a folder of labelled images: test data for `npm run bench -- robustness`.

    python make_corrupted.py FOLDER OUT --images 100 --severities 3

FOLDER has a sub-folder of images for each label. OUT gets `clean` and one folder for each corruption
and severity (`fog-3`), each with the same images in the same layout, as PNG. The same images and the
same seed always give the same files (with the packages of requirements.txt).
"""

import argparse
from pathlib import Path

import numpy as np
from corruptions import SEVERITIES, STRENGTHS, corrupt
from PIL import Image


def chosen(folder: Path, most: int | None, seed: int) -> list[Path]:
    """`most` images, as evenly over the labels as they go, in an order fixed by the seed: a smaller
    choice is part of every larger one.
    """
    random = np.random.default_rng(seed)
    by_label = [sorted(label.iterdir()) for label in sorted(folder.iterdir()) if label.is_dir()]
    shuffled = [[files[i] for i in random.permutation(len(files))] for files in by_label]
    rounds = range(max(len(files) for files in shuffled))
    in_turn = [files[i] for i in rounds for files in shuffled if i < len(files)]
    return in_turn[:most]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--images", type=int, help="how many, evenly over the labels (default: all)")
    parser.add_argument("--severities", type=int, nargs="+", default=[3], choices=SEVERITIES)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    files = chosen(options.folder, options.images, options.seed)
    for file in files:
        place = Path(file.parent.name, f"{file.stem}.png")
        image = np.asarray(Image.open(file).convert("RGB"))
        save(image, options.out / "clean" / place)
        for name in STRENGTHS:
            for severity in options.severities:
                corrupted = corrupt(image, name, severity, options.seed, place.as_posix())
                save(corrupted, options.out / f"{name}-{severity}" / place)
    print(f"{options.out}: {len(files)} images, clean and under {len(STRENGTHS)} corruptions")


def save(image: np.ndarray, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(file)


if __name__ == "__main__":
    main()
