"""Writes the captions of the 210 label ids with their embeddings, which train_text.py reads.

    python embed_captions.py --tiny-imagenet labels.json --model MODEL --out captions.pt

MODEL has the text side of the model (see export_text_encoder.py): the denoiser is trained with the
very embeddings that the server will give it. The file is a dictionary of

- `texts`, a list, and `embeddings`, float32 of shape [texts, 384];
- `owner`, int64 of shape [texts]: the label id of each text, -1 for the empty one, which stands last;
- `weights`, float32 of shape [texts]: its probability among those of its label id;
- `names` and `parents` of the label ids.
"""

import argparse
from pathlib import Path

import torch

from captions import label_ids, weighted_captions
from exported_text import ExportedText
from wordnet import read_nouns


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tiny-imagenet", type=Path, required=True, help="see captions.py")
    parser.add_argument("--wordnet", type=Path, default="/usr/share/wordnet/data.noun")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    labels = label_ids(options.tiny_imagenet, read_nouns(options.wordnet))
    captions = [
        (text, weight, index)
        for index, label in enumerate(labels)
        for text, weight in weighted_captions(label)
    ]
    texts, weights, owner = map(list, zip(*captions, ("", 0.0, -1), strict=True))
    content = {
        "texts": texts,
        "embeddings": ExportedText(options.model).embed(texts),
        "owner": torch.tensor(owner),
        "weights": torch.tensor(weights),
        "names": [label.name for label in labels],
        "parents": [label.parents for label in labels],
    }
    torch.save(content, options.out)
    print(f"{options.out}: {len(texts)} captions of {len(labels)} label ids")


if __name__ == "__main__":
    main()
