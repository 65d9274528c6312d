/** Tags of the first page that say what its samples mean. */
export interface TiffTags {
  littleEndian: boolean;
  /** 0 and 1 grey, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 Lab. */
  photometric: number | undefined;
  /** Of the first sample beyond the colours: 0 unspecified, 1 premultiplied alpha, 2 alpha. */
  extraSamples: number | undefined;
}

const photometric = 262;
const extraSamples = 338;

/**
 * Reads the directory of the first page of a TIFF; of a BigTIFF nothing.
 *
 * @throws RangeError where it lies outside the file.
 */
export function tiffTags(bytes: Uint8Array): TiffTags {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getUint8(0) === 0x49;
  const values = new Map<number, number>();
  if (view.getUint16(2, littleEndian) === 42) {
    const directory = view.getUint32(4, littleEndian);
    const entries = view.getUint16(directory, littleEndian);
    for (let entry = 0; entry < entries; entry++) {
      // Twelve bytes: tag, type, count, and a value of up to four bytes; both tags are 16-bit.
      const at = directory + 2 + entry * 12;
      values.set(view.getUint16(at, littleEndian), view.getUint16(at + 8, littleEndian));
    }
  }
  return {
    littleEndian,
    photometric: values.get(photometric),
    extraSamples: values.get(extraSamples),
  };
}
