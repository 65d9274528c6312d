"""Golden file of torch's seeded CPU numbers: golden/torch-noise.json and golden/torch-noise.bin.

    python make_torch_noise.py

Every case seeds the generator, then draws its counts one after the other. The values lie in the
.bin file as little-endian float32, one case after another. Errors are torch's own losses between
the first two rows of a case.
"""

import json
import pathlib

import numpy
import torch
import torch.nn.functional as F

GOLDEN = pathlib.Path(__file__).parent / "golden"

CASES = [
    ("rand", 0, [16]),
    ("rand", 42, [100]),
    ("rand", 4294967295, [1000]),
    ("randn", 0, [16]),
    ("randn", 1, [17]),
    ("randn", 42, [100]),
    ("randn", 123456789, [3072]),
    ("randn", 4294967295, [3072]),
    ("randn", 7, [16, 3072]),
    ("randn", 8, [17, 31, 100]),
]

PERMUTATIONS = [(0, 1), (0, 10), (42, 600), (4294967295, 1000)]


def main() -> None:
    cases, chunks, offset = [], [], 0
    for kind, seed, counts in CASES:
        torch.manual_seed(seed)
        drawn = torch.cat([getattr(torch, kind)(count) for count in counts])
        cases.append({"kind": kind, "seed": seed, "counts": counts, "offset": offset})
        chunks.append(drawn.numpy().astype("<f4"))
        offset += len(drawn)
    permutations = []
    for seed, count in PERMUTATIONS:
        torch.manual_seed(seed)
        permutations.append({"seed": seed, "order": torch.randperm(count).tolist()})
    torch.manual_seed(5)
    noise, predicted = torch.randn(2, 3072)
    errors = {
        "seed": 5,
        "elements": 3072,
        "l2": F.mse_loss(noise, predicted).item(),
        "l1": F.l1_loss(noise, predicted).item(),
        "huber": F.huber_loss(noise, predicted).item(),
    }
    numpy.concatenate(chunks).tofile(GOLDEN / "torch-noise.bin")
    golden = {"torch": torch.__version__, "cases": cases, "permutations": permutations, "errors": errors}
    (GOLDEN / "torch-noise.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
