"""Begins the text-conditioned model with weights that were trained before."""

from pathlib import Path

import torch

from checkpoint import State


def warm_start(state: State, file: Path) -> None:
    """Takes what fits from a checkpoint of train_text.py of other depths, or from one of the
    class-conditional model (train.py): its trunk, and its label half as the decoder and as the blocks
    of the head."""
    given = torch.load(file, weights_only=True)["average"]
    prefixes = {
        "decoder.": "label_half.",
        "head.low.": "label_half.low.",
        "head.from_low.": "label_half.from_low.",
        "head.middle.": "label_half.middle.",
    }
    own = state.denoiser.state_dict()
    for name, weights in own.items():
        sources = [name] + [old + name[len(new):] for new, old in prefixes.items() if name.startswith(new)]
        for source in sources:
            if source in given and given[source].shape == weights.shape:
                own[name] = given[source]
    state.denoiser.load_state_dict(own)
    state.average.load_state_dict(own)
