"""The 210 label ids of the bundled model, CIFAR-10's ten and then Tiny-ImageNet's 200, and the
captions that stand for them in training: each name of an id, and what it is a kind of, in each
template.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from everyday_names import EVERYDAY_NAMES
from wordnet import Synset

TEMPLATES = (
    "{}",
    "a photo of a {}",
    "a picture of a {}",
    "a photo of the {}",
    "an image of a {}",
    "a small photo of a {}",
)
"""The paper's for most data sets is the second (Li et al. 2023); the bare name is for people."""

NAME_SHARE, SYNONYMS_SHARE, PARENTS_SHARE = 0.5, 0.35, 0.15
"""Of an id's captions; a share whose names an id lacks goes to the others."""

EVERYDAY_PARENTS, OTHER_PARENTS = 2, 4
"""Levels up in WordNet: "dog" is soon an animal, "Yorkshire terrier" a dog first."""

UNSAYING = frozenset(
    "entity, physical entity, object, whole, abstraction, matter, physical object, unit, thing, "
    "causal agent, living thing, organism, being, artifact, artefact, instrumentality, "
    "instrumentation, group, substance".split(", ")
)
"""Parents that nobody would put under a photograph, where the way up ends."""


@dataclass(frozen=True)
class LabelId:
    name: str
    synonyms: tuple[str, ...]
    parents: tuple[str, ...]
    """The nearest first."""


def label_ids(tiny_imagenet: Path, nouns: dict[str, Synset]) -> list[LabelId]:
    """`tiny_imagenet` is a JSON file, a list of `{"wnid": "n02124075", "names": ["Egyptian cat"]}` in
    the order of the data set's labels.
    """
    everyday = [
        LabelId(name, tuple(synonyms.split(", ")), parents_of(offset, nouns, EVERYDAY_PARENTS))
        for name, (offset, synonyms) in EVERYDAY_NAMES.items()
    ]
    others = [
        LabelId(
            entry["names"][0],
            tuple(entry["names"][1:]),
            parents_of(entry["wnid"].removeprefix("n"), nouns, OTHER_PARENTS),
        )
        for entry in json.loads(tiny_imagenet.read_text())
    ]
    taken = {name.lower() for label in others for name in (label.name, *label.synonyms)}
    shared = taken & {name.lower() for label in everyday for name in (label.name, *label.synonyms)}
    assert not shared, f"names of both data sets: {shared}"
    return everyday + others


def parents_of(offset: str, nouns: dict[str, Synset], levels: int) -> tuple[str, ...]:
    """The first word of each synset up to `levels` above, until one of UNSAYING."""
    found: list[str] = []
    level = [offset]
    for _ in range(levels):
        level = [parent for below in level for parent in nouns[below].parents]
        for parent in level:
            word = nouns[parent].words[0]
            if word in UNSAYING:
                return tuple(found)
            if word not in found:
                found.append(word)
    return tuple(found)


def weighted_captions(label: LabelId) -> list[tuple[str, float]]:
    """Each caption of an id with its probability."""
    shares = [
        ((label.name,), NAME_SHARE),
        (label.synonyms, SYNONYMS_SHARE),
        (label.parents, PARENTS_SHARE),
    ]
    total = sum(share for names, share in shares if names)
    return [
        (template.format(name), share / total / len(names) / len(TEMPLATES))
        for names, share in shares
        for name in names
        for template in TEMPLATES
    ]


def trained_parents(labels: list[LabelId]) -> list[str]:
    """What `captions` of classifier.json lists: names that a model was trained with and that are no
    name of a label.
    """
    names = {name for label in labels for name in (label.name, *label.synonyms)}
    return sorted({parent for label in labels for parent in label.parents} - names)
