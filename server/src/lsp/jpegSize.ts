/** Tag of the EXIF orientation, 1..8; from 5 on the picture lies on its side. */
const orientationTag = 0x0112;

/** Whether a marker begins a frame: 0xC0..0xCF but for Huffman tables, arithmetic coding and JPG. */
function beginsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** @param segment of application data, behind its length. */
function orientation(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(6);
  const isLittle = tiff[0] === 0x49;
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(directory); entry++) {
    // Twelve bytes: tag, type, count and value.
    const at = directory + 2 + 12 * entry;
    if (short(at) === orientationTag) return short(at + 8);
  }
  return undefined;
}

/**
 * The size of a JPEG, upright, from its segments up to the frame.
 *
 * @throws RangeError where the file ends before.
 */
export function jpegSize(head: Buffer): { width: number; height: number } | undefined {
  let turn = 1;
  for (let at = 2; head.readUInt8(at) === 0xff; ) {
    const marker = head.readUInt8(at + 1);
    // Any number of bytes may fill up before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = head.readUInt16BE(at + 2);
    if (beginsFrame(marker)) {
      const [height, width] = [head.readUInt16BE(at + 5), head.readUInt16BE(at + 7)];
      return turn >= 5 && turn <= 8 ? { width: height, height: width } : { width, height };
    }
    if (marker === 0xe1) turn = orientation(head.subarray(at + 4, at + 2 + length)) ?? turn;
    at += 2 + length;
  }
  return undefined;
}
