"""Golden scores of the paper's own run_winoground.py on the drawings of test/fixtures/winoground:
golden/winoground.json.

    python make_winoground.py CHECKOUT

CHECKOUT is github.com/diffusion-classifier/diffusion-classifier (commit e9f772d); packages:
models/export/requirements.txt and requirements.txt. Its function eval_prob() is called with the
pipeline that the model test/fixtures/tiny-sd1 is exported from, in PyTorch on the CPU in float32, with the
noise of its scripts/save_noise.py; text_correct(), image_correct() and group_correct(), which lie
within its main(), are compiled out of its file. What main() does around them and cannot do offline is
done here.
"""

import ast
import json
import pathlib
import sys
import types
from collections import Counter
from unittest import mock

import torch
from diffusers import EulerDiscreteScheduler
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "fixtures"))

import tiny_pipelines
from make_official_sd import latent, text_embeddings
from official_code import load_file, load_official

RELEASE = ROOT / "test" / "fixtures" / "winoground"
GOLDEN = pathlib.Path(__file__).parent / "golden" / "winoground.json"
SEED = 42
SAMPLES = 40
# Nearer than this to each other, two errors could change places.
CLOSEST = 2e-6


def load_script(checkout: pathlib.Path, official: types.ModuleType) -> types.ModuleType:
    replaced = {
        "clip": mock.MagicMock(),
        "open_clip": mock.MagicMock(),
        "datasets": mock.MagicMock(),
        "diffusion": mock.MagicMock(),
        "diffusion.utils": mock.MagicMock(),
        "diffusion.models": load_file("models", checkout / "diffusion" / "models.py"),
        "eval_prob_adaptive": official,
        "tqdm": types.SimpleNamespace(tqdm=iter, trange=lambda n, leave: range(n)),
    }
    with mock.patch.dict(sys.modules, replaced):
        return load_file("run_winoground", checkout / "run_winoground.py")


def inner_functions(file: pathlib.Path, names: list[str]) -> dict:
    """Functions that are defined within others, compiled by themselves."""
    found = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)]
    module = ast.Module([node for node in found if node.name in names], type_ignores=[])
    scope: dict = {}
    exec(compile(module, str(file), "exec"), scope)
    return scope


def main() -> None:
    torch.set_num_threads(1)
    checkout = pathlib.Path(sys.argv[1])
    official = load_official(checkout)
    script = load_script(checkout, official)
    correct = inner_functions(checkout / "run_winoground.py", ["text_correct", "image_correct", "group_correct"])
    arguments = types.SimpleNamespace(
        version="1-5", t_interval=1000 // SAMPLES, n_trials=1, batch_size=16, dtype="float32",
        randomize_noise=True, spatial=False, save_eps=False, guidance_scale=1,
    )
    scheduler = EulerDiscreteScheduler.from_config(official.get_scheduler_config(arguments))
    pipeline = tiny_pipelines.stable_diffusion_1()
    transform = official.get_transform(official.INTERPOLATIONS["bicubic"], 8 * tiny_pipelines.LATENT)
    torch.manual_seed(SEED)
    noise = torch.randn(1024, 4, tiny_pipelines.LATENT, tiny_pipelines.LATENT)

    groups, counts = [], {}
    for line in (RELEASE / "examples.jsonl").read_text().splitlines():
        example = json.loads(line)
        captions = [text_embeddings(pipeline, [example[f"caption_{c}"]]) for c in range(2)]
        images = [
            latent(pipeline, transform(Image.open(RELEASE / "images" / f"{example[f'image_{i}']}.png")))
            for i in range(2)
        ]
        result = {
            f"c{c}_i{i}": -script.eval_prob(pipeline.unet, images[i], captions[c], scheduler, arguments, noise).mean().item()
            for c in range(2)
            for i in range(2)
        }
        errors = [[-result[f"c{c}_i{i}"] for c in range(2)] for i in range(2)]
        gaps = [abs(errors[i][0] - errors[i][1]) for i in range(2)] + [abs(errors[0][c] - errors[1][c]) for c in range(2)]
        assert min(gaps) > CLOSEST, f"A gap of {min(gaps):.1e} leaves open which is lower in group {example['id']}"
        scores = {name: bool(correct[f"{name}_correct"](result)) for name in ("text", "image", "group")}
        for tag in (None, example["collapsed_tag"]):
            counts.setdefault(tag or "all", Counter(groups=0, text=0, image=0, group=0)).update(
                {"groups": 1, **{name: int(right) for name, right in scores.items()}}
            )
        groups.append({"id": str(example["id"]), "errors": [[float(f"{e:.8g}") for e in row] for row in errors], **scores})
    golden = {"seed": SEED, "samples": SAMPLES, "counts": counts, "groups": groups}
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")
    print(counts)


if __name__ == "__main__":
    main()
