"""How well the exported text encoder stands in for all-MiniLM-L6-v2.

    python measure_text.py --tiny-imagenet labels.json --teacher DIR --model MODEL --out text.json

Cosines to the teacher on the captions of the 210 label ids and on nouns that training never saw;
whether both find the same label nearest to a synonym; labels nearest to words that are no label; and
the time of 210 prompts on one core.
"""

import argparse
import json
import time
from pathlib import Path

from sentence_transformers import SentenceTransformer
from torch import Tensor

from captions import TEMPLATES, label_ids
from exported_text import ExportedText
from text_corpus import read_corpus
from text_teacher import embed
from text_tokenizer import token_ids
from wordnet import read_nouns

STRANGERS = ["quaternion", "wombat", "lawyer", "spaghetti carbonara", "Darth Vader"]
REPEATS = 20


def cosines(texts: list[str], student: Tensor, teacher: Tensor) -> dict:
    found = (student * teacher).sum(1)
    worst = found.argsort()[:10]
    return {
        "texts": len(texts),
        "mean": round(found.mean().item(), 4),
        "percentile1": round(found.quantile(0.01).item(), 4),
        "worst": {texts[row]: round(found[row].item(), 3) for row in worst.tolist()},
    }


def nearest(embeddings: Tensor, labels: Tensor, names: list[str], count: int) -> list[dict[str, float]]:
    values, rows = (embeddings @ labels.T).topk(count)
    return [
        {names[row]: round(value, 2) for row, value in zip(*pair, strict=True)}
        for pair in zip(rows.tolist(), values.tolist(), strict=True)
    ]


def milliseconds(text: ExportedText, names: list[str]) -> float:
    """Of the ONNX graph for a prompt a name; the best of REPEATS."""
    input_ids = token_ids(text.tokenizer, [TEMPLATES[1].format(name) for name in names]).numpy()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        text.states(input_ids)
        times.append(time.perf_counter() - began)
    return round(1000 * min(times), 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tiny-imagenet", type=Path, required=True, help="see captions.py")
    parser.add_argument("--wordnet", type=Path, default="/usr/share/wordnet/data.noun")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    nouns = read_nouns(options.wordnet)
    labels = label_ids(options.tiny_imagenet, nouns)
    corpus = read_corpus(labels, nouns)
    text, model = ExportedText(options.model), SentenceTransformer(str(options.teacher), device="cpu")

    def both(texts: list[str]) -> tuple[Tensor, Tensor]:
        return text.embed(texts), embed(model, texts).float()

    result = {}
    for kind, indices in (("captions", corpus.captions), ("held_out", corpus.held_out)):
        texts = [corpus.texts[index] for index in indices]
        result[kind] = cosines(texts, *both(texts))

    names = [label.name for label in labels]
    prompts = both([TEMPLATES[1].format(name) for name in names])
    synonyms = [(synonym, label.name) for label in labels for synonym in label.synonyms]
    asked = both([TEMPLATES[1].format(synonym) for synonym, _ in synonyms])
    student, teacher = (
        [next(iter(found)) for found in nearest(*pair, names, 1)] for pair in zip(asked, prompts, strict=True)
    )
    result["synonyms"] = {
        "names": len(synonyms),
        "nearest_as_teacher": sum(a == b for a, b in zip(student, teacher, strict=True)),
        "nearest_is_own_label": {
            who: sum(found == own for found, (_, own) in zip(answers, synonyms, strict=True))
            for who, answers in (("student", student), ("teacher", teacher))
        },
        "different": {
            synonym: [mine, other]
            for (synonym, _), mine, other in zip(synonyms, student, teacher, strict=True)
            if mine != other
        },
    }
    bare = both(names)
    found = [nearest(*pair, names, 3) for pair in zip(both(STRANGERS), bare, strict=True)]
    result["strangers"] = {
        word: {"student": mine, "teacher": other} for word, mine, other in zip(STRANGERS, *found, strict=True)
    }
    result["milliseconds210"] = milliseconds(text, names)
    options.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
