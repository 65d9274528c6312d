"""Golden errors, computed by PyTorch: golden/host-errors-MODEL.json.

    python make_host_errors.py

Run again whenever the weights of models/everyday-32 change. Synthetic pictures of the model's own
size (so that no resizing is involved); the noise of a sample is the product's:
`torch.manual_seed(row_seed(seed, row)); torch.randn(elements)`.
"""

import base64
import io
import json
import pathlib
import sys

import numpy as np
import torch
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "models" / "training"), str(ROOT / "models" / "export")]

import schedule
from data import to_model_range
from load_exported import load_exported
from model import CrossedDenoiser, Denoiser

GOLDEN = pathlib.Path(__file__).parent / "golden"
SEED = 7


def mix(value: int) -> int:
    """MurmurHash3's 32-bit finalizer."""
    value ^= value >> 16
    value = value * 0x85EBCA6B & 0xFFFFFFFF
    value ^= value >> 13
    value = value * 0xC2B2AE35 & 0xFFFFFFFF
    return value ^ value >> 16


def row_seed(seed: int, row: int) -> int:
    return mix(mix((seed + 0x9E3779B9) & 0xFFFFFFFF) ^ row)


def picture(index: int, size: int) -> np.ndarray:
    """A soft blob of one colour on a gradient of two others, with some grain: uint8 [size, size, 3]."""
    random = np.random.default_rng(index)
    y, x = np.mgrid[0:size, 0:size] / (size - 1)
    top, bottom, blob = random.uniform(0, 255, (3, 3))
    sky = top + (bottom - top) * y[..., None]
    centre, radii = random.uniform(0.3, 0.7, 2), random.uniform(0.15, 0.45, 2)
    distance = ((x - centre[0]) / radii[0]) ** 2 + ((y - centre[1]) / radii[1]) ** 2
    inside = 1 / (1 + np.exp(8 * (distance - 1)))[..., None]
    grain = random.normal(0, 6, sky.shape)
    return np.clip(sky + (blob - sky) * inside + grain, 0, 255).astype(np.uint8)


def data_uri(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@torch.no_grad()
def label_errors(
    denoiser: Denoiser, pixels: np.ndarray, alphas: torch.Tensor, prediction: str, timesteps: list[int]
) -> torch.Tensor:
    """Mean squared errors in float32, [labels, samples]. The noise row of a sample is its timestep."""
    x0 = to_model_range(torch.from_numpy(pixels).permute(2, 0, 1))
    noise = torch.stack(
        [torch.randn(x0.numel(), generator=torch.Generator().manual_seed(row_seed(SEED, row))) for row in timesteps]
    ).reshape(-1, *x0.shape)
    t = torch.tensor(timesteps)
    alpha = alphas.float()[t][:, None, None, None]
    x_t = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
    predicted = CrossedDenoiser(denoiser)(x_t, t, torch.arange(denoiser.config.labels))
    if prediction == "v_prediction":
        predicted = alpha.sqrt()[:, None] * predicted + (1 - alpha).sqrt()[:, None] * x_t[:, None]
    return (predicted - noise[:, None]).square().mean((2, 3, 4)).T


def write(folder: pathlib.Path, alphas: torch.Tensor, prediction: str, images: int, timesteps: list[int]) -> None:
    denoiser = load_exported(folder)
    pictures = [picture(index, denoiser.config.image_size) for index in range(images)]
    errors = torch.stack([label_errors(denoiser, pixels, alphas, prediction, timesteps) for pixels in pictures])
    content = {
        "seed": SEED,
        "samples": [{"timestep": t, "noiseRow": t} for t in timesteps],
        "images": [
            {"image": data_uri(pixels), "errors": [[float(f"{e:.7g}") for e in row] for row in rows.tolist()]}
            for pixels, rows in zip(pictures, errors)
        ],
    }
    file = GOLDEN / f"host-errors-{folder.name}.json"
    file.write_text(json.dumps(content) + "\n")
    best, second = errors.mean(2).sort(1).values[:, :2].T
    print(f"{file}: errors {errors.min():.4f} to {errors.max():.4f}, closest race {(second - best).min():.1e}")


def main() -> None:
    linear = torch.cumprod(1 - torch.linspace(0.0001, 0.02, 1000, dtype=torch.float64), 0)
    tiny = ROOT / "test" / "fixtures" / "tiny-class-conditional"
    write(tiny, linear, "v_prediction", images=2, timesteps=[0, 20, 400, 999])
    bundled = ROOT / "models" / "everyday-32"
    write(bundled, schedule.alphas_cumprod(), "epsilon", images=10, timesteps=list(range(215, 800, 30)))


if __name__ == "__main__":
    main()
