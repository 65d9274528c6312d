"""Accuracy against time for several sizes of the text-conditioned model, trained alike.

    python pareto.py --data DIR --captions FILE --warm RUN/newest.pt --out RUNS --images 20000

Each size begins with those weights of the checkpoint that it has room for and is trained in
RUNS/<name> by train_text.py (a run that was stopped goes on), exported, and timed with ONNX Runtime.
Prints a table: parameters, work, accuracy on CIFAR-10's validation images at a fixed number of
samples, and milliseconds for that many with ten labels. Called again, it times anew.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "export"))

from export_text import TOKENS, load_average, write_graph
from text_model import TextDenoiser, TextDenoiserConfig

LABELS, SAMPLES, REPEATS = 10, 16, 30

SIZES: dict[str, dict] = {
    "as shipped": {},
    "light head": {"head_depths": [0, 1]},
    "light trunk": {"trunk_depths": [1, 1, 1]},
    "heavy head": {"head_depths": [2, 3]},
    "heavy trunk": {"trunk_depths": [3, 3, 3]},
}


def megaflops(config: TextDenoiserConfig) -> tuple[float, float]:
    """Of one sample: what all labels share, and what each of them adds."""
    model = TextDenoiser(config)
    counts = []
    for labels in (1, 2):
        with FlopCounterMode(display=False) as counter:
            model(torch.randn(1, 3, 32, 32), torch.tensor([500]), torch.randn(1, labels, config.text))
        counts.append(counter.get_total_flops() / 1e6)
    return 2 * counts[0] - counts[1], counts[1] - counts[0]


def milliseconds(file: Path, text: int, threads: int) -> float:
    """The median for SAMPLES samples under LABELS labels, in calls of eight samples."""
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(file, settings, providers=["CPUExecutionProvider"])
    feeds = {
        "sample": np.random.randn(8, 3, 32, 32).astype(np.float32),
        "timestep": np.full(8, 500),
        "encoder_hidden_states": np.random.randn(LABELS, TOKENS, text).astype(np.float32),
    }
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        session.run(None, feeds)
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1e3 * SAMPLES / 8


def last_accuracy(log: Path) -> float:
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line["cifar"] for line in lines if "cifar" in line][-1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--warm", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--images", type=int, default=20_000)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("options", nargs="*", help="further options of train_text.py, after --")
    options = parser.parse_args()

    print("| size | parameters | shared, a label (MFLOP) | CIFAR-10 | ms |\n|---|---|---|---|---|")
    for name, fields in SIZES.items():
        run = options.out / name.replace(" ", "-")
        train = [
            sys.executable, str(Path(__file__).with_name("train_text.py")), "--preset", "cpu",
            "--data", str(options.data), "--captions", str(options.captions), "--out", str(run),
            "--config", json.dumps(fields), "--warm", str(options.warm),
            "--images", str(options.images), "--rate", str(options.rate),
            "--check-every", str(options.images), "--checked", "1000", "1", *options.options,
        ]
        subprocess.run(train, check=True)
        denoiser, _ = load_average(run / "newest.pt")
        write_graph(denoiser, run / "model.onnx")
        config = denoiser.config
        shared, label = megaflops(config)
        size = sum(weight.numel() for weight in denoiser.parameters()) / 1e6
        spent = milliseconds(run / "model.onnx", config.text, options.threads)
        accuracy = last_accuracy(run / "log.jsonl")
        print(f"| {name} | {size:.1f} M | {shared:.0f}, {label:.0f} | {accuracy:.1%} | {spent:.0f} |", flush=True)


if __name__ == "__main__":
    main()
