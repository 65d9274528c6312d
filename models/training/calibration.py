"""How far probabilities are to be believed."""

from torch import Tensor


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
