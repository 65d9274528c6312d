"""A picture to look at: every corruption of some images at every severity.

    python contact_sheet.py OUT.png IMAGE...

A row a corruption; in it every image, brought to 32x32 pixels, clean and then at severities 1 to 5.
"""

import argparse
from pathlib import Path

import numpy as np
from corruptions import SEVERITIES, STRENGTHS, corrupt
from PIL import Image, ImageDraw, ImageOps

SIDE, SCALE, NAME_WIDTH, GAP = 32, 2, 130, 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("images", type=Path, nargs="+")
    options = parser.parse_args()

    images = [
        np.asarray(ImageOps.fit(Image.open(file).convert("RGB"), (SIDE, SIDE), Image.Resampling.BOX))
        for file in options.images
    ]
    cell = SCALE * SIDE + GAP
    width = NAME_WIDTH + cell * len(images) * (1 + len(SEVERITIES))
    sheet = Image.new("RGB", (width, cell * len(STRENGTHS)), "white")
    draw = ImageDraw.Draw(sheet)
    for row, name in enumerate(STRENGTHS):
        draw.text((4, row * cell + cell // 3), name, fill="black")
        versions = [
            version
            for file, image in zip(options.images, images, strict=True)
            for version in (image, *(corrupt(image, name, s, 0, file.stem) for s in SEVERITIES))
        ]
        for column, version in enumerate(versions):
            picture = Image.fromarray(version).resize([SCALE * SIDE] * 2, Image.Resampling.NEAREST)
            sheet.paste(picture, (NAME_WIDTH + column * cell, row * cell))
    sheet.quantize(128).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
