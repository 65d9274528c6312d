"""Golden file of the official code's stages: golden/official-stages.json.

    python make_official_stages.py

The rule of `eval_prob_adaptive` (github.com/diffusion-classifier/diffusion-classifier), one trial a
timestep, with an error table in place of a denoiser: which timesteps each stage evaluates in which
order (the noise row is the place in that order), which rows stay, and who wins.
"""

import json
import pathlib

import torch

GOLDEN = pathlib.Path(__file__).parent / "golden"

CASES = [
    {"timesteps": 1000, "stages": [50, 500], "keep": [5, 1], "rows": 10},
    {"timesteps": 1000, "stages": [500], "keep": [1], "rows": 4},
    {"timesteps": 1000, "stages": [20, 50, 100, 500], "keep": [20, 10, 5, 1], "rows": 40},
    {"timesteps": 1000, "stages": [50, 100, 500, 1000], "keep": [500, 50, 10, 1], "rows": 520},
    {"timesteps": 1000, "stages": [25, 250], "keep": [5, 1], "rows": 10},
    {"timesteps": 1000, "stages": [3, 7, 11], "keep": [6, 2, 1], "rows": 9},
    # The last stage of this one finds all its timesteps evaluated already.
    {"timesteps": 1000, "stages": [2, 3, 4], "keep": [3, 2, 1], "rows": 4},
    {"timesteps": 97, "stages": [5, 12, 40, 97], "keep": [8, 4, 2, 1], "rows": 12},
]


def error(row: int, timestep: int) -> float:
    """Exact in float64 and distinct enough to rank by, without a table in the file."""
    return ((row * 7919 + timestep * 104729 + row * timestep * 31) % 65536) / 65536


def race(timesteps: int, stages: list[int], keep: list[int], rows: int) -> dict:
    largest = max(stages)
    grid = list(range(timesteps // largest // 2, timesteps, timesteps // largest))[:largest]
    remaining = list(range(rows))
    visited: list[int] = []
    report = []
    for samples, kept in zip(stages, keep, strict=True):
        step = len(grid) // samples
        new = [t for t in grid[step // 2 :: step][:samples] if t not in visited]
        visited += new
        means = torch.tensor([[error(row, t) for t in visited] for row in remaining], dtype=torch.float64).mean(1)
        assert len(means.unique()) == len(means), "a tie would leave the order open"
        remaining = sorted(remaining[i] for i in torch.topk(-means, k=kept).indices.tolist())
        report.append({"timesteps": new, "remaining": remaining})
    return {"stages": report, "winner": remaining[0]}


def main() -> None:
    golden = [{"case": case, **race(**case)} for case in CASES]
    (GOLDEN / "official-stages.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
