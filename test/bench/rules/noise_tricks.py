"""Would antithetic noise, or the unconditional prediction as a control variate, make races cheaper?

    python noise_tricks.py --model ../../../models/everyday-32 --images 60 --out noise_tricks.json FOLDER

FOLDER has one folder a label with 32 x 32 images. Each image is evaluated under all labels and without
one, at 60 timesteps, with a noise and with its negative. What is compared is the difference of two
labels' errors at a sample: its variance within an image is what a race has to average away.

- Antithetic noise: the variance of (d(e) + d(-e)) / 2 at one timestep, against that of the mean of two
  samples at different timesteps. Below 1 it helps.
- Control variate: the share of the variance of d that a linear function of the unconditional error
  takes away, fitted image by image and pair by pair, less what chance takes; with and without the
  share that a quadratic curve in t takes.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

TIMESTEPS = 60
BATCH = 10


def alphas_cumprod() -> np.ndarray:
    """`squaredcos_cap_v2` of diffusers, 1,000 timesteps."""
    f = np.cos((np.arange(1001) / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    return np.cumprod(1 - np.minimum(1 - f[1:] / f[:-1], 0.999))


def errors(session: onnxruntime.InferenceSession, image: np.ndarray, timesteps: np.ndarray,
           noise: np.ndarray, labels: int) -> np.ndarray:
    """Mean squared errors of shape [labels + 1, samples]; the last row is "no label"."""
    alpha = alphas_cumprod()[timesteps][:, None, None, None]
    noisy = (np.sqrt(alpha) * image + np.sqrt(1 - alpha) * noise).astype(np.float32)
    parts = []
    for start in range(0, len(timesteps), BATCH):
        end = start + BATCH
        (predicted,) = session.run(None, {
            "sample": noisy[start:end],
            "timestep": timesteps[start:end],
            "class_labels": np.arange(labels + 1),
        })
        predicted = predicted.reshape(-1, labels + 1, *image.shape)
        parts.append(((predicted - noise[start:end, None]) ** 2).mean((2, 3, 4)))
    return np.concatenate(parts).T


def without_trend(values: np.ndarray, timesteps: np.ndarray) -> np.ndarray:
    """What a quadratic curve in t leaves of values [..., samples]."""
    curves = np.stack([timesteps**0, timesteps, timesteps**2], 1) / np.array([1, 1e3, 1e6])
    return values - values @ (curves @ np.linalg.pinv(curves))


def explained(values: np.ndarray, control: np.ndarray) -> np.ndarray:
    """R² of each row of values [rows, samples] on control [samples], less chance (adjusted)."""
    samples = len(control)
    values = values - values.mean(1, keepdims=True)
    control = control - control.mean()
    r2 = (values @ control) ** 2 / ((values**2).sum(1) * (control**2).sum())
    return 1 - (1 - r2) * (samples - 1) / (samples - 2)


def pair_variance(plus: np.ndarray, minus: np.ndarray) -> np.ndarray:
    """Variance of the mean of a pair, against that of the mean of two unrelated samples."""
    return 4 * ((plus + minus) / 2).var(1) / (plus.var(1) + minus.var(1))


def interval(by_image: np.ndarray) -> dict[str, float]:
    """Mean over images, with the 95% bootstrap interval over images."""
    generator = np.random.default_rng(0)
    draws = by_image[generator.integers(len(by_image), size=(2_000, len(by_image)))].mean(1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"value": float(by_image.mean()), "low": float(low), "high": float(high)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--images", type=int, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(options.model / "unet/model.onnx", settings)
    names = sorted(folder.name for folder in options.folder.iterdir() if folder.is_dir())
    # By file name, so that the first images are of all labels.
    files = sorted(options.folder.glob("*/*.png"), key=lambda file: file.name)[: options.images]
    generator = np.random.default_rng(0)
    timesteps = 200 + generator.permutation(600)[:TIMESTEPS]
    noise = generator.standard_normal((TIMESTEPS, 3, 32, 32))

    results = {name: [] for name in (
        "antithetic", "antithetic_without_trend", "trend", "control", "control_without_trend",
    )}
    for file in files:
        pixels = np.asarray(Image.open(file).convert("RGB"), dtype=np.float64)
        image = pixels.transpose(2, 0, 1) / 127.5 - 1
        plus, minus = (errors(session, image, timesteps, sign * noise, len(names)) for sign in (1, -1))
        truth = names.index(file.parent.name)
        rivals = [label for label in range(len(names)) if label != truth]
        d_plus, d_minus = plus[rivals] - plus[truth], minus[rivals] - minus[truth]
        flat, flat_minus = (without_trend(d, timesteps) for d in (d_plus, d_minus))
        results["antithetic"].append(pair_variance(d_plus, d_minus).mean())
        results["antithetic_without_trend"].append(pair_variance(flat, flat_minus).mean())
        trend = 1 - (flat**2).sum(1) / (TIMESTEPS - 3) / d_plus.var(1, ddof=1)
        results["trend"].append(trend.mean())
        results["control"].append(explained(d_plus, plus[-1]).mean())
        results["control_without_trend"].append(explained(flat, without_trend(plus[-1], timesteps)).mean())

    summary = {name: interval(np.array(values)) for name, values in results.items()}
    content = {"images": len(files), "timesteps": TIMESTEPS, **summary}
    options.out.write_text(json.dumps(content, indent=2) + "\n")
    print(json.dumps(content, indent=2))


if __name__ == "__main__":
    main()
