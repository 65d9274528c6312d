"""Accuracy of a model by the command line at its default budget, for the model card.

    npm run build
    python measure.py --data DIR/validation.parquet --model ../everyday-32 --out answers.jsonl
    python measure.py ... --names plane,car,songbird,kitty,stag,puppy,toad,pony,boat,lorry
"""

import argparse
import json
import math
from pathlib import Path

import torch

from calibration import calibration_error
from command_line import classify
from data import LABELS, load_split


def wilson(right: int, of: int) -> str:
    """A share with its 95% Wilson interval."""
    z, p = 1.96, right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{p:.1%} ({middle - half:.1%} to {middle + half:.1%}, {right} of {of})"


def names(value: str) -> list[str]:
    """Separated by commas, or the lines of a file."""
    return Path(value).read_text().splitlines() if Path(value).is_file() else value.split(",")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--names", type=names, default=LABELS, help="label asked about for each index, or a file of them")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("options", nargs="*", help="further options of classify, after --")
    options = parser.parse_args()

    images, labels = load_split(options.data)
    images, labels = images[: options.rows], labels[: options.rows]
    answers = []
    with options.out.open("w") as out:
        for answer in classify(images, options.model, options.options, options.names):
            answers.append(answer)
            print(json.dumps(answer), file=out, flush=True)
    predicted = torch.tensor([options.names.index(answer["predicted"]) for answer in answers])
    right = predicted == labels
    print(f"accuracy {wilson(int(right.sum()), len(right))}")
    if len(options.names) > 10:
        best = [[label["label"] for label in answer["labels"][:5]] for answer in answers]
        among = [options.names[label] in five for label, five in zip(labels.tolist(), best)]
        print(f"among the best five {wilson(sum(among), len(among))}")
    seconds = torch.tensor([answer["seconds"] for answer in answers])
    evaluations = torch.tensor([answer["evaluations"] for answer in answers]).double()
    print(f"seconds an image: median {seconds.median():.3f}, 5% to 95% "
          f"{seconds.quantile(0.05):.3f} to {seconds.quantile(0.95):.3f}")
    print(f"evaluations an image: mean {evaluations.mean():.0f}")
    if answers[0]["calibrated"]:
        confidence = torch.tensor([answer["labels"][0]["probability"] for answer in answers])
        print(f"expected calibration error {calibration_error(confidence, right):.3f}")
    print("\n| label | right | taken for (when wrong) |\n|---|---|---|")
    for index, name in enumerate(options.names):
        own = labels == index
        if not own.any():
            continue
        wrong = torch.bincount(predicted[own & ~right], minlength=len(options.names))
        often = [f"{options.names[other]} {wrong[other]}" for other in wrong.argsort(descending=True)[:3] if wrong[other]]
        print(f"| {name} | {wilson(int((right & own).sum()), int(own.sum()))} | {', '.join(often)} |")


if __name__ == "__main__":
    main()
