import { jpegSize } from './jpegSize';

export interface ImageSize {
  width: number;
  height: number;
}

function pngSize(head: Buffer): ImageSize {
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function gifSize(head: Buffer): ImageSize {
  return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
}

/** Of the three kinds: lossy, lossless, and extended, which has the size of the canvas. */
function webpSize(head: Buffer): ImageSize | undefined {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

/** How files begin, `?` for any byte, and how their sizes are read. */
const readers: [signature: string, read: (head: Buffer) => ImageSize | undefined][] = [
  ['\x89PNG\r\n\x1a\n', pngSize],
  ['\xff\xd8\xff', jpegSize],
  ['RIFF????WEBP', webpSize],
  ['GIF87a', gifSize],
  ['GIF89a', gifSize],
];

/**
 * The size of an image as a person sees it, as far as the beginning of its file tells: of JPEG, PNG,
 * WebP and GIF. Nothing is decoded. Undefined for anything else, and for what is damaged.
 */
export function imageSize(head: Buffer): ImageSize | undefined {
  const start = head.toString('latin1', 0, 16);
  const found = readers.find(([signature]) =>
    [...signature].every((character, at) => character === '?' || start[at] === character),
  );
  try {
    const size = found?.[1](head);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined; // The file ends too early, or points outside of what was read.
  }
}
