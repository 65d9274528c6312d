"""Whether an ONNX file computes what the PyTorch module does."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

ATOL, RTOL = 1e-4, 1e-3


def check_agreement(file: Path, module: nn.Module, inputs: dict[str, Tensor]) -> float:
    """The greatest absolute difference; fails where it is beyond ATOL + RTOL * |expected|."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    actual = session.run(None, {name: value.numpy() for name, value in inputs.items()})[0]
    with torch.no_grad():
        expected = module.eval()(**inputs).numpy()
    assert actual.shape == expected.shape, f"{actual.shape} against {expected.shape}"
    difference = np.abs(actual - expected)
    worst = np.unravel_index((difference - RTOL * np.abs(expected)).argmax(), difference.shape)
    assert np.allclose(actual, expected, atol=ATOL, rtol=RTOL), (
        f"{file} differs most at {worst}: ONNX {actual[worst]}, PyTorch {expected[worst]}"
    )
    return float(difference.max())
