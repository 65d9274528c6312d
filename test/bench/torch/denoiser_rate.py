"""The PyTorch side of parts/rate.ts, which starts it: the same passes as the host, on demand.

Reads the name of a pass a line, such as "shared compiled channels-last", answers its seconds as
JSON. A pass is what the host does for a request: noised samples, denoiser, mean squared errors; in
batches of the size the host uses. Compiled means torch.compile with its defaults, which needs a
C++ compiler.
"""

import json
import os
import pathlib
import shutil
import sys
import time

import torch
from torch import Tensor, nn

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "models" / "training"), str(ROOT / "models" / "export")]

import schedule
from exported_form import ExportedDenoiser
from load_exported import load_exported
from model import Denoiser
from onnx_file import save, to_onnx

EVALUATIONS_PER_CALL = 64


class Paired(nn.Module):
    """Every sample under every label, with nothing shared between labels."""

    def __init__(self, denoiser: Denoiser):
        super().__init__()
        self.denoiser = denoiser

    def forward(self, sample: Tensor, timestep: Tensor, class_labels: Tensor) -> Tensor:
        batch, labels = len(sample), len(class_labels)
        noise = self.denoiser(
            sample.repeat_interleave(labels, 0), timestep.repeat_interleave(labels), class_labels.repeat(batch)
        )
        return noise.unflatten(0, (batch, labels))


def export_plain(model: pathlib.Path, folder: pathlib.Path, denoiser: Denoiser) -> None:
    """The same weights in the form whose rows share nothing."""
    shutil.copytree(model, folder)
    size = denoiser.config.image_size
    example = {
        "sample": torch.zeros(2, 3, size, size),
        "timestep": torch.tensor([1, 2]),
        "class_labels": torch.tensor([0, 1]),
    }
    save(to_onnx(denoiser, example, {name: {0: "batch"} for name in example}), folder / "unet" / "model.onnx")


@torch.inference_mode()
def one_pass(denoiser: nn.Module, format: torch.memory_format, x0: Tensor, noise: Tensor, labels: Tensor) -> Tensor:
    samples = len(noise)
    t = 200 + 600 * torch.arange(samples) // samples
    alpha = schedule.alphas_cumprod().float()[t][:, None, None, None]
    x_t = (alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise).contiguous(memory_format=format)
    step = max(1, EVALUATIONS_PER_CALL // len(labels))
    return torch.cat(
        [
            (denoiser(x, steps, labels) - epsilon[:, None]).square().mean((2, 3, 4))
            for x, steps, epsilon in zip(x_t.split(step), t.split(step), noise.split(step))
        ]
    )


def cpp_compiler() -> str | None:
    """The C++ compiler that torch.compile takes, if there is one."""
    return shutil.which(os.environ.get("CXX", "g++"))


def main() -> None:
    model, scratch = map(pathlib.Path, sys.argv[1:3])
    samples, labels, threads = map(int, sys.argv[3:])
    torch.set_num_threads(threads)
    plain = scratch / "plain"
    export_plain(model, plain, load_exported(model))
    passes = {}
    for work, form in {"shared": ExportedDenoiser, "anew": Paired}.items():
        for suffix, format in {"": torch.contiguous_format, " channels-last": torch.channels_last}.items():
            module = form(load_exported(model)).to(memory_format=format)
            passes[f"{work} eager{suffix}"] = (module, format)
            passes[f"{work} compiled{suffix}"] = (torch.compile(module, dynamic=False), format)
    size = load_exported(model).config.image_size
    noise = torch.randn(samples, 3, size, size, generator=torch.Generator().manual_seed(0))
    x0 = torch.zeros(3, size, size)
    ready = {"version": torch.__version__, "compiler": cpp_compiler(), "plainFolder": str(plain)}
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        module, format = passes[line.strip()]
        start = time.perf_counter()
        one_pass(module, format, x0, noise, torch.arange(labels))
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    main()
