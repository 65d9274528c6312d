"""What diffusers makes of the tiny pipelines of the tests, in float32: golden/pipelines/MODEL.json.

    python make_pipelines.py

Run again whenever ../fixtures/tiny_pipelines.py changes. Texts are encoded, time ids are made and
images are encoded by the pipelines' own functions. tiny-sd1.json is meant for tiny-sd1-float16, too,
whose weights are the same, rounded. Packages: requirements.txt and that of ../../models/export.

    seed, samples       noise of a sample: torch.manual_seed(row_seed(seed, noiseRow)); torch.randn
    size                side of the square that images are brought to: bicubic, centre crop, by the
                        rule `product`; of tiny-dit by `adm`
    images[i]           image: data URI; pixels: crc32 of the prepared RGB bytes [size, size, 3];
                        latent: x0 [4, 8, 8], the mean times the scaling factor; noise: predicted
                        [conditionings, samples, 4, 8, 8], from v where the model predicts that
    conditionings[c]    prompt, ids[encoder][77], embedding [77, width] and, of SDXL, pooled
                        [width]; of tiny-dit only classIndex
    timeIds             of SDXL: [6]
    errors[loss]        [images][conditionings][samples], mean over elements, of l2, l1 and huber

Arrays are base64 of little-endian float32, row by row.
"""

import base64
import io
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDPMScheduler, DiffusionPipeline, DiTPipeline, StableDiffusionXLPipeline
from PIL import Image
from torch import Tensor

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fixtures"))

import tiny_pipelines
from make_host_errors import row_seed

SEED = 7
SAMPLES = [(20, 0), (400, 5), (930, 2)]
PROMPTS = [
    "a photo of a cat",
    "A Photo of a  DOG, running.",
    "un café ☕ à 東京 👍🏽 (2024)!!",
    "a long description of a picture that goes on and on, " * 4 + "until nobody listens",
]
CLASSES = [0, 1, 3, 5]
SIZES = [(64, 64), (96, 80), (50, 100)]
"""Width and height: as it is, shrunk, and enlarged."""
LOSSES = {"l2": F.mse_loss, "l1": F.l1_loss, "huber": F.huber_loss}


def picture(index: int, width: int, height: int) -> Image.Image:
    """A bright disc on a gradient, with grain."""
    random = np.random.default_rng(index)
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    ground = random.uniform(0, 200, 3) * y[..., None] + random.uniform(0, 55, 3)
    inside = (x - random.uniform(0.3, 0.7)) ** 2 + (y - random.uniform(0.2, 0.5)) ** 2 < 0.04
    pixels = np.where(inside[..., None], random.uniform(100, 255, 3), ground)
    return Image.fromarray(np.clip(pixels + random.normal(0, 6, pixels.shape), 0, 255).astype(np.uint8))


