"""The PyTorch side of parts/stableDiffusion.ts, which starts it: the same passes as the host, on demand.

    python sd_rate.py CACHE PRECISION THREADS DEVICE

Makes in CACHE, once, a Stable Diffusion 1.5 of random weights (sd_model.py) and its export in that
precision (models/export). Reads one request a line, answers in JSON:

    pass FORM SIZE BATCH    seconds and errors of BATCH prompts at one sample of an image of SIZE pixels
    product FORM            operations a second of a product of two matrices

FORM is a precision and, behind a hyphen, `contiguous`, `channels_last` or `compiled`.
"""

import functools
import json
import pathlib
import subprocess
import sys
import time

import numpy as np
import torch
from diffusers import DDPMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "test" / "parity"))

from make_host_errors import picture, row_seed
from sd_model import TEXT_ENCODER, UNET

SIZES = (256, 512)
SEED, TIMESTEP = 0, 500
TOKENS = 77


def make_model(cache: pathlib.Path, precision: str) -> pathlib.Path:
    """The folder of the export, made where it is not there yet."""
    checkpoint, folder = cache / "checkpoint", cache / precision
    export = ROOT / "models" / "export" / "export_diffusers.py"
    if not checkpoint.exists():
        subprocess.run([sys.executable, HERE / "sd_model.py", checkpoint], check=True, stdout=sys.stderr)
    if not folder.exists():
        command = [sys.executable, export, checkpoint, folder, "--precision", precision]
        subprocess.run(command, check=True, stdout=sys.stderr)
    for size in SIZES:
        Image.fromarray(picture(0, size)).save(image_file(cache, size))
    return folder


def image_file(cache: pathlib.Path, size: int) -> pathlib.Path:
    return cache / f"{size}.png"


def operations(size: int) -> int:
    """Floating-point operations of one evaluation: two for a multiplication and an addition."""
    with torch.device("meta"), FlopCounterMode(display=False) as counter, torch.no_grad():
        unet = UNet2DConditionModel(**UNET)
        unet(torch.zeros(1, 4, size // 8, size // 8), torch.zeros(1), torch.zeros(1, TOKENS, TEXT_ENCODER["hidden_size"]))
    return counter.get_total_flops()


class Denoiser:
    """The UNet in the form that was asked for last; only one is kept in memory."""

    def __init__(self, unet: nn.Module, device: str):
        self.unet = unet.to(device).requires_grad_(False).eval()
        self.call = self.unet
        self.format = torch.contiguous_format
        self.form = None

    def take(self, form: str) -> None:
        if form == self.form:
            return
        precision, layout = form.split("-")
        self.format = torch.contiguous_format if layout == "contiguous" else torch.channels_last
        self.unet.to(dtype=getattr(torch, precision), memory_format=self.format)
        self.call = torch.compile(self.unet) if layout == "compiled" else self.unet
        self.form = form


class Work:
    def __init__(self, cache: pathlib.Path, precision: str, device: str):
        pipeline = StableDiffusionPipeline.from_pretrained(cache / "checkpoint", safety_checker=None)
        self.cache, self.device = cache, device
        self.vae, self.text_encoder, self.tokenizer = pipeline.vae, pipeline.text_encoder, pipeline.tokenizer
        self.alphas = DDPMScheduler.from_config(pipeline.scheduler.config).alphas_cumprod
        if precision == "float16":
            for weight in pipeline.unet.parameters():
                weight.data = weight.data.half().float()
        self.denoiser = Denoiser(pipeline.unet, device)

    @functools.cache
    def x0(self, size: int) -> Tensor:
        pixels = torch.from_numpy(np.asarray(Image.open(image_file(self.cache, size)).convert("RGB")).copy())
        x = pixels.permute(2, 0, 1)[None] / 127.5 - 1
        return self.vae.encode(x).latent_dist.mean * self.vae.config.scaling_factor

    @functools.cache
    def conditioning(self, batch: int) -> Tensor:
        prompts = [f"a photo of a {index}" for index in range(batch)]
        ids = self.tokenizer(prompts, padding="max_length", max_length=TOKENS, return_tensors="pt").input_ids
        return self.text_encoder(ids)[0]

    @torch.inference_mode()
    def one_pass(self, form: str, size: int, batch: int) -> dict:
        """As the host does it: the noised sample, repeated for each prompt, denoised and compared."""
        self.denoiser.take(form)
        kind = {"device": self.device, "dtype": getattr(torch, form.split("-")[0])}
        x0, conditioning = self.x0(size), self.conditioning(batch).to(**kind)
        start = time.perf_counter()
        generator = torch.Generator().manual_seed(row_seed(SEED, 0))
        noise = torch.randn(x0.numel(), generator=generator).reshape(x0.shape)
        alpha = self.alphas[TIMESTEP]
        x_t = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
        timestep = torch.full((batch,), TIMESTEP, device=self.device)
        rows = x_t.expand(batch, -1, -1, -1).to(**kind).contiguous(memory_format=self.denoiser.format)
        predicted = self.denoiser.call(rows, timestep, conditioning).sample
        errors = (predicted.float().cpu() - noise).square().mean((1, 2, 3)).tolist()
        return {"seconds": time.perf_counter() - start, "errors": errors}

    @torch.inference_mode()
    def product(self, form: str) -> dict:
        side = 2048 if self.device == "cpu" else 8192
        kind = {"device": self.device, "dtype": getattr(torch, form.split("-")[0])}
        a, b = (torch.randn(side, side).to(**kind) for _ in range(2))
        seconds = []
        for _ in range(10):
            start = time.perf_counter()
            (a @ b)[0, 0].item()
            seconds.append(time.perf_counter() - start)
        return {"operations": 2 * side**3 / sorted(seconds)[5]}


def main() -> None:
    cache, precision, threads, device = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    torch.set_num_threads(threads)
    cache.mkdir(parents=True, exist_ok=True)
    folder = make_model(cache, precision)
    work = Work(cache, precision, device)
    ready = {
        "version": torch.__version__,
        "folder": str(folder),
        "images": {size: str(image_file(cache, size)) for size in SIZES},
        "operations": {size: operations(size) for size in SIZES},
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
    }
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        name, form, *numbers = line.split()
        answer = work.one_pass(form, *map(int, numbers)) if name == "pass" else work.product(form)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
