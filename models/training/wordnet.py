"""The nouns of WordNet 3.0 (Miller 1995), from its file `data.noun`.

The format is that of wndb(5WN): a line is `offset lexicographer-file type words... pointers... | gloss`,
with the number of words in hexadecimal. Debian's package wordnet-base installs it as
/usr/share/wordnet/data.noun. Its licence allows any use with its notice kept.
"""

from dataclasses import dataclass
from pathlib import Path

HYPERNYMS = ("@", "@i")
"""Pointers to what a noun is a kind or an instance of."""


@dataclass(frozen=True)
class Synset:
    """Nouns of one meaning."""

    lexicographer_file: int
    """Its field of meaning (lexnames(5WN)): 5 animals, 6 artifacts, 13 food, ..."""
    words: tuple[str, ...]
    parents: tuple[str, ...]
    """Offsets of the synsets that it is a kind of."""
    definition: str


def read_nouns(file: Path) -> dict[str, Synset]:
    """Every synset by its offset, the eight digits of an ImageNet id."""
    lines = file.read_text(encoding="utf8").splitlines()
    # The licence comes first, its lines indented.
    return dict(parse(line) for line in lines if not line.startswith("  "))


def parse(line: str) -> tuple[str, Synset]:
    data, gloss = line.split(" | ", 1)
    offset, lexicographer_file, _, count, *fields = data.split()
    words, pointers = fields[: 2 * int(count, 16) : 2], fields[2 * int(count, 16) + 1 :]
    parents = [
        target for symbol, target in zip(pointers[::4], pointers[1::4], strict=True) if symbol in HYPERNYMS
    ]
    definition = gloss.split('; "')[0].strip()
    words = tuple(word.replace("_", " ") for word in words)
    return offset, Synset(int(lexicographer_file), words, tuple(parents), definition)
