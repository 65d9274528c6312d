"""Exports a checkpoint of models/training as the bundled model.

    python export_bundled.py --checkpoint DIR/final.pt --out ../everyday-32

Rewrites model_index.json, scheduler/, unet/. `classifier.json` and `README.md` are kept by hand:
the first is only read, to check that its labels are those of the checkpoint.
"""

import argparse
import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

from agreement import check_agreement
from data import LABELS
from exported_form import ExportedDenoiser
from load_exported import load_exported, unet_config
from model import CrossedDenoiser, Denoiser, DenoiserConfig
from model_folder import write_layout
from onnx_file import round_weights, save, to_onnx
from schedule import SCHEDULER_CONFIG


def load_average(checkpoint: Path) -> tuple[Denoiser, dict]:
    """The moving average of the weights, rounded as the file holds them, and the checkpoint."""
    content = torch.load(checkpoint, weights_only=True)
    denoiser = Denoiser(DenoiserConfig(**content["config"]))
    denoiser.load_state_dict(content["average"])
    round_weights(denoiser)
    return denoiser.eval(), content


def example_inputs(size: int, batch: int, labels: list[int]) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        "sample": torch.randn(batch, 3, size, size, generator=generator),
        "timestep": torch.randint(200, 800, (batch,), generator=generator),
        "class_labels": torch.tensor(labels),
    }


def check_labels(classifier: Path) -> None:
    names = [label["name"] for label in json.loads(classifier.read_text())["labels"]]
    assert names == LABELS, f"{classifier} names {names}, the checkpoint was trained on {LABELS}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    denoiser, checkpoint = load_average(options.checkpoint)
    config = denoiser.config
    model = to_onnx(
        ExportedDenoiser(denoiser),
        example_inputs(config.image_size, batch=2, labels=[1, 2, 3]),
        {"sample": {0: "batch"}, "timestep": {0: "batch"}, "class_labels": {0: "labels"}},
    )
    file = options.out / "unet" / "model.onnx"
    save(model, file)
    write_layout(
        options.out,
        LABELS,
        SCHEDULER_CONFIG,
        {
            **unet_config(config),
            "trained_images": checkpoint["images"],
            "trained_seconds": round(checkpoint["seconds"]),
        },
    )
    check_labels(options.out / "classifier.json")

    reference = CrossedDenoiser(load_exported(options.out))
    difference = max(
        check_agreement(file, reference, example_inputs(config.image_size, batch, labels))
        for batch, labels in [(5, list(range(config.labels))), (1, [7]), (3, [2, 2, 0])]
    )
    print(
        f"{file}: {file.stat().st_size / 1e6:.2f} MB, {checkpoint['images']} images trained, "
        f"greatest difference from PyTorch {difference:.1e}"
    )


if __name__ == "__main__":
    main()
