"""Draws a sheet of pictures that the text-conditioned model generates, one row a label.

    python sample_text.py --checkpoint RUN/final.pt --companion OTHER/final.pt --captions FILE --out sheet.png

DDIM (Song, Meng and Ermon 2021, equation 12 with η = 0) with classifier-free guidance (Ho and
Salimans 2022). The model knows its band of timesteps alone; the companion, a smaller one that was
trained on the rest (train_text.py --band 0 1000), takes over outside of it.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from everyday import Captions
from schedule import TIMESTEPS, alphas_cumprod
from text_checkpoint import load
from text_model import TextDenoiser, TextDenoiserConfig


class Guided:
    """ε̂ of whichever model knows the timestep, moved away from what it is without a caption."""

    def __init__(self, model: TextDenoiser, band: tuple[int, int], companion: TextDenoiser, none: Tensor, scale: float):
        self.model, self.band, self.companion, self.none, self.scale = model, band, companion, none, scale

    def __call__(self, x_t: Tensor, timestep: int, text: Tensor) -> Tensor:
        knows = self.band[0] <= timestep < self.band[1]
        denoiser = self.model if knows else self.companion
        both = torch.stack([text, self.none.expand_as(text)], dim=1)
        t = torch.full((len(x_t),), timestep)
        told, untold = denoiser(x_t, t, both).unbind(1)
        return untold + self.scale * (told - untold)


@torch.no_grad()
def ddim(guided: Guided, text: Tensor, steps: int, size: int, generator: torch.Generator) -> Tensor:
    """Pictures in [-1, 1] of shape [texts, 3, size, size], from pure noise in `steps` even steps."""
    schedule = alphas_cumprod().float()
    x = torch.randn(len(text), 3, size, size, generator=generator)
    times = torch.linspace(TIMESTEPS - 1, 0, steps).round().long().tolist()
    for now, later in zip(times, [*times[1:], None]):
        alpha = schedule[now]
        noise = guided(x, now, text)
        x0 = ((x - (1 - alpha).sqrt() * noise) / alpha.sqrt()).clamp(-1, 1)
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
    content = torch.load(file, weights_only=True, map_location="cpu")
    band = tuple(content["band"])
    state = load(file, TextDenoiserConfig(**content["config"]), band, torch.device("cpu"))
    return state.average.eval(), band


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--companion", type=Path, required=True)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--labels", default=",".join(str(label) for label in range(10)))
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    captions = Captions(options.captions, torch.device("cpu"))
    model, band = average_of(options.checkpoint)
    companion, _ = average_of(options.companion)
    labels = torch.tensor([int(label) for label in options.labels.split(",")])
    text = captions.plain("a photo of a {}")[labels].repeat_interleave(options.each, 0)
    guided = Guided(model, band, companion, captions.none, options.guidance)
    generator = torch.Generator().manual_seed(0)
    pictures = ddim(guided, text, options.steps, model.config.image_size, generator)
    sheet(pictures, options.each, zoom=2).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
