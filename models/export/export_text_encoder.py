"""Exports a checkpoint of models/training/distill_text.py as the text side of the bundled model.

    python export_text_encoder.py --run DIR --out MODEL

Writes MODEL/text_encoder/ and MODEL/tokenizer/ as Stable Diffusion has them: ONNX Runtime and
transformers' CLIPTokenizer read them, and so does this project's server.
"""

import argparse
import shutil
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "training"))

from agreement import check_agreement
from eight_bit_embedding import EightBitEmbedding
from model_folder import write_json
from onnx_file import round_weights, save, text_encoder_to_onnx
from text_encoder import TextEncoder, TextEncoderConfig
from text_tokenizer import token_ids

SENTENCES = ["", "a photo of a tabby cat", "quaternion", "spaghetti carbonara", "a very " * 20 + "long name"]


def load_text_encoder(checkpoint: Path) -> tuple[TextEncoder, dict]:
    """The encoder, its weights rounded as the file holds them, and the checkpoint."""
    content = torch.load(checkpoint, weights_only=True)
    encoder = TextEncoder(TextEncoderConfig(**content["config"]))
    encoder.load_state_dict(content["encoder"])
    encoder.token = EightBitEmbedding(encoder.token.weight)
    round_weights(encoder)
    return encoder.eval(), content


def text_encoder_json(config: TextEncoderConfig, content: dict) -> dict:
    """Content of `text_encoder/config.json`, with the names of transformers."""
    return {
        "architectures": ["CLIPTextModel"],
        "model_type": "clip_text_model",
        "vocab_size": config.tokens,
        "hidden_size": config.output,
        "max_position_embeddings": config.length,
        "num_hidden_layers": config.layers,
        "num_attention_heads": config.heads,
        "bos_token_id": config.start,
        "eos_token_id": config.end,
        "pad_token_id": config.end,
        "trained_texts": content["texts"],
        "trained_seconds": round(content["seconds"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="--out of distill_text.py")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    encoder, content = load_text_encoder(options.run / "newest.pt")
    example = {"input_ids": token_ids(options.run / "tokenizer", SENTENCES)}
    model = text_encoder_to_onnx(encoder, example, {"input_ids": {0: "batch"}})
    file = options.out / "text_encoder" / "model.onnx"
    save(model, file)
    write_json(options.out / "text_encoder" / "config.json", text_encoder_json(encoder.config, content))
    shutil.copytree(options.run / "tokenizer", options.out / "tokenizer", dirs_exist_ok=True)

    difference = max(
        check_agreement(file, encoder, {"input_ids": rows}) for rows in example["input_ids"].split([1, 4])
    )
    print(
        f"{file}: {file.stat().st_size / 1e6:.2f} MB, {content['texts']} texts trained, "
        f"greatest difference from PyTorch {difference:.1e}"
    )


if __name__ == "__main__":
    main()
