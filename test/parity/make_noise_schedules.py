"""Golden file of cumulative alphas in float64: golden/noise-schedules.json.

    python make_noise_schedules.py

Betas as diffusers makes them (DDPMScheduler, `betas_for_alpha_bar`, `rescale_zero_terminal_snr`), but
in float64 from end to end, at a few timesteps of each schedule.
"""

import json
import math
import pathlib

import torch

GOLDEN = pathlib.Path(__file__).parent / "golden"
SHOWN = [0, 1, 10, 250, 500, 750, 998, 999]


def betas(config: dict) -> torch.Tensor:
    steps = config["num_train_timesteps"]
    start, end = config.get("beta_start", 0.0001), config.get("beta_end", 0.02)
    schedule = config["beta_schedule"]
    if config.get("trained_betas") is not None:
        return torch.tensor(config["trained_betas"], dtype=torch.float64)
    if schedule == "linear":
        return torch.linspace(start, end, steps, dtype=torch.float64)
    if schedule == "scaled_linear":
        return torch.linspace(start**0.5, end**0.5, steps, dtype=torch.float64) ** 2
    assert schedule == "squaredcos_cap_v2"

    def alpha_bar(time: float) -> float:
        return math.cos((time + 0.008) / 1.008 * math.pi / 2) ** 2

    return torch.tensor(
        [min(1 - alpha_bar((i + 1) / steps) / alpha_bar(i / steps), 0.999) for i in range(steps)],
        dtype=torch.float64,
    )


def rescale_zero_terminal_snr(betas: torch.Tensor) -> torch.Tensor:
    roots = torch.cumprod(1 - betas, 0).sqrt()
    first, last = roots[0].clone(), roots[-1].clone()
    roots = (roots - last) * first / (first - last)
    alphas_bar = roots**2
    return 1 - torch.cat([alphas_bar[:1], alphas_bar[1:] / alphas_bar[:-1]])


def alphas_cumprod(config: dict) -> torch.Tensor:
    made = betas(config)
    if config.get("rescale_betas_zero_snr"):
        made = rescale_zero_terminal_snr(made)
    return torch.cumprod(1 - made, 0)


CONFIGS = [
    {"num_train_timesteps": 1000, "beta_schedule": "linear"},
    {"num_train_timesteps": 1000, "beta_schedule": "linear", "beta_start": 0.001, "beta_end": 0.01},
    {"num_train_timesteps": 1000, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012},
    {
        "num_train_timesteps": 1000,
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "beta_end": 0.012,
        "rescale_betas_zero_snr": True,
    },
    {"num_train_timesteps": 1000, "beta_schedule": "squaredcos_cap_v2"},
    {"num_train_timesteps": 4, "beta_schedule": "linear", "trained_betas": [0.1, 0.3, 0.2, 0.5]},
]


def main() -> None:
    golden = []
    for config in CONFIGS:
        alphas = alphas_cumprod(config)
        shown = [step for step in SHOWN if step < len(alphas)]
        golden.append({"config": config, "alphas_cumprod": {str(step): alphas[step].item() for step in shown}})
    (GOLDEN / "noise-schedules.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
