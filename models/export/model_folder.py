"""The JSON files of a class-conditional model in diffusers layout."""

import json
from pathlib import Path


def write_json(file: Path, content: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n")


def write_layout(folder: Path, labels: list[str], scheduler: dict, unet: dict) -> None:
    """Everything beside `unet/model.onnx` and `classifier.json`."""
    write_json(
        folder / "model_index.json",
        {
            "_class_name": "ClassConditionalPipeline",
            "scheduler": ["diffusers", scheduler["_class_name"]],
            "unet": ["diffusers", "OnnxRuntimeModel"],
            "id2label": {str(index): label for index, label in enumerate(labels)},
        },
    )
    write_json(folder / "scheduler" / "scheduler_config.json", scheduler)
    write_json(folder / "unet" / "config.json", unet)
