"""Makes golden.json: what the denoiser host proves a provider with (docs/providers.md).

    python make_golden.py

`golden`: a graph with the operators of a Stable Diffusion UNet and shapes that are all fixed, its
inputs, and the output that PyTorch computes in float64. `load`: one convolution that takes any
processor measurable time. Prints how far lower precisions are from the golden output: the tolerances
in server/src/providers/providerTraits.ts are chosen above those of the precision that a provider
computes in, and below the next lower one.
"""

import base64
import json
import pathlib
import re

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

HERE = pathlib.Path(__file__).parent
CHANNELS, GROUPS, CONTEXT, TOKENS, SIZE, HEADS = 8, 4, 12, 7, 16, 2
LOAD_CHANNELS, LOAD_SIZE = 64, 64

generator = torch.Generator().manual_seed(0)


def random(*shape: int, fan: int = 1) -> Tensor:
    """Float32 normals of variance 1 / fan, in float64."""
    return (torch.randn(shape, generator=generator) / fan**0.5).double()


W = {
    "conv_in": random(CHANNELS, 4, 3, 3, fan=36),
    "conv_in_bias": random(CHANNELS, fan=16),
    "time": random(6, CHANNELS, fan=6),
    "norm1_scale": 1 + random(CHANNELS, 1, 1, fan=16),
    "norm1_bias": random(CHANNELS, 1, 1, fan=16),
    "down": random(CHANNELS, CHANNELS, 3, 3, fan=72),
    "layer_scale": 1 + random(CHANNELS, fan=16),
    "layer_bias": random(CHANNELS, fan=16),
    "query": random(CHANNELS, CHANNELS, fan=CHANNELS),
    "key": random(CONTEXT, CHANNELS, fan=CONTEXT),
    "value": random(CONTEXT, CHANNELS, fan=CONTEXT),
    "attention_out": random(CHANNELS, CHANNELS, fan=CHANNELS),
    "feed_in": random(CHANNELS, 4 * CHANNELS, fan=CHANNELS),
    "feed_out": random(4 * CHANNELS, CHANNELS, fan=4 * CHANNELS),
    "up": random(CHANNELS, CHANNELS, 3, 3, fan=72),
    "conv_out": random(4, 2 * CHANNELS, 3, 3, fan=144),
}
W = {name: weight.float().double() for name, weight in W.items()}
INPUTS = {
    "sample": random(2, 4, SIZE, SIZE).float(),
    "time": random(2, 6).float(),
    "context": random(2, TOKENS, CONTEXT).float(),
}


