"""Golden file of the paper's prompts: golden/prompt_sets.json.

    python make_prompt_sets.py PROMPTS

PROMPTS is the folder of that name in github.com/diffusion-classifier/diffusion-classifier. A set's
hash is the SHA-256 of its prompts in the order of the classes, joined by line feeds. Where a data set
has two classes of one name (ImageNet's missile and sunglasses), the second is left out.
"""

import csv
import hashlib
import json
import pathlib
import sys

GOLDEN = pathlib.Path(__file__).parent / "golden" / "prompt_sets.json"


def main(folder: pathlib.Path) -> None:
    golden = {}
    for file in sorted(folder.glob("*_prompts.csv")):
        with file.open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert [int(row["classidx"]) for row in rows] == list(range(len(rows))), "one prompt a class"
        prompts = list({row["classname"]: row["prompt"] for row in rows}.values())
        name = file.name.removesuffix("_prompts.csv").removesuffix("_blurry")
        golden[name] = {
            "prompts": len(prompts),
            "sha256": hashlib.sha256("\n".join(prompts).encode()).hexdigest(),
        }
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