def prepared(image: Image.Image, size: int, long_side: Callable[[float], int]) -> np.ndarray:
    """uint8 [size, size, 3]. `long_side` rounds: down for `product`, to the nearest for `adm`."""
    scale = size / min(image.size)
    image = image.resize([long_side(side * scale) for side in image.size], Image.Resampling.BICUBIC)
    left, top = ((side - size) // 2 for side in image.size)
    return np.array(image.crop((left, top, left + size, top + size)))


def data_uri(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def encoded(tensor: Tensor) -> str:
    return base64.b64encode(tensor.contiguous().numpy().astype("<f4").tobytes()).decode()


def latent(pipeline: DiffusionPipeline, pixels: np.ndarray) -> Tensor:
    image = torch.from_numpy(pixels).permute(2, 0, 1)[None] / 127.5 - 1
    return pipeline.vae.encode(image).latent_dist.mean[0] * pipeline.vae.config.scaling_factor


def conditioning_of_text(pipeline: DiffusionPipeline, prompt: str, size: int) -> tuple[dict, dict]:
    """What the file says of it, and the arguments of the denoiser."""
    is_xl = isinstance(pipeline, StableDiffusionXLPipeline)
    tokenizers = [pipeline.tokenizer, pipeline.tokenizer_2] if is_xl else [pipeline.tokenizer]
    ids = [
        tokenizer(prompt, padding="max_length", max_length=tokenizer.model_max_length, truncation=True).input_ids
        for tokenizer in tokenizers
    ]
    found = pipeline.encode_prompt(prompt, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False)
    content = {"prompt": prompt, "ids": ids, "embedding": encoded(found[0][0])}
    arguments = {"encoder_hidden_states": found[0]}
    if is_xl:
        pooled = found[2]
        content["pooled"] = encoded(pooled[0])
        arguments["added_cond_kwargs"] = {"text_embeds": pooled, "time_ids": time_ids(pipeline, size)}
    return content, arguments


def time_ids(pipeline: StableDiffusionXLPipeline, size: int) -> Tensor:
    side = (size, size)
    width = pipeline.text_encoder_2.config.projection_dim
    return pipeline._get_add_time_ids(side, (0, 0), side, torch.float32, text_encoder_projection_dim=width)


def conditionings(pipeline: DiffusionPipeline, size: int) -> list[tuple[dict, dict]]:
    if isinstance(pipeline, DiTPipeline):
        return [({"classIndex": index}, {"class_labels": torch.tensor([index])}) for index in CLASSES]
    return [conditioning_of_text(pipeline, prompt, size) for prompt in PROMPTS]


def noise_row(row: int, x0: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(row_seed(SEED, row))
    return torch.randn(x0.numel(), generator=generator).reshape(x0.shape)


def predicted_noise(pipeline: DiffusionPipeline, x0: Tensor, sample: tuple[int, int], arguments: dict) -> Tensor:
    """Of x_t = sqrt(alpha) x0 + sqrt(1 - alpha) noise."""
    timestep, row = torch.tensor([sample[0]]), sample[1]
    scheduler = DDPMScheduler.from_config(pipeline.scheduler.config)
    x_t = scheduler.add_noise(x0, noise_row(row, x0), timestep)[None]
    denoiser = pipeline.transformer if isinstance(pipeline, DiTPipeline) else pipeline.unet
    output = denoiser(x_t, timestep, **arguments).sample[0, : x0.shape[0]]
    if scheduler.config.prediction_type == "epsilon":
        return output
    alpha = scheduler.alphas_cumprod[timestep]
    return alpha.sqrt() * output + (1 - alpha).sqrt() * x_t[0]


@torch.no_grad()
def write(name: str, pipeline: DiffusionPipeline) -> None:
    size = pipeline.vae.config.sample_size
    long_side = round if isinstance(pipeline, DiTPipeline) else int
    conditioned = conditionings(pipeline, size)
    images, errors = [], {loss: [] for loss in LOSSES}
    for index, sides in enumerate(SIZES):
        image = picture(index, *sides)
        pixels = prepared(image, size, long_side)
        x0 = latent(pipeline, pixels)
        noise = torch.stack([noise_row(row, x0) for _, row in SAMPLES])
        predicted = torch.stack(
            [
                torch.stack([predicted_noise(pipeline, x0, sample, arguments) for sample in SAMPLES])
                for _, arguments in conditioned
            ]
        )
        for loss, distance in LOSSES.items():
            each = distance(predicted, noise.expand_as(predicted), reduction="none").mean((2, 3, 4))
            errors[loss].append([[float(f"{error:.7g}") for error in row] for row in each.tolist()])
        crc32 = zlib.crc32(pixels.tobytes())
        images.append(
            {"image": data_uri(image), "pixels": crc32, "latent": encoded(x0), "noise": encoded(predicted)}
        )
    content = {
        "seed": SEED,
        "samples": [{"timestep": timestep, "noiseRow": row} for timestep, row in SAMPLES],
        "size": size,
        "images": images,
        "conditionings": [content for content, _ in conditioned],
        "errors": errors,
    }
    if isinstance(pipeline, StableDiffusionXLPipeline):
        content["timeIds"] = time_ids(pipeline, size)[0].tolist()
    file = HERE / "golden" / "pipelines" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content, ensure_ascii=False) + "\n")
    l2 = torch.tensor(errors["l2"])
    print(f"{file.name}: {file.stat().st_size / 1e3:.0f} kB, l2 errors {l2.min():.3f} to {l2.max():.3f}")


def main() -> None:
    write("tiny-sd1", tiny_pipelines.stable_diffusion_1())
    write("tiny-sd2", tiny_pipelines.stable_diffusion_2())
    write("tiny-sdxl", tiny_pipelines.stable_diffusion_xl())
    write("tiny-dit", tiny_pipelines.dit())


if __name__ == "__main__":
    main()