def reference(sample: Tensor, time: Tensor, context: Tensor, exact=lambda x: x) -> Tensor:
    """The graph in PyTorch. `exact` is applied to both sides of every product, to try a precision."""

    def conv(x: Tensor, name: str, **options) -> Tensor:
        return F.conv2d(exact(x), exact(weights[name]), padding=1, **options)

    def matmul(a: Tensor, b: Tensor) -> Tensor:
        return exact(a) @ exact(b)

    weights = {name: weight.to(sample.dtype) for name, weight in W.items()}
    first = conv(sample, "conv_in", bias=weights["conv_in_bias"])
    first = first + matmul(F.silu(time), weights["time"])[:, :, None, None]
    normal = F.group_norm(first, GROUPS, eps=1e-5) * weights["norm1_scale"] + weights["norm1_bias"]
    down = conv(F.silu(normal), "down", stride=2)
    tokens = down.flatten(2).transpose(1, 2)
    normal = F.layer_norm(tokens, (CHANNELS,), weights["layer_scale"], weights["layer_bias"], 1e-5)
    heads = lambda x: x.unflatten(2, (HEADS, CHANNELS // HEADS)).transpose(1, 2)
    query = heads(matmul(normal, weights["query"]))
    key, value = (heads(matmul(context, weights[name])) for name in ("key", "value"))
    scores = matmul(query, key.transpose(2, 3)) * (CHANNELS // HEADS) ** -0.5
    attended = matmul(scores.softmax(3), value).transpose(1, 2).flatten(2)
    tokens = tokens + matmul(attended, weights["attention_out"])
    tokens = tokens + matmul(F.gelu(matmul(tokens, weights["feed_in"])), weights["feed_out"])
    middle = tokens.transpose(1, 2).unflatten(2, (SIZE // 2, SIZE // 2))
    up = conv(F.interpolate(middle, scale_factor=2.0, mode="nearest"), "up")
    return conv(torch.cat([up, first], 1), "conv_out")


def graph() -> onnx.ModelProto:
    """The same in the operators that exporters write."""
    nodes, constants = [], {name: weight.float().numpy() for name, weight in W.items()}
    half = SIZE // 2

    def constant(name: str, values, dtype=np.float32) -> str:
        constants[name] = np.asarray(values, dtype)
        return name

    def node(operator: str, *inputs: str, to: str | None = None, **attributes) -> str:
        output = to or f"{operator.lower()}_{len(nodes)}"
        nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def reshape(x: str, *shape: int) -> str:
        return node("Reshape", x, constant(f"shape_{len(nodes)}", shape, np.int64))

    def conv(x: str, *weights: str, stride: int = 1, to: str | None = None) -> str:
        return node("Conv", x, *weights, kernel_shape=[3, 3], pads=[1] * 4, strides=[stride] * 2, to=to)

    def silu(x: str) -> str:
        return node("Mul", x, node("Sigmoid", x))

    first = node("Add", conv("sample", "conv_in", "conv_in_bias"), reshape(node("MatMul", silu("timestep"), "time"), 2, CHANNELS, 1, 1))
    rows = node("InstanceNormalization", reshape(first, 2, GROUPS, -1), constant("ones", [1] * GROUPS), constant("zeros", [0] * GROUPS), epsilon=1e-5)
    normal = node("Add", node("Mul", reshape(rows, 2, CHANNELS, SIZE, SIZE), "norm1_scale"), "norm1_bias")
    down = conv(silu(normal), "down", stride=2)
    tokens = node("Transpose", reshape(down, 2, CHANNELS, half * half), perm=[0, 2, 1])
    normal = node("LayerNormalization", tokens, "layer_scale", "layer_bias", axis=-1, epsilon=1e-5)

    def heads(x: str, count: int, perm: list[int]) -> str:
        return node("Transpose", reshape(x, 2, count, HEADS, CHANNELS // HEADS), perm=perm)

    query = heads(node("MatMul", normal, "query"), half * half, [0, 2, 1, 3])
    key = heads(node("MatMul", "context", "key"), TOKENS, [0, 2, 3, 1])
    value = heads(node("MatMul", "context", "value"), TOKENS, [0, 2, 1, 3])
    scores = node("Mul", node("MatMul", query, key), constant("root", (CHANNELS // HEADS) ** -0.5))
    attended = node("Transpose", node("MatMul", node("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
    attended = reshape(attended, 2, half * half, CHANNELS)
    tokens = node("Add", tokens, node("MatMul", attended, "attention_out"))
    inner = node("MatMul", tokens, "feed_in")
    erf = node("Add", node("Erf", node("Div", inner, constant("sqrt2", 2**0.5))), constant("one", 1))
    gelu = node("Mul", node("Mul", inner, erf), constant("half", 0.5))
    tokens = node("Add", tokens, node("MatMul", gelu, "feed_out"))
    middle = reshape(node("Transpose", tokens, perm=[0, 2, 1]), 2, CHANNELS, half, half)
    larger = node(
        "Resize", middle, "", constant("scales", [1, 1, 2, 2]), mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
    )
    conv(node("Concat", conv(larger, "up"), first, axis=1), "conv_out", to="out_sample")
    inputs = {"sample": INPUTS["sample"], "timestep": INPUTS["time"], "context": INPUTS["context"]}
    return model(nodes, {name: list(value.shape) for name, value in inputs.items()}, {"out_sample": [2, 4, SIZE, SIZE]}, constants)


def load_graph() -> onnx.ModelProto:
    shape = [1, LOAD_CHANNELS, LOAD_SIZE, LOAD_SIZE]
    node = helper.make_node("Conv", ["sample", "weight"], ["out_sample"], kernel_shape=[3, 3], pads=[1] * 4)
    return model([node], {"sample": shape, "weight": [LOAD_CHANNELS, LOAD_CHANNELS, 3, 3]}, {"out_sample": shape}, {})


def model(nodes, inputs: dict, outputs: dict, constants: dict) -> onnx.ModelProto:
    values = lambda shapes: [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    made = helper.make_model(
        helper.make_graph(nodes, "golden", values(inputs), values(outputs), tensors), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.checker.check_model(made, full_check=True)
    return made


def encoded(value: Tensor | onnx.ModelProto) -> str:
    raw = value.numpy().astype("<f4").tobytes() if isinstance(value, Tensor) else value.SerializeToString()
    return base64.b64encode(raw).decode()


def tensor(value: Tensor) -> dict:
    return {"dims": list(value.shape), "float32": encoded(value)}


def tf32(x: Tensor) -> Tensor:
    """To 10 bits of mantissa, as the tensor cores of NVIDIA cards take float32."""
    bits = x.float().view(torch.int32)
    return ((bits + 0x0FFF + ((bits >> 13) & 1)) & ~0x1FFF).view(torch.float32).to(x.dtype)


def main() -> None:
    exact = reference(**{name: value.double() for name, value in INPUTS.items()})
    golden = exact.float()
    print(f"output: largest {golden.abs().max():.3g}, deviation {golden.std():.3g}")
    rounded = lambda dtype: lambda x: x.to(dtype).to(x.dtype)
    tries = {
        "float32": reference(**INPUTS),
        "products in TF32": reference(**INPUTS, exact=tf32),
        "float16 throughout": reference(**{name: value.half() for name, value in INPUTS.items()}),
        "products in bfloat16": reference(**INPUTS, exact=rounded(torch.bfloat16)),
    }
    for name, output in tries.items():
        print(f"{name}: differs by {(output.double() - exact).abs().max():.2g}")
    made = {
        "golden": {
            "model": encoded(graph()),
            "inputs": {"sample": tensor(INPUTS["sample"]), "timestep": tensor(INPUTS["time"]), "context": tensor(INPUTS["context"])},
            "output": tensor(golden),
        },
        "load": {
            "model": encoded(load_graph()),
            "shapes": {"sample": [1, LOAD_CHANNELS, LOAD_SIZE, LOAD_SIZE], "weight": [LOAD_CHANNELS, LOAD_CHANNELS, 3, 3]},
            "operations": 2 * 9 * LOAD_CHANNELS**2 * LOAD_SIZE**2,
        },
    }
    text = re.sub(r"\[[\d,\s]+\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), json.dumps(made, indent=2))
    (HERE / "golden.json").write_text(text.replace("[ ", "[").replace(" ]", "]") + "\n")


if __name__ == "__main__":
    main()
