import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine';
import { bundleHost } from '../fixtures/hostBundle';
import { listing, mutateModelFolder } from './modelFolderMutations';
import { Choices, report, share } from './mutations';
import { Sandbox } from './sandbox';
import { Tally } from './tally';

const total = 1_000;
const seed = 20_261_123;
const fixtures = [
  'tiny-class-conditional',
  'tiny-crossed',
  'tiny-scalar-timestep',
  'tiny-sd1',
  'tiny-text-crossed',
  'tiny-sd2',
];
const hostGigabytes = 1;

let sandbox: Sandbox;
let hostEntry: string;

beforeAll(async () => {
  hostEntry = await bundleHost();
  sandbox = new Sandbox({ DIFFUSION_CLASSIFIER_HOST_GIGABYTES: String(hostGigabytes) });
});
afterAll(() => {
  sandbox.dispose();
  rmSync(hostEntry, { force: true });
});

test(
  'a mutated model folder works, or is refused by name; nothing hangs, grows or is written',
  async () => {
    const { root } = sandbox;
    const fixture = (name: string) => path.join(sandbox.repository, 'test/fixtures', name);
    const outside = path.join(root, 'outside');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'secret.bin'), Buffer.alloc(100_000, 0x3c));
    const image = path.join(outside, 'image.png');
    const colour = { width: 16, height: 16, channels: 3, background: '#27c' } as const;
    await sharp({ create: colour }).png().toFile(image);

    // Short enough for a host that is stuck twice to be given up within the 5 s.
    const engine = new Engine({ hostEntry, patience: { open: 1.5, errors: 1 } });
    const classify = (model: string) =>
      engine.classify({ image, labels: ['circle', 'square'], model, options: { samples: 4 } });
    const before = await classify(fixture('tiny-crossed'));

    const tally = new Tally(
      // The last is for a model whose labels were changed.
      ['model-not-found', 'model-invalid', 'host-failed', 'out-of-memory', 'label-unknown'],
      ({ message, details }) =>
        ['file', 'folder', 'model'].some(
          (name) => details[name] !== undefined && message.includes(details[name]),
        ),
    );
    for (let number = 0; number < share(total); number++) {
      const choices = new Choices(seed + number);
      const folder = path.join(root, `model-${number}`);
      cpSync(fixture(choices.pick(fixtures)), folder, { recursive: true });
      const mutation = `${number} (${mutateModelFolder(folder, number, choices)})`;
      const files = listing(root);
      await tally.note(mutation, folder, () => classify(folder));
      const written = listing(root).filter((file) => !files.includes(file));
      if (written.length > 0) tally.complain(mutation, `wrote ${written.join(', ')}`);
      rmSync(folder, { recursive: true, force: true });
    }
    const after = await classify(fixture('tiny-crossed'));
    engine.dispose();

    const { hostGrowthMegabytes, ...figures } = tally.figures(); // each model has a host of its own
    report('modelFolders', figures);
    expect(tally.problems).toEqual([]);
    expect(after.labels).toEqual(before.labels);
    expect(sandbox.strays()).toEqual([]);
    expect(figures.serverGrowthMegabytes).toBeLessThan(150);
    // It is looked at every 100 ms: what it grows by meanwhile comes on top.
    expect(figures.hostPeakMegabytes).toBeLessThan(hostGigabytes * 1_000 + 800);
  },
  45 * 60_000,
);
