"""Writes golden/pillow-resize.json: what Pillow makes of inputs that any language can compute.

    python test/parity/make_pillow_resize.py

Packages: requirements.txt. Read by test/unit/image/resample.test.ts and crop.test.ts, whose
testImage() draws the same inputs as draw() here.
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

FILTERS = {
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}

# kind, channels, input width and height, output width and height
CASES = [
    ("noise", 3, 64, 48, 16, 12),  # shrink by a whole factor
    ("noise", 3, 61, 47, 17, 23),  # odd sizes
    ("photo", 3, 320, 213, 32, 21),  # a photograph down to the model's size
    ("photo", 3, 40, 30, 57, 71),  # enlarge
    ("noise", 1, 11, 9, 34, 25),  # enlarge, greyscale
    ("noise", 3, 50, 20, 13, 20),  # width alone
    ("noise", 3, 20, 50, 20, 13),  # height alone
    ("noise", 3, 30, 12, 12, 30),  # shrink one axis, enlarge the other
    ("photo", 3, 41, 133, 31, 31),  # tall: the height goes first
    ("noise", 3, 30, 34, 28, 29),  # the height goes first, though only just
    ("noise", 3, 30, 33, 28, 29),  # the width goes first, though only just
    ("noise", 3, 1, 1, 8, 5),  # a single pixel
    ("noise", 3, 1, 40, 7, 9),  # a single column
    ("noise", 1, 37, 29, 1, 1),  # to a single pixel
    ("photo", 4, 90, 60, 28, 19),  # four channels, each on its own
    ("photo", 1, 1200, 900, 24, 18),  # many taps
]

# torchvision's Resize(size) and CenterCrop(size): width, height, size
CROPS = [(320, 213, 32), (213, 320, 32), (100, 100, 33), (37, 64, 20), (20, 30, 64), (41, 333, 31)]


def noise(index):
    """Well mixed bytes of a running number: the top byte of a multiplicative hash."""
    return (index * np.uint64(2654435761) % np.uint64(2**32)) >> np.uint64(24)


def draw(kind, channels, width, height):
    """An array of shape [height, width, channels], uint8."""
    y, x, channel = np.meshgrid(
        np.arange(height, dtype=np.uint64),
        np.arange(width, dtype=np.uint64),
        np.arange(channels, dtype=np.uint64),
        indexing="ij",
    )
    grain = noise((y * np.uint64(width) + x) * np.uint64(channels) + channel)
    if kind == "noise":
        return grain.astype(np.uint8)
    # Slow ramps, hard edges between tiles of 16, black and white ends, a little grain.
    ramp = (x * np.uint64(3) + y * np.uint64(2) + channel * np.uint64(60)) % np.uint64(300)
    tile = ((x // np.uint64(16)) + (y // np.uint64(16))) % np.uint64(2) * np.uint64(90)
    return np.minimum(ramp * np.uint64(2) // np.uint64(3) + tile + grain // np.uint64(16), 255).astype(
        np.uint8
    )


def resize(pixels, width, height, resample):
    """Channel by channel, since Pillow multiplies RGB by alpha before it resizes RGBA."""
    planes = [
        np.asarray(Image.fromarray(np.ascontiguousarray(pixels[..., c])).resize((width, height), resample))
        for c in range(pixels.shape[2])
    ]
    return np.stack(planes, axis=-1)


def encode(pixels):
    return base64.b64encode(pixels.tobytes()).decode()


def resize_cases():
    for kind, channels, width, height, to_width, to_height in CASES:
        pixels = draw(kind, channels, width, height)
        yield {
            "kind": kind,
            "channels": channels,
            "from": [width, height],
            "to": [to_width, to_height],
            "outputs": {
                name: encode(resize(pixels, to_width, to_height, resample))
                for name, resample in FILTERS.items()
            },
        }


def crop_cases():
    """The arithmetic of torchvision.transforms.functional, on Pillow images."""
    for width, height, size in CROPS:
        image = Image.fromarray(draw("photo", 3, width, height))
        short, long = sorted(image.size)
        long = int(size * long / short)
        image = image.resize((size, long) if width <= height else (long, size), FILTERS["bicubic"])
        resized = list(image.size)
        left = int(round((image.width - size) / 2.0))
        top = int(round((image.height - size) / 2.0))
        image = image.crop((left, top, left + size, top + size))
        yield {
            "from": [width, height],
            "size": size,
            "resized": resized,
            "output": encode(np.asarray(image)),
        }


def jpeg_case():
    """A JPEG with halved chroma, and the pixels that libjpeg-turbo decodes from it."""
    file = io.BytesIO()
    Image.fromarray(draw("photo", 3, 45, 35)).save(file, "JPEG", quality=85, subsampling=2)
    decoded = Image.open(io.BytesIO(file.getvalue())).convert("RGB")
    return {
        "file": base64.b64encode(file.getvalue()).decode(),
        "size": list(decoded.size),
        "pixels": encode(np.asarray(decoded)),
    }


golden = {
    "pillow": PIL.__version__,
    "resize": list(resize_cases()),
    "crop": list(crop_cases()),
    "jpeg": jpeg_case(),
}
path = Path(__file__).parent / "golden" / "pillow-resize.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
