/** Errors of single evaluations as the store keeps them: five columns of four bytes a number. */

/** Errors of one image under one conditioning, evaluation by evaluation: all of one length. */
export interface StoredErrors {
  /** Whole numbers, 0..2²¹ - 1. */
  timesteps: number[];
  /** Whole numbers, 0..2³² - 1. */
  noiseRows: number[];
  /** float32 numbers, as are those of the other losses. */
  l2: number[];
  l1: number[];
  huber: number[];
}

const columns = 5;

/** Bytes of one evaluation. */
export const packedEvaluation = 4 * columns;

/** So that a timestep and a noise row are one whole number of a double's 53 bits. */
const timestepEnd = 2 ** 21;
const noiseRowEnd = 2 ** 32;

/** The columns of packed errors, copied: errors as the bits that they have. */
function columnsOf(packed: Uint8Array): Uint32Array[] {
  const length = packed.length / packedEvaluation;
  const words = new Uint32Array(new Uint8Array(packed).buffer);
  return Array.from({ length: columns }, (_, i) => words.subarray(i * length, (i + 1) * length));
}

function isWhole(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}

/** @throws RangeError for columns of several lengths, timesteps or noise rows out of range. */
export function packErrors({ timesteps, noiseRows, l2, l1, huber }: StoredErrors): Buffer {
  const { length } = timesteps;
  if ([noiseRows, l2, l1, huber].some((column) => column.length !== length)) {
    throw new RangeError('Errors to be stored must have all columns of one length.');
  }
  const isIn = (end: number) => (value: number) => isWhole(value, end);
  if (!timesteps.every(isIn(timestepEnd)) || !noiseRows.every(isIn(noiseRowEnd))) {
    throw new RangeError('Timesteps and noise rows to be stored must be whole, and in range.');
  }
  const words = new Uint32Array(columns * length);
  words.set(timesteps);
  words.set(noiseRows, length);
  const errors = new Float32Array(words.buffer, 2 * 4 * length);
  errors.set(l2);
  errors.set(l1, length);
  errors.set(huber, 2 * length);
  return Buffer.from(words.buffer);
}

export function unpackErrors(packed: Uint8Array): StoredErrors {
  const [timesteps, noiseRows, ...errors] = columnsOf(packed);
  const [l2, l1, huber] = errors.map((bits) =>
    Array.from(new Float32Array(bits.buffer, bits.byteOffset, bits.length)),
  );
  return {
    timesteps: Array.from(timesteps!),
    noiseRows: Array.from(noiseRows!),
    l2: l2!,
    l1: l1!,
    huber: huber!,
  };
}

/**
 * `known`, and behind it what is new in `added`. An evaluation, told by its timestep and noise row,
 * keeps the errors that it had first.
 *
 * @returns `known` itself where nothing is new.
 */
export function mergeErrors(known: Uint8Array, added: Uint8Array): Uint8Array {
  const [before, after] = [columnsOf(known), columnsOf(added)];
  const evaluation = ([timesteps, noiseRows]: Uint32Array[], i: number): number =>
    timesteps![i]! * noiseRowEnd + noiseRows![i]!;
  const seen = new Set<number>();
  for (let i = 0; i < before[0]!.length; i++) seen.add(evaluation(before, i));
  const fresh: number[] = [];
  for (let i = 0; i < after[0]!.length; i++) {
    const key = evaluation(after, i);
    if (!seen.has(key)) fresh.push(i);
    seen.add(key);
  }
  if (fresh.length === 0) return known;
  const length = before[0]!.length + fresh.length;
  const merged = new Uint32Array(columns * length);
  for (let column = 0; column < columns; column++) {
    merged.set(before[column]!, column * length);
    let end = column * length + before[column]!.length;
    for (const i of fresh) merged[end++] = after[column]![i]!;
  }
  return new Uint8Array(merged.buffer);
}
