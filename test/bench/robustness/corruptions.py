"""Fifteen common corruptions of small images at five severities.

The kinds are those of Hendrycks and Dietterich 2019 (*Benchmarking Neural Network Robustness to
Common Corruptions and Perturbations*): noise, blur, weather, digital. The code and the strengths
are our own, for images of 32x32 pixels, and snow, frost and fog are drawn, not photographed: figures
on them are **not** figures on CIFAR-10-C.

Every function takes an image as float [height, width, 3] in 0..1, one strength of its row in
STRENGTHS, and a random generator; what it returns is cut to 0..1 and rounded by `corrupt`. One image
has the same random numbers at every severity, so that only the strength grows.
"""

import io
import zlib
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image
from scipy.ndimage import convolve, gaussian_filter, map_coordinates

Pixels = np.ndarray
SEVERITIES = (1, 2, 3, 4, 5)


def gaussian_noise(image: Pixels, deviation: float, random: Generator) -> Pixels:
    return image + deviation * random.standard_normal(image.shape)


def shot_noise(image: Pixels, photons: float, random: Generator) -> Pixels:
    """Poisson noise of a sensor that counts `photons` at full brightness."""
    return random.poisson(image * photons) / photons


def impulse_noise(image: Pixels, share: float, random: Generator) -> Pixels:
    """A `share` of all values becomes black or white."""
    place, value = random.random(image.shape), random.random(image.shape)
    return np.where(place < share, value < 0.5, image)


def defocus_blur(image: Pixels, radius: float, random: Generator) -> Pixels:
    """A disk, each of whose pixels counts by the share of it that lies within `radius`."""
    reach, parts = int(np.ceil(radius)), 9
    grid = (np.arange((2 * reach + 1) * parts) + 0.5) / parts - reach - 0.5
    inside = (grid[:, None] ** 2 + grid[None, :] ** 2 <= radius**2).astype(float)
    side = 2 * reach + 1
    return blurred(image, inside.reshape(side, parts, side, parts).sum((1, 3)))


def glass_blur(image: Pixels, reach: float, random: Generator) -> Pixels:
    """Every pixel is taken from a place up to `reach` pixels away; then a slight blur."""
    offset = reach * random.uniform(-1, 1, (2, *image.shape[:2]))
    return gaussian_filter(moved(image, *offset), (0.4, 0.4, 0))


def motion_blur(image: Pixels, length: float, random: Generator) -> Pixels:
    """A straight line of `length` pixels in a random direction."""
    return blurred(image, line(length, random.uniform(0, np.pi)))


def zoom_blur(image: Pixels, zoom: float, random: Generator) -> Pixels:
    """The mean over enlargements from 1 to `zoom`."""
    rows, columns = centred(image)
    zooms = np.linspace(1, zoom, 12)
    return np.mean([moved(image, rows * (1 / z - 1), columns * (1 / z - 1)) for z in zooms], axis=0)


def snow(image: Pixels, amount: float, random: Generator) -> Pixels:
    """Flakes that fall aslant, before a paler, brighter picture."""
    shape = image.shape[:2]
    angle = random.uniform(np.pi / 4, 3 * np.pi / 4)
    place, size = random.random(shape), random.uniform(0.7, 1.6, shape)
    flakes = np.where(place < 0.16 * amount, size, 0.0)
    flakes = blurred(flakes[:, :, None], line(3, angle))[:, :, 0]
    grey = image.mean(axis=2, keepdims=True)
    pale = image + 0.5 * amount * (0.5 * grey + 0.5 - image)
    cover = np.clip(1.6 * flakes, 0, 0.95)[:, :, None]
    return pale * (1 - cover) + cover


def frost(image: Pixels, amount: float, random: Generator) -> Pixels:
    """Ice needles that grow inwards from the edges, pale blue."""
    rows, columns = centred(image)
    half = max(image.shape[:2]) / 2
    needles = np.zeros(image.shape[:2])
    for _ in range(26):
        angle, start = random.uniform(0, 2 * np.pi), random.uniform(-1, 1)
        # A point on the edge, and a direction that leads inwards, more or less.
        edge = half * np.clip(np.sqrt(2) * np.array([np.sin(angle), np.cos(angle)]), -1, 1)
        direction = -edge / np.hypot(*edge)
        turn = 0.9 * start
        across = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        direction = across @ direction
        length = half * random.uniform(0.4, 1.3)
        along = (rows - edge[0]) * direction[0] + (columns - edge[1]) * direction[1]
        beside = np.abs((rows - edge[0]) * direction[1] - (columns - edge[1]) * direction[0])
        width = 1.8 * np.clip(1 - along / length, 0, 1)
        needle = np.clip(width - beside + 0.3, 0, 1) * (along > -1) * (along < length)
        needles = np.maximum(needles, needle * random.uniform(0.5, 1))
    border = np.maximum(np.abs(rows), np.abs(columns)) / half
    cover = amount * np.clip(0.75 * needles + 0.45 * border**2 * cloud(image.shape[:2], random), 0, 1)
    ice = np.array([0.86, 0.93, 1.0])
    return image * (1 - cover[:, :, None]) + ice * cover[:, :, None]


def fog(image: Pixels, amount: float, random: Generator) -> Pixels:
    """A pale veil that is thicker in some places."""
    veil = amount * (0.45 + 0.55 * cloud(image.shape[:2], random))[:, :, None]
    return image * (1 - veil) + 0.85 * veil


def brightness(image: Pixels, amount: float, random: Generator) -> Pixels:
    return image + amount


