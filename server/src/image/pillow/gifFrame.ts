/** What the blocks before the first frame of a GIF say of it. */
interface GifFrame {
  /** Whether the frame is exactly as large as the screen. */
  fillsScreen: boolean;
  /** Whether index i stands for the grey (i, i, i), or there is no palette. */
  isGrey: boolean;
  /** Where the flags are of which bit 0 says that one index is transparent. */
  transparencyFlags: number[];
}

/**
 * Reads a GIF as far as its first frame.
 *
 * @throws RangeError where it ends before.
 */
export function gifFrame(bytes: Uint8Array): GifFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 13;
  const colours = (flags: number): Uint8Array => {
    const palette = bytes.subarray(at, flags & 0x80 ? at + (6 << (flags & 7)) : at);
    at += palette.length;
    return palette;
  };
  const isGrey = (palette: Uint8Array) => palette.every((value, i) => value === Math.trunc(i / 3));

  let palette = colours(view.getUint8(10));
  const transparencyFlags: number[] = [];
  while (view.getUint8(at) === 0x21) {
    if (view.getUint8(at + 1) === 0xf9) transparencyFlags.push(at + 3);
    at += 2;
    // A block begins with its length; one of length 0 is the last.
    for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += length + 1;
    at += 1;
  }
  const [left, top, width, height] = [1, 3, 5, 7].map((offset) =>
    view.getUint16(at + offset, true),
  );
  const flags = view.getUint8(at + 9);
  at += 10;
  if (flags & 0x80) palette = colours(flags);
  return {
    fillsScreen:
      left === 0 &&
      top === 0 &&
      width === view.getUint16(6, true) &&
      height === view.getUint16(8, true),
    isGrey: isGrey(palette),
    transparencyFlags,
  };
}

/** A copy of the GIF in which no index of the first frame is transparent: all have their colour. */
export function withoutTransparency(
  bytes: Uint8Array,
  { transparencyFlags }: GifFrame,
): Uint8Array {
  const opaque = Uint8Array.from(bytes);
  for (const at of transparencyFlags) opaque[at]! &= 0xfe;
  return opaque;
}
