"""Writes golden/pillow-preprocess.json: what the official code's transforms make of image files.

    python test/parity/make_pillow_preprocess.py

`official` is get_transform() of eval_prob_adaptive.py on Image.open(file), `adm` center_crop_arr()
of eval_prob_dit.py on Image.open(file).convert("RGB"), both as 8-bit RGB before ToTensor. Resize
and CenterCrop of torchvision are written out below, for Pillow images. Packages: requirements.txt.
Read by test/parity/preprocess.test.ts.

The files are drawn here, in every mode that Pillow opens PNG, GIF, TIFF, WebP and JPEG in, with
enough grain that a pixel taken from the wrong place, or rounded another way, is seen. Those that
Pillow does not write are written by tifffile, or as a PNG by hand.
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
import tifffile
from PIL import Image, TiffImagePlugin

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
WIDTH, HEIGHT = 31, 23


# ---- the official transforms ---------------------------------------------------------------------


def official(file, size, resample):
    image = Image.open(io.BytesIO(file))
    short, long = sorted(image.size)
    long = int(size * long / short)
    to = (size, long) if image.width <= image.height else (long, size)
    if image.size != to:
        image = image.resize(to, resample)
    left = int(round((image.width - size) / 2.0))
    top = int(round((image.height - size) / 2.0))
    return np.asarray(image.crop((left, top, left + size, top + size)).convert("RGB"))


def adm(file, size):
    image = Image.open(io.BytesIO(file)).convert("RGB")
    while min(*image.size) >= 2 * size:
        image = image.resize(tuple(x // 2 for x in image.size), resample=Image.Resampling.BOX)
    scale = size / min(*image.size)
    image = image.resize(tuple(round(x * scale) for x in image.size), resample=Image.Resampling.BICUBIC)
    array = np.array(image)
    top, left = (array.shape[0] - size) // 2, (array.shape[1] - size) // 2
    return array[top : top + size, left : left + size]


# ---- pictures and files --------------------------------------------------------------------------


def draw(channels, width=WIDTH, height=HEIGHT):
    """Ramps and tiles of 5 pixels with grain, uint8 [height, width, channels]."""
    grain = np.random.default_rng(channels).integers(0, 60, (height, width, channels))
    y, x, channel = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    ramp = (x * 5 + y * 3 + channel * 47) % 200
    return (ramp // 2 + (x // 5 + y // 5) % 2 * 95 + grain).astype(np.uint8)


def png(samples, colour_type, chunks=b""):
    """A PNG of 8 or 16 bits a sample, [height, width, channels]; `chunks` go before the pixels."""
    header = struct.pack(
        ">IIBBBBB", samples.shape[1], samples.shape[0], samples.itemsize * 8, colour_type, 0, 0, 0
    )
    rows = b"".join(b"\0" + row.astype(samples.dtype.newbyteorder(">")).tobytes() for row in samples)
    body = chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunks + body


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def wide(channels):
    """16 bits a sample, the upper byte the picture, the lower one anything."""
    return draw(channels).astype(np.uint16) << 8 | draw(channels)[::-1]


def dark16():
    """16-bit grey whose values are within and around what Pillow keeps of them, 0..255."""
    return (draw(1).astype(np.uint16) * 5 // 4)[..., 0]


def saved(image, form, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def tiff(samples, **options):
    file = io.BytesIO()
    tifffile.imwrite(file, samples, metadata=None, compression="zlib", **options)
    return file.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def images():
    """(name, file) of each."""
    grey, rgb, rgba = Image.fromarray(draw(1)[..., 0]), Image.fromarray(draw(3)), Image.fromarray(draw(4))
    grey_alpha = Image.fromarray(draw(2), "LA")
    cmyk = Image.fromarray(draw(4), "CMYK")
    palette = rgb.quantize(60, dither=Image.Dither.NONE)
    bits = grey.point(lambda v: 255 * (v > 100)).convert("1", dither=Image.Dither.NONE)
    opaque_or_clear = draw(4)
    opaque_or_clear[..., 3] = np.where(opaque_or_clear[..., 3] > 120, 255, 0)

    yield "png 1", saved(bits, "PNG")
    yield "png L", saved(grey, "PNG")
    yield "png L with a transparent grey", png(draw(1), 0, chunk(b"tRNS", b"\0\x40"))
    yield "png I;16", png(wide(1), 0)
    yield "png I;16 within 8 bits", png(dark16()[..., None], 0)
    yield "png LA", saved(grey_alpha, "PNG")
    yield "png LA of 16 bits", png(wide(2), 4)
    yield "png RGB", saved(rgb, "PNG")
    yield "png RGB with a transparent colour", png(draw(3), 2, chunk(b"tRNS", b"\0\x40\0\x40\0\x40"))
    yield "png RGB of 16 bits", png(wide(3), 2)
    yield "png RGBA", saved(rgba, "PNG")
    yield "png RGBA, opaque or clear", saved(Image.fromarray(opaque_or_clear), "PNG")
    yield "png RGBA of 16 bits", png(wide(4), 6)
    yield "png P", saved(palette, "PNG")
    yield "png P of 4 bits", saved(rgb.quantize(16, dither=Image.Dither.NONE), "PNG", bits=4)
    yield "png P with tRNS", saved(palette, "PNG", transparency=bytes(range(0, 240, 4)))
    yield "png RGB, EXIF orientation 6", saved(rgb, "PNG", exif=exif(6))

    yield "gif P", saved(palette, "GIF")
    yield "gif P with transparency", saved(palette, "GIF", transparency=7)
    yield "gif P of its own palette, with a comment", saved(
        palette, "GIF", include_color_table=True, comment=b"a comment " * 40
    )
    yield "gif P interlaced, animated", saved(
        palette, "GIF", save_all=True, append_images=[palette.rotate(180)], interlace=1
    )
    levels = Image.fromarray((np.arange(WIDTH * HEIGHT) * 89 % 256).astype(np.uint8).reshape(HEIGHT, WIDTH))
    yield "gif L", saved(levels, "GIF")

    yield "tiff 1", saved(bits, "TIFF", compression="group4")
    yield "tiff L", saved(grey, "TIFF", compression="tiff_lzw")
    yield "tiff L, white is zero", tiff(draw(1)[..., 0], photometric="miniswhite")
    yield "tiff I;16", tiff(wide(1)[..., 0], photometric="minisblack")
    yield "tiff I;16 within 8 bits", tiff(dark16(), photometric="minisblack")
    yield "tiff RGB, EXIF orientation 6", saved(
        rgb, "TIFF", compression="tiff_lzw", tiffinfo=orientation_tag(6)
    )
    yield "tiff RGB tiled", tiff(draw(3), photometric="rgb", tile=(16, 16))
    yield "tiff RGB of 16 bits", tiff(wide(3), photometric="rgb")
    yield "tiff RGBA", tiff(draw(4), photometric="rgb", extrasamples=["unassalpha"])
    yield "tiff CMYK", saved(cmyk, "TIFF", compression="tiff_lzw")
    yield "tiff P", saved(palette, "TIFF", compression="tiff_lzw")
    yield "tiff pages", saved(rgb, "TIFF", save_all=True, append_images=[grey], compression="tiff_lzw")

    yield "webp RGB lossless", saved(rgb, "WEBP", lossless=True)
    yield "webp RGBA lossless", saved(rgba, "WEBP", lossless=True, exact=True)
    yield "webp RGB lossy", saved(rgb, "WEBP", quality=60)

    yield "jpeg RGB 4:2:0", saved(rgb, "JPEG", quality=85, subsampling=2)
    yield "jpeg RGB progressive 4:4:4", saved(rgb, "JPEG", quality=85, subsampling=0, progressive=True)
    yield "jpeg L", saved(grey, "JPEG", quality=85)
    yield "jpeg CMYK", saved(cmyk, "JPEG", quality=85)
    yield "jpeg RGB, EXIF orientation 6", saved(rgb, "JPEG", quality=85, exif=exif(6))

    yield "png RGB tall", saved(Image.fromarray(draw(3, 17, 61)), "PNG")
    yield "png RGBA tall", saved(Image.fromarray(draw(4, 17, 61)), "PNG")
    yield "png P tall", saved(Image.fromarray(draw(3, 17, 61)).quantize(60), "PNG")
    tall = draw(1, 17, 61).astype(np.uint16) * 5 // 4
    yield "png I;16 tall", png(tall, 0)


def orientation_tag(orientation):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0112] = orientation
    return tags


def encode(data):
    return base64.b64encode(data).decode()


def outputs(file):
    """Shrunk, at its own size, enlarged; the DiT rule also where it halves twice."""
    for size, resample in [(8, "bicubic"), (8, "bilinear"), (HEIGHT, "bicubic"), (36, "bicubic")]:
        yield "official", size, resample, official(file, size, FILTERS[resample])
    for size in (5, 8, 13, 36):
        yield "adm", size, "bilinear", adm(file, size)


golden = {
    "pillow": PIL.__version__,
    "images": [
        {
            "name": name,
            "file": encode(file),
            "outputs": [
                {"rule": rule, "size": size, "resize": resize, "crc32": zlib.crc32(pixels.tobytes())}
                | ({"pixels": encode(pixels.tobytes())} if size == 8 else {})
                for rule, size, resize, pixels in outputs(file)
            ],
        }
        for name, file in images()
    ],
}
path = Path(__file__).parent / "golden" / "pillow-preprocess.json"
path.write_text(json.dumps(golden, indent=1) + "\n")
