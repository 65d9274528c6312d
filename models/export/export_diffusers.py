"""Exports a checkpoint of diffusers as a model folder.

    python export_diffusers.py CHECKPOINT OUT [--precision float16|float32] [--plain-attention]

CHECKPOINT is the folder, or the name on the Hugging Face hub, of a StableDiffusionPipeline (1.x, 2.x),
StableDiffusionXLPipeline or DiTPipeline. OUT gets the layout that docs/models.md describes. Every
graph is compared with PyTorch on random inputs; the greatest differences are printed, and one that
is too great fails. Inputs and outputs are float32 either way.
"""

import argparse
from contextlib import nullcontext
from pathlib import Path

import torch
from agreement import check_agreement
from diffusers import DiffusionPipeline
from diffusers_layout import copy_layout, write_classifier
from diffusers_parts import Part, parts_of
from fused_attention import fused_attention
from graph_file import write_graph

DATA = "model.onnx_data"


def export_part(part: Part, out: Path, half: bool, fused: bool) -> tuple[Path, float]:
    """Writes the graph. Returns the file and its greatest difference from PyTorch in float32, with
    weights that are rounded alike.
    """
    if half:
        part.module.half()
    with fused_attention(part.module) if fused else nullcontext():
        file = write_graph(part, out, DATA)
    return file, check_agreement(file, part.module.float(), part.others, half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("out", type=Path)
    parser.add_argument("--precision", choices=["float16", "float32"], default="float16")
    parser.add_argument(
        "--plain-attention", action="store_true", help="no MultiHeadAttention: for TensorRT and Core ML"
    )
    options = parser.parse_args()

    checkpoint = Path(options.checkpoint)
    if not checkpoint.is_dir():
        checkpoint = Path(DiffusionPipeline.download(options.checkpoint))
    pipeline = DiffusionPipeline.from_pretrained(checkpoint, torch_dtype=torch.float32, safety_checker=None)
    copy_layout(checkpoint, options.out)
    write_classifier(options.out, options.out.resolve().name)
    for part in parts_of(pipeline):
        # The encoder of SDXL overflows in float16. It runs once an image: so all stay in float32.
        half = options.precision == "float16" and part.folder != "vae_encoder"
        file, difference = export_part(part, options.out, half, fused=not options.plain_attention)
        print(f"{file}: greatest difference from PyTorch {difference:.1e}", flush=True)


if __name__ == "__main__":
    main()
