import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Engine } from '../../../server/src/engine';
import { Runs } from '../../../server/src/runs';
import { bundleHost } from '../../fixtures/hostBundle';
import { temporaryFolder } from '../../fixtures/runs/temporaryFolder';
import { all } from './folders';

let bundle: string;

beforeAll(async () => {
  bundle = await bundleHost();
});
afterAll(() => rmSync(bundle, { force: true }));

/** Of 32 x 32 pixels, each another colour. */
async function picture(index: number): Promise<Buffer> {
  const background = { r: (index * 37) % 256, g: (index * 91) % 256, b: 60 };
  return await sharp({ create: { width: 32, height: 32, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Root may read everything. */
const isRoot = process.getuid?.() === 0 || process.platform === 'win32';

test('every broken image is named with its reason, and all good ones are done', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  const good = Array.from({ length: 30 }, (_, index) => `good-${index}.png`);
  for (const [index, name] of good.entries()) writeFileSync(at(name), await picture(index));

  const noise = Buffer.from(Array.from({ length: 3 * 64 * 64 }, (_, at) => (at * 7_919) % 251));
  const photo = sharp(noise, { raw: { width: 64, height: 64, channels: 3 } });
  const whole = await photo.jpeg({ quality: 95 }).toBuffer();
  writeFileSync(at('cut.jpg'), whole.subarray(0, 200));
  writeFileSync(at('cut.png'), (await photo.png().toBuffer()).subarray(0, 150));
  writeFileSync(at('empty.png'), '');
  writeFileSync(at('jpeg-by-content.png'), whole);
  writeFileSync(at('text.png'), 'This is no image.\n');
  writeFileSync(at('film.gif'), readFileSync(at('good-0.png')).subarray(0, 12));
  writeFileSync(at('large.jpg'), Buffer.concat([whole, Buffer.alloc(1_100_000)]));
  const wide = { width: 4_000, height: 3_000, channels: 3 as const, background: '#777' };
  await sharp({ create: wide }).png().toFile(at('wide.png'));
  mkdirSync(at('shut'));
  symlinkSync('nowhere.png', at('dangling.png'));
  writeFileSync(at('zz-deleted.png'), await picture(1));
  if (!isRoot) {
    writeFileSync(at('secret.png'), await picture(2));
    chmodSync(at('secret.png'), 0);
  }

  const limits = () => ({ megabytes: 1, megapixels: 10 });
  const engine = new Engine({ hostEntry: bundle, limits });
  onTestFinished(() => engine.dispose());
  /** Of what has been listed, one file goes before its turn comes. */
  const classifyImages: Engine['classifyImages'] = async (request, images, control) => {
    async function* meanwhile(): AsyncGenerator<string> {
      for await (const image of images) {
        if (image === at('zz-deleted.png')) rmSync(image);
        yield image;
      }
    }
    await engine.classifyImages(request, meanwhile(), control);
  };
  const runs = new Runs({ engine: { classifyImages }, folder: temporaryFolder() });
  const summary = await runs.start({
    folder,
    labels: ['cat', 'truck'],
    options: { samples: 2, elimination: 'none' },
  });

  const rows = await all(runs.rows(summary.run));
  const failures = rows.flatMap(({ image, failure }) => (failure ? [[image, failure.code]] : []));
  expect(Object.fromEntries(failures)).toEqual({
    'cut.jpg': 'image-not-decodable',
    'cut.png': 'image-not-decodable',
    'dangling.png': 'image-not-found',
    'empty.png': 'image-not-decodable',
    'film.gif': 'image-not-decodable',
    'large.jpg': 'image-over-limit',
    'text.png': 'image-not-decodable',
    'wide.png': 'image-over-limit',
    'zz-deleted.png': 'image-not-found',
    ...(!isRoot && { 'secret.png': 'image-not-readable' }),
  });
  for (const { image, failure } of rows) {
    if (failure) expect(failure.message).toContain(at(image));
  }
  const done = rows.filter(({ result }) => result).map(({ image }) => image);
  expect(done).toEqual([...good, 'jpeg-by-content.png'].sort());
  expect(summary).toMatchObject({
    state: 'done',
    counts: { total: rows.length, done: 31, failed: failures.length },
  });
}, 60_000);
