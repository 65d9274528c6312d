"""From margins to probabilities, and how far these are to be believed."""

import torch
from torch import Tensor

from data import LABELS


def margins_of(answers: list[dict]) -> Tensor:
    """Margins of the command line's answers, float64 of shape [images, labels] in LABELS' order."""
    margins = torch.zeros(len(answers), len(LABELS), dtype=torch.float64)
    for row, answer in enumerate(answers):
        for label in answer["labels"]:
            margins[row, LABELS.index(label["label"])] = label["margin"]
    return margins


def probabilities(margins: Tensor, temperature: float) -> Tensor:
    """Softmax of −margin / τ: what the command line answers where all priors are equal."""
    return torch.softmax(-margins / temperature, 1)


def calibration_error(confidence: Tensor, right: Tensor, bins: int = 15) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017, equation 5)."""
    index = (confidence * bins).long().clamp(max=bins - 1)
    error = 0.0
    for number in range(bins):
        inside = index == number
        if inside.any():
            gap = confidence[inside].mean() - right[inside].double().mean()
            error += inside.double().mean().item() * abs(gap.item())
    return error
