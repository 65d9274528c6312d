"""A PyTorch module to an ONNX file of any size, its weights in the file or beside it."""

from pathlib import Path

import onnx_ir
import torch
from diffusers_parts import Part
from strip_notes import strip_notes

# As for the bundled model: at 18 a group normalisation becomes InstanceNormalization.
OPSET = 18


def write_graph(part: Part, folder: Path, data: str | None) -> Path:
    """Writes `folder`/`part.folder`/model.onnx, the weights in the file `data` beside it or, with
    None, inside. The graph holds nothing of the machine that made it.
    """
    program = torch.onnx.export(
        part.module.eval(),
        kwargs=part.example,
        dynamo=True,
        opset_version=OPSET,
        input_names=list(part.example),
        output_names=part.outputs,
        dynamic_shapes={name: part.dynamic.get(name, {}) for name in part.example},
        verbose=False,
    )
    strip_notes(program.model)
    file = folder / part.folder / "model.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    if data is not None:
        # Weights are appended to a file that is there.
        (file.parent / data).unlink(missing_ok=True)
    onnx_ir.save(program.model, file, external_data=data)
    return file
