"""Draws a sheet of pictures that the text-conditioned model generates, one row a label.

    python sample_text.py --checkpoint RUN/final.pt --data DIR --captions FILE --out sheet.png

DDIM (Song, Meng and Ermon 2021, equation 12 with η = 0) with classifier-free guidance (Ho and
Salimans 2022), within the model's band of timesteps [first, last). Above the band there is almost
noise alone, and the best denoiser is nearly that of a normal distribution with the mean and the
covariance of the data (Wang and Vastola 2023): x at `last` is drawn from there, in closed form, with
no second model. At `first` the expected picture is taken as it is, which leaves it a little smooth.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from data import load_split, to_model_range
from everyday import Captions
from schedule import alphas_cumprod
from text_model import TextDenoiser, make_text_denoiser

FITTED_IMAGES = 10_000


def guided(model: TextDenoiser, none: Tensor, scale: float) -> Callable[[Tensor, int, Tensor], Tensor]:
    """ε̂ under a text, moved by `scale` away from what it is without a caption."""

    def predict(x_t: Tensor, timestep: int, text: Tensor) -> Tensor:
        both = torch.stack([text, none.expand_as(text)], dim=1)
        told, untold = model(x_t, torch.full((len(x_t),), timestep), both).unbind(1)
        return untold + scale * (told - untold)

    return predict


def normal_pictures(images: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """`count` draws from the normal distribution with the mean and covariance of `images`
    ([images, 3, size, size]): its deviations from the mean, weighted by independent normal numbers."""
    mean = images.mean(0)
    weights = torch.randn(count, len(images), generator=generator) / len(images) ** 0.5
    return mean + torch.einsum("ci,i...->c...", weights, images - mean)


@torch.no_grad()
def ddim(
    predict: Callable[[Tensor, int, Tensor], Tensor], text: Tensor, start: Tensor, band: tuple[int, int],
    steps: int, generator: torch.Generator,
) -> Tensor:
    """Pictures in [-1, 1] of shape [texts, 3, size, size], from `start`, pictures of that shape which
    are noised to the last timestep of the band, in `steps` even steps."""
    schedule = alphas_cumprod().float()
    times = torch.linspace(band[1] - 1, band[0], steps).round().long().tolist()
    alpha = schedule[times[0]]
    x = alpha.sqrt() * start + (1 - alpha).sqrt() * torch.randn(start.shape, generator=generator)
    for now, later in zip(times, [*times[1:], None]):
        alpha = schedule[now]
        x0 = ((x - (1 - alpha).sqrt() * predict(x, now, text)) / alpha.sqrt()).clamp(-1, 1)
        # The noise that belongs to the clipped picture.
        noise = (x - alpha.sqrt() * x0) / (1 - alpha).sqrt()
        x = x0 if later is None else schedule[later].sqrt() * x0 + (1 - schedule[later]).sqrt() * noise
    return x


def sheet(pictures: Tensor, columns: int, zoom: int) -> Image.Image:
    """[rows · columns, 3, size, size] in [-1, 1] as one image, each pixel `zoom` pixels wide."""
    rows = len(pictures) // columns
    size = pictures.shape[2]
    pixels = ((pictures + 1) * 127.5).round().clamp(0, 255).byte()
    grid = pixels.view(rows, columns, 3, size, size).permute(0, 3, 1, 4, 2)
    image = Image.fromarray(np.ascontiguousarray(grid.reshape(rows * size, columns * size, 3).numpy()))
    return image.resize((image.width * zoom, image.height * zoom), Image.Resampling.NEAREST)


def average_of(file: Path) -> tuple[TextDenoiser, tuple[int, int]]:
    """The moving average of the weights in a checkpoint, and its band of timesteps."""
    content = torch.load(file, weights_only=True, map_location="cpu")
    denoiser = make_text_denoiser(content["config"])
    denoiser.load_state_dict(content["average"])
    return denoiser.eval(), tuple(content["band"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="as for train_text.py")
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--labels", default=",".join(str(label) for label in range(10)))
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    captions = Captions(options.captions, torch.device("cpu"))
    model, band = average_of(options.checkpoint)
    images, _ = load_split(options.data / "cifar10" / "train.parquet")
    labels = torch.tensor([int(label) for label in options.labels.split(",")])
    text = captions.plain("a photo of a {}")[labels].repeat_interleave(options.each, 0)
    generator = torch.Generator().manual_seed(0)
    start = normal_pictures(to_model_range(images[:FITTED_IMAGES]), len(text), generator)
    predict = guided(model, captions.none, options.guidance)
    pictures = ddim(predict, text, start, band, options.steps, generator)
    sheet(pictures, options.each, zoom=2).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
