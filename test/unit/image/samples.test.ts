import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { preprocess, readImage } from '../../../server/src/image';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { decode } from './testImage';

const folder = path.join(__dirname, '../../../media/samples');
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
const photographs = readdirSync(folder).filter((name) => name.endsWith('.jpg'));

test('there are sample photographs', () => {
  expect(photographs.length).toBeGreaterThan(0);
});

test.each(photographs)('%s is prepared, and its row in the README is true of it', async (name) => {
  const bytes = await readImage({ file: path.join(folder, name) }, defaultImageLimits);
  const { pixels: x0 } = await preprocess(bytes, { size: 32, resize: 'bicubic', crop: 'center' });
  expect(x0).toHaveLength(3 * 32 * 32);
  const { width, height } = await decode(bytes);
  const row = readme.split('\n').find((line) => line.startsWith(`| ${name} |`));
  expect(row).toContain(`${width} × ${height}`);
  expect(row).toMatch(/CC0 1\.0|public domain/);
});
