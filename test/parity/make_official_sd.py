"""Golden results of the paper's own eval_prob_adaptive() on the tiny Stable Diffusions: golden/official_sd.json.

    python make_official_sd.py CHECKOUT

CHECKOUT is github.com/diffusion-classifier/diffusion-classifier (commit e9f772d); packages:
models/export/requirements.txt and requirements.txt. The function itself is called, and its
get_transform() and files of prompts are used, with the pipelines that the models in
test/fixtures are exported from, in PyTorch on the CPU in float32. What its main() does around the
call and cannot do offline is done here: text embeddings, latent, and noise, which gets a seed.
"""

import base64
import csv
import io
import json
import pathlib
import sys
import types

import torch
from diffusers import DiffusionPipeline, EulerDiscreteScheduler
from PIL import Image
from torch import Tensor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "fixtures"))

import tiny_pipelines
from official_code import Recorder, load_official

GOLDEN = pathlib.Path(__file__).parent / "golden"
SEED = 42
SIZE = 8 * tiny_pipelines.LATENT
KEEP, STAGES = [5, 2, 1], [10, 25, 50]
# Nearer than this to each other, the last label kept and the first dropped could change places.
CLOSEST = 1e-5

PICTURES = "test/parity/golden/host-errors-everyday-32.json"
FILES = [
    *(f"media/samples/{name}.jpg" for name in ("bird", "cat-closeup", "cat", "deer", "dog", "horse")),
    *(f"test/fixtures/images/{name}" for name in ("cmyk-adobe.jpg", "palette.png", "rgba-alpha.png", "still.gif")),
]


def images() -> list[tuple[str, bytes]]:
    """Name and content of each: files of the repository, and the pictures in another golden file."""
    drawn = [entry["image"] for entry in json.loads((ROOT / PICTURES).read_text())["images"]]
    return [(name, (ROOT / name).read_bytes()) for name in FILES] + [
        (f"{PICTURES} {index}", base64.b64decode(uri.split(",")[1])) for index, uri in enumerate(drawn)
    ]


@torch.inference_mode()
def text_embeddings(pipeline: DiffusionPipeline, prompts: list[str]) -> Tensor:
    tokenizer = pipeline.tokenizer
    ids = tokenizer(
        prompts, padding="max_length", max_length=tokenizer.model_max_length, truncation=True, return_tensors="pt"
    ).input_ids
    return pipeline.text_encoder(ids)[0]


@torch.inference_mode()
def latent(pipeline: DiffusionPipeline, pixels: Tensor) -> Tensor:
    return pipeline.vae.encode(pixels[None]).latent_dist.mean * 0.18215


def noise_predictor(pipeline: DiffusionPipeline, scheduler: EulerDiscreteScheduler):
    """The UNet as the official code calls it, which takes every model for one that predicts noise."""
    if pipeline.scheduler.config.prediction_type == "epsilon":
        return pipeline.unet

    def predict(sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> types.SimpleNamespace:
        alpha = scheduler.alphas_cumprod[timestep].view(-1, 1, 1, 1)
        v = pipeline.unet(sample, timestep, encoder_hidden_states).sample
        return types.SimpleNamespace(sample=alpha.sqrt() * v + (1 - alpha).sqrt() * sample)

    return predict


def stage_reports(recorder: Recorder, data: dict, winner: int) -> list[dict]:
    """By stage: its timesteps and noise rows, and which prompts stayed after it."""
    evaluated = [set(prompts) for _, _, prompts in recorder.stages] + [{winner}]
    reports = []
    for (ts, rows, prompts), stay in zip(recorder.stages, evaluated[1:]):
        size = len(ts) // len(set(prompts))
        reports.append({"timesteps": ts[:size], "noiseRows": rows[:size], "remaining": sorted(stay)})
    done = 0
    for before, stay, report in zip(evaluated, evaluated[1:], reports):
        done += len(report["timesteps"])
        means = {prompt: data[prompt]["pred_errors"][:done].mean().item() for prompt in before}
        gap = min(means[p] for p in before - stay) - max(means[p] for p in stay)
        assert gap > CLOSEST, f"A gap of {gap:.1e} leaves open which prompts stay"
        report["gap"] = float(f"{gap:.2g}")
    return reports


def main() -> None:
    # One thread: as fast for networks of this size, and the same sums everywhere.
    torch.set_num_threads(1)
    official = load_official(pathlib.Path(sys.argv[1]))
    recorder = Recorder(official)
    torch.manual_seed(SEED)
    noise = torch.randn(max(STAGES), 4, tiny_pipelines.LATENT, tiny_pipelines.LATENT)
    transform = official.get_transform(official.INTERPOLATIONS["bicubic"], SIZE)
    runs = []
    # Under these prompts of ten classes not all images have the same winner.
    for model, version, pipeline, prompt_set in (
        ("tiny-sd1", "1-5", tiny_pipelines.stable_diffusion_1(), "stl10"),
        ("tiny-sd2", "2-1", tiny_pipelines.stable_diffusion_2(), "mnist"),
    ):
        with open(pathlib.Path(sys.argv[1], "prompts", f"{prompt_set}_prompts.csv")) as file:
            prompts = list(csv.DictReader(file))
        embeddings = text_embeddings(pipeline, [row["prompt"] for row in prompts])
        names = [row["classname"] for row in prompts]
        for index, (name, content) in enumerate(images()):
            x0 = latent(pipeline, transform(Image.open(io.BytesIO(content))))
            # L1 and Huber on some, L2, the default, on all.
            for loss in ("l2", "l1", "huber") if index % 5 == 0 else ("l2",):
                recorder.stages.clear()
                arguments = types.SimpleNamespace(
                    version=version, n_samples=STAGES, to_keep=KEEP, n_trials=1, batch_size=32, dtype="float32", loss=loss
                )
                config = official.get_scheduler_config(arguments)
                scheduler = EulerDiscreteScheduler.from_config(config)
                winner, data = official.eval_prob_adaptive(
                    noise_predictor(pipeline, scheduler), x0, embeddings, scheduler, arguments, all_noise=noise
                )
                runs.append({
                    "model": model,
                    "promptSet": prompt_set,
                    "image": name,
                    "loss": loss,
                    "stages": stage_reports(recorder, data, winner),
                    "winner": names[winner],
                    "errors": {
                        label: [float(f"{e:.6g}") for e in data[row]["pred_errors"].tolist()]
                        for row, label in enumerate(names)
                    },
                })
    golden = {"seed": SEED, "keep": KEEP, "stages": STAGES, "runs": runs}
    (GOLDEN / "official_sd.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    for model in ("tiny-sd1", "tiny-sd2"):
        winners = [run["winner"] for run in runs if run["model"] == model and run["loss"] == "l2"]
        gaps = [stage["gap"] for run in runs if run["model"] == model for stage in run["stages"]]
        print(model, {name: winners.count(name) for name in set(winners)}, f"closest cut {min(gaps):.1e}")


if __name__ == "__main__":
    main()
