"""Whether an ONNX file computes what the PyTorch module does."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

ATOL, RTOL = 1e-4, 1e-3
HALF_RTOL = 2e-2
"""Of float16, against float32: relative to the largest value of the output."""


def check_agreement(file: Path, module: nn.Module, inputs: dict[str, Tensor], half: bool = False) -> float:
    """The greatest absolute difference of any output; fails where it is beyond ATOL + RTOL * |expected|
    or, with `half`, beyond HALF_RTOL times the largest expected value.
    """
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    found = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        outputs = module.eval()(**inputs)
    expected = [outputs] if isinstance(outputs, Tensor) else outputs
    names = [f"{file} {output.name}" for output in session.get_outputs()]
    return max(compare(*triple, half) for triple in zip(names, found, expected, strict=True))


def compare(name: str, actual: np.ndarray, tensor: Tensor, half: bool) -> float:
    expected = tensor.float().numpy()
    assert actual.shape == expected.shape, f"{name}: {actual.shape} against {expected.shape}"
    allowed = HALF_RTOL * np.abs(expected).max() if half else ATOL + RTOL * np.abs(expected)
    difference = np.abs(actual.astype(np.float32) - expected)
    worst = np.unravel_index((difference - allowed).argmax(), difference.shape)
    assert (difference <= allowed).all(), (
        f"{name} differs most at {worst}: ONNX {actual[worst]}, PyTorch {expected[worst]}"
    )
    return float(difference.max())
