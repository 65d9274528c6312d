"""Writes golden/perceptual-hash.json: what `phash` of Python's imagehash makes of inputs that any
language can compute.

    python test/parity/make_perceptual_hash.py

Packages: requirements.txt, imagehash. Read by test/unit/host/perceptualHash.test.ts, whose picture()
draws the same inputs as draw() here.
"""

import json
from pathlib import Path

import imagehash
import numpy as np
from PIL import Image

# Factors of x, y and xy.
PICTURES = [(9, 4, 2), (3, 1, 1), (5, 7, 0), (2, 9, 3), (11, 4, 1), (6, 6, 5), (13, 1, 2), (1, 17, 4)]


def draw(a, b, c):
    """An array of shape [32, 32, 3], uint8: tiles of ramps, each channel shifted."""
    y, x, channel = np.meshgrid(np.arange(32), np.arange(32), np.arange(3), indexing="ij")
    return ((a * x + b * y + c * x * y // 8 + 40 * channel) % 256).astype(np.uint8)


def main():
    rows = [
        {"factors": factors, "hash": str(imagehash.phash(Image.fromarray(draw(*factors))))}
        for factors in PICTURES
    ]
    golden = {"imagehash": imagehash.__version__, "pictures": rows}
    path = Path(__file__).parent / "golden" / "perceptual-hash.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
