"""Writes glyphs.ts: the outlines of DejaVu Sans for Latin text and the signs that our pictures use.

    python server/src/image/text/make_glyphs.py

Packages: fonttools. The font: DejaVuSans.ttf 2.37 (Debian's fonts-dejavu-core), or another path as
the only argument. Deterministic.
"""

import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
SIGNS = "–—‘’“”…−≤≥±×·√←↑→↓σδετ"

LICENCE = """/*!
 * Outlines of DejaVu Sans 2.37 (https://dejavu-fonts.github.io). Copyright (c) 2003 by Bitstream,
 * Inc.; DejaVu changes are in the public domain; glyphs from Arev are copyright (c) 2006 by Tavmjong
 * Bah. Permission is hereby granted, free of charge, to any person obtaining a copy of the fonts to
 * reproduce and distribute them, including without limitation the rights to use, copy, merge,
 * publish, distribute, and/or sell copies, provided that this notice is included, that modified
 * fonts are not called "Bitstream", "Vera", "Tavmjong Bah" or "Arev", and that they are not sold by
 * themselves. The fonts are provided "as is", without warranty of any kind.
 */"""


def outline(glyphs, name: str) -> str:
    pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
    glyphs[name].draw(pen)
    return pen.getCommands()


def main() -> None:
    font = TTFont(sys.argv[1] if len(sys.argv) > 1 else FONT)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    lines = []
    for code in [*LATIN, *map(ord, SIGNS)]:
        name = names[code]
        lines.append(f"{code:x} {round(glyphs[name].width)} {outline(glyphs, name)}")
    text = f"""{LICENCE}

// Made by make_glyphs.py: do not edit.

/** Units of the outlines to one em. */
export const unitsPerEm = {font["head"].unitsPerEm};

/** A line for each character: its code, how far the next one is, and its outline, y upwards. */
export const outlines = `
{chr(10).join(lines)}
`;
"""
    (Path(__file__).parent / "glyphs.ts").write_text(text, encoding="utf-8")


main()
