"""Trains the small text encoder to give the sentence embeddings of all-MiniLM-L6-v2, resumable.

    python distill_text.py --tiny-imagenet labels.json --wordnet data.noun --teacher DIR --out RUN

This is distillation (Hinton et al. 2015) of the output alone: the loss is one minus the cosine. A run
can be stopped at any time and goes on where it was: RUN keeps the learned tokenizer, the teacher's
embeddings (eight minutes on one core) and the last checkpoint. The best sum of token vectors, where
it starts, is at a cosine of 0.94 on the captions; the training (a quarter of an hour) adds 0.04.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from captions import label_ids
from text_corpus import Corpus, read_corpus
from text_encoder import TextEncoder, TextEncoderConfig, embed_all
from text_start import token_vectors
from text_teacher import teacher_embeddings
from text_tokenizer import learn_merges, token_ids, write_tokenizer
from wordnet import read_nouns

WARM_UP = 0.02
"""Share of the run in which the learning rate rises; then it falls to 0 along a line."""

POOL = 32
"""Batches drawn at a time and sorted by length, so that little of a batch is padding."""

NAME_REPEATS = 50
"""How often the labels' names count for the vocabulary, which makes their words whole tokens."""

REPORT_SECONDS, SAVE_SECONDS = 30, 120


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tiny-imagenet", type=Path, required=True, help="see captions.py")
    parser.add_argument("--wordnet", type=Path, default="/usr/share/wordnet/data.noun")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=1_250_000, help="stop after so many")
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    return parser.parse_args()


@dataclass
class Lessons:
    corpus: Corpus
    input_ids: Tensor
    """int64 of shape [texts, 24]."""
    lengths: Tensor
    """Tokens up to the first end: int64 of shape [texts]."""
    goals: Tensor
    """The teacher's embeddings, float16 of shape [texts, 384]."""


@dataclass
class State:
    encoder: TextEncoder
    optimizer: torch.optim.Optimizer
    texts: int = 0
    seconds: float = 0.0


def prepare(options: argparse.Namespace, config: TextEncoderConfig) -> Lessons:
    nouns = read_nouns(options.wordnet)
    labels = label_ids(options.tiny_imagenet, nouns)
    corpus = read_corpus(labels, nouns)
    tokenizer = options.out / "tokenizer"
    if not tokenizer.exists():
        names = [name for label in labels for name in (label.name, *label.synonyms)]
        seen = [text for text, weight in zip(corpus.texts, corpus.weights, strict=True) if weight > 0]
        write_tokenizer(learn_merges([*seen, *names * NAME_REPEATS], config.merges), tokenizer)
    input_ids = token_ids(tokenizer, corpus.texts)
    lengths = (input_ids != config.end).sum(1) + 1
    return Lessons(
        corpus, input_ids, lengths, teacher_embeddings(corpus.texts, options.teacher, options.out / "teacher")
    )


def load(file: Path, lessons: Lessons, config: TextEncoderConfig) -> State:
    """The state in `file`, or a new one that gives the best sum of token vectors."""
    encoder = TextEncoder(config)
    # The rate of each update is set by `rate_at`.
    optimizer = torch.optim.AdamW(encoder.parameters(), 0.0, betas=(0.9, 0.98), weight_decay=0.01)
    if not file.exists():
        weights = lessons.corpus.weights
        encoder.start_from(
            token_vectors(lessons.input_ids, lessons.lengths, weights, lessons.goals, config.tokens)
        )
        return State(encoder, optimizer)
    content = torch.load(file, weights_only=True)
    encoder.load_state_dict(content["encoder"])
    optimizer.load_state_dict(content["optimizer"])
    return State(encoder, optimizer, content["texts"], content["seconds"])


def save(state: State, file: Path) -> None:
    """Writes to another name first, so that a kill leaves the last checkpoint whole."""
    content = {
        "config": state.encoder.config.to_json(),
        "encoder": state.encoder.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "texts": state.texts,
        "seconds": state.seconds,
    }
    torch.save(content, file.with_suffix(".tmp"))
    os.replace(file.with_suffix(".tmp"), file)


def batches(lessons: Lessons, size: int) -> Iterator[Tensor]:
    """Endless batches of indices of texts of about one length."""
    while True:
        drawn = torch.multinomial(lessons.corpus.weights, POOL * size, replacement=True)
        by_length = drawn[lessons.lengths[drawn].argsort()].split(size)
        for number in torch.randperm(POOL).tolist():
            yield by_length[number]


def rate_at(share: float, rate: float) -> float:
    """The learning rate when a `share` of the run is done."""
    return rate * min(share / WARM_UP, 1 - share)


def step(state: State, lessons: Lessons, rows: Tensor, rate: float) -> float:
    """One update; returns the mean of one minus the cosine."""
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    longest = int(lessons.lengths[rows].max())
    with torch.autocast("cpu", torch.bfloat16):
        embedding = state.encoder.embed(lessons.input_ids[rows, :longest])
    loss = 1 - (embedding * lessons.goals[rows].float()).sum(1).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.encoder.parameters(), 1.0)
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.texts += len(rows)
    return loss.item()


def cosine(state: State, lessons: Lessons, rows: list[int]) -> float:
    found = embed_all(state.encoder, lessons.input_ids[rows])
    return (found * lessons.goals[rows].float()).sum(1).mean().item()


def main() -> None:
    options = parse_options()
    torch.set_num_threads(options.threads)
    config = TextEncoderConfig()
    lessons = prepare(options, config)
    file = options.out / "newest.pt"
    state = load(file, lessons, config)
    torch.manual_seed(1 + state.texts)
    source = batches(lessons, options.batch)
    log = (options.out / "log.jsonl").open("a")

    losses, began, reported, saved = [], time.monotonic(), time.monotonic(), time.monotonic()
    while state.texts < options.texts:
        rate = rate_at((state.texts + options.batch / 2) / options.texts, options.rate)
        losses.append(step(state, lessons, next(source), rate))
        now, done = time.monotonic(), state.texts >= options.texts
        if done or now - reported > REPORT_SECONDS:
            state.seconds += now - began
            line = {
                "texts": state.texts,
                "seconds": round(state.seconds),
                "loss": round(sum(losses) / len(losses), 4),
                # A part of each: it takes a second.
                "captions": round(cosine(state, lessons, lessons.corpus.captions[::5]), 4),
                "held_out": round(cosine(state, lessons, lessons.corpus.held_out[::2]), 4),
            }
            print(json.dumps(line), file=log, flush=True)
            losses, began, reported = [], time.monotonic(), time.monotonic()
        if done or now - saved > SAVE_SECONDS:
            save(state, file)
            saved = now


if __name__ == "__main__":
    main()
