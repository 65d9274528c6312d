import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { Failure } from '../../server/src/failure';
import { Pipeline } from '../../server/src/host/pipeline';
import { defaultImageLimits } from '../../server/src/imageLimits';
import { mutateModelFolder } from './modelFolderMutations';
import { Choices } from './mutations';

test('x', async () => {
  const root = mkdtempSync('/work/tmp/h3mut-');
  const log = '/work/tmp/h3mini.log';
  writeFileSync(log, '');
  const fixtures = [
    'tiny-sd1',
    'tiny-sdxl',
    'tiny-sd2',
    '/work/tmp/h3dit',
    'tiny-sd1-float16',
    'tiny-sd1-latent-sample',
  ];
  for (let n = 0; n < 250; n++) {
    const choices = new Choices(777 + n);
    const fixture = choices.pick(fixtures);
    const folder = path.join(root, `m${n}`);
    cpSync(path.resolve('test/fixtures', fixture), folder, { recursive: true });
    const mutation = mutateModelFolder(folder, n, choices);
    if (/omb/.test(mutation)) continue;
    appendFileSync(log, `${n} ${fixture} ${mutation} `);
    const began = Date.now();
    try {
      const p = await Pipeline.open({ folder, device: { provider: 'cpu', index: 0 } });
      const { key } = await p.prepare({
        image: { file: path.resolve('test/fixtures/images/rgba-alpha.png') },
        limits: defaultImageLimits,
      });
      const conditionings = fixture.includes('dit') ? [{ classIndex: 0 }] : [{ prompt: 'a cat' }];
      const e = await p.errors({
        key,
        conditionings,
        samples: [{ timestep: 3, noiseRow: 1 }],
        noise: { kind: 'by-row', seed: 1 },
        loss: 'l2',
      });
      appendFileSync(log, `ok ${e} ${Date.now() - began}\n`);
    } catch (error) {
      appendFileSync(
        log,
        error instanceof Failure
          ? `${error.code}: ${error.message} ${Date.now() - began}\n`
          : `BAD ${(error as Error).stack}\n`,
      );
    }
    rmSync(folder, { recursive: true, force: true });
  }
}, 3_000_000);
