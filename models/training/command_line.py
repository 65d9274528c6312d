"""Runs the project's own command line on rows of a packed split."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from torch import Tensor

from data import LABELS

ROOT = Path(__file__).resolve().parents[2]


def classify(images: Tensor, model: Path, options: list[str], labels: list[str] = LABELS) -> Iterator[dict]:
    """One answer (`--json`) an image, in order. `images` is uint8 of shape [images, 3, size, size]."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index, image in enumerate(images):
            files.append(os.path.join(folder, f"{index}.png"))
            Image.fromarray(image.permute(1, 2, 0).numpy()).save(files[-1])
        list_of_labels = os.path.join(folder, "labels.txt")
        Path(list_of_labels).write_text("\n".join(labels) + "\n")
        command = [
            "node", str(ROOT / "dist" / "cli.js"), "classify", *files,
            "--labels-file", list_of_labels, "--model", str(model), "--json", *options,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                answer = json.loads(line)
                if "failed" in answer:
                    raise RuntimeError(answer["failed"]["message"])
                yield answer
        if process.returncode:
            raise RuntimeError(f"The command line ended with code {process.returncode}.")
