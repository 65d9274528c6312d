import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FingerprintedImage, grouped } from '../../../server/src/duplicates/grouped';
import { HammingIndex } from '../../../server/src/duplicates/hammingIndex';

function bitsApart(one: string, other: string): number {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) count += 1;
  return count;
}

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Some far from each other, some near. */
const hashes = fc
  .tuple(
    fc.array(hash, { minLength: 1, maxLength: 4 }),
    fc.array(fc.array(fc.nat(63)), { maxLength: 30 }),
  )
  .map(([seeds, changes]) =>
    changes
      .map((bits, i) =>
        bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), seeds[i % seeds.length]!),
      )
      .concat(seeds)
      .map((value) => value.toString(16).padStart(16, '0')),
  );

describe('the index of hashes', () => {
  it('finds exactly those within a distance', () => {
    fc.assert(
      fc.property(hashes, fc.nat(16), (all, distance) => {
        const index = new HammingIndex(all);
        for (const [id, own] of all.entries()) {
          const expected = all.flatMap((other, i) => {
            const apart = bitsApart(own, other);
            return apart <= distance ? [{ id: i, distance: apart }] : [];
          });
          expect(index.within(id, distance).sort((a, b) => a.id - b.id)).toEqual(expected);
        }
      }),
    );
  });

  it('finds those among many', () => {
    let state = 1n;
    const next = (): bigint => {
      state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
      return state ^ (state >> 29n);
    };
    const seeds = Array.from({ length: 10_000 }, next);
    const near = seeds.slice(0, 100).map((seed) => seed ^ 0x8001_0000_4200_0011n);
    const all = [...seeds, ...near].map((value) => value.toString(16).padStart(16, '0'));
    const index = new HammingIndex(all);
    for (let i = 0; i < near.length; i++) {
      expect(index.within(seeds.length + i, 8)).toContainEqual({ id: i, distance: 6 });
    }
  });
});

function image(name: string, changes: Partial<FingerprintedImage> = {}): FingerprintedImage {
  const content = name.padStart(64, '0');
  return { image: name, content, perceptual: null, width: 100, height: 100, bytes: 10, ...changes };
}

describe('groups of duplicates', () => {
  it('have the largest image first, and then the nearest to it', async () => {
    const groups = await grouped(
      [
        image('a', { perceptual: '00000000000000ff' }),
        image('b', { perceptual: '0000000000000000', width: 400 }),
        image('c', { perceptual: '000000000000000f', width: 200 }),
        image('d', { perceptual: 'ffffffffffffffff', width: 900 }),
      ],
      8,
    );
    expect(groups).toHaveLength(1);
    expect(groups[0]!.versions.map(({ images, distance }) => [images, distance])).toEqual([
      [['b'], 0],
      [['c'], 4],
      [['a'], 8],
    ]);
  });

  it('do not lead from like to like, away from the first', async () => {
    const groups = await grouped(
      [
        image('first', { perceptual: '0000000000000000', width: 300 }),
        image('near', { perceptual: '000000000000000f', width: 200 }),
        image('far', { perceptual: '00000000000000ff' }),
      ],
      4,
    );
    expect(groups.map(({ versions }) => versions.flatMap(({ images }) => images))).toEqual([
      ['first', 'near'],
    ]);
  });

  it('have images with the same bytes together, however they look', async () => {
    const content = 'f'.repeat(64);
    const groups = await grouped([image('a', { content }), image('b', { content }), image('c')], 8);
    expect(groups).toEqual([
      {
        versions: [
          { content, width: 100, height: 100, bytes: 10, distance: 0, images: ['a', 'b'] },
        ],
      },
    ]);
  });

  it('leave out images that are too plain to be told apart', async () => {
    expect(await grouped([image('white'), image('black')], 16)).toEqual([]);
  });

  it('do not hang on the order of the images', async () => {
    await fc.assert(
      fc.asyncProperty(hashes, fc.nat(16), async (all, distance) => {
        const images = all.map((perceptual, i) => image(`${i}`, { perceptual }));
        const contents = (groups: Awaited<ReturnType<typeof grouped>>) =>
          groups.map(({ versions }) => versions.map((version) => version.content));
        expect(contents(await grouped(images.toReversed(), distance))).toEqual(
          contents(await grouped(images, distance)),
        );
      }),
    );
  });
});
