"""ResNet-20 for images of 32x32 pixels (He et al. 2016, section 4.2): a supervised classifier to
compare the diffusion classifier with.
"""

import torch.nn.functional as F
from torch import Tensor, nn


def convolution(inputs: int, outputs: int, stride: int = 1, size: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs)
    )


class Block(nn.Module):
    """Two 3x3 convolutions and a shortcut; 1x1 where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.first = convolution(inputs, outputs, stride)
        self.second = convolution(outputs, outputs)
        changes = stride != 1 or inputs != outputs
        self.shortcut = convolution(inputs, outputs, stride, 1) if changes else nn.Identity()

    def forward(self, hidden: Tensor) -> Tensor:
        inner = self.second(F.relu(self.first(hidden)))
        return F.relu(inner + self.shortcut(hidden))


class ResNet(nn.Module):
    """Normalised images [batch, 3, 32, 32] to logits [batch, labels].

    `blocks` residual blocks at each of 32x32, 16x16 and 8x8, with `width`, 2 `width` and 4 `width`
    channels: 6 `blocks` + 2 layers.
    """

    def __init__(self, labels: int, width: int = 16, blocks: int = 3):
        super().__init__()
        self.stem = convolution(3, width)
        layers, channels = [], width
        for stage in range(3):
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                layers.append(Block(channels, width * 2**stage, stride))
                channels = width * 2**stage
        self.blocks = nn.Sequential(*layers)
        self.head = nn.Linear(channels, labels)

    def forward(self, pixels: Tensor) -> Tensor:
        hidden = self.blocks(F.relu(self.stem(pixels)))
        return self.head(hidden.mean((2, 3)))
