import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine';
import { bundleHost } from '../fixtures/hostBundle';
import { imageSeeds, mutateImage } from './imageMutations';
import { Choices, report, share } from './mutations';
import { Sandbox } from './sandbox';
import { Tally } from './tally';

const total = 10_000;
const seed = 20_261_124;
/** Each decodes in its own way. */
const rules = ['product', 'official', 'adm'] as const;
/** A limit of time well below the 5 s, so that what takes longer is refused and not waited for. */
const limits = { megabytes: 8, megapixels: 16, seconds: 2 };

let sandbox: Sandbox;
let hostEntry: string;

beforeAll(async () => {
  hostEntry = await bundleHost();
  sandbox = new Sandbox();
});
afterAll(() => {
  sandbox.dispose();
  rmSync(hostEntry, { force: true });
});

test(
  'a mutated image is classified, or refused by name; nothing hangs, grows or is written',
  async () => {
    const hostDeaths: string[] = [];
    let mutation = '';
    const engine = new Engine({
      hostEntry,
      limits: () => limits,
      onStatus: ({ health }) => {
        if (health !== 'ok' && hostDeaths.at(-1) !== mutation) hostDeaths.push(mutation);
      },
    });
    const model = path.join(sandbox.repository, 'test/fixtures/tiny-crossed');
    const seeds = imageSeeds(path.join(sandbox.repository, 'test/fixtures/images'));
    const folder = path.join(sandbox.root, 'images');
    mkdirSync(folder);

    const tally = new Tally(
      ['image-not-decodable', 'image-over-limit', 'image-not-supported'],
      ({ message, details }, image) => details.image === image && message.startsWith(image),
    );
    for (let number = 0; number < share(total); number++) {
      const choices = new Choices(seed + number);
      const preprocessing = choices.pick(rules);
      const mutated = mutateImage(seeds, number, choices);
      mutation = `${number} (${mutated.mutation}, ${preprocessing})`;
      const image = path.join(folder, `${number}${mutated.extension}`);
      writeFileSync(image, mutated.bytes);
      await tally.note(mutation, image, () =>
        engine.classify({
          image,
          labels: ['circle', 'square'],
          model,
          options: { samples: 1, elimination: 'none', preprocessing },
        }),
      );
      const files = readdirSync(folder);
      if (files.length !== 1) tally.complain(mutation, `wrote ${files}`);
      rmSync(image);
    }
    engine.dispose();

    const figures = tally.figures();
    report('images', { ...figures, hostDeaths });
    expect(tally.problems).toEqual([]);
    expect(sandbox.strays()).toEqual([]);
    expect(figures.serverGrowthMegabytes).toBeLessThan(150);
    expect(figures.hostGrowthMegabytes).toBeLessThan(300);
    expect(figures.hostPeakMegabytes).toBeLessThan(1_500);
  },
  45 * 60_000,
);
