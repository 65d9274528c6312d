"""A PyTorch denoiser or text encoder to a small ONNX file: float16 weights, float32 inputs, outputs
and arithmetic.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from strip_notes import strip_notes
from torch import Tensor, nn

# At 18 a group normalisation becomes InstanceNormalization, which ONNX Runtime has a CPU kernel
# for; GroupNormalization of 21 is taken apart into seven operators, and the whole is 3% slower.
OPSET = 18

# Smaller weights (biases, scales) stay float32: 1% of the file.
SMALLEST_HALVED = 1024
HALVED = ".float16"


def round_weights(module: nn.Module) -> None:
    """Rounds every weight that the file holds as float16, so that both compute with the same."""
    with torch.no_grad():
        for weight in module.parameters():
            if weight.numel() >= SMALLEST_HALVED:
                weight.copy_(weight.half().float())


def to_onnx(module: nn.Module, example: dict[str, Tensor], dynamic: dict[str, dict[int, str]]) -> onnx.ModelProto:
    """A denoiser whose weights `read_weights` finds again. For the arguments see `graph_of`."""
    model = graph_of(module, example, dynamic, "noise")
    name_weights(model.graph, module)
    halve_weights(
        model.graph,
        {name for name, weight in module.named_parameters() if weight.numel() >= SMALLEST_HALVED},
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def text_encoder_to_onnx(
    module: nn.Module, example: dict[str, Tensor], dynamic: dict[str, dict[int, str]]
) -> onnx.ModelProto:
    """A text encoder. The exporter transposes the weights of linear layers, so that they are halved
    under the names that it gives them. For the arguments see `graph_of`.
    """
    model = graph_of(module, example, dynamic, "last_hidden_state")
    halve_weights(
        model.graph,
        {
            tensor.name
            for tensor in model.graph.initializer
            if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= SMALLEST_HALVED
        },
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def graph_of(
    module: nn.Module, example: dict[str, Tensor], dynamic: dict[str, dict[int, str]], output: str
) -> onnx.ModelProto:
    """`example` holds the inputs by name; `dynamic` names the axes whose size may change. The
    weights must have been through `round_weights`.
    """
    axes = {name for axes in dynamic.values() for name in axes.values()}
    sizes = {name: torch.export.Dim(name) for name in axes}
    program = torch.onnx.export(
        module.eval(),
        kwargs=example,
        dynamo=True,
        opset_version=OPSET,
        input_names=list(example),
        output_names=[output],
        dynamic_shapes={
            name: {axis: sizes[size] for axis, size in dynamic[name].items()} for name in example
        },
        verbose=False,
    )
    strip_notes(program.model)
    model = program.model_proto
    del model.graph.value_info[:]
    return model


def name_weights(graph: onnx.GraphProto, module: nn.Module) -> None:
    """Gives a weight that the exporter folded into another shape (the scales and shifts of group
    normalisations) its own name again, so that `read_weights` finds it. They are told by their values.
    """
    named = {tensor.name for tensor in graph.initializer}
    folded = {
        numpy_helper.to_array(tensor).tobytes(): tensor
        for tensor in graph.initializer
        if tensor.name not in dict(module.named_parameters())
    }
    for name, weight in module.named_parameters():
        if name in named:
            continue
        tensor = folded.pop(weight.detach().numpy().tobytes())
        for node in graph.node:
            for index, source in enumerate(node.input):
                if source == tensor.name:
                    node.input[index] = name
        tensor.name = name


def read_weights(file: Path, module: nn.Module) -> None:
    """Fills `module` with the weights of a file written by `to_onnx` from a module of the same names."""
    stored = {
        tensor.name.removesuffix(HALVED): numpy_helper.to_array(tensor).astype(np.float32)
        for tensor in onnx.load(file).graph.initializer
    }
    with torch.no_grad():
        for name, weight in module.named_parameters():
            weight.copy_(torch.from_numpy(stored[name]).reshape(weight.shape))


def halve_weights(graph: onnx.GraphProto, weights: set[str]) -> None:
    """Weights of these names become float16 with a Cast, which ONNX Runtime folds at load."""
    casts = []
    for tensor in graph.initializer:
        if tensor.name not in weights:
            continue
        values = numpy_helper.to_array(tensor)
        half = values.astype(np.float16)
        assert np.array_equal(half.astype(np.float32), values), f"{tensor.name} was not rounded"
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, name + HALVED))
        casts.append(helper.make_node("Cast", [name + HALVED], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def save(model: onnx.ModelProto, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, file)
