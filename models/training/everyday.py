"""The training data of the text-conditioned model: CIFAR-10 and Tiny-ImageNet-200 at 32 pixels, and
the captions of their 210 label ids."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from data import load_split, to_model_range
from noising import Batch, noised

CIFAR_LABELS, TINY_LABELS = 10, 200


@dataclass
class Split:
    """Images as uint8 of shape [rows, 3, 32, 32], labels as int64 of shape [rows] in 0..209: those of
    CIFAR-10, then those of Tiny-ImageNet.
    """

    images: Tensor
    labels: Tensor

    def to(self, device: torch.device) -> "Split":
        return Split(self.images.to(device), self.labels.to(device))


def load_everyday(folder: Path, split: str) -> tuple[Split, Split]:
    """`train` or `validation` of both sets, from `cifar10/` and `tiny-imagenet-32/` in `folder`."""
    cifar = load_split(folder / "cifar10" / f"{split}.parquet")
    files = sorted((folder / "tiny-imagenet-32").glob(f"{split}*.parquet"))
    parts = [load_split(file) for file in files]
    images, labels = (torch.cat(column) for column in zip(*parts))
    return Split(*cifar), Split(images, labels + CIFAR_LABELS)


class Captions:
    """Embedded captions of each label id, drawn by their weights; see embed_captions.py."""

    def __init__(self, file: Path, device: torch.device):
        content = torch.load(file, weights_only=True)
        owner, weights = content["owner"], content["weights"]
        rows = [(owner == label).nonzero()[:, 0] for label in range(CIFAR_LABELS + TINY_LABELS)]
        longest = max(len(row) for row in rows)
        self.rows = torch.zeros(len(rows), longest, dtype=torch.long)
        self.weights = torch.zeros(len(rows), longest)
        for label, row in enumerate(rows):
            self.rows[label, : len(row)] = row
            self.weights[label, : len(row)] = weights[row]
        self.rows, self.weights = self.rows.to(device), self.weights.to(device)
        self.embeddings = content["embeddings"].to(device)
        self.texts: list[str] = content["texts"]
        self.none = self.embeddings[self.texts.index("")]
        """The embedding of the empty caption, [384]."""

    def draw(self, labels: Tensor) -> Tensor:
        """A caption for each label, of shape [*labels, 384]."""
        flat = labels.flatten()
        choice = torch.multinomial(self.weights[flat], 1)
        return self.embeddings[self.rows[flat].gather(1, choice)[:, 0]].view(*labels.shape, -1)

    def plain(self, template: str) -> Tensor:
        """The caption that `template` makes of the first name of each label, [210, 384]."""
        head = template.partition("{}")[0]
        firsts = [
            next(row for row in rows.tolist() if self.texts[row].startswith(head))
            for rows in self.rows
        ]
        return self.embeddings[torch.tensor(firsts, device=self.embeddings.device)]


class EverydayBatches:
    """Endless batches of noised images, a share of each from CIFAR-10."""

    def __init__(self, splits: tuple[Split, Split], share: float, band: tuple[int, int], schedule: Tensor):
        self.splits, self.share, self.band, self.schedule = splits, share, band, schedule

    def next(self, size: int) -> Batch:
        cifar = round(size * self.share)
        parts = [draw(split, count) for split, count in zip(self.splits, (cifar, size - cifar))]
        images, label = (torch.cat(column) for column in zip(*parts))
        return noised(to_model_range(images), label, self.band, self.schedule)


def draw(split: Split, count: int) -> tuple[Tensor, Tensor]:
    rows = torch.randint(len(split.labels), (count,), device=split.labels.device)
    return split.images[rows], split.labels[rows]


def other_labels(labels: Tensor, count: int) -> Tensor:
    """`count` different labels of the same set for each label, none of them itself: [rows, count]."""
    rows = len(labels)
    keys = torch.rand(rows, CIFAR_LABELS + TINY_LABELS, device=labels.device)
    is_cifar = (labels < CIFAR_LABELS)[:, None]
    keys[:, :CIFAR_LABELS].masked_fill_(~is_cifar, -1)
    keys[:, CIFAR_LABELS:].masked_fill_(is_cifar, -1)
    keys[torch.arange(rows, device=labels.device), labels] = -1
    return keys.topk(count, 1).indices
