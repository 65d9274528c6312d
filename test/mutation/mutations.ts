import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** How many of `total` mutations to try: a tenth, or all with MUTATIONS=all. */
export function share(total: number): number {
  return process.env.MUTATIONS === 'all' ? total : Math.ceil(total / 10);
}

/** Random choices that depend on the seed alone, so that mutation 4,711 can be made again. */
export class Choices {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
    // The first numbers of neighbouring seeds are alike.
    for (let i = 0; i < 8; i++) this.generator.next();
  }

  /** A whole number in 0..end-1. */
  below(end: number): number {
    return Math.floor(((this.generator.next() >>> 0) / 2 ** 32) * end);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Writes the figures of a run to out/mutations/NAME.json, which docs/robustness.md quotes. */
export function report(name: string, figures: Readonly<Record<string, unknown>>): void {
  const folder = path.resolve(__dirname, '../../out/mutations');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
