"""What transformers makes of the tiny CLIP of the tests, in float32: golden/clip.json.

    python make_clip.py

Run again whenever ../fixtures/tiny_clip.py changes. Pictures go through CLIPImageProcessor (of
Pillow), texts through CLIPTokenizer. Packages: requirements.txt and that of ../../models/export.

    images      data URIs; the last has an odd margin
    labels      prompts of each
    scores      [images][labels], exp(logit_scale) times the cosine
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fixtures"))

import tiny_clip
from make_pipelines import PROMPTS, data_uri, picture

SIZES = [(32, 32), (96, 80), (20, 41), (70, 64)]
LABELS = [[prompt] for prompt in PROMPTS] + [["a photo of a bird", "a small bird", "a bad photo of a bird"]]


def main() -> None:
    model, tokenizer, processor = tiny_clip.tiny_clip(), tiny_clip.tokenizer(), tiny_clip.processor()
    pictures = [picture(index, *size) for index, size in enumerate(SIZES)]
    pixels = processor(pictures, return_tensors="pt").pixel_values
    image = F.normalize(model.visual_projection(model.vision_model(pixel_values=pixels).pooler_output), dim=-1)
    text = []
    for prompts in LABELS:
        tokens = tokenizer(prompts, padding=True, truncation=True, return_tensors="pt")
        pooled = model.text_model(input_ids=tokens.input_ids, attention_mask=tokens.attention_mask).pooler_output
        text.append(F.normalize(F.normalize(model.text_projection(pooled), dim=-1).mean(0), dim=-1))
    text = torch.stack(text)
    scores = model.logit_scale.exp() * image @ text.T
    golden = {
        "images": [data_uri(one) for one in pictures],
        "labels": LABELS,
        "scores": scores.tolist(),
    }
    (HERE / "golden" / "clip.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


main()
