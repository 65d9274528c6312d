"""Exports a checkpoint of models/training/train_text.py as the denoiser of the bundled model.

    python export_text.py --checkpoint RUN/final.pt --tiny-imagenet labels.json --out ../everyday-210

Rewrites model_index.json, scheduler/, unet/ and, in classifier.json, the labels and what else the
model was trained with; export_text_encoder.py writes text_encoder/ and tokenizer/. The rest of
classifier.json and README.md are kept by hand.
"""

import argparse
import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

from agreement import check_agreement
from captions import LabelId, label_ids, trained_parents
from model_folder import write_json
from onnx_file import round_weights, save, to_onnx
from schedule import SCHEDULER_CONFIG
from text_exported_form import ExportedTextDenoiser
from text_model import CrossedTextDenoiser, TextDenoiser, TextDenoiserConfig
from wordnet import read_nouns

TOKENS = 24


def load_average(checkpoint: Path) -> tuple[TextDenoiser, dict]:
    """The moving average of the weights, rounded as the file holds them, and the checkpoint."""
    content = torch.load(checkpoint, weights_only=True, map_location="cpu")
    denoiser = TextDenoiser(TextDenoiserConfig(**content["config"]))
    denoiser.load_state_dict(content["average"])
    denoiser.to(memory_format=torch.contiguous_format)
    round_weights(denoiser)
    return denoiser.eval(), content


def example_inputs(config: TextDenoiserConfig, batch: int, labels: int) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    states = torch.randn(labels, TOKENS, config.text, generator=generator)
    states = states / states.sum(1, keepdim=True).norm(dim=2, keepdim=True)
    return {
        "sample": torch.randn(batch, 3, config.image_size, config.image_size, generator=generator),
        "timestep": torch.randint(200, 800, (batch,), generator=generator),
        "encoder_hidden_states": states,
    }


def write_graph(denoiser: TextDenoiser, file: Path) -> None:
    model = to_onnx(
        ExportedTextDenoiser(denoiser),
        example_inputs(denoiser.config, batch=2, labels=3),
        {"sample": {0: "batch"}, "timestep": {0: "batch"}, "encoder_hidden_states": {0: "labels"}},
    )
    save(model, file)


def write_layout(folder: Path, config: TextDenoiserConfig, checkpoint: dict) -> None:
    scheduler = SCHEDULER_CONFIG["_class_name"]
    write_json(
        folder / "model_index.json",
        {
            "_class_name": "TextConditionalPipeline",
            "scheduler": ["diffusers", scheduler],
            "text_encoder": ["transformers", "CLIPTextModel"],
            "tokenizer": ["transformers", "CLIPTokenizer"],
            "unet": ["diffusers", "OnnxRuntimeModel"],
        },
    )
    write_json(folder / "scheduler" / "scheduler_config.json", SCHEDULER_CONFIG)
    fields = config.to_json()
    write_json(
        folder / "unet" / "config.json",
        {
            "_class_name": "CrossedTextDenoiser",
            "in_channels": 3,
            "out_channels": 3,
            "sample_size": fields.pop("image_size"),
            "cross_attention_dim": fields.pop("text"),
            **fields,
            "trained_images": checkpoint["images"],
            "trained_seconds": round(checkpoint["seconds"]),
        },
    )


def write_names(classifier: Path, labels: list[LabelId]) -> None:
    """The labels with their synonyms, and the further names of `captions`, a line each; the other
    fields stay."""
    content = json.loads(classifier.read_text())
    content["labels"] = [{"name": label.name, "synonyms": list(label.synonyms)} for label in labels]
    content["captions"] = trained_parents(labels)
    lines = [f"  {json.dumps(key)}: {by_line(value)}" for key, value in content.items()]
    classifier.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def by_line(value: object) -> str:
    """JSON of a field: lists of objects with an item a line, all else in one."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json.dumps(value)
    return "[\n" + ",\n".join(f"    {json.dumps(item)}" for item in value) + "\n  ]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tiny-imagenet", type=Path, required=True, help="see captions.py")
    parser.add_argument("--wordnet", type=Path, default="/usr/share/wordnet/data.noun")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    denoiser, checkpoint = load_average(options.checkpoint)
    config = denoiser.config
    file = options.out / "unet" / "model.onnx"
    write_graph(denoiser, file)
    write_layout(options.out, config, checkpoint)
    labels = label_ids(options.tiny_imagenet, read_nouns(options.wordnet))
    write_names(options.out / "classifier.json", labels)
    reference = CrossedTextDenoiser(denoiser)
    sizes = [(5, 10), (1, 1), (3, 7)]
    difference = max(
        check_agreement(file, reference, example_inputs(config, batch, labels)) for batch, labels in sizes
    )
    print(
        f"{file}: {file.stat().st_size / 1e6:.2f} MB, {checkpoint['images']} images trained, "
        f"greatest difference from PyTorch {difference:.1e}"
    )


if __name__ == "__main__":
    main()
