import { mersenne } from 'pure-rand/generator/mersenne';
import { cosine, naturalLog, sine } from './elementary';

/** The fewest elements for which torch draws normals in blocks; below it uses another algorithm. */
export const fewestNormals = 16;

const halfBlock = 8;
const block = 2 * halfBlock;
const twoPi = Math.fround(2 * Math.PI);

/** The generator behind `torch.manual_seed(seed)` on a CPU: mt19937 seeded with the low 32 bits. */
export class TorchGenerator {
  private readonly twister;

  /** @param seed whole number in 0..2^32-1. */
  constructor(seed: number) {
    this.twister = mersenne(seed);
  }

  /** The next 32 random bits, in 0..2^32-1. */
  bits32(): number {
    return this.twister.next() >>> 0;
  }

  /** The next float32 of `torch.rand`: 24 random bits, in [0, 1), exact. */
  uniform24(): number {
    return (this.twister.next() & 0xff_ffff) / 0x100_0000;
  }

  /** Goes past as many draws as a {@link torchRandn} of `count` (a multiple of 16) takes. */
  skip(count: number): void {
    for (let i = 0; i < count; i++) this.twister.next();
  }
}

/**
 * The next `torch.randn(count)` of a CPU generator: float32, `count` ≥ 16. Uniforms agree with
 * torch to the bit, normals within 3e-6 (torch's own builds for different processors differ by as
 * much); our values are the same on every platform.
 *
 * Blocks of 16 uniforms become normals by Box and Muller, the first eight giving radii and the last
 * eight angles. Where `count` is no multiple of 16, the last 16 values are drawn anew from 16 more
 * uniforms, overwriting part of the last whole block (torch's `normal_fill`).
 */
export function torchRandn(generator: TorchGenerator, count: number): Float32Array {
  if (count < fewestNormals) {
    throw new RangeError(`Expected at least ${fewestNormals} normals but received ${count}.`);
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = generator.uniform24();
  for (let start = 0; start + block <= count; start += block) boxMuller(values, start);
  if (count % block !== 0) {
    const tail = count - block;
    for (let i = tail; i < count; i++) values[i] = generator.uniform24();
    boxMuller(values, tail);
  }
  return values;
}

/** Turns the 16 uniforms from `start` on into normals, rounding to float32 where torch does. */
function boxMuller(values: Float32Array, start: number): void {
  for (let i = start; i < start + halfBlock; i++) {
    const log = Math.fround(naturalLog(1 - values[i]!));
    const radius = Math.fround(Math.sqrt(-2 * log));
    const angle = Math.fround(twoPi * values[i + halfBlock]!);
    values[i] = radius * Math.fround(cosine(angle));
    values[i + halfBlock] = radius * Math.fround(sine(angle));
  }
}

/** `torch.randperm(count)` of a CPU generator: 0..count-1 in a random order, exact. */
export function torchRandperm(generator: TorchGenerator, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = 0; i < count - 1; i++) {
    const j = i + (generator.bits32() % (count - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
