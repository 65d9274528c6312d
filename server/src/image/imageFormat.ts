/** What is decoded. */
const readableFormats = ['JPEG', 'PNG', 'WebP', 'GIF', 'TIFF', 'AVIF', 'SVG'] as const;
export type ReadableFormat = (typeof readableFormats)[number];

/** What is known by its first bytes, but not decoded. */
type UnreadableFormat =
  | 'BMP'
  | 'camera raw (CR3)'
  | 'DirectDraw (DDS)'
  | 'gzip-compressed (SVGZ)'
  | 'HEIC'
  | 'ICNS'
  | 'ICO'
  | 'JPEG 2000'
  | 'JPEG XL'
  | 'Netpbm'
  | 'OpenEXR'
  | 'PDF'
  | 'Photoshop (PSD)'
  | 'QOI'
  | 'Radiance (HDR)'
  | 'XCF';

export type ImageFormat = ReadableFormat | UnreadableFormat;

export function isReadable(format: ImageFormat): format is ReadableFormat {
  return (readableFormats as readonly string[]).includes(format);
}

/** Expected in messages: "a whole JPEG, PNG, … or SVG image". */
export const readableNames = `${readableFormats.slice(0, -1).join(', ')} or ${readableFormats.at(-1)}`;

/** The first bytes as one character each, `?` for any byte. */
const signatures: readonly [start: string, format: ImageFormat][] = [
  ['\xff\xd8\xff', 'JPEG'],
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['RIFF????WEBP', 'WebP'],
  ['GIF87a', 'GIF'],
  ['GIF89a', 'GIF'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['II+\0', 'TIFF'],
  ['MM\0+', 'TIFF'],
  // The size of the file, then four bytes that are zero in every BMP: "BM" alone begins texts too.
  ['BM????\0\0\0\0', 'BMP'],
  ['\0\0\x01\0', 'ICO'],
  ['\0\0\x02\0', 'ICO'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
  ['\xff\x4f\xff\x51', 'JPEG 2000'],
  ['8BPS', 'Photoshop (PSD)'],
  ['gimp xcf', 'XCF'],
  ['\x76\x2f\x31\x01', 'OpenEXR'],
  ['#?RADIANCE', 'Radiance (HDR)'],
  ['%PDF-', 'PDF'],
  ['qoif', 'QOI'],
  ['DDS ', 'DirectDraw (DDS)'],
  ['icns', 'ICNS'],
  ['\x1f\x8b', 'gzip-compressed (SVGZ)'],
];

/** Brands of the ISO base media file format, at 8 and, as compatible brands, from 16 on. */
const brands: readonly [brand: RegExp, format: ImageFormat][] = [
  [/avif|avis/, 'AVIF'],
  [/hei[cxms]|hev[cxms]|mif1|msf1/, 'HEIC'],
  [/crx /, 'camera raw (CR3)'],
];

/** librsvg's loader looks no further for the root element. */
const svgHeader = 1_000;

/** The format of an image file by its content, whatever its name; undefined when it is unknown. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, svgHeader));
  const text = start.toString('latin1');
  const known = signatures.find(([signature]) =>
    [...signature].every((character, i) => character === '?' || text[i] === character),
  );
  if (known) return known[1];
  if (text.slice(4, 8) === 'ftyp') {
    const listed = text.slice(8, Math.min(start.readUInt32BE(0), 256));
    return brands.find(([brand]) => brand.test(listed))?.[1];
  }
  if (/^P[1-7]\s/.test(text)) return 'Netpbm';
  return /^(?:\xef\xbb\xbf)?\s*</.test(text) && /<svg[\s>:/]/i.test(text) ? 'SVG' : undefined;
}
