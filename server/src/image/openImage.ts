import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { Failure } from '../failure';
import type { ImageLimits } from '../imageLimits';
import { imageFormat, isReadable, type ReadableFormat } from './imageFormat';
import { notDecodable } from './notDecodable';
import { overLimit } from './overLimit';
import { withoutReferences } from './withoutReferences';

/** Beyond any panorama; at 200 the resized strip before the crop still fits in memory at any size. */
const maxAspectRatio = 200;

/**
 * Of the short side of a rendered SVG to the model's: a drawing is shrunk by the same filter as a
 * photograph, and one that asks for expensive filter effects at a large size does not get them.
 */
const svgOversampling = 2;

/** Pixels per inch at which a pixel of an SVG is a pixel. */
const svgDensity = 72;

/** Sharp's own bound for the density of an SVG. */
const maxDensity = 100_000;

/** Sharp's own bound for its time limit. */
const maxSeconds = 3_600;

/** Of one Buffer on Node 20; sharp crashes the process when it asks for a larger one. */
const maxBytes = 2 ** 32;

/** An image whose header has been read and found within the limits; no pixel is decoded yet. */
export interface OpenedImage {
  /** What a failure calls it. */
  name: string;
  bytes: Uint8Array;
  format: ReadableFormat;
  header: Metadata;
  /** Runs what `build` makes of the decoder, with the first frame or page as its input. */
  decode(build: (decoder: Sharp) => Sharp, options?: DecodeOptions): Promise<Decoded>;
}

interface DecodeOptions {
  ignoreIcc?: boolean;
  /** To be decoded in place of the file's own; the header must be the same. */
  bytes?: Uint8Array;
}

export interface Decoded {
  width: number;
  height: number;
  channels: number;
  data: Buffer;
}

/**
 * Reads the header of an image file.
 *
 * @param size Side of the square that the model takes, in pixels: an SVG is rendered for it.
 * @throws Failure `image-not-supported` where the format is known but not decoded;
 *   `image-not-decodable` where it is unknown, the header is damaged, or one side is over
 *   {@link maxAspectRatio} times the other; `image-over-limit`.
 */
export async function openImage(
  file: Uint8Array,
  size: number,
  limits: ImageLimits,
  name: string,
): Promise<OpenedImage> {
  const format = readableFormat(file, name);
  const bytes = format === 'SVG' ? withoutReferences(file, name) : file;
  const deadline = performance.now() + limits.seconds * 1_000;

  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await beforeDeadline(work, deadline, () =>
        overLimit(name, 'seconds', limits.seconds, limits.seconds),
      );
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw notDecodable(name, (error as Error).message.split('\n')[0]!);
    }
  };
  // The limit is checked below, with a message that says how many pixels there are. Cameras write
  // JPEGs that libjpeg warns of though no pixel is harmed: only errors stop us.
  const open = (content: Uint8Array, options?: SharpOptions): Sharp =>
    sharp(content, { failOn: 'error', limitInputPixels: false, ...options });
  const readHeader = (options?: SharpOptions) => inTime(open(bytes, options).metadata());

  let header = await readHeader();
  checkShape(header, name);
  const vector: SharpOptions = format === 'SVG' ? { density: densityFor(header, size) } : {};
  if (format === 'SVG') header = await readHeader(vector);
  checkPixels(header, limits, name);
  checkFits(header, name);

  return {
    name,
    bytes,
    format,
    header,
    decode: async (build, { bytes: content = bytes, ignoreIcc = false } = {}) => {
      // Of libvips's own time limit, which ends the work but comes too late to be the answer.
      const left = Math.max(0, deadline - performance.now()) / 1_000;
      const seconds = Math.min(maxSeconds, Math.floor(left) + 1);
      const pipeline = build(open(content, { ...vector, ignoreIcc })).timeout({ seconds });
      const { data, info } = await inTime(pipeline.toBuffer({ resolveWithObject: true }));
      const { width, height, channels } = info;
      return { width, height, channels, data };
    },
  };
}

function readableFormat(bytes: Uint8Array, name: string): ReadableFormat {
  if (bytes.length === 0) throw notDecodable(name, 'it is empty');
  const format = imageFormat(bytes);
  if (format === undefined) throw notDecodable(name, 'its content is of no known image format');
  if (!isReadable(format)) {
    const article = /^[AEIOX]/.test(format) ? 'an' : 'a';
    throw new Failure(
      'image-not-supported',
      `${name} is ${article} ${format} image, which cannot be read: convert it to PNG or JPEG first.`,
      { image: name, format },
    );
  }
  return format;
}

function checkShape({ width, height }: Metadata, name: string): void {
  if (Math.max(width, height) > maxAspectRatio * Math.min(width, height)) {
    throw notDecodable(
      name,
      `it is a strip of ${width}x${height} pixels; crop it first`,
      `Expected sides within ${maxAspectRatio} to 1.`,
    );
  }
}

function checkPixels({ width, height }: Metadata, { megapixels }: ImageLimits, name: string): void {
  const value = (width * height) / 1e6;
  if (value > megapixels) throw overLimit(name, 'megapixels', value, megapixels);
}

function checkFits({ width, height, channels, depth }: Metadata, name: string): void {
  const sampleBytes = depth === 'uchar' ? 1 : depth === 'ushort' ? 2 : 4;
  const bytes = width * height * Math.max(3, channels) * sampleBytes;
  if (bytes > maxBytes) {
    const why = `its pixels take ${(bytes / 1e9).toFixed(1)} GB, more than fit into memory at once`;
    throw notDecodable(name, why, 'Make it smaller first.');
  }
}

function densityFor({ width, height }: Metadata, size: number): number {
  const wanted = (svgDensity * svgOversampling * size) / Math.min(width, height);
  return Math.min(maxDensity, Math.max(1, wanted));
}

/**
 * `work`, or `late` at the deadline. The work itself then goes on, with nobody waiting for it, until
 * libvips ends it: at the next row, but librsvg and libaom have no rows until they are done.
 */
async function beforeDeadline<T>(
  work: Promise<T>,
  deadline: number,
  late: () => Failure,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), deadline - performance.now());
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}
