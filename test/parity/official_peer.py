"""Compares `--sample-set official` with the paper's own eval_prob_adaptive(), image by image.

    python official_peer.py --official CHECKOUT IMAGE...

CHECKOUT is github.com/diffusion-classifier/diffusion-classifier. The function itself is called,
with the bundled model's weights in PyTorch (float32) as the denoiser and our noise; only what it
imports and does not need here is replaced. The images must be as large as the model takes, so
that no resizing is involved. Prints a line an image; exits with 1 where anything differs.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import types

import numpy as np
import torch
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "everyday-32"
sys.path[:0] = [str(ROOT / "models" / "training"), str(ROOT / "models" / "export")]

from data import to_model_range
from load_exported import load_exported
from official_code import Recorder, load_official
from schedule import alphas_cumprod

ABSOLUTE, RELATIVE = 1e-4, 1e-3


def ours(images: list[str], labels: list[str], options: argparse.Namespace) -> list[dict]:
    command = [
        "node", str(ROOT / "dist" / "cli.js"), "classify", *images, "--labels", ",".join(labels),
        "--sample-set", "official", "--elimination", "staged", "--keep", options.keep,
        "--stages", options.stages, "--seed", str(options.seed), "--json", "--trace",
    ]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--official", type=pathlib.Path, required=True)
    parser.add_argument("--keep", default="5,2,1")
    parser.add_argument("--stages", default="20,50,100")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("images", nargs="+")
    options = parser.parse_args()

    names = [label["name"] for label in json.loads((MODEL / "classifier.json").read_text())["labels"]]
    stages = [int(n) for n in options.stages.split(",")]
    official = load_official(options.official)
    denoiser = load_exported(MODEL).eval()
    torch.manual_seed(options.seed)
    noise = torch.randn(max(stages), 3, 32, 32)
    arguments = types.SimpleNamespace(
        n_samples=stages, to_keep=[int(k) for k in options.keep.split(",")], n_trials=1,
        version="1-5", batch_size=32, dtype="float32", loss="l2",
    )
    scheduler = types.SimpleNamespace(alphas_cumprod=alphas_cumprod().float())

    def unet(sample, timestep, encoder_hidden_states):
        return types.SimpleNamespace(sample=denoiser(sample, timestep, encoder_hidden_states[:, 0]))

    recorder = Recorder(official)
    differing = 0
    for file, answer in zip(options.images, ours(options.images, names, options)):
        recorder.stages.clear()
        pixels = torch.from_numpy(np.asarray(Image.open(file).convert("RGB")).copy()).permute(2, 0, 1)
        x0 = to_model_range(pixels[None])
        winner, data = official.eval_prob_adaptive(
            unet, x0, torch.arange(len(names))[:, None], scheduler, arguments, all_noise=noise
        )
        visited = [
            (row, t) for ts, rows, prompts in recorder.stages for t, row, p in zip(ts, rows, prompts) if p == winner
        ]
        checks = {
            "timesteps and noise rows": visited == [(s["index"], s["timestep"]) for s in answer["samples"]],
            "winner": names[winner] == answer["predicted"],
        }
        worst = 0.0
        for stage, (ts, noise_rows, prompts) in enumerate(recorder.stages):
            # Only rows kept so far have an error at a sample of this stage.
            kept = {
                name for name, errors in answer["errors"].items() if errors[noise_rows[0]] is not None
            }
            checks[f"rows of stage {stage + 1}"] = kept == {names[p] for p in set(prompts)}
        for prompt, theirs in data.items():
            mine = torch.tensor([e for e in answer["errors"][names[prompt]] if e is not None])
            same_length = len(mine) == len(theirs["pred_errors"])
            checks[f"errors of {names[prompt]}"] = same_length and torch.allclose(
                mine, theirs["pred_errors"], rtol=RELATIVE, atol=ABSOLUTE
            )
            if same_length:
                worst = max(worst, (mine - theirs["pred_errors"]).abs().max().item())
        failed = [name for name, passed in checks.items() if not passed]
        differing += bool(failed)
        print(f"{file}: {answer['predicted']}, largest difference of an error {worst:.1e}, "
              f"{'differs in ' + ', '.join(failed) if failed else 'the same'}")
    print(f"{len(options.images) - differing} of {len(options.images)} images the same")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
