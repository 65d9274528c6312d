"""Fits τ of a model's classifier.json on answers of measure.py.

    python fit_temperature.py --answers answers.jsonl --data DIR/validation.parquet \\
        --model ../everyday-32 --rows 500

τ is where the mean log probability of the right labels is highest on the first --rows answers. The
images must not have been trained on: everyday-32 was right on 80% of 157 training images and on 74%
of others, so a τ fitted on the former promises too much. Prints the calibration error on the rest.
"""

import argparse
import json
import re
from pathlib import Path

import torch

from calibration import calibration_error, margins_of, probabilities
from data import load_split


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=500)
    options = parser.parse_args()

    answers = [json.loads(line) for line in options.answers.read_text().splitlines()]
    margins = margins_of(answers)
    labels = load_split(options.data)[1][: len(answers)]
    fitted = slice(0, options.rows)

    def log_likelihood(temperature: float) -> float:
        own = probabilities(margins[fitted], temperature).gather(1, labels[fitted, None])
        return own.clamp(min=1e-300).log().mean().item()

    best = max(torch.logspace(-6, -1, 2001).tolist(), key=log_likelihood)
    print(f"temperature {best:.3g}, mean log likelihood {log_likelihood(best):.3f} on {options.rows} images")
    confidence, predicted = probabilities(margins[options.rows :], best).max(1)
    error = calibration_error(confidence, predicted == labels[options.rows :])
    print(f"expected calibration error {error:.3f} on the other {len(confidence)} images")
    file = options.model / "classifier.json"
    text = re.sub(r'("temperature": )[^,\n]+', rf"\g<1>{best:.3g}", file.read_text())
    file.write_text(text)


if __name__ == "__main__":
    main()
