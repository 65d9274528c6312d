"""The paper's own code (github.com/diffusion-classifier/diffusion-classifier) as a module.

Only what it imports and does not need here is replaced: data sets, logging, and torchvision, of which
three transforms are written out for Pillow images.
"""

import importlib.util
import pathlib
import sys
import types
from collections.abc import Callable
from unittest import mock

import numpy as np
import torch
from PIL import Image
from torch import Tensor


class Resize:
    """Brings the short side to `size`, the long one rounded down."""

    def __init__(self, size: int, interpolation: Image.Resampling):
        self.size = size
        self.interpolation = interpolation

    def __call__(self, image: Image.Image) -> Image.Image:
        short, long = sorted(image.size)
        long = int(self.size * long / short)
        size = (self.size, long) if image.width <= image.height else (long, self.size)
        return image if image.size == size else image.resize(size, self.interpolation)


class CenterCrop:
    def __init__(self, size: int):
        self.size = size

    def __call__(self, image: Image.Image) -> Image.Image:
        left, top = (int(round((side - self.size) / 2.0)) for side in image.size)
        return image.crop((left, top, left + self.size, top + self.size))


def to_tensor(image: Image.Image) -> Tensor:
    """[channels, height, width] in 0..1."""
    return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1).float().div(255)


def compose(transforms: list[Callable]) -> Callable:
    def apply(image):
        for transform in transforms:
            image = transform(image)
        return image

    return apply


def normalize(mean: list[float], std: list[float]) -> Callable[[Tensor], Tensor]:
    return lambda tensor: (tensor - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]


TRANSFORMS = types.SimpleNamespace(
    Compose=compose, Resize=Resize, CenterCrop=CenterCrop, ToTensor=lambda: to_tensor, Normalize=normalize
)


def load_file(name: str, file: pathlib.Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_official(checkout: pathlib.Path) -> types.ModuleType:
    """eval_prob_adaptive.py: `eval_prob_adaptive`, `eval_error` and `get_transform` are the paper's."""
    interpolation = types.SimpleNamespace(InterpolationMode=Image.Resampling)
    replaced = {
        "diffusion": mock.MagicMock(),
        "diffusion.datasets": mock.MagicMock(),
        "diffusion.models": load_file("models", checkout / "diffusion" / "models.py"),
        "diffusion.utils": mock.MagicMock(),
        "pandas": mock.MagicMock(),
        "torchvision": types.SimpleNamespace(transforms=TRANSFORMS),
        "torchvision.transforms": TRANSFORMS,
        "torchvision.transforms.functional": interpolation,
        "tqdm": types.SimpleNamespace(trange=lambda n, leave: range(n)),
    }
    with mock.patch.dict(sys.modules, replaced):
        return load_file("official", checkout / "eval_prob_adaptive.py")


class Recorder:
    """Keeps what each stage asks `eval_error` for: timesteps, noise rows and prompts, one an evaluation."""

    def __init__(self, official: types.ModuleType):
        self.stages: list[tuple[list[int], list[int], list[int]]] = []
        self.evaluate = official.eval_error
        official.eval_error = self

    def __call__(self, unet, scheduler, latent, all_noise, ts, noise_idxs, embeds, rows, *rest):
        self.stages.append((ts, noise_idxs, rows))
        return self.evaluate(unet, scheduler, latent, all_noise, ts, noise_idxs, embeds, rows, *rest)
