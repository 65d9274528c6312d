"""A tokenizer like CLIP's (Radford et al. 2021, section 2.4) with a small vocabulary of its own:
byte-pair encoding (Sennrich et al. 2016) of lower-case words, the last symbol of a word marked `</w>`.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer
from torch import Tensor
from transformers import CLIPTokenizer

LENGTH = 24
"""Tokens of a prompt, with start, end and padding. The longest caption has 15."""

START, END = "<|startoftext|>", "<|endoftext|>"
SPECIAL = {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END}


def learn_merges(texts: Iterable[str], count: int) -> list[tuple[str, str]]:
    """The pairs of symbols to join, the most frequent first."""
    backend = CLIPTokenizer().backend_tokenizer
    trainer = BpeTrainer(
        # Beside the merges it counts the bytes, within and at the end of a word.
        vocab_size=count + 512,
        initial_alphabet=ByteLevel.alphabet(),
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    backend.train_from_iterator(texts, trainer)
    merges = json.loads(backend.to_str())["model"]["merges"]
    return [tuple(merge) for merge in merges[:count]]


def vocabulary_of(merges: list[tuple[str, str]]) -> dict[str, int]:
    """In CLIP's order: bytes, bytes that end a word, what the merges make, start and end."""
    symbols = sorted(ByteLevel.alphabet())
    tokens = [
        *symbols,
        *(f"{symbol}</w>" for symbol in symbols),
        *(first + second for first, second in merges),
        START,
        END,
    ]
    assert len(set(tokens)) == len(tokens), "two merges make the same token"
    return {token: index for index, token in enumerate(tokens)}


def write_tokenizer(merges: list[tuple[str, str]], folder: Path) -> None:
    """The four files that Stable Diffusion's `tokenizer/` has."""
    config = SPECIAL | {
        "add_prefix_space": False,
        "do_lower_case": True,
        "errors": "replace",
        "model_max_length": LENGTH,
        "tokenizer_class": "CLIPTokenizer",
    }
    vocabulary = json.dumps(vocabulary_of(merges), ensure_ascii=False, separators=(",", ":"))
    lines = ["#version: 0.2", *(" ".join(merge) for merge in merges)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(vocabulary + "\n", encoding="utf8")
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf8")
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "special_tokens_map.json").write_text(json.dumps(SPECIAL, indent=2) + "\n")


def token_ids(folder: Path, texts: list[str]) -> Tensor:
    """Start, text, end and padding: int64 of shape [texts, LENGTH]. Longer texts lose their end."""
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    encoded = tokenizer(texts, padding="max_length", truncation=True, max_length=LENGTH)
    return torch.tensor(encoded["input_ids"])
