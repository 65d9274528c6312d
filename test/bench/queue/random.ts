import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Numbers that are the same for the same seed. */
export class Random {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** In 0..1, never 0. */
  uniform(): number {
    return ((this.generator.next() >>> 0) + 0.5) / 2 ** 32;
  }

  /** With the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(this.uniform());
  }

  /** With mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}
