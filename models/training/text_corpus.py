"""The texts that the small text encoder is taught with: captions of the 210 label ids, every noun of
WordNet, and nouns of things, once in a template and once as what they mean.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from captions import TEMPLATES, LabelId, weighted_captions
from wordnet import Synset

HELD_OUT = 2_000

DEPICTED = {5, 6, 8, 13, 17, 18, 20}
"""Lexicographer files of what one can photograph: animals, artifacts, body, food, natural objects,
people, plants."""

SHARES = {"captions": 0.3, "nouns": 0.3, "templates": 0.25, "definitions": 0.15}
"""Of the texts drawn in training."""

EMPTY_REPEATS = 40
"""How often "" counts among the captions: it has nothing in common with other texts."""


@dataclass
class Corpus:
    """Texts are in lower case, as both encoders read them, and each is there once."""

    texts: list[str]
    weights: Tensor
    """Probability of each text to be drawn, float32 of shape [texts]; 0 for `held_out`."""
    captions: list[int]
    """Indices of the captions of the label ids, and of the text of the unconditional model, ""."""
    held_out: list[int]
    """Indices of nouns that training never sees."""


def read_corpus(labels: list[LabelId], nouns: dict[str, Synset]) -> Corpus:
    draw = random.Random(0)
    captions = ["", *(text.lower() for label in labels for text, _ in weighted_captions(label))]
    words = unique(word for synset in nouns.values() for word in synset.words)
    held_out = set(draw.sample(sorted(set(words) - set(captions)), HELD_OUT))
    depicted = [synset for synset in nouns.values() if synset.lexicographer_file in DEPICTED]
    # With a capital it is a name, and among animals and plants the Latin one.
    things = unique(word for synset in depicted for word in synset.words if word == word.lower())
    kinds = {
        "captions": unique(captions),
        "nouns": words,
        "templates": [draw.choice(TEMPLATES[1:]).format(word) for word in things if word not in held_out],
        "definitions": unique(synset.definition for synset in depicted),
    }
    weights: dict[str, float] = {}
    for kind, texts in kinds.items():
        for text in texts:
            weights[text] = weights.get(text, 0) + SHARES[kind] / len(texts)
    weights[""] *= EMPTY_REPEATS
    weights.update(dict.fromkeys(held_out, 0))
    texts = list(weights)
    index = {text: number for number, text in enumerate(texts)}
    return Corpus(
        texts,
        torch.tensor(list(weights.values())),
        [index[text] for text in kinds["captions"]],
        sorted(index[word] for word in held_out),
    )


def unique(texts: Iterable[str]) -> list[str]:
    """In lower case, in the order in which they come."""
    return list(dict.fromkeys(text.lower() for text in texts))
