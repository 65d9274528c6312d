"""What lies beside the graphs of a model that comes from a diffusers checkpoint."""

import json
import shutil
from pathlib import Path

from model_folder import write_json

# Of a tokenizer and of a network; weights and safety checkers stay behind.
SMALL_FILES = ["*.json", "merges.txt"]
COPIED = {
    "scheduler": "scheduler",
    "tokenizer": "tokenizer",
    "tokenizer_2": "tokenizer_2",
    "text_encoder": "text_encoder",
    "text_encoder_2": "text_encoder_2",
    "unet": "unet",
    "transformer": "transformer",
    "vae": "vae_encoder",
}
"""Folder of the checkpoint to folder of the model. An index of sharded weights is no configuration."""


def copy_layout(checkpoint: Path, out: Path) -> None:
    """model_index.json, the scheduler, the tokenizers, and the configuration of each network."""
    index = json.loads((checkpoint / "model_index.json").read_text())
    components = {"_class_name": index["_class_name"]}
    for source, target in COPIED.items():
        if not (checkpoint / source).is_dir():
            continue
        for file in sorted(path for pattern in SMALL_FILES for path in (checkpoint / source).glob(pattern)):
            if not file.name.endswith(".index.json"):
                (out / target).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, out / target / file.name)
        is_network = not source.startswith(("scheduler", "tokenizer"))
        components[target] = ["diffusers", "OnnxRuntimeModel"] if is_network else index[source]
    if "id2label" in index:
        components["id2label"] = index["id2label"]
    write_json(out / "model_index.json", components)


def write_classifier(out: Path, name: str) -> None:
    """`classifier.json` with the product's defaults, not calibrated; made to be edited."""
    index, vae, scheduler = (
        json.loads((out / file).read_text())
        for file in ("model_index.json", "vae_encoder/config.json", "scheduler/scheduler_config.json")
    )
    reads_text = "text_encoder" in index
    denoiser = json.loads((out / ("unet" if reads_text else "transformer") / "config.json").read_text())
    size = denoiser["sample_size"] * 2 ** (len(vae["block_out_channels"]) - 1)
    content = {
        "id": name,
        "title": name,
        "image": {
            "size": size,
            "resize": "bicubic",
            "crop": "center",
            "preprocessing": "product" if reads_text else "adm",
        },
        "loss": "l2",
        "band": [0, scheduler["num_train_timesteps"]],
        "budget": {"samples": 500, "elimination": "staged", "keep": [5, 1], "stages": [50, 500]},
        "temperature": None,
    }
    if reads_text:
        content["templates"] = ["a photo of a {}"]
    else:
        content["labels"] = labels(index.get("id2label", {}), denoiser["num_embeds_ada_norm"])
    write_json(out / "classifier.json", content)


def labels(id2label: dict[str, str], classes: int) -> list[dict]:
    """By class index; the names of a class are separated by commas. One without any gets its number."""
    found = [id2label.get(str(index), f"class {index}") for index in range(classes)]
    names = [[name.strip() for name in text.split(",")] for text in found]
    return [{"name": name, "synonyms": synonyms} for name, *synonyms in names]