def contrast(image: Pixels, kept: float, random: Generator) -> Pixels:
    """Values drawn towards the mean of their channel, of which a share is `kept`."""
    mean = image.mean(axis=(0, 1), keepdims=True)
    return mean + kept * (image - mean)


def elastic_transform(image: Pixels, reach: float, random: Generator) -> Pixels:
    """A smooth random displacement, of `reach` pixels on average (root mean square)."""
    fields = random.standard_normal((2, *image.shape[:2]))
    smooth = [gaussian_filter(field, 3, mode="wrap") for field in fields]
    return moved(image, *(reach * field / field.std() for field in smooth))


def pixelate(image: Pixels, share: float, random: Generator) -> Pixels:
    """Made smaller to a `share` of the sides, and back without smoothing."""
    height, width = image.shape[:2]
    small = (max(1, round(width * share)), max(1, round(height * share)))
    picture = to_picture(image).resize(small, Image.Resampling.BOX)
    return from_picture(picture.resize((width, height), Image.Resampling.NEAREST))


def jpeg_compression(image: Pixels, quality: int, random: Generator) -> Pixels:
    buffer = io.BytesIO()
    to_picture(image).save(buffer, "JPEG", quality=quality)
    return from_picture(Image.open(buffer).convert("RGB"))


STRENGTHS: dict[str, tuple[Callable[..., Pixels], tuple[float, float, float, float, float]]] = {
    "gaussian-noise": (gaussian_noise, (0.03, 0.06, 0.09, 0.13, 0.18)),
    "shot-noise": (shot_noise, (500, 150, 60, 30, 15)),
    "impulse-noise": (impulse_noise, (0.01, 0.03, 0.06, 0.1, 0.16)),
    "defocus-blur": (defocus_blur, (0.8, 1.1, 1.4, 1.8, 2.4)),
    "glass-blur": (glass_blur, (0.5, 0.8, 1.1, 1.5, 2.1)),
    "motion-blur": (motion_blur, (2, 3, 4.5, 6, 8)),
    "zoom-blur": (zoom_blur, (1.1, 1.2, 1.3, 1.45, 1.65)),
    "snow": (snow, (0.2, 0.4, 0.6, 0.85, 1.1)),
    "frost": (frost, (0.25, 0.4, 0.55, 0.7, 0.9)),
    "fog": (fog, (0.25, 0.4, 0.55, 0.7, 0.85)),
    "brightness": (brightness, (0.06, 0.12, 0.18, 0.26, 0.35)),
    "contrast": (contrast, (0.75, 0.55, 0.4, 0.25, 0.14)),
    "elastic-transform": (elastic_transform, (0.5, 0.8, 1.1, 1.5, 2.0)),
    "pixelate": (pixelate, (0.85, 0.7, 0.56, 0.43, 0.31)),
    "jpeg-compression": (jpeg_compression, (65, 40, 25, 15, 8)),
}


def corrupt(image: np.ndarray, name: str, severity: int, seed: int, key: str) -> np.ndarray:
    """uint8 [height, width, 3] to the same. `key` names the image: with `seed` and the corruption's
    name it is what the random numbers depend on.
    """
    function, strengths = STRENGTHS[name]
    random = np.random.default_rng([seed, zlib.crc32(name.encode()), zlib.crc32(key.encode())])
    corrupted = function(image / 255, strengths[severity - 1], random)
    return np.round(255 * np.clip(corrupted, 0, 1)).astype(np.uint8)


def blurred(image: Pixels, kernel: np.ndarray) -> Pixels:
    return convolve(image, (kernel / kernel.sum())[:, :, None], mode="nearest")


def line(length: float, angle: float) -> np.ndarray:
    """A kernel: a line of `length` pixels through the middle, spread over the pixels it crosses."""
    reach = int(np.ceil(length / 2))
    along = np.linspace(-1, 1, 200) * (length - 1) / 2
    rows, columns = reach + along * np.sin(angle), reach + along * np.cos(angle)
    kernel = np.zeros((2 * reach + 2,) * 2)
    for row, column in zip(rows, columns, strict=True):
        top, left = int(row), int(column)
        down, right = row - top, column - left
        kernel[top : top + 2, left : left + 2] += np.outer([1 - down, down], [1 - right, right])
    return kernel[:-1, :-1]


def centred(image: Pixels) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of all pixels, counted from the middle of the image."""
    height, width = image.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(float)
    return rows - (height - 1) / 2, columns - (width - 1) / 2


def moved(image: Pixels, down: np.ndarray, right: np.ndarray) -> Pixels:
    """Every pixel from the place so far away from it, between pixels by their distance."""
    height, width = image.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    places = [rows + down, columns + right]
    channels = [map_coordinates(image[:, :, c], places, order=1, mode="reflect") for c in range(3)]
    return np.stack(channels, axis=2)


def cloud(shape: tuple[int, int], random: Generator) -> np.ndarray:
    """Smooth random shades in 0..1: noise whose amplitude falls with its frequency f as f^-1.6."""
    frequency = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.fftfreq(shape[1])[None, :])
    frequency[0, 0] = np.inf
    spectrum = np.fft.fft2(random.standard_normal(shape)) * frequency**-1.6
    shades = np.fft.ifft2(spectrum).real
    return (shades - shades.min()) / (shades.max() - shades.min())


def to_picture(image: Pixels) -> Image.Image:
    return Image.fromarray(np.round(255 * image).astype(np.uint8))


def from_picture(picture: Image.Image) -> Pixels:
    return np.asarray(picture) / 255
