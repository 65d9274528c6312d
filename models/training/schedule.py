"""The noise schedule of the bundled model, written as diffusers writes it."""

import math

import torch

TIMESTEPS = 1000

SCHEDULER_CONFIG = {
    "_class_name": "DDPMScheduler",
    "num_train_timesteps": TIMESTEPS,
    "beta_schedule": "squaredcos_cap_v2",
    "prediction_type": "epsilon",
    "clip_sample": False,
}


def alphas_cumprod() -> torch.Tensor:
    """The cumulative products of 1 - beta, float64 of shape [TIMESTEPS].

    `squaredcos_cap_v2` of diffusers: beta_t = min(1 - f(t + 1) / f(t), 0.999) with
    f(t) = cos^2((t / T + 0.008) / 1.008 * pi / 2) (Nichol and Dhariwal 2021, equation 17).
    """

    def f(step: int) -> float:
        return math.cos((step / TIMESTEPS + 0.008) / 1.008 * math.pi / 2) ** 2

    betas = [min(1 - f(step + 1) / f(step), 0.999) for step in range(TIMESTEPS)]
    return torch.cumprod(1 - torch.tensor(betas, dtype=torch.float64), 0)
