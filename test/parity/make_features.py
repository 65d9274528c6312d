"""What leaves the middle of a denoiser in PyTorch, averaged over places: golden/features.json.

    python make_features.py

Run again whenever ../fixtures/tiny_pipelines.py or the weights of models/everyday-32 change. Of each
model an image, and [samples][channels]. Packages: requirements.txt and that of ../../models/export.
"""

import json
from pathlib import Path

import make_host_errors
import make_pipelines
import schedule
import torch
import tiny_pipelines
from data import to_model_range
from load_exported import load_exported
from torch import Tensor

GOLDEN = Path(__file__).resolve().parent / "golden" / "features.json"
SAMPLES = [(100, 0), (400, 5)]


def pooled(features: Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in features[0].mean((1, 2)).tolist()]


def of_pipeline(pipeline) -> dict:
    """Of a U-Net of diffusers, with the empty prompt."""
    size = pipeline.vae.config.sample_size
    image = make_pipelines.picture(0, size, size)
    x0 = make_pipelines.latent(pipeline, make_pipelines.prepared(image, size, int))
    _, arguments = make_pipelines.conditioning_of_text(pipeline, "", size)
    taken = []
    hook = pipeline.unet.mid_block.register_forward_hook(lambda *call: taken.append(pooled(call[2])))
    for sample in SAMPLES:
        make_pipelines.predicted_noise(pipeline, x0, sample, arguments)
    hook.remove()
    return {"image": make_pipelines.data_uri(image), "features": taken}


def of_bundled(folder: Path) -> dict:
    denoiser = load_exported(folder)
    pixels = make_host_errors.picture(0, denoiser.config.image_size)
    x0 = to_model_range(torch.from_numpy(pixels).permute(2, 0, 1))
    taken = []
    for timestep, row in SAMPLES:
        alpha = schedule.alphas_cumprod()[timestep].float()
        x_t = alpha.sqrt() * x0 + (1 - alpha).sqrt() * make_pipelines.noise_row(row, x0)
        _, _, low, _ = denoiser.trunk(x_t[None], torch.tensor([timestep]))
        taken.append(pooled(low))
    return {"image": make_host_errors.data_uri(pixels), "features": taken}


@torch.no_grad()
def main() -> None:
    golden = {
        "seed": make_pipelines.SEED,
        "samples": [{"timestep": timestep, "noiseRow": row} for timestep, row in SAMPLES],
        "models": {
            "models/everyday-32": of_bundled(make_host_errors.ROOT / "models" / "everyday-32"),
            "test/fixtures/tiny-sd1": of_pipeline(tiny_pipelines.stable_diffusion_1()),
            "test/fixtures/tiny-sd2": of_pipeline(tiny_pipelines.stable_diffusion_2()),
            "test/fixtures/tiny-sdxl": of_pipeline(tiny_pipelines.stable_diffusion_xl()),
        },
    }
    GOLDEN.write_text(json.dumps(golden) + "\n")


main()
