"""The text side of an exported model: what the server computes, in Python."""

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from text_tokenizer import token_ids

BATCH = 256


class ExportedText:
    """Reads `folder`/tokenizer and `folder`/text_encoder."""

    def __init__(self, folder: Path, threads: int = 1):
        self.tokenizer = folder / "tokenizer"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(
            folder / "text_encoder" / "model.onnx", options, providers=["CPUExecutionProvider"]
        )

    def states(self, input_ids: np.ndarray) -> np.ndarray:
        """int64 [batch, tokens] to float32 [batch, tokens, 384]."""
        return self.session.run(["last_hidden_state"], {"input_ids": input_ids})[0]

    def embed(self, texts: list[str]) -> Tensor:
        """Embeddings of length 1, float32 of shape [texts, 384]."""
        parts = [self.states(rows.numpy()).sum(1) for rows in token_ids(self.tokenizer, texts).split(BATCH)]
        return torch.from_numpy(np.concatenate(parts))
