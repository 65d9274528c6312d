import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { byteMutations, randomBytes } from './byteMutations';
import type { Choices } from './mutations';

/** The content of an image file, and the end of its name. */
export interface Encoded {
  bytes: Buffer;
  extension: string;
}

/** One of every kind of image that is read, or recognised and refused. */
export function imageSeeds(folder: string): Encoded[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      bytes: readFileSync(path.join(folder, name)),
      extension: path.extname(name),
    }));
}

const sizes = [0, 1, 2, 0x7f, 0xff, 4_096, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

function withUInt(bytes: Buffer, at: number, width: 2 | 3 | 4, order: 'BE' | 'LE', value: number) {
  if (at < 0 || at + width > bytes.length) return bytes;
  const changed = Buffer.from(bytes);
  const fitting = value % 2 ** (8 * width);
  if (order === 'BE') changed.writeUIntBE(fitting, at, width);
  else changed.writeUIntLE(fitting, at, width);
  return changed;
}

interface Chunk {
  type: string;
  data: Buffer;
}

function pngChunks(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

/** With checksums that are right, so that a decoder looks at what is in the chunks. */
function writePng(signature: Buffer, chunks: readonly Chunk[]): Buffer {
  const parts = chunks.map(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  });
  return Buffer.concat([signature, ...parts]);
}

type HeaderMutation = (bytes: Buffer, choices: Choices) => Buffer;

function png(bytes: Buffer, choices: Choices): Buffer {
  const signature = bytes.subarray(0, 8);
  const chunks = pngChunks(bytes);
  const [header, ...others] = chunks;
  const edited = (data: Buffer): Buffer => writePng(signature, [{ ...header!, data }, ...others]);
  const inserted = (chunk: Chunk): Buffer => writePng(signature, [header!, chunk, ...others]);
  switch (choices.below(7)) {
    case 0:
      return edited(withUInt(header!.data, choices.pick([0, 4]), 4, 'BE', choices.pick(sizes)));
    case 1: {
      // Thirty megapixels, declared and all there: a few kilobytes of zeros.
      const size = choices.pick([2_000, 5_500]);
      const wide = withUInt(withUInt(header!.data, 0, 4, 'BE', size), 4, 4, 'BE', size);
      const data = deflateSync(Buffer.alloc(size * (size + 1)));
      wide.set([8, 0, 0, 0, 0], 8);
      const end = { type: 'IEND', data: Buffer.alloc(0) };
      return writePng(signature, [{ ...header!, data: wide }, { type: 'IDAT', data }, end]);
    }
    case 2: {
      // Depth, colour type, compression, filter, interlacing.
      const data = Buffer.from(header!.data);
      data[8 + choices.below(5)] = choices.pick([0, 1, 2, 3, 4, 6, 7, 16, 32, 255]);
      return edited(data);
    }
    case 3: {
      const profile = deflateSync(Buffer.alloc(choices.pick([10, 1_000, 20_000_000])));
      return inserted({ type: 'iCCP', data: Buffer.concat([Buffer.from('p\0\0'), profile]) });
    }
    case 4: {
      const text = deflateSync(Buffer.alloc(20_000_000, 0x20));
      return inserted({ type: 'zTXt', data: Buffer.concat([Buffer.from('t\0\0'), text]) });
    }
    case 5:
      return inserted({
        type: choices.pick([
          'PLTE',
          'tRNS',
          'gAMA',
          'cHRM',
          'eXIf',
          'acTL',
          'fcTL',
          'sRGB',
          'XXXX',
        ]),
        data: randomBytes(choices.pick([0, 1, 6, 26, 768, 5_000]), choices),
      });
    default: {
      const order = chunks.map((chunk) => ({ chunk, key: choices.below(1_000) }));
      const shuffled = order.sort((a, b) => a.key - b.key).map(({ chunk }) => chunk);
      return writePng(signature, shuffled);
    }
  }
}

function jpeg(bytes: Buffer, choices: Choices): Buffer {
  const markers: { at: number; code: number }[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const code = bytes[at + 1]!;
    markers.push({ at, code });
    if (code === 0xda) break;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  const frame = markers.find(({ code }) => code >= 0xc0 && code <= 0xc2)?.at ?? 0;
  const scan = markers.at(-1)?.at ?? 0;
  switch (choices.below(5)) {
    case 0:
      return withUInt(bytes, frame + choices.pick([5, 7]), 2, 'BE', choices.pick(sizes));
    case 1: {
      const both = withUInt(bytes, frame + 5, 2, 'BE', 0xffff);
      return withUInt(both, frame + 7, 2, 'BE', 0xffff);
    }
    case 2: {
      // Components, their sampling factors and tables.
      const changed = Buffer.from(bytes);
      changed[frame + 9 + choices.below(8)] = choices.pick([0, 1, 3, 4, 5, 0x44, 0xff]);
      return changed;
    }
    case 3: {
      const times = choices.pick([2, 50, 1_000]);
      const scans = bytes.subarray(scan, -2);
      const end = bytes.subarray(-2);
      return Buffer.concat([bytes.subarray(0, scan), ...Array(times).fill(scans), end]);
    }
    default:
      return withUInt(bytes, choices.pick(markers).at + 2, 2, 'BE', choices.pick(sizes));
  }
}

function gif(bytes: Buffer, choices: Choices): Buffer {
  const frame = bytes.indexOf(0x2c, 13);
  switch (choices.below(3)) {
    case 0:
      return withUInt(bytes, choices.pick([6, 8]), 2, 'LE', choices.pick(sizes));
    case 1:
      return withUInt(bytes, frame + choices.pick([1, 3, 5, 7]), 2, 'LE', choices.pick(sizes));
    default: {
      const frames = Array(choices.pick([10, 2_000])).fill(bytes.subarray(frame, -1));
      return Buffer.concat([bytes.subarray(0, frame), ...frames, bytes.subarray(-1)]);
    }
  }
}

function webp(bytes: Buffer, choices: Choices): Buffer {
  return choices.below(2)
    ? withUInt(bytes, choices.pick([4, 16]), 4, 'LE', choices.pick(sizes))
    : withUInt(bytes, choices.pick([21, 24, 26, 27, 28]), 3, 'LE', choices.pick(sizes));
}

function tiff(bytes: Buffer, choices: Choices): Buffer {
  const order = bytes[0] === 0x49 ? 'LE' : 'BE';
  const directory = order === 'LE' ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  const count = order === 'LE' ? bytes.readUInt16LE(directory) : bytes.readUInt16BE(directory);
  const entry = directory + 2 + 12 * choices.below(count);
  switch (choices.below(4)) {
    case 0: // the value or where it is
      return withUInt(bytes, entry + 8, 4, order, choices.pick(sizes));
    case 1: // how many values
      return withUInt(bytes, entry + 4, 4, order, choices.pick(sizes));
    case 2: // tag or type
      return withUInt(bytes, entry + choices.pick([0, 2]), 2, order, choices.below(400));
    default: // the next directory, this one again
      return withUInt(bytes, directory + 2 + 12 * count, 4, order, directory);
  }
}

function avif(bytes: Buffer, choices: Choices): Buffer {
  const box = bytes.indexOf(choices.pick(['ispe', 'iloc', 'pixi', 'av1C', 'iinf', 'meta', 'ipma']));
  const at = box + choices.pick([-4, 4, 8, 12, 16]);
  return withUInt(bytes, at, choices.pick([2, 4]), 'BE', choices.pick(sizes));
}

const evilSvg: readonly string[] = [
  // Billions of references.
  `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'
    .split('')
    .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghi'[i]};`.repeat(10)}">`)
    .join(
      '',
    )}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&j;</text></svg>`,
  `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">&x;</text></svg>`,
  // Ten million copies of copies.
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><defs><g id="g0"><rect width="9" height="9"/></g>${Array.from(
    { length: 7 },
    (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`,
  ).join('')}</defs><use href="#g7"/></svg>`,
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="g"><use href="#g"/></g></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><image href="file:///etc/passwd" width="99" height="99"/><image href="https://example.com/x.png" width="9" height="9"/><image href="/dev/zero" width="9" height="9"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="3000"><filter id="f" x="0" y="0" width="1" height="1"><feTurbulence numOctaves="99999" baseFrequency="9"/><feGaussianBlur stdDeviation="99999"/><feMorphology radius="999"/></filter><rect width="3000" height="3000" filter="url(#f)"/></svg>',
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${'<g>'.repeat(50_000)}${'</g>'.repeat(50_000)}</svg>`,
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path stroke="#000" stroke-dasharray="0.0001" d="M0 0L${'9 9 0 9 '.repeat(5_000)}"/></svg>`,
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><pattern id="p" width=".001" height=".001" patternUnits="userSpaceOnUse"><rect width="9" height="9" fill="url(#p)"/></pattern><rect width="9" height="9" fill="url(#p)"/></svg>',
  '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><script>while(1);</script><text y="40" font-family="no such font">字</text></svg>',
  // Filters on filters: minutes of work, which librsvg does not stop when asked to.
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><filter id="f" x="0" y="0" width="1" height="1">${'<feMorphology operator="dilate" radius="32"/><feGaussianBlur stdDeviation="30"/>'.repeat(5_000)}</filter>${'<rect width="64" height="64" filter="url(#f)"/>'.repeat(500)}</svg>`,
  '<svg',
];

function svg(bytes: Buffer, choices: Choices): Buffer {
  const number = choices.pick([
    '0',
    '-1',
    '1e9',
    '1e99',
    'NaN',
    '100%',
    '1e-9',
    '20000',
    '9mm',
    '',
  ]);
  const source = String(bytes);
  switch (choices.below(3)) {
    case 0:
      return Buffer.from(choices.pick(evilSvg));
    case 1:
      return Buffer.from(
        source.replace('<svg', `<svg ${choices.pick(['width', 'height', 'viewBox'])}="${number}"`),
      );
    default:
      return Buffer.from(
        source.replace(/="\d+"/g, (found) => (choices.below(6) ? found : `="${number}"`)),
      );
  }
}

const headerMutations: readonly [start: string, mutation: HeaderMutation][] = [
  ['\x89PNG', png],
  ['\xff\xd8', jpeg],
  ['GIF8', gif],
  ['RIFF', webp],
  ['II', tiff],
  ['MM', tiff],
  ['\0\0\0', avif],
  ['<', svg],
];

/** Numbers where they are most often found, for what has no mutation of its own. */
const anyHeader: HeaderMutation = (bytes, choices) =>
  withUInt(bytes, choices.below(64), 4, choices.pick(['BE', 'LE']), choices.pick(sizes));

function changedHeader(bytes: Buffer, choices: Choices): Buffer {
  const start = bytes.toString('latin1', 0, 8);
  const own = headerMutations.find(([begins]) => start.startsWith(begins))?.[1] ?? anyHeader;
  return own(bytes, choices);
}

type ImageMutation = (seed: Encoded, choices: Choices, seeds: readonly Encoded[]) => Encoded;

const mutations: Readonly<Record<string, ImageMutation>> = {
  ...Object.fromEntries(
    Object.entries(byteMutations).map(([name, change]): [string, ImageMutation] => [
      name,
      ({ bytes, extension }, choices) => ({ bytes: change(bytes, choices), extension }),
    ]),
  ),
  otherExtension: ({ bytes }, choices) => ({
    bytes,
    extension: choices.pick([
      '',
      '.jpg',
      '.png',
      '.svg',
      '.avif',
      '.txt',
      '.JPEG',
      '.heic',
      '.\u00e9',
    ]),
  }),
  joined: ({ bytes, extension }, choices, seeds) => ({
    bytes: Buffer.concat([bytes, choices.pick(seeds).bytes]),
    extension,
  }),
  otherTail({ bytes, extension }, choices, seeds) {
    const other = choices.pick(seeds).bytes;
    const at = choices.below(Math.min(bytes.length, other.length));
    return { bytes: Buffer.concat([bytes.subarray(0, at), other.subarray(at)]), extension };
  },
};

/** As many of the header as of all others: most can go wrong there. */
const names = [...Object.keys(mutations), ...Object.keys(mutations).map(() => 'header')];

/** Image number `number` of the run: a seed and what was done to it. */
export function mutateImage(
  seeds: readonly Encoded[],
  number: number,
  choices: Choices,
): Encoded & { mutation: string } {
  const seed = choices.pick(seeds);
  const mutation = names[number % names.length]!;
  const mutated =
    mutation === 'header'
      ? { bytes: changedHeader(seed.bytes, choices), extension: seed.extension }
      : mutations[mutation]!(seed, choices, seeds);
  return { ...mutated, mutation: `${mutation} of ${seed.extension}` };
}
