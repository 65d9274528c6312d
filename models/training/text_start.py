"""Where the training of the small text encoder starts: the sum of token vectors that is nearest to
the teacher's embeddings, by least squares. It takes seconds, and an hour of training less.
"""

import numpy as np
import torch
from scipy.linalg import solve
from scipy.sparse import csr_array
from torch import Tensor

RIDGE = 1e-6
"""Against large vectors of rare tokens; the weights of all texts sum to 1."""


def token_vectors(input_ids: Tensor, lengths: Tensor, weights: Tensor, goals: Tensor, tokens: int) -> Tensor:
    """Float32 of shape [tokens, 384]. `input_ids` [texts, length] count up to `lengths` [texts]."""
    is_read = torch.arange(input_ids.shape[1]) < lengths[:, None]
    rows, columns = is_read.nonzero()[:, 0].numpy(), input_ids[is_read].numpy()
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(input_ids), tokens))
    weighted = counts.multiply(weights.double().numpy()[:, None]).tocsr().T
    gram = (weighted @ counts).toarray() + RIDGE * np.eye(tokens)
    return torch.from_numpy(solve(gram, weighted @ goals.double().numpy(), assume_a="pos")).float()
