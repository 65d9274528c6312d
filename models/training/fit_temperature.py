"""Fits τ of a model's classifier.json on images that it was trained on, at its default budget.

    npm run build
    python fit_temperature.py --data DIR/train.parquet --model ../everyday-32 --rows 500

The score of a label is −margin / τ; τ is where the mean log probability of the right labels is
highest. Held-out images stay untouched by it.
"""

import argparse
import json
import re
from pathlib import Path

import torch

from command_line import classify
from data import LABELS, load_split


def log_likelihood(margins: torch.Tensor, labels: torch.Tensor, temperature: float) -> float:
    """Mean log probability of the right labels; `margins` has shape [images, labels]."""
    return torch.log_softmax(-margins / temperature, 1).gather(1, labels[:, None]).mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--out", type=Path, help="also keep the answers here, one a line")
    options = parser.parse_args()

    images, labels = load_split(options.data)
    chosen = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))[: options.rows]
    answers = list(classify(images[chosen], options.model, []))
    if options.out:
        options.out.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    margins = torch.zeros(len(answers), len(LABELS), dtype=torch.float64)
    for row, answer in enumerate(answers):
        for label in answer["labels"]:
            margins[row, LABELS.index(label["label"])] = label["margin"]
    labels = labels[chosen]
    grid = torch.logspace(-6, -1, 2001, dtype=torch.float64).tolist()
    best = max(grid, key=lambda temperature: log_likelihood(margins, labels, temperature))
    share = (margins.argmin(1) == labels).double().mean().item()
    print(f"right on {share:.1%} of {len(labels)}; temperature {best:.3g}, "
          f"mean log likelihood {log_likelihood(margins, labels, best):.3f}")
    file = options.model / "classifier.json"
    text = re.sub(r'("temperature": )[^,\n]+', rf"\g<1>{best:.3g}", file.read_text())
    file.write_text(text)


if __name__ == "__main__":
    main()
